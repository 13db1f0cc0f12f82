"""Reading the forms of a page and filling them in, as a browser without JavaScript would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

SKIPPED = {"submit", "button", "image", "reset", "file"}


@dataclass
class Control:
    """One field of a form: its kind, its value, and for choices what may be chosen."""

    name: str
    kind: str
    value: str = ""
    checked: bool = False
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form that is sent by POST, with the buttons that have a name of their own."""

    action: str
    controls: list[Control] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def names(self, *kinds: str) -> set[str]:
        return {control.name for control in self.controls if control.kind in kinds}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: Control | None = None
        self._area: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {key: value or "" for key, value in attrs}
        if tag == "form" and said.get("method", "get").lower() == "post":
            self._form = Form(said.get("action", ""))
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, said, self._form)

    def _control(self, tag: str, said: dict[str, str], form: Form) -> None:
        name = said.get("name", "")
        if tag == "input" and name and said.get("type", "text") not in SKIPPED:
            kind = said.get("type", "text")
            form.controls.append(Control(name, kind, said.get("value", ""), "checked" in said))
        elif tag == "textarea" and name:
            self._area = Control(name, "textarea")
            form.controls.append(self._area)
        elif tag == "select" and name:
            self._select = Control(name, "select")
            form.controls.append(self._select)
        elif tag == "option" and self._select is not None:
            self._select.options.append(said.get("value", ""))
            if "selected" in said:
                self._select.value = said.get("value", "")
        elif tag == "button" and name:
            form.buttons.append((name, said.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None


def forms_of(html: str) -> list[Form]:
    """Every POST form of a page."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def filled(form: Form, text: str, *, today: str, code: str = "") -> dict[str, list[str]]:
    """What a person would send who writes `text` wherever one can write and chooses `code` wherever it is offered."""
    sent: dict[str, list[str]] = {}
    for control in form.controls:
        value = _answer(control, form, text, today, code)
        if value is not None:
            sent.setdefault(control.name, [])
            if value not in sent[control.name]:
                sent[control.name].append(value)
    for name, value in form.buttons[:1]:
        sent[name] = [value]
    return sent


def _answer(control: Control, form: Form, text: str, today: str, code: str) -> str | None:
    simple = {"date": today, "datetime-local": f"{today}T08:30", "number": "1"}
    if control.kind in {"text", "tel", "email", "search", "textarea", "password"}:
        return text
    if control.kind in {"radio", "checkbox"}:
        return _chosen(control, form, code)
    if control.kind == "select":
        offered = [option for option in control.options if option]
        return code if code in offered else control.value or next(iter(offered), "")
    return control.value or simple.get(control.kind, "")


def _chosen(control: Control, form: Form, code: str) -> str | None:
    """The code if it is offered under this name; else what is checked; else the first one that is not empty."""
    group = [one for one in form.controls if one.name == control.name]
    if any(one.value == code for one in group):
        return control.value if control.value == code else None
    if any(one.checked and one.value for one in group):
        return control.value if control.checked else None
    first = next((one for one in group if one.value), None)
    return control.value if control is first else None
