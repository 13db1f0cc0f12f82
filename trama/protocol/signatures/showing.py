"""A report for people: the page and the terminal show the same rows. `say` translates (gettext; str leaves Italian)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from trama.protocol.signatures import words
from trama.protocol.signatures.errors import UnreadableError
from trama.protocol.signatures.report import Certificate, Report, RevocationCheck, Signature, Verdict

Say = Callable[[str], str]
TONES = {Verdict.TOTAL_PASSED: "ok", Verdict.INDETERMINATE: "attention", Verdict.TOTAL_FAILED: "danger"}


@dataclass(frozen=True)
class Row:
    """One signer. `tone` is one of trama.ui's; `facts` are label and value."""

    signer: str
    depth: int
    tone: str
    verdict: str
    why: str
    facts: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]


def rows(report: Report, say: Say = str) -> list[Row]:
    """A row a signer, in the report's order."""
    return [_row(one, say) for one in report.signatures]


def trouble(error: UnreadableError, say: Say = str) -> str:
    """Why a file could not be verified."""
    return say(words.TROUBLES[error.trouble])


def printable(text: str, most: int = 200) -> str:
    """What others wrote, without what moves a cursor or turns a line around."""
    kept = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    return kept if len(kept) <= most else kept[: most - 1] + "…"


def _row(one: Signature, say: Say) -> Row:
    return Row(
        signer=printable(one.signer),
        depth=one.depth,
        tone=TONES[one.verdict],
        verdict=say(words.VERDICTS[one.verdict]),
        why=say(words.WHY[one.sub_indication]) if one.sub_indication else "",
        facts=tuple(
            (say(words.LABELS[label]), printable(value)) for label, value in _facts(one, say) if value
        ),
        remarks=tuple(say(words.REMARKS[remark]) for remark in one.remarks),
    )


def _facts(one: Signature, say: Say) -> Iterator[tuple[str, str]]:
    yield "format", one.format
    yield "claimed", _when(one.claimed_time)
    yield "judged", f"{_when(one.judged_at)}, {say(words.TIMES[one.judged_by])}"
    if one.certificate is not None:
        yield from _certificate(one.certificate, say)
    yield "chain", " ← ".join(one.chain)
    yield from (("revocation", _checked(each, say)) for each in one.revocation)
    yield "algorithms", ", ".join(one.algorithms)
    yield "weaknesses", ", ".join(one.weaknesses)
    yield "timestamps", ", ".join(f"{_when(each.time)} {each.authority}" for each in one.timestamps)
    yield "field", one.field_name
    yield "reason", one.reason


def _checked(one: RevocationCheck, say: Say) -> str:
    """ "Ada Inventata: revocato (CRL del 21/11/2026 10:00 UTC)"."""
    status = say(words.REVOCATION.get(one.status, one.status))
    since = f" {_when(one.revoked_at)}" if one.revoked_at else ""
    source = f" ({one.source.upper()} {_when(one.this_update)})" if one.source else ""
    return f"{one.certificate}: {status}{since}{source}"


def _certificate(cert: Certificate, say: Say) -> Iterator[tuple[str, str]]:
    yield "certificate", cert.subject
    yield "serial", cert.serial
    yield "issuer", cert.issuer
    yield "validity", f"{_when(cert.not_before)} – {_when(cert.not_after)}"
    yield (
        "qualified",
        say(words.QUALIFIED["qscd" if cert.qscd and cert.qualified else "yes" if cert.qualified else "no"]),
    )


def _when(time: datetime | None) -> str:
    return "" if time is None else time.strftime("%d/%m/%Y %H:%M UTC")
