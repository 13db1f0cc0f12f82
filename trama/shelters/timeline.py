"""What the page of her path shows: asked, answered, here, gone. Days only, no house."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.cases.models import Path
from trama.common.vocabularies import vocabulary
from trama.shelters.models import Stay
from trama.shelters.periods import begins, ends, last_day
from trama.shelters.states import StayState
from trama.ui.dates import day_words
from trama.ui.timeline import TimelineItem
from trama.vault.keyring import Keyring


def items(*, actor: Actor, keyring: Keyring, path: Path) -> Iterable[TimelineItem]:
    """One query."""
    stays = list(Stay.objects.filter(organisation_id=actor.organisation_id, path=path).order_by("created_at"))
    if not stays:
        return
    box = keyring.box(path.woman.record_key)
    for stay in stays:
        if stay.current_state in (StayState.ADMITTED, StayState.ENDED):
            yield _came(stay, box.open(stay, "extensions"))
        if stay.current_state is StayState.ENDED:
            yield _left(stay, box.open(stay, "exit"))


def _came(stay: Stay, extensions: Any) -> TimelineItem:
    here = stay.current_state is StayState.ADMITTED
    text = _("Fino al %(day)s") % {"day": day_words(last_day(stay.during))} if here else ""
    return TimelineItem(
        begins(stay.during),
        _("Ospitalità"),
        _("Cambia posto") if stay.follows_id else _("Accolta in casa"),
        icon="house",
        text=text,
        url=reverse("shelters:stay", args=[stay.pk]),
        details=tuple(
            (_("Proroga al %(day)s") % {"day": one["until"]}, str(one["reason"])) for one in extensions
        ),
    )


def _left(stay: Stay, value: Any) -> TimelineItem:
    return TimelineItem(
        ends(stay.during),
        _("Ospitalità"),
        vocabulary("exit_reason").label(value["reason"]),
        icon="house",
        text=value["note"],
        url=reverse("shelters:stay", args=[stay.pk]),
        tone="closed",
    )
