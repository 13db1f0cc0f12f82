"""Any Django form as Trama shows it: what the templates of forms need, worked out in Python."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    ClearableFileInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.utils.safestring import SafeString

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (CheckboxSelectMultiple, "group"),
    (RadioSelect, "group"),
    (CheckboxInput, "check"),
    (Select, "select"),
    (Textarea, "text"),
    (ClearableFileInput, "file"),
)
CSS = {"check": "choice-input", "select": "form-select", "group": "choice-input"}


@dataclass(frozen=True)
class FieldView:
    """One visible field as its template draws it."""

    bound: BoundField
    kind: str  # input | text | select | check | group | file

    @property
    def marked(self) -> bool:
        """Says "(obbligatorio)": what must be answered, unless the form has nothing optional (`mark_required`)."""
        return self.bound.field.required and getattr(self.bound.form, "mark_required", True)

    @property
    def simple(self) -> bool:
        """Fits beside others in a filters bar."""
        return self.kind in {"input", "select"}

    @property
    def id(self) -> str:
        return self.bound.auto_id or f"id_{self.bound.html_name}"

    @property
    def help_id(self) -> str:
        return f"{self.id}_help" if self.bound.help_text else ""

    @property
    def error_id(self) -> str:
        return f"{self.id}_error" if self.bound.errors else ""

    @property
    def described_by(self) -> str:
        return " ".join(part for part in (self.help_id, self.error_id) if part)

    @property
    def target(self) -> str:
        """The id that a link of the error summary goes to: for a group its first choice, if there is one to make."""
        return self.choices[0]["id"] if self.kind == "group" and self.choices else self.id

    @property
    def multiple(self) -> bool:
        return isinstance(self.bound.field.widget, CheckboxSelectMultiple)

    def _attrs(self) -> dict[str, Any]:
        own = self.bound.field.widget.attrs.get("class", "")
        attrs: dict[str, Any] = {
            "class": f"{CSS.get(self.kind, 'form-control')} {own}".strip(),
            "id": self.id,
        }
        if self.described_by and self.kind != "group":
            attrs["aria-describedby"] = self.described_by
        if self.bound.errors and self.kind != "group":
            attrs["aria-invalid"] = "true"
        return attrs

    @property
    def control(self) -> SafeString:
        return self.bound.as_widget(attrs=self._attrs())

    @cached_property
    def choices(self) -> list[dict[str, Any]]:
        """For a group: id, name, value, checked and label of each choice, with its hint where the field has one."""
        hints: dict[str, str] = getattr(self.bound.field, "hints", {})
        views = []
        for sub in self.bound.subwidgets:
            data = sub.data
            value = "" if data["value"] is None else str(data["value"])
            attrs = data["attrs"]
            views.append(
                {
                    "id": attrs.get("id", ""),
                    "name": data["name"],
                    "value": value,
                    "label": data["label"],
                    "checked": bool(data.get("selected")),
                    "type": data["type"],
                    "hint": hints.get(value, ""),
                    "disabled": bool(attrs.get("disabled")),
                }
            )
        return views

    @property
    def many(self) -> bool:
        """A long group is set in columns."""
        return len(self.choices) > 6

    @property
    def short(self) -> bool:
        """A few short answers ("Sì", "No", "Non so") stand on one line."""
        return len(self.choices) <= 4 and all(
            len(str(one["label"])) <= 12 and not one["hint"] for one in self.choices
        )


@dataclass(frozen=True)
class Section:
    title: str
    hint: str
    fields: list[FieldView]


@dataclass(frozen=True)
class FormView:
    """A form with its sections, hidden fields and errors."""

    form: forms.BaseForm
    sections: list[Section]
    hidden: list[BoundField]
    carried: bool

    @property
    def multipart(self) -> bool:
        return self.form.is_multipart()

    @property
    def general_errors(self) -> list[str]:
        """Errors of no field, and those of hidden fields, which nobody could see beside them."""
        hidden = [str(error) for field in self.hidden for error in field.errors]
        return [str(error) for error in self.form.non_field_errors()] + hidden

    @property
    def field_errors(self) -> list[tuple[FieldView, str]]:
        return [
            (field, str(error))
            for section in self.sections
            for field in section.fields
            for error in field.bound.errors
        ]

    @property
    def has_errors(self) -> bool:
        return bool(self.form.is_bound and self.form.errors)


def field_view(bound: BoundField) -> FieldView:
    widget = bound.field.widget
    kind = next((kind for widget_class, kind in KINDS if isinstance(widget, widget_class)), "input")
    return FieldView(bound, kind)


def form_view(form: forms.BaseForm) -> FormView:
    """Sections as the form declares them (`sections = [(title, hint, [names])]`); what is left comes last."""
    visible = {bound.name: field_view(bound) for bound in form.visible_fields()}
    sections = []
    for title, hint, names in getattr(form, "sections", ()):
        members = [visible.pop(name) for name in names if name in visible]
        if members:
            sections.append(Section(str(title), str(hint), members))
    if visible:
        sections.append(Section("", "", list(visible.values())))
    return FormView(form, sections, form.hidden_fields(), bool(getattr(form, "carried", False)))
