"""What `trama audit …` does. Needs Django and the database."""

import argparse
import json
import sys
from dataclasses import asdict

from trama.audit import sealing, verification
from trama.audit.keys import MissingKeyError
from trama.audit.report import Finding, Report
from trama.common.commands import CommandError, Exit, of_file


def verify(args: argparse.Namespace) -> int:
    try:
        report = verification.verify()
    except (MissingKeyError, OSError) as error:
        raise _lacking(error) from error
    _say(
        json.dumps(asdict(report) | {"ok": report.ok}, default=str, indent=2)
        if args.json
        else describe(report)
    )
    return Exit.OK if report.ok else Exit.FAILED


def seal(args: argparse.Namespace) -> int:
    try:
        rows = sealing.seal_pending()
    except (MissingKeyError, OSError) as error:
        raise _lacking(error) from error
    except sealing.SealingRefusedError as error:
        raise CommandError(f"{error} Non si è sigillato niente: guarda `trama audit verify`.") from error
    _say(f"Righe sigillate: {rows}.")
    return Exit.OK


def rewind(args: argparse.Namespace) -> int:
    try:
        number = sealing.rewind(args.reason)
    except (MissingKeyError, OSError) as error:
        raise _lacking(error) from error
    _say(f"La catena va avanti dal sigillo {number}. Il file delle teste lo dice, e dice perché.")
    return Exit.OK


def _lacking(error: MissingKeyError | OSError) -> CommandError:
    said = of_file(error) if isinstance(error, OSError) else str(error)
    return CommandError(said, Exit.ENVIRONMENT)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def describe(report: Report) -> str:
    """The report for a person."""
    lines = [
        f"{report.rows} righe sotto {report.seals} sigilli; testa {report.head or '-'}",
        f"{report.unsealed} righe non ancora sigillate{_since(report)}",
    ]
    if report.unwitnessed:
        lines.append(f"{report.unwitnessed} teste che nel file fuori dal database non ci sono")
    lines += [f"Ripresa dal sigillo {one.number}: {one.reason}" for one in report.rewinds]
    lines += ["NON È INTERO", *(_told(one) for one in report.findings)] if report.findings else ["È intero."]
    return "\n".join(lines)


def _since(report: Report) -> str:
    return (
        f", la più vecchia dal {report.oldest_unsealed:%d/%m/%Y %H:%M} UTC" if report.oldest_unsealed else ""
    )


def _told(finding: Finding) -> str:
    what = [f"righe {', '.join(map(str, finding.ids))}"] if finding.ids else []
    what += [f"sigilli {', '.join(map(str, finding.seals))}"] if finding.seals else []
    return f"  {finding.kind}: {finding.message}" + (f" ({'; '.join(what)})" if what else "")
