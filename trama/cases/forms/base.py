"""What the forms of this app share."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property

from trama.ui.forms import InstantField, TramaForm


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


def happened_at(label: Any, **kwargs: Any) -> InstantField:
    """When it happened: now unless she says otherwise, never in the future."""
    return InstantField(label=label, latest=timedelta(), **kwargs)


def now_to_the_minute() -> datetime:
    return timezone.localtime().replace(second=0, microsecond=0)


def not_after_now(at: datetime | None) -> datetime | None:
    """`at`, unless it is later today than now: somebody wrote the hour a little ahead, and it happened by now."""
    now = timezone.now()
    return min(at, now) if at is not None else None
