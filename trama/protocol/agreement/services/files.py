"""Files of signatures: sent by the body or the lead body, accepted by the lead body, kept with every report on them."""

import hashlib
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.network.selectors import leads
from trama.protocol.agreement.models import (
    FileKind,
    RevocationData,
    Signatory,
    SignatureReport,
    SignedBytes,
    SignedFile,
)
from trama.protocol.agreement.policies import governs, require_file, require_lead
from trama.protocol.agreement.seals import is_sealed, sealed
from trama.protocol.agreement.services.locking import locked_file, locked_signatory
from trama.protocol.agreement.states import FILE_STEPS, FileState, SignatureState, VersionState, may_follow
from trama.protocol.agreement.verification import Arrival

_OPEN = {VersionState.SIGNING, VersionState.IN_FORCE}
MOST_WAITING = 10  # files of one body that nobody has looked at yet
MOST_REPORTS = 40  # on one file; the database counts too (migrations/sql/reports.sql)
TRIES, TRIES_WINDOW = 5, timedelta(minutes=10)  # verifications of one file that somebody asks for again
MOST_REVOCATION = 64 * 1024 * 1024  # bytes of revocation data kept with one file
_UNKNOWN_METHODS = {"", "missing", "undetermined"}


def take_in(
    *, actor: Actor, signatory: Signatory, kind: str, arrival: Arrival, file_id: UUID | None = None
) -> SignedFile:
    """Keep the bytes and the report. A coordinator's is accepted at once, a body's waits. Sent twice it is one.

    Raises DomainError("not_open"), ("withdrawn"), ("already_there"), ("too_many").
    """
    require_file(actor, signatory.organisation_id)
    pk = file_id or uuid4()
    if found := SignedFile.objects.filter(network=actor.network_id, pk=pk).first():
        return found
    accepted = governs(actor)
    row = locked_signatory(signatory) if accepted else signatory  # only the lead body writes that row
    _may_come(row)
    if not accepted:
        _not_too_many(row)
    file = SignedFile(
        id=pk,
        organisation_id=row.organisation_id,
        network_id=row.network_id,
        signatory=row,
        kind=FileKind(kind),
        form=arrival.form,
        sha256=arrival.sha256,
        size=len(arrival.data),
        content_sha256=((arrival.report or {}).get("content") or {}).get("sha256", ""),
        by_lead=leads(actor),
        state=FileState.ACCEPTED if accepted else FileState.WAITING,
        decided_at=timezone.now() if accepted else None,
    )
    try:
        with transaction.atomic():
            file.save(force_insert=True)
    except IntegrityError as error:
        if "protocol_file_once" not in str(error):
            raise
        raise DomainError("already_there", _("Questo file c'è già."), field="file") from None
    _keep_bytes(file, arrival)
    _keep_report(file, arrival)
    if accepted:
        _received(row, file, arrival.is_cms)
    record(actor, "signature.file", file.pk, row.pk, detail=file.state)
    return file


def _may_come(row: Signatory) -> None:
    if row.version.state not in _OPEN:
        raise DomainError("not_open", _("Questa versione non è aperta alle firme."))
    if row.withdrawn_on is not None:
        raise DomainError("withdrawn", _("Questo ente non è più tra i firmatari."))


def _not_too_many(row: Signatory) -> None:
    """Whoever has an account of one body does not fill the disk of all."""
    waiting = SignedFile.objects.filter(network=row.network_id, signatory=row, state=FileState.WAITING)
    if waiting.count() >= MOST_WAITING:
        raise DomainError(
            "too_many",
            _("Ci sono già molti file che aspettano: togline uno, o attendi che chi coordina li guardi."),
            field="file",
        )


def _keep_bytes(file: SignedFile, arrival: Arrival) -> None:
    parts = {SignedBytes.Part.FILE: arrival.data, SignedBytes.Part.DOCUMENT: arrival.document}
    for part, data in parts.items():
        if data:
            SignedBytes.objects.create(
                organisation_id=file.organisation_id,
                network_id=file.network_id,
                file=file,
                part=part,
                data=data,
            )


def _keep_report(file: SignedFile, arrival: Arrival) -> SignatureReport | None:
    if arrival.report is None:
        return None
    _keep_revocation(file, arrival)
    report = SignatureReport(
        organisation_id=file.organisation_id,
        network_id=file.network_id,
        file=file,
        asked_at=arrival.at,
        verdict=arrival.verdict,
        signers=arrival.signers,
        anchors=arrival.anchors,
        data=arrival.report,
    )
    report.seal = sealed(report)
    report.save(force_insert=True)
    return report


def _keep_revocation(file: SignedFile, arrival: Arrival) -> None:
    """What the report relies on stays beside it; what is there already is not kept twice."""
    kept = RevocationData.objects.filter(network=file.network_id, file=file)
    there = dict(kept.values_list("sha256", "size"))
    new = {hashlib.sha256(one).hexdigest(): one for one in arrival.revocation}
    new = {digest: data for digest, data in new.items() if digest not in there}
    if sum(there.values()) + sum(map(len, new.values())) > MOST_REVOCATION:
        raise DomainError(
            "too_much", _("Con questo file si conservano già troppi dati di revoca."), field="revocation"
        )
    RevocationData.objects.bulk_create(
        RevocationData(
            organisation_id=file.organisation_id,
            network_id=file.network_id,
            file=file,
            sha256=digest,
            size=len(data),
            data=data,
        )
        for digest, data in new.items()
    )


def _received(row: Signatory, file: SignedFile, is_cms: bool) -> None:
    """A signed document at hand: the signature is received. Nothing is said of its being the body's."""
    if file.kind == FileKind.PROXY:
        row.by_proxy = True
        row.save(update_fields=["by_proxy"])
        return
    if row.state == SignatureState.MISSING:
        row.state = SignatureState.RECEIVED
    if is_cms and row.method in _UNKNOWN_METHODS:
        row.method = "digital_cades"
    row.evidence = row.evidence or _("Documento firmato agli atti")
    row.save(update_fields=["state", "method", "evidence"])


def accept_file(*, actor: Actor, file: SignedFile) -> SignedFile:
    """The lead body takes it among its papers. Twice changes nothing. Raises DomainError("no_step")."""
    require_lead(actor)
    row = locked_file(file)
    if row.state == FileState.ACCEPTED:
        return row
    _decide(row, FileState.ACCEPTED)
    signatory = locked_signatory(row.signatory)
    report = row.reports.order_by("made_at").first()
    envelopes = (report.data or {}).get("envelopes", []) if report and is_sealed(report) else []
    _received(signatory, row, any(one["kind"] == "cms" for one in envelopes))
    record(actor, "signature.file_accepted", row.pk, signatory.pk)
    return row


def send_back(*, actor: Actor, file: SignedFile, reason: str) -> SignedFile:
    """Not what was asked for: the body reads why."""
    require_lead(actor)
    row = locked_file(file)
    if row.state == FileState.RETURNED:
        return row
    _decide(row, FileState.RETURNED, reason=reason.strip())
    record(actor, "signature.file_returned", row.pk, row.signatory_id)
    return row


def remove_file(*, actor: Actor, file: SignedFile) -> SignedFile:
    """Sent by mistake: bytes and reports go, the trace stays. What was accepted is evidence and is kept."""
    require_file(actor, file.organisation_id)
    row = locked_file(file)
    if row.state == FileState.REMOVED:
        return row
    _decide(row, FileState.REMOVED)
    SignedBytes.objects.filter(network=row.network_id, file=row).delete()
    RevocationData.objects.filter(network=row.network_id, file=row).delete()
    SignatureReport.objects.filter(network=row.network_id, file=row).delete()
    record(actor, "signature.file_removed", row.pk, row.signatory_id)
    return row


def take_try(*, actor: Actor, file: SignedFile) -> None:
    """Count a verification before it is done: it costs a process of its own, whatever comes of it.

    Raises DomainError("too_often"), ("too_many_reports").
    """
    require_file(actor, file.organisation_id)
    row = locked_file(file)
    now = timezone.now()
    recent = [one for one in row.tries if one > now - TRIES_WINDOW]
    if len(recent) >= TRIES:
        raise DomainError(
            "too_often",
            _(
                "Questo file è già stato verificato %(times)d volte negli ultimi %(minutes)d minuti: riprova più tardi."
            )
            % {"times": TRIES, "minutes": TRIES_WINDOW.seconds // 60},
        )
    if row.reports.count() >= MOST_REPORTS:
        raise DomainError(
            "too_many_reports",
            _("Questo file ha già %(most)d rapporti: non se ne fanno altri.") % {"most": MOST_REPORTS},
        )
    row.tries = [*recent, now]
    row.save(update_fields=["tries"])


def keep_another_report(*, actor: Actor, file: SignedFile, arrival: Arrival) -> SignatureReport | None:
    """A person asked to verify once more: what was found before stays beside it (DOMAIN §0.12)."""
    require_file(actor, file.organisation_id)
    row = locked_file(file)
    if row.state == FileState.REMOVED:  # meanwhile: its reports, with their names, are gone for good
        raise DomainError("no_step", _("Nel frattempo è cambiato: da qui non si può."))
    if row.reports.count() >= MOST_REPORTS:
        raise DomainError("too_many_reports", _("Questo file ha già troppi rapporti."))
    made = _keep_report(row, arrival)
    record(actor, "signature.verified_again", file.pk)
    return made


def _decide(row: SignedFile, to: FileState, reason: str = "") -> None:
    if not may_follow(FILE_STEPS, row.state, to):
        raise DomainError("no_step", _("Nel frattempo è cambiato: da qui non si può."))
    row.state, row.decided_at, row.reason = to, timezone.now(), reason
    row.save(update_fields=["state", "decided_at", "reason"])
