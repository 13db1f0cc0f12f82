"""Short words for the tests of this area."""

from datetime import date
from typing import Any

from django.utils import timezone

from trama.access.context import acting
from trama.protocol.commitments import services
from trama.protocol.commitments.models import Evidence, Ownership
from trama.protocol.commitments.proofs import Proof
from trama.testing.cast import Cast, Person

YEAR = timezone.localdate().year
NEW_YEAR = date(YEAR, 1, 1)  # a day of this year that has always come


def owns(cast: Cast, body: str, code: str) -> Ownership:
    """One commitment of one body; inside somebody's context."""
    return Ownership.objects.select_related("commitment__version", "organisation").get(
        organisation=cast.organisations[body], commitment__code=code
    )


def proof(**changes: Any) -> Proof:
    """A document, read by all."""
    return Proof(**{"kind": "document", "day": NEW_YEAR, "title": "Nota del direttivo", **changes})


def give(cast: Cast, person: Person, body: str, code: str, **changes: Any) -> Evidence:
    """`person` gives evidence for one commitment of `body`."""
    with acting(person.actor):
        return services.give_evidence(
            actor=person.actor, ownership=owns(cast, body, code), year=YEAR, proof=proof(**changes)
        )


def confirm(person: Person, evidence: Evidence) -> Evidence:
    with acting(person.actor):
        fresh = Evidence.objects.select_related("link", "ownership__commitment").get(pk=evidence.pk)
        services.confirm_evidence(actor=person.actor, evidence=fresh)
    return fresh
