"""A walk over the page that is open, by keyboard alone: what it looks at is in walk.js."""

from pathlib import Path

from playwright.sync_api import BrowserContext, Page

SCRIPT = Path(__file__).with_name("walk.js")
PRESSES = (
    6  # of Tab in the contents of a page; of what comes after, only that nothing but the document orders it
)


def prepare(context: BrowserContext) -> None:
    """Every page opened from now on can be asked."""
    context.add_init_script(path=SCRIPT)


def by_keyboard(page: Page, *, frame: bool, focus_on_entry: bool = False) -> list[str]:
    """What is wrong for who has no mouse. `frame`: header, menu and the way past them too, once for each person."""
    page.keyboard.press("Tab")
    seen = page.evaluate("how => walk.whole(how)", {"frame": frame, "focusOnEntry": focus_on_entry})
    if frame:
        page.keyboard.press("Enter")
    presses = min(PRESSES, seen["stops"])
    for _ in range(presses):
        page.keyboard.press("Tab")
    wrong = [*seen["wrong"], *page.evaluate("way => walk.walked(way)", {"frame": frame, "presses": presses})]
    page.keyboard.press("Tab")
    return [*wrong, *page.evaluate("() => walk.left()")]


def narrow(page: Page) -> list[str]:
    """What does not fit at 320 px, with every fold open."""
    return list(page.evaluate("() => walk.narrow()"))
