"""What the views of the agreement share."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods

from trama.access.actor import Actor
from trama.common.errors import DomainError
from trama.ui.forms import TramaForm

FORM = require_http_methods(["GET", "HEAD", "POST"])


class ActorRequest(HttpRequest):
    """Typing only: a request behind sign-in."""

    actor: Actor


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


def carried_out(form: TramaForm, act: Callable[[], object]) -> bool:
    """Do it if the form is sent and valid; what the service refuses stands in the form."""
    if form.is_bound and form.is_valid():
        try:
            act()
            return True
        except DomainError as error:
            form.refuse(error)
    return False
