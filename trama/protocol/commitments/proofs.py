"""What a piece of evidence says, and what may be said: nothing about a woman, nothing that has not happened."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from trama.common.errors import DomainError
from trama.protocol.commitments.kinds import HAPPENINGS, SMALLEST_NUMBER, EvidenceKind, kinds_for
from trama.protocol.commitments.models import Commitment
from trama.protocol.commitments.rules import Rule

_ADDRESSES: Final = ("https://", "http://", "/")
# Capabilities whose numbers are of women, children or men: a small one could let somebody be recognised.
ABOUT_PEOPLE: Final = frozenset(
    {
        "case", "minors", "referral", "placement", "art403", "er_pathway", "risk", "consent_privacy", "services",
        "data", "perpetrator_programme",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proof:
    """The contents of evidence. `source` and `source_key` are those of an offer."""

    kind: str
    day: date
    title: str
    text: str = ""
    url: str = ""
    number: int | None = None
    source: str = ""
    source_key: UUID | None = None


def check_proof(commitment: Commitment, year: int, proof: Proof, *, today: date) -> None:
    """Raise DomainError beside the field: "kind", "future", "other_year", "number", "few", "address"."""
    rule = Rule(commitment.rule)
    if proof.kind not in kinds_for(commitment.capability, rule):
        raise DomainError("kind", _("Per questo impegno serve una prova di un altro tipo."), field="kind")
    if proof.day > today:
        raise DomainError("future", _("Questo giorno deve ancora venire."), field="day")
    _check_day(rule, year, proof)
    _check_number(commitment, proof)
    if proof.url and not proof.url.startswith(_ADDRESSES):
        raise DomainError("address", _("L’indirizzo comincia con https://"), field="url")


def _check_day(rule: Rule, year: int, proof: Proof) -> None:
    happened = proof.kind in HAPPENINGS and rule is not Rule.ONCE
    if happened and proof.day.year != year:
        raise DomainError(
            "other_year", _("Il giorno non è nell’anno %(year)s.") % {"year": year}, field="day"
        )
    if proof.kind == EvidenceKind.SUBMISSION and proof.day.year < year:
        raise DomainError("other_year", _("I dati di un anno non si inviano prima che cominci."), field="day")


def _check_number(commitment: Commitment, proof: Proof) -> None:
    if (proof.number is not None) != (proof.kind == EvidenceKind.COUNT):
        message = (
            _("Scrivi il numero.") if proof.number is None else _("Il numero si scrive solo per «Numero».")
        )
        raise DomainError("number", message, field="number")
    if proof.number and proof.number < SMALLEST_NUMBER and commitment.capability in ABOUT_PEOPLE:
        raise DomainError(
            "few",
            _(
                "Sotto il cinque qualcuna potrebbe essere riconosciuta: scegli «Documento» e scrivi «meno di 5»."
            ),
            field="number",
        )
