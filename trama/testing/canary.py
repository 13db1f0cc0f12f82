"""Looking for a text everywhere, however it was written down: the thief's eyes."""

import base64
import bz2
import gzip
import lzma
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

ZLIB_HEADS = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08|BZh[1-9]|\xfd7zXZ\x00")
HEX_RUN = re.compile(rb"(?:[0-9a-fA-F]{2}){16,}")


def needles(text: str) -> set[bytes]:
    """`text` as typed, in other cases, reversed, in other encodings, in hexadecimal and base64 at any offset."""
    found: set[bytes] = set()
    for form in {text, text.lower(), text.upper(), text.title(), text[::-1], text[::-1].lower()}:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
            raw = form.encode(encoding, "ignore")
            found |= {raw, raw.hex().encode(), raw.hex().upper().encode(), *_base64(raw)}
    return {needle for needle in found if len(needle) >= 6}


def _base64(raw: bytes) -> Iterator[bytes]:
    """The characters that do not depend on what stands before or after, at each of the three offsets."""
    for offset in range(3):
        for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
            encoded = alphabet(b"\0" * offset + raw)
            start, end = (offset * 8 + 5) // 6, (offset + len(raw)) * 8 // 6
            yield encoded[start:end]


def layers(data: bytes, *, depth: int = 2) -> Iterator[bytes]:
    """`data`, what its compressed streams hold, and what its long runs of hexadecimal digits mean."""
    yield data
    if depth == 0:
        return
    for match in ZLIB_HEADS.finditer(data):
        opened = _inflate(data[match.start() :])
        if opened:
            yield from layers(opened, depth=depth - 1)
    for run in HEX_RUN.findall(data):
        raw = bytes.fromhex(run.decode())
        if ZLIB_HEADS.search(raw):
            yield from layers(raw, depth=depth - 1)


def _inflate(data: bytes) -> bytes:
    for opener in (
        zlib.decompressobj,
        lambda: zlib.decompressobj(31),
        bz2.BZ2Decompressor,
        lzma.LZMADecompressor,
    ):
        try:
            opened: bytes = opener().decompress(data)
        except (zlib.error, OSError, lzma.LZMAError, EOFError, ValueError, gzip.BadGzipFile):
            continue
        if opened:
            return opened
    return b""


def found_in(data: bytes, texts: Iterable[str]) -> list[str]:
    """Which of `texts` can be read out of `data`."""
    opened = list(layers(data))
    return [text for text in texts if any(needle in layer for needle in needles(text) for layer in opened)]


def found_under(folder: Path, texts: Iterable[str]) -> list[str]:
    """(file: text) for every file below `folder` that gives one away; names of files count too."""
    wanted = list(texts)
    found = []
    for path in sorted(folder.rglob("*")):
        leaks = found_in(str(path.relative_to(folder)).encode(), wanted)
        if path.is_file() and not path.is_symlink():
            leaks += found_in(path.read_bytes(), wanted)
        found += [f"{path.name}: {text}" for text in leaks]
    return found
