"""What `trama verify` does. No Django, no database: files in, verdicts out."""

import argparse
import json
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trama.common.commands import CommandError, Exit, of_file
from trama.protocol.signatures import showing
from trama.protocol.signatures.codec import to_json
from trama.protocol.signatures.errors import Trouble, UnreadableError
from trama.protocol.signatures.jobs import Job, Source
from trama.protocol.signatures.limits import MAX_FILE
from trama.protocol.signatures.report import Demand, Report
from trama.protocol.signatures.sandbox import Sandbox
from trama.protocol.signatures.schema import VERIFICATION


@dataclass(frozen=True)
class Outcome:
    """One file: a report, or why there is none."""

    path: str
    report: Report | None
    error: UnreadableError | None = None

    @property
    def passed(self) -> bool:
        return self.report is not None and self.report.passed


def verify(args: argparse.Namespace) -> int:
    with Sandbox() as sandbox:
        asked = _asked(args)
        found = [_verified(sandbox, path, asked) for path in args.files]
    if args.json:
        _say(json.dumps({"schema": VERIFICATION, "files": [_entry(one) for one in found]}, indent=2))
    else:
        _say("\n\n".join(_described(one) for one in found))
    return Exit.OK if all(one.passed for one in found) else Exit.FAILED


def _asked(args: argparse.Namespace) -> Job:
    """The job without its file. What the person named must be there: CommandError otherwise."""
    signer = None if args.list_signer is None else _needed(args.list_signer)
    return Job(
        data=b"",
        sources=tuple(Source(Path(path).name, _needed(path), signer) for path in args.trust),
        at=None if args.at is None else _time(args.at),
        content=None if args.content is None else _needed(args.content),
        revocation=tuple(_needed(path) for path in args.revocation),
        demand=Demand.REQUIRED if args.require_revocation else Demand.DECLARED,
    )


def _verified(sandbox: Sandbox, path: str, asked: Job) -> Outcome:
    try:
        return Outcome(path, sandbox.verify(replace(asked, data=_read(path))))
    except UnreadableError as error:
        if error.trouble in (Trouble.TRUST, Trouble.REVOCATION):
            raise CommandError(_reason(error), Exit.USAGE) from error
        return Outcome(path, None, error)


def _read(path: str) -> bytes:
    """At most MAX_FILE bytes and one: what is larger is refused, also a pipe that never ends."""
    try:
        if path == "-":
            data = sys.stdin.buffer.read(MAX_FILE + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(MAX_FILE + 1)
    except OSError as error:
        raise UnreadableError(Trouble.NOT_FOUND, of_file(error, path)) from error
    if len(data) > MAX_FILE:
        raise UnreadableError(Trouble.TOO_LARGE, f"più di {MAX_FILE} byte")
    return data


def _needed(path: str) -> bytes:
    try:
        return _read(path)
    except UnreadableError as error:
        raise CommandError(f"{path}: {_reason(error)}", Exit.USAGE) from error


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:  # the latter: before the year 1 in Greenwich, or after 9999
        raise CommandError(
            f"--at {text}: non è un momento come 2024-03-01T12:00:00+01:00", Exit.USAGE
        ) from error


def _entry(one: Outcome) -> dict[str, Any]:
    if one.report is None:
        assert one.error is not None  # noqa: S101 - there is one or the other
        error = {
            "code": str(one.error.trouble),
            "message": showing.trouble(one.error),
            "detail": one.error.detail,
        }
        return {"path": one.path, "content_sha256": None, "signatures": [], "error": error}
    sha256 = one.report.content.sha256 if one.report.content else None
    return {"path": one.path, "content_sha256": sha256, **to_json(one.report)}


def _described(one: Outcome) -> str:
    lines = [showing.printable(one.path)]
    if one.error is not None:
        return "\n".join([*lines, f"  {_reason(one.error)}"])
    assert one.report is not None  # noqa: S101 - there is one or the other
    if one.report.content is not None:
        lines.append(f"  Documento: {one.report.content.media_type}, sha256 {one.report.content.sha256}")
    if not one.report.signatures:
        lines.append("  Nessuna firma.")
    for row in showing.rows(one.report):
        lines += ["", f"  {row.verdict}: {row.signer}", *([f"    {row.why}"] if row.why else [])]
        lines += [f"    {label}: {value}" for label, value in row.facts]
        lines += [f"    · {remark}" for remark in row.remarks]
    return "\n".join(lines)


def _reason(error: UnreadableError) -> str:
    """In words, and for who knows the formats what exactly."""
    detail = f" ({error.detail})" if error.detail else ""
    return showing.trouble(error) + showing.printable(detail)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
