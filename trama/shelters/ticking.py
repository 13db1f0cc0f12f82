"""A held place whose day is past: somebody is told. The place stays held until a person lets it go."""

from typing import Final

from django.db.models import Exists, OuterRef
from django.utils import timezone

from trama.access.actor import Actor
from trama.deadlines.models import Notice
from trama.deadlines.services import tell
from trama.deadlines.tick import Every, Tick
from trama.shelters.models import Stay
from trama.shelters.rules import HOLD_EXPIRED
from trama.shelters.states import StayState


def warn_expired_holds(actor: Actor) -> None:
    """Once for each day that was agreed; told again when a longer one is past as well."""
    told = Notice.objects.filter(
        organisation=OuterRef("organisation"), code=HOLD_EXPIRED.code, source=OuterRef("pk"),
        made_at__gte=OuterRef("held_until"),
    )  # fmt: skip
    past = Stay.objects.filter(
        organisation_id=actor.organisation_id, state=StayState.HELD, held_until__lt=timezone.now()
    )
    for stay in past.exclude(Exists(told)).select_related("path"):
        tell(
            actor=actor, code=HOLD_EXPIRED.code, subject=stay.path_id, source=stay.pk,
            assignee=stay.path.assignee_id,
        )  # fmt: skip


EXPIRED_HOLDS: Final = Tick("shelters.holds", Every.HOUR, warn_expired_holds)
