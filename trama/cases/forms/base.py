"""What the forms of this app share."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from trama.cases.services.common import imprint
from trama.common.errors import DomainError
from trama.ui.forms import InstantField, TramaForm


def happened_at(label: Any, **kwargs: Any) -> InstantField:
    """When it happened: now unless she says otherwise, never in the future."""
    return InstantField(label=label, latest=timedelta(), **kwargs)


def now_to_the_minute() -> datetime:
    return timezone.localtime().replace(second=0, microsecond=0)


def not_after_now(at: datetime | None) -> datetime | None:
    """`at`, unless it is later today than now: somebody wrote the hour a little ahead, and it happened by now."""
    now = timezone.now()
    return min(at, now) if at is not None else None


class SeenForm(TramaForm):
    """What stood there when its page was shown goes with it: nobody writes over a colleague's words unseen.

    `stored`: what stands there now. Refused as "changed", the form is sent once more knowingly.
    """

    keeps_hidden = ("seen",)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput())

    def __init__(self, *args: Any, stored: object, **kwargs: Any) -> None:
        self._now = imprint(stored)
        kwargs["initial"] = {"seen": self._now, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def refuse(self, error: DomainError) -> None:
        super().refuse(error)
        if error.code == "changed":
            data = QueryDict(mutable=True)
            data.update(self.data)
            data[self.add_prefix("seen")] = self._now
            self.data = data
