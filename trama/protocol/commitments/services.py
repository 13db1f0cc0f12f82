"""Giving evidence and deciding about it; the lead body's date for yearly data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, Forbidden, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.documents import Upload
from trama.common.errors import DomainError
from trama.protocol.agreement.policies import require_lead
from trama.protocol.commitments.models import DataTerm, Evidence, EvidenceFile, EvidenceState, Ownership
from trama.protocol.commitments.policies import may_decide, may_have_answered, may_withdraw, way_for
from trama.protocol.commitments.proofs import Proof, check_proof
from trama.protocol.commitments.selectors import upload_of
from trama.protocol.commitments.sources import Offer, offers


def give_evidence(
    *,
    actor: Actor,
    ownership: Ownership,
    year: int,
    proof: Proof,
    upload: Upload | None = None,
    key: UUID | None = None,
    replaces: Evidence | None = None,
    today: date | None = None,
) -> Evidence:
    """One more piece of evidence, to be confirmed by somebody else. The same `key` twice is one row.

    Raises Forbidden for another's commitment; DomainError: those of `check_proof`, "year", "attached".
    """
    require(actor, Action.GIVE_EVIDENCE)
    way = way_for(actor, ownership.organisation_id)
    if way is None:
        raise Forbidden(Action.GIVE_EVIDENCE)
    if key is not None and (there := Evidence.objects.filter(ownership=ownership, pk=key).first()):
        return there
    today = today or timezone.localdate()
    check_year(ownership, year, today)
    check_proof(ownership.commitment, year, proof, today=today)
    evidence = evidence_of(
        ownership, year, proof, key=key, way=way, entered_by_id=actor.organisation_id,
        entered_by_user=actor.user_id, replaces=replaces,
    )  # fmt: skip
    if not save_once(evidence, upload):
        return Evidence.objects.get(pk=evidence.pk)
    record(actor, "commitment.evidence", evidence.pk, ownership.pk, detail=way)
    return evidence


def check_year(ownership: Ownership, year: int, today: date) -> None:
    """Raise DomainError("year") for a year to come, or in which the commitment did not bind the body."""
    last = min(today, ownership.until) if ownership.until else today
    if not ownership.since.year <= year <= last.year:
        raise DomainError("year", _("In quest’anno l’impegno non vale per l’ente."))


def evidence_of(
    ownership: Ownership, year: int, proof: Proof, *, key: UUID | None, **entered: object
) -> Evidence:
    """The row, not saved."""
    return Evidence(
        pk=key or uuid4(),
        organisation_id=ownership.organisation_id,
        network_id=ownership.network_id,
        ownership=ownership,
        year=year,
        **{name: getattr(proof, name) for name in Proof.__slots__},
        **entered,
    )


def save_once(evidence: Evidence, upload: Upload | None = None) -> bool:
    """Save; False where the same form sent in the same moment was quicker.

    Raises DomainError("attached") when the same offer is there already.
    """
    try:
        with transaction.atomic():
            _keep(evidence, upload)
            evidence.save(force_insert=True)
    except IntegrityError:
        if Evidence.objects.filter(pk=evidence.pk, ownership=evidence.ownership_id).exists():
            return False
        raise DomainError("attached", _("Questa prova c’è già.")) from None
    return True


def _keep(evidence: Evidence, upload: Upload | None) -> None:
    """The file goes first: the database takes no evidence whose file is not there, and none for evidence that is."""
    if upload is None:
        return
    evidence.file_kind, evidence.file_sha256 = upload.kind, upload.sha256
    evidence.file_size = len(upload.content)
    EvidenceFile.objects.create(
        organisation_id=evidence.organisation_id,
        network_id=evidence.network_id,
        evidence=evidence,
        content=upload.content,
    )


def offers_for(actor: Actor, ownership: Ownership, year: int) -> list[Offer]:
    """What other areas offer for one commitment of a body, without what is attached already."""
    code = ownership.commitment.code
    taken = set(
        Evidence.objects.filter(
            ownership=ownership, state__in=[EvidenceState.WAITING, EvidenceState.CONFIRMED]
        ).values_list("source", "source_key")
    )
    found = offers(actor, ownership.organisation_id, [code], year)
    return [offer for offer in found if code in offer.codes and (offer.source, offer.key) not in taken]


def attach_offer(
    *, actor: Actor, ownership: Ownership, year: int, source: str, key: UUID, today: date | None = None
) -> Evidence:
    """An offer of another area becomes evidence. Raises DomainError("no_offer") for one that is not offered."""
    require(actor, Action.GIVE_EVIDENCE)
    if way_for(actor, ownership.organisation_id) is None:
        raise Forbidden(Action.GIVE_EVIDENCE)
    offered = offers_for(actor, ownership, year)
    offer = next((one for one in offered if (one.source, one.key) == (source, key)), None)
    if offer is None:
        raise DomainError("no_offer", _("Questa prova non c’è più, o è già tra le prove dell’impegno."))
    proof = Proof(
        offer.kind, offer.day, offer.title, offer.text, offer.url, offer.number, offer.source, offer.key
    )
    return give_evidence(actor=actor, ownership=ownership, year=year, proof=proof, today=today)


def confirm_evidence(*, actor: Actor, evidence: Evidence) -> None:
    """It counts from now on. Raises Forbidden, DomainError("second_person", "decided")."""
    _decide(actor, evidence, state=EvidenceState.CONFIRMED)
    record(actor, "commitment.confirm", evidence.pk, evidence.ownership_id)


def return_evidence(*, actor: Actor, evidence: Evidence, because: str) -> None:
    """Back to who gave it, with what is missing. Raises as `confirm_evidence`."""
    _decide(actor, evidence, state=EvidenceState.RETURNED, returned_because=because)
    record(actor, "commitment.returned", evidence.pk, evidence.ownership_id)


def _decide(actor: Actor, evidence: Evidence, **change: str) -> None:
    require(actor, Action.CONFIRM_EVIDENCE)
    if evidence.state != EvidenceState.WAITING:
        raise DomainError("decided", _("Qualcuno ha già deciso su questa prova: ricarica la pagina."))
    if evidence.entered_by_user == actor.user_id or may_have_answered(actor, evidence):
        raise DomainError(
            "second_person", _("La conferma una seconda persona: questa prova l’hai inserita o chiesta tu.")
        )
    if not may_decide(actor, evidence):
        raise Forbidden(Action.CONFIRM_EVIDENCE)
    decided = {
        "decided_by_id": actor.organisation_id, "decided_by_user": actor.user_id, "decided_at": timezone.now(),
    }  # fmt: skip
    move(evidence, **decided, **change)


def move(evidence: Evidence, **change: object) -> None:
    """Write one step of the state machine, if nobody was quicker. Raises DomainError("decided")."""
    rows = Evidence.objects.filter(pk=evidence.pk, state=evidence.state)
    if not rows.update(**change):
        raise DomainError("decided", _("Qualcuno ha già deciso su questa prova: ricarica la pagina."))
    for name, value in change.items():
        setattr(evidence, name, value)


def withdraw_evidence(*, actor: Actor, evidence: Evidence) -> None:
    """It counts no more; the row stays in the history, its file goes. Raises Forbidden, DomainError("decided")."""
    require(actor, Action.GIVE_EVIDENCE)
    if evidence.state == EvidenceState.WITHDRAWN:
        raise DomainError("decided", _("Questa prova è già stata ritirata."))
    if not may_withdraw(actor, evidence):
        raise Forbidden(Action.GIVE_EVIDENCE)
    move(
        evidence, state=EvidenceState.WITHDRAWN, withdrawn_by_id=actor.organisation_id,
        withdrawn_at=timezone.now(),
    )  # fmt: skip
    EvidenceFile.objects.filter(network=evidence.network_id, evidence=evidence).delete()
    record(actor, "commitment.withdrawn", evidence.pk, evidence.ownership_id)


def correct_evidence(
    *,
    actor: Actor,
    evidence: Evidence,
    proof: Proof,
    upload: Upload | None = None,
    keep_file: bool = False,
    key: UUID | None = None,
    today: date | None = None,
) -> Evidence:
    """The old row is withdrawn and another takes its place, to be confirmed anew. Raises as both.

    With `keep_file` the old row's file is the new one's too, unless there is an `upload`.
    """
    if key is not None and (there := Evidence.objects.filter(replaces=evidence, pk=key).first()):
        return there
    if keep_file and upload is None:
        upload = upload_of(evidence)
    try:
        withdraw_evidence(actor=actor, evidence=evidence)
    except DomainError:  # perhaps the same form, sent in the same moment
        if key is not None and (there := Evidence.objects.filter(replaces=evidence, pk=key).first()):
            return there
        raise
    return give_evidence(
        actor=actor, ownership=evidence.ownership, year=evidence.year, proof=proof, upload=upload, key=key,
        replaces=evidence, today=today,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One filled line of a sheet. `key` is the evidence's id, made by the form, so that sending twice is one row."""

    ownership: Ownership
    key: UUID
    proof: Proof


def fill_sheet(
    *, actor: Actor, year: int, lines: Iterable[Line], today: date | None = None
) -> list[Evidence]:
    """A whole year of one body on one sheet; all or nothing, in the caller's transaction. Raises as `give_evidence`."""
    return [
        give_evidence(
            actor=actor, ownership=line.ownership, year=year, proof=line.proof, key=line.key, today=today
        )
        for line in lines
    ]


def set_data_term(*, actor: Actor, year: int, due_on: date) -> None:
    """Until when the data of `year` are in time. Raises Forbidden, DomainError("term_year")."""
    require_lead(actor, Action.GOVERN_PROTOCOL)
    if due_on.year not in {year, year + 1}:
        raise DomainError("term_year", _("La data è nell’anno dei dati o in quello dopo."), field="due_on")
    DataTerm.objects.update_or_create(
        network_id=actor.network_id, year=year,
        defaults={"due_on": due_on}, create_defaults={"due_on": due_on, "organisation_id": actor.organisation_id},
    )  # fmt: skip
    record(actor, "commitment.data_term", detail=f"{year} {due_on}")
