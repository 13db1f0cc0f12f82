"""Without a mouse, heard and not seen: what is to be put right in a form, menus, a date; what is shown on few pages."""

from playwright.sync_api import Page

from tests.journeys.browser import axe, launch, overflows
from tests.journeys.browser import page as page_of
from tests.journeys.site import Site, Visit, visit

# One line of text; radio buttons; hours that the browser draws in parts.
FORMS = {"ada": ("/percorsi/nuovo/", "/telefonate/nuova/"), "tea": ("/incontri/nuovo/",)}

# What is wrong with the field that has the focus, as its own description or its group's says it.
DESCRIBED = """() => {
    const field = document.activeElement, group = field.closest("fieldset[aria-describedby]");
    const ids = [field, group].flatMap((one) => (one && one.getAttribute("aria-describedby") || "").split(" "));
    const notes = ids.map((id) => document.getElementById(id)).filter((one) => one && one.matches(".field-error"));
    return field.getAttribute("aria-invalid") === "true" ? notes.map((one) => one.innerText.trim()).join(" ") : "";
}"""


def send_empty(page: Page) -> None:
    """Nothing is in the form any more; its button, by Enter."""
    for field in page.locator("main form .field input:not([type=radio]):not([type=checkbox])").all():
        field.fill("")
    page.locator("main form .form-acts button").first.focus()
    with page.expect_navigation() as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 422


def put_right(opened: Visit, path: str) -> None:
    """The focus is on the summary; Tab and Enter lead from there to each field, which says what is wrong."""
    page = opened.page
    page.goto(path)
    send_empty(page)
    page.locator("[data-error-summary]:focus").wait_for()
    links = page.locator("[data-error-summary] li:has(a)")
    assert links.count(), path
    for number in range(links.count()):
        page.locator("[data-error-summary]").focus()
        for _ in range(number + 1):
            page.keyboard.press("Tab")
        said = links.nth(number).inner_text()
        page.keyboard.press("Enter")
        described = page.evaluate(DESCRIBED)
        assert described, (path, said)
        assert described in said
    assert axe(page) == []


def test_a_refused_form_leads_to_each_field_and_says_there_what_is_wrong(site: Site) -> None:
    for name, paths in FORMS.items():
        with visit(site, "tasti") as opened:
            opened.sign_in(site.cast.people[name])
            for path in paths:
                put_right(opened, path)


def test_menus_waiting_and_days_by_keyboard_alone(site: Site) -> None:
    with visit(site, "tasti", width=320) as opened:
        opened.sign_in(site.cast.ada)
        page = opened.page
        page.goto("/percorsi/")
        menu = page.locator(".menu-fold")
        menu.locator("summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert menu.locator("a:focus").inner_text() == "Agenda"
        page.keyboard.press("Escape")
        assert menu.locator("summary:focus").count() == 1
        assert not menu.locator("nav").is_visible()
        for ordered in page.locator("thead a").all():  # above the cards, not behind them
            assert ordered.is_visible()
            assert (ordered.bounding_box() or {"width": 0})["width"] > 24
        page.goto("/percorsi/nuovo/")
        page.locator("main form .form-acts a").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.url.endswith("/percorsi/")
        assert opened.watched.problems == []


def test_who_chose_the_colours_of_the_system_still_sees_what_a_button_and_a_tick_are(site: Site) -> None:
    with visit(site, "contrasto") as opened:
        page = opened.page
        page.emulate_media(forced_colors="active")
        opened.sign_in(site.cast.ada)
        page.goto("/percorsi/nuovo/")
        button = page.locator("main form .form-acts button").first
        assert button.evaluate("el => getComputedStyle(el).borderTopStyle") == "solid"
        choice = page.locator("main .choice-input").first
        assert choice.evaluate("el => getComputedStyle(el).appearance") == "auto"
        button.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        assert button.evaluate("el => getComputedStyle(el).outlineStyle") == "solid"


def test_letters_twice_as_large_hide_nothing(site: Site) -> None:
    """Who asks her browser for letters of 32 px instead of 16 has the page of a narrow screen, and all of it."""
    large = launch(site.browser.browser_type, "--blink-settings=defaultFontSize=32")
    try:
        with page_of(large, site.url) as watched:
            opened = Visit(site, watched, name="grande", javascript=True, width=1280)
            opened.sign_in(site.cast.ada)
            for path in (
                "/agenda/",
                "/percorsi/",
                "/percorsi/nuovo/",
                "/protocollo/impegni/",
                "/protocollo/impegni/quadro/",
            ):
                watched.page.goto(path)
                assert not overflows(watched.page), path
                assert watched.page.locator(".menu-fold summary").is_visible()
    finally:
        large.close()
