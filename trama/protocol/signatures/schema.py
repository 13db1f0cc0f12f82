"""docs/signature-report.schema.json, made from the dataclasses: `python -m trama.protocol.signatures.schema`.

What leaves this version's form gets another version in `report.SCHEMA`; added fields do not.
"""

import json
import sys
import types
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

from trama.protocol.signatures.errors import Trouble
from trama.protocol.signatures.report import SCHEMA, Report

Json = dict[str, Any]
VERIFICATION = "trama-verification/1"


def schema() -> Json:
    """JSON Schema 2020-12 of what `trama verify --json` prints."""
    definitions: Json = {}
    _reference(Report, definitions)
    report = definitions.pop("Report")
    own = {"path": {"type": "string"}, "content_sha256": {"type": ["string", "null"]}}
    report["properties"] |= {**own, "passed": {"type": "boolean"}, "schema": {"const": SCHEMA}}
    report["required"] = [*own, *report["required"], "passed"]
    definitions |= {"VerifiedFile": report, "UnreadableFile": _unreadable(own)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{VERIFICATION}: what `trama verify --json` prints; kept reports are {SCHEMA}",
        "type": "object",
        "required": ["schema", "files"],
        "properties": {
            "schema": {"const": VERIFICATION},
            "files": {
                "type": "array",
                "items": {
                    "oneOf": [{"$ref": f"#/$defs/{one}"} for one in ("VerifiedFile", "UnreadableFile")]
                },
            },
        },
        "$defs": dict(sorted(definitions.items())),
    }


def _unreadable(own: Json) -> Json:
    error = {
        "code": {"enum": [str(one) for one in Trouble]},
        "message": {"type": "string"},
        "detail": {"type": "string"},
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [*own, "signatures", "error"],
        "properties": {
            **own,
            "content_sha256": {"type": "null"},
            "signatures": {"type": "array", "maxItems": 0},
            "error": {"type": "object", "required": list(error), "properties": error},
        },
    }


def _reference(kind: Any, definitions: Json) -> Json:
    hints = get_type_hints(kind)
    properties = {one.name: _of(hints[one.name], definitions) for one in fields(kind)}
    definitions[kind.__name__] = {
        "description": " ".join((kind.__doc__ or "").split()),
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _of(kind: Any, definitions: Json) -> Json:
    if get_origin(kind) in (Union, types.UnionType):
        inner = next(one for one in get_args(kind) if one is not type(None))
        return {"anyOf": [_of(inner, definitions), {"type": "null"}]}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _of(get_args(kind)[0], definitions)}
    if is_dataclass(kind):
        return _reference(kind, definitions)
    if kind is datetime:
        return {"type": "string", "format": "date-time"}
    if issubclass(kind, StrEnum):
        return {"enum": [str(one) for one in kind]}
    return {"type": {str: "string", int: "integer", bool: "boolean"}[kind]}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), indent=2) + "\n")
