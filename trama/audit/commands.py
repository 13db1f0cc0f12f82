"""What `trama audit …` does. Needs Django and the database."""

import argparse
import json
import sys
from dataclasses import asdict

from trama.audit import sealing, verification
from trama.audit.keys import MissingKeyError
from trama.audit.report import Finding, Report
from trama.common.commands import CommandError, Exit


def verify(args: argparse.Namespace) -> int:
    try:
        report = verification.verify()
    except (MissingKeyError, OSError) as error:
        raise CommandError(str(error), Exit.ENVIRONMENT) from error
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
        raise CommandError(str(error), Exit.ENVIRONMENT) from error
    except sealing.SealingRefusedError as error:
        raise CommandError(f"{error} Nothing was sealed: see `trama audit verify`.") from error
    _say(f"{rows} rows sealed")
    return Exit.OK


def rewind(args: argparse.Namespace) -> int:
    try:
        number = sealing.rewind(args.reason)
    except (MissingKeyError, OSError) as error:
        raise CommandError(str(error), Exit.ENVIRONMENT) from error
    _say(f"The chain goes on from seal {number}. The file of heads says so, and why.")
    return Exit.OK


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def describe(report: Report) -> str:
    """The report for a person."""
    lines = [
        f"{report.rows} rows under {report.seals} seals; head {report.head or '-'}",
        f"{report.unsealed} rows not sealed yet{_since(report)}",
    ]
    if report.unwitnessed:
        lines.append(f"{report.unwitnessed} heads not in the file outside the database")
    lines += [f"Rewound to seal {one.number}: {one.reason}" for one in report.rewinds]
    lines += ["BROKEN", *(_told(one) for one in report.findings)] if report.findings else ["Whole."]
    return "\n".join(lines)


def _since(report: Report) -> str:
    return f", the oldest since {report.oldest_unsealed:%Y-%m-%d %H:%M} UTC" if report.oldest_unsealed else ""


def _told(finding: Finding) -> str:
    what = [f"rows {', '.join(map(str, finding.ids))}"] if finding.ids else []
    what += [f"seals {', '.join(map(str, finding.seals))}"] if finding.seals else []
    return f"  {finding.kind}: {finding.message}" + (f" ({'; '.join(what)})" if what else "")
