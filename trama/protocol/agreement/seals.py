"""The application's own mark on a report, with a key that is not in the database.

A body writes the rows of its own files, so with raw SQL it could write a report too. Whoever shows or cites one asks
here whether the application made it, of these very words and for this very file. Who holds the server's secrets can.
"""

from datetime import UTC, datetime

from trama.protocol.agreement.models import SignatureReport
from trama.vault.crypto.canonical import canonical
from trama.vault.crypto.derive import derive, keyed_hash, same
from trama.vault.secrets import server_secrets

LABEL = "signature-report"


def sealed(report: SignatureReport) -> bytes:
    """The seal of a report that was just made and not yet saved."""
    said = {
        "id": report.pk.hex,
        "organisation": report.organisation_id.hex,
        "network": report.network_id.hex,
        "file": report.file_id.hex,
        "made_at": _instant(report.made_at),
        "asked_at": _instant(report.asked_at),
        "verdict": report.verdict,
        "trouble": report.trouble,
        "signers": report.signers,
        "anchors": report.anchors,
        "data": report.data,
    }
    key = derive(server_secrets().audit, LABEL)
    return keyed_hash(key, LABEL, canonical(said).decode())


def is_sealed(report: SignatureReport) -> bool:
    """Whether the application made it, as it stands here."""
    if report.seal is None:
        return False
    try:
        return same(bytes(report.seal), sealed(report))
    except (TypeError, RecursionError):  # numbers with a comma, a list in a list in a list: not ours
        return False


def _instant(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat() if at else ""
