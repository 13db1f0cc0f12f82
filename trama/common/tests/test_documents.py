"""What an uploaded document is, by its contents; what a photograph no longer says."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

import trama
from trama.common.documents import CSV, MAX_BYTES, DocumentKind, attachment, kind_of, looked_at
from trama.common.errors import DomainError
from trama.common.pictures import bare_jpeg, bare_png

PLACE = b"45.4642 N 9.19 E, Casa Glicine, Nikon"


def docx(*more: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            archive.writestr(name, "<x/>")
    return file.getvalue()


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


DOCX = docx()
ODT = b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text" + bytes(9)
SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
SIZE = segment(0xC0, b"\x08\x00\x01\x00\x01\x01\x01\x11\x00")
JPEG = b"\xff\xd8" + segment(0xE0, b"JFIF\0\x01\x02") + SIZE + SCAN + SCAN + b"\xff\xd9"
FROM_A_TELEPHONE = (
    b"\xff\xd8" + segment(0xE1, b"Exif\0\0" + PLACE) + segment(0xE0, b"JFIF\0\x01\x02") + segment(0xFE, PLACE)
    + segment(0xE2, b"MPF\0" + PLACE) + b"\xff" + SIZE + segment(0xED, PLACE) + SCAN + segment(0xE1, PLACE)
    + SCAN + b"\xff\xd9" + b"\xff\xd8" + segment(0xE1, PLACE) + b"\xff\xd9"
)  # fmt: skip
HEAD, PIXELS = (
    chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
    chunk(b"IDAT", zlib.compress(b"\0\0")),
)
PNG = b"\x89PNG\r\n\x1a\n" + HEAD + PIXELS + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"%PDF-1.4 x", "pdf"), (ODT, "odt"), (DOCX, "docx"), (JPEG, "jpg"), (PNG, "png")],
)
def test_a_document_is_known_by_its_contents(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind
    assert looked_at(content, kinds=frozenset(DocumentKind), wrong="no").content == content


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<svg xmlns='http://www.w3.org/2000/svg'>", b"GIF89a", b" %PDF-1.4", docx("word/vbaProject.bin"),
        DOCX.replace(b"word/document.xml", b"xl/workbooook.xml"), b"PK\x03\x04" + b"x" * 90, b"MZ",
    ],
)  # fmt: skip
def test_anything_else_is_none(content: bytes) -> None:
    assert kind_of(content) is None


def test_a_kind_that_is_not_wanted_and_one_byte_too_many_are_refused() -> None:
    with pytest.raises(DomainError, match="wrong_type"):
        looked_at(DOCX, kinds={DocumentKind.PDF}, wrong="no")
    with pytest.raises(DomainError, match="too_large"):
        looked_at(b"%PDF-" + b"0" * MAX_BYTES, kinds={DocumentKind.PDF}, wrong="no")


def test_a_photograph_no_longer_says_where_it_was_taken() -> None:
    """Not in Exif, comments, thumbnails, nor in a second picture behind the first; its pixels are the same bytes."""
    assert bare_jpeg(FROM_A_TELEPHONE) == JPEG
    told = b"\x89PNG\r\n\x1a\n" + HEAD + chunk(b"eXIf", PLACE) + chunk(b"tEXt", b"Comment\0" + PLACE) + PIXELS
    assert bare_png(told + chunk(b"tIME", bytes(7)) + chunk(b"IEND", b"") + PLACE) == PNG


@pytest.mark.parametrize("content", [JPEG, PNG])
def test_a_picture_cut_anywhere_is_refused(content: bytes) -> None:
    kind = {kind_of(content)}
    for length in range(8, len(content)):
        with pytest.raises(DomainError, match="broken"):
            looked_at(content[:length], kinds=kind, wrong="no")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8" + b"\xff" * (MAX_BYTES - 2), b"\xff\xd8" + b"\xff\x01" * (MAX_BYTES // 2 - 2),
        b"\xff\xd8" + segment(0xE1, b"") * (MAX_BYTES // 4 - 1), PNG[:8] + chunk(b"tEXt", b"") * (MAX_BYTES // 12 - 1),
        b"\xff\xd8" + SCAN[:8] + b"\xff\x00" * (MAX_BYTES // 2 - 9),
    ],
)  # fmt: skip
def test_a_picture_of_very_many_parts_is_refused(content: bytes) -> None:
    assert (bare_png if content.startswith(PNG[:4]) else bare_jpeg)(content) is None


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("foglio.pdf", 'attachment; filename="foglio.pdf"'),
        ('Carta "nuova".pdf', 'attachment; filename="Carta \\"nuova\\".pdf"'),
        ("Attività.pdf", "attachment; filename*=utf-8''Attivit%C3%A0.pdf"),
        ("../../rete\\nuova.pdf", 'attachment; filename="..-..-rete-nuova.pdf"'),
        ("uno\r\nSet-Cookie: due.pdf", 'attachment; filename="unoSet-Cookie: due.pdf"'),
        ("carta\u202efdp.exe", 'attachment; filename="cartafdp.exe"'),
    ],
)
def test_a_file_to_save_is_called_what_it_says(name: str, header: str) -> None:
    assert attachment(b"", name, DocumentKind.PDF.media)["Content-Disposition"] == header


def test_a_file_to_save_is_never_shown_guessed_at_or_kept_on_the_way() -> None:
    answer = attachment("a;b", "dati.csv", CSV)
    assert answer.content == b"a;b"
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_only_one_function_makes_a_file_to_save() -> None:
    package = Path(trama.__file__).parent
    places = [
        path for path in package.rglob("*.py") if "tests" not in path.parts and "testing" not in path.parts
    ]
    found = [
        path.relative_to(package).as_posix() for path in places if 'Content-Disposition"' in path.read_text()
    ]
    assert found == ["common/documents.py"]
