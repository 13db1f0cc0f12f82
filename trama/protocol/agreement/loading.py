"""A protocol as its text gives it: the version and what is known of each signature."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.tables import read_rows
from trama.network.models import NetworkMembership
from trama.network.services import MILAN
from trama.protocol.agreement.models import Signatory, SignatureState, Version, VersionState
from trama.protocol.agreement.policies import require_lead

MILAN_DATE = date(2023, 11, 22)
MILAN_TITLE = "Protocollo d'intesa della rete antiviolenza di Milano"
# How signatories.csv names the lists of commitments that are not simply their code.
_GROUPS = {"(Art. 6: Comune)": ["COMUNE"], "(nessun elenco proprio)": [], "DIR": ["DIR", "DWS"]}


@dataclass(frozen=True)
class Known:
    """What the text of the protocol lets one say about a body's signature."""

    code: str
    groups: list[str]
    method: str
    evidence: str = ""
    signed_at: datetime | None = None
    not_before: date | None = None
    not_after: date | None = None


def read_known(path: Path = MILAN) -> Iterator[Known]:
    """The rows of `signatories.csv`; dates may be a day, an instant, "≤day" or "≥day"."""
    for row in read_rows(path):
        group = row["commitment_group"]
        groups = _GROUPS.get(group, [part.split(" ")[0] for part in group.split(";") if part])
        yield known_of(row, groups)


def known_of(row: dict[str, str], groups: list[str]) -> Known:
    """What a row says. Raises ValueError for a date that is none."""
    known = Known(row["id"], groups, row["signature_method"], row["evidence"])
    return _dated(known, row["signature_date"])


def _dated(known: Known, text: str) -> Known:
    fields = known.__dict__
    if not text:
        return known
    if text[0] in "≤≥":
        day = date.fromisoformat(text[1:])
        return Known(**{**fields, "not_after" if text[0] == "≤" else "not_before": day})
    if "T" in text:
        instant = datetime.fromisoformat(text)
        return Known(
            **{**fields, "signed_at": instant, "not_before": instant.date(), "not_after": instant.date()}
        )
    day = date.fromisoformat(text)
    return Known(**{**fields, "not_before": day, "not_after": day})


def load_agreement(
    *, actor: Actor, title: str, document_date: date, signatories: list[Known], term_years: int = 3
) -> Version:
    """Write a signed protocol in, as version 1 in force; `actor` acts for the body that coordinates the network.

    A signature known only from the text is `received`, never `verified`: nobody looked at the signature itself.
    """
    require_lead(actor)
    version = Version.objects.create(
        organisation_id=actor.organisation_id,
        network_id=actor.network_id,
        number=1,
        title=title,
        document_date=document_date,
        term_years=term_years,
        state=VersionState.IN_FORCE,
    )
    bodies = dict(
        NetworkMembership.objects.filter(network=actor.network_id).values_list(
            "signatory_code", "organisation"
        )
    )
    Signatory.objects.bulk_create(
        Signatory(
            organisation_id=bodies[known.code],
            network_id=actor.network_id,
            version=version,
            order=order,
            state=_state(known),
            by_proxy=known.method == "by_proxy",
            **known.__dict__,
        )
        for order, known in enumerate(signatories, start=1)
    )
    record(actor, "protocol.loaded", version.pk)
    return version


def _state(known: Known) -> SignatureState:
    at_hand = known.method not in {"missing", "undetermined"}
    return SignatureState.RECEIVED if at_hand else SignatureState.MISSING
