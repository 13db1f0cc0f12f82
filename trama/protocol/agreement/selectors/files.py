"""Files of signatures and what verifications found, for the body they are about and the lead body alone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from trama.access.actor import Actor
from trama.protocol.agreement.models import (
    RevocationData,
    Signatory,
    SignatureReport,
    SignedBytes,
    SignedFile,
    TrustList,
)
from trama.protocol.agreement.policies import sees_files_of


def files_of(signatory: Signatory) -> QuerySet[SignedFile]:
    """That they are there is known to the network."""
    rows = SignedFile.objects.filter(network=signatory.network_id, signatory=signatory)
    return rows.order_by("-sent_at")


def file_for(actor: Actor, file_id: UUID) -> SignedFile:
    """A file that the actor may open. Raises Http404 for one of another body."""
    rows = SignedFile.objects.filter(network=actor.network_id, pk=file_id)
    found = rows.select_related("signatory__organisation", "signatory__version").first()
    if found is None or not sees_files_of(actor, found.organisation_id):
        raise Http404
    return found


def reports_of(files: Iterable[SignedFile]) -> QuerySet[SignatureReport]:
    """All that was found about `files`, the last first. The wall leaves out those of other bodies."""
    return SignatureReport.objects.filter(file__in=list(files)).order_by("-made_at")


def report_of(file: SignedFile, report_id: UUID) -> SignatureReport:
    """Raises Http404."""
    found = SignatureReport.objects.filter(network=file.network_id, file=file, pk=report_id).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Stored:
    """The bytes of a file, and of the document beside a detached signature."""

    data: bytes
    document: bytes | None


def stored(file: SignedFile) -> Stored:
    """Raises Http404 once they were removed."""
    parts = {
        row.part: bytes(row.data) for row in SignedBytes.objects.filter(network=file.network_id, file=file)
    }
    if SignedBytes.Part.FILE not in parts:
        raise Http404
    return Stored(parts[SignedBytes.Part.FILE], parts.get(SignedBytes.Part.DOCUMENT))


def revocation_of(file: SignedFile, sha256: str) -> RevocationData:
    """Raises Http404 for what was never given with `file`, or went with it."""
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise Http404
    found = RevocationData.objects.filter(network=file.network_id, file=file, sha256=sha256).first()
    if found is None:
        raise Http404
    return found


def trust_lists(actor: Actor) -> QuerySet[TrustList]:
    """Without their bytes; those in use first."""
    rows = TrustList.objects.filter(network=actor.network_id).defer("data")
    return rows.order_by("retired_at", "-loaded_at")


def trust_in_use(actor: Actor) -> list[TrustList]:
    """With their bytes, for a verification."""
    return list(
        TrustList.objects.filter(network=actor.network_id, retired_at__isnull=True).order_by("loaded_at")
    )


def trust_list_of(actor: Actor, trust_id: UUID) -> TrustList:
    found = TrustList.objects.filter(network=actor.network_id, pk=trust_id).defer("data").first()
    if found is None:
        raise Http404
    return found


def report_of_signatory(signatory: Signatory) -> SignatureReport | None:
    """The one that a person cited; None for whoever the wall keeps out."""
    if signatory.verified_report_id is None:
        return None
    rows = SignatureReport.objects.filter(network=signatory.network_id, pk=signatory.verified_report_id)
    return rows.select_related("file").first()
