"""Paper: a typst template and data make a tagged PDF/A. No network, no font of the machine, nothing written to disk.

The same template, data and day give the same bytes. Conformance (PDF/A-2a, PDF/UA-1) is what typst declares: it
refuses a document without title, language, heading order or alternative texts; no validator has looked at it.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst

from trama.common.printable import everywhere, plain, settled

Json = Mapping[str, Any]
NOWHERE: Final = "/nonexistent"  # packages are not looked for, let alone downloaded


class PdfError(Exception):
    """The template and the data do not fit; the message names the template only."""


def render(template: Path, data: Json, *, day: date) -> bytes:
    """The PDF of `template`, which reads `data` as `json(bytes(sys.inputs.data))`; `day` is the document's date.

    A sign that cannot be printed becomes a white square. Raises PdfError, which quotes no data.
    """
    _refuse_packages(template)
    quiet = everywhere(data, settled)
    for attempt in (quiet, everywhere(quiet, plain)):
        pdf = _compiled(template, attempt, day)
        if pdf is not None:
            return pdf
    raise PdfError(f"{template.name} could not be set") from None


def _compiled(template: Path, data: Json, day: date) -> bytes | None:
    """None where typst refuses: mostly a sign that no font has, which PDF/A does not allow."""
    inputs = {"data": json.dumps(data, ensure_ascii=False, sort_keys=True), "day": day.isoformat()}
    try:
        pdf: bytes = typst.compile(
            template,
            root=template.parent,
            ignore_system_fonts=True,
            sys_inputs=inputs,
            format="pdf",
            pdf_standards=["a-2a", "ua-1"],
            package_path=NOWHERE,
            package_cache_path=NOWHERE,
            timestamp=int(datetime.combine(day, time(), UTC).timestamp()),
        )
    except typst.TypstError:
        return None  # and not its message: typst quotes what it could not set
    except BaseException as error:
        # A panic of typst is no Exception: it would end the thread that answers.
        if type(error).__name__ != "PanicException":
            raise
        return None
    return pdf


@lru_cache(maxsize=32)
def _refuse_packages(template: Path) -> None:
    if any("@preview" in path.read_text("utf-8") for path in template.parent.glob("*.typ")):
        raise PdfError(f"{template.name} wants a package from the network")
