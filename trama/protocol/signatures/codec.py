"""Reports to JSON and back. What comes from the sandbox is read here, type by type; nothing is unpickled."""

import re
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from trama.protocol.signatures.report import Report

Json = dict[str, Any]
NO_TEXT = re.compile("[\0\ud800-\udfff]")


def to_json(report: Report) -> Json:
    """The report as docs/signature-report.schema.json describes it, with `passed` added."""
    return {**_plain(report), "passed": report.passed}


def from_json(value: Mapping[str, Any]) -> Report:
    """The report of `to_json`. Raises ValueError for anything else."""
    try:
        read = _typed(Report, {key: item for key, item in value.items() if key != "passed"})
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a report: {error}") from error
    assert isinstance(read, Report)  # noqa: S101 - for the type checker: _typed makes what it is asked for
    return read


def instant(value: datetime) -> str:
    """RFC 3339 in UTC with a Z."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return instant(value)
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    """Without what no database and no UTF-8 keeps: names in certificates and PDFs are written by others."""
    return NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", str(value))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _typed(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return (
            None if value is None else _typed(next(a for a in get_args(kind) if a is not type(None)), value)
        )
    if origin is tuple:
        return tuple(_typed(get_args(kind)[0], one) for one in _checked(value, list))
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        return kind(**{name: _typed(hints[name], one) for name, one in _checked(value, dict).items()})  # type: ignore[operator]
    if kind is datetime:
        return datetime.fromisoformat(_checked(value, str))
    if issubclass(kind, StrEnum):
        return kind(_checked(value, str))
    return _checked(value, kind)


def _checked(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise ValueError(f"{type(value).__name__} where {kind.__name__} belongs")
    return value
