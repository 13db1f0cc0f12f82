"""How the controls of a form are drawn: Django's own markup for the common ones, without a template for each option.

A list with three filters went through ninety templates. What is not here is drawn by Django (`FORM_RENDERER`).
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest

from trama.ui.markup import esc, made

Widget = Mapping[str, Any]


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{esc(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{esc(widget["value"])}"'
    return f'<input type="{widget["type"]}" name="{esc(widget["name"])}"{value}{_attributes(widget)}>'


def _textarea(widget: Widget) -> str:
    value = esc(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{esc(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


def _select(widget: Widget) -> str:
    groups = []
    for label, options, _number in widget["optgroups"]:
        drawn = "".join(
            f'<option value="{esc(option["value"])}"{_attributes(option)}>{esc(option["label"])}</option>\n'
            for option in options
        )
        groups.append(f'<optgroup label="{esc(label)}">\n{drawn}</optgroup>\n' if label else drawn)
    return f'<select name="{esc(widget["name"])}"{_attributes(widget)}>\n{"".join(groups)}</select>'


_INPUTS: Final = (
    "text",
    "number",
    "email",
    "url",
    "password",
    "hidden",
    "date",
    "datetime",
    "time",
    "checkbox",
)
_DRAWN: Final[dict[str, Callable[[Widget], str]]] = {
    **{f"django/forms/widgets/{name}.html": _input for name in _INPUTS},
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}


class Renderer(DjangoTemplates):
    """For `FORM_RENDERER`."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        draw = _DRAWN.get(template_name)
        if draw is None:
            return super().render(template_name, context, request)
        return made(draw(context["widget"]))
