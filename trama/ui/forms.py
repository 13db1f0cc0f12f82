"""The base of every form, and how views make one: `form = form_for(request, NoteForm)`."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise, cached_property
from django.views.decorators.http import require_http_methods

from trama.common.errors import DomainError
from trama.ui.fields import (
    CodeField,
    CodesField,
    DateField,
    EmailField,
    InstantField,
    NumberField,
    PasswordField,
    PhoneField,
    TextField,
    TickField,
)

__all__ = [
    "FORM",
    "CodeField",
    "CodesField",
    "DateField",
    "EmailField",
    "InstantField",
    "NumberField",
    "OnceForm",
    "PasswordField",
    "PhoneField",
    "TextField",
    "TickField",
    "TramaForm",
    "carried_out",
    "confirm_page",
    "form_for",
    "form_page",
]

Text = str | Promise
Section = tuple[Text, Text, list[str]]


class TramaForm(forms.Form):
    """A form of Trama. `sections` says how its fields are grouped: title, hint, names of fields."""

    sections: ClassVar[list[Section]] = []
    keeps_hidden: ClassVar[
        tuple[str, ...]
    ] = ()  # hidden fields that come back with what an expired session kept
    mark_required: ClassVar[bool] = True  # false where everything is needed, as at sign-in
    carried = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def refuse(self, error: DomainError) -> None:
        """Show what a service refused: beside its field if it names one, else above the form."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


class OnceForm(TramaForm):
    """Carries the id of the row it will make, chosen when the page is shown: sent twice, it makes one row."""

    once = forms.UUIDField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"once": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @cached_property
    def row_id(self) -> UUID:
        """The id for the new row, once the form is valid."""
        return self.cleaned_data.get("once") or uuid4()


# The verbs of a page that shows a form and takes it.
FORM = require_http_methods(["GET", "HEAD", "POST"])
FormT = TypeVar("FormT", bound=forms.BaseForm)


def form_for(
    request: HttpRequest, form_class: type[FormT], *, initial: dict[str, Any] | None = None, **kwargs: Any
) -> FormT:
    """Bound on POST; on GET empty, or with what was typed when the session expired (`request.carried`).

    What was carried over is shown as not yet sent: nothing is validated and nothing is red.
    """
    if request.method == "POST":
        return form_class(request.POST, request.FILES, initial=initial, **kwargs)
    carried = getattr(request, "carried", None)
    form = form_class(initial=initial, **kwargs)
    if carried:
        values = carried_values(form, carried)
        form = form_class(initial={**(initial or {}), **values}, **kwargs)
        form.carried = bool(values)  # type: ignore[attr-defined]
    return form


def carried_values(form: forms.BaseForm, data: QueryDict) -> dict[str, Any]:
    """What `data` holds for the visible fields of `form`; never a password, never a hidden token."""
    values = {}
    kept = getattr(form, "keeps_hidden", ())
    for name, field in form.fields.items():
        widget = field.widget
        if (
            (widget.is_hidden and name not in kept)
            or isinstance(widget, forms.PasswordInput)
            or widget.needs_multipart_form
        ):
            continue
        if not widget.value_omitted_from_data(data, {}, form.add_prefix(name)):
            values[name] = widget.value_from_datadict(data, {}, form.add_prefix(name))
    return values


def carried_out(form: TramaForm, act: Callable[[], object]) -> bool:
    """Whether the form was right and the service did it; what it refused is shown on the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except DomainError as error:
        form.refuse(error)
        return False
    return True


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    title: Text,
    submit: Text = "",
    lead: Text = "",
    eyebrow: Text = "",
    cancel: str = "",
    template: str = "ui/form_page.html",
    **context: Any,
) -> HttpResponse:
    """A page that is one form. Sent back with errors it is a 422, so that the transaction is undone."""
    page = {
        "form": form,
        "title": title,
        "submit": submit,
        "lead": lead,
        "eyebrow": eyebrow,
        "cancel": cancel,
        **context,
    }
    return render(request, template, page, status=422 if form.is_bound else 200)


def confirm_page(
    request: HttpRequest,
    *,
    title: Text,
    consequences: list[Text],
    button: Text,
    cancel: str,
    form: forms.BaseForm | None = None,
    danger: bool = False,
    lead: Text = "",
    **context: Any,
) -> HttpResponse:
    """Asked before every act that cannot be undone: what happens, the button, the way back. Posts to the same URL."""
    page = {
        "form": form or forms.Form(),
        "title": title,
        "consequences": consequences,
        "button": button,
        "cancel": cancel,
        "danger": danger,
        "lead": lead,
        **context,
    }
    return render(request, "ui/confirm.html", page, status=422 if form is not None and form.is_bound else 200)
