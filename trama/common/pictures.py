"""Photographs without what they say of place, day and camera. Containers are walked, pixels are left as they are."""

import re
from typing import Final

_MOST_PARTS: Final = 10_000  # of an honest picture: what has more is made to be slow
# JPEG (ITU T.81, annex B). Kept: what draws the picture, APP0 (JFIF), APP2 with a colour profile, APP14 (Adobe's
# colours). The other APPn and COM hold Exif, XMP, IPTC, thumbnails, words; after the end there may be more pictures.
_EOI, _SOS, _COM, _APP2 = 0xD9, 0xDA, 0xFE, 0xE2
_DROPPED: Final = frozenset({_COM, *range(0xE0, 0xF0)} - {0xE0, _APP2, 0xEE})
_BARE: Final = frozenset({0x00, 0x01, *range(0xD0, 0xD9)})  # no segment: nothing of ours between segments
_AFTER_SCAN: Final = re.compile(rb"\xff[^\x00\xd0-\xd7]", re.DOTALL)
# PNG (ISO/IEC 15948): the chunks that a picture needs; text, Exif, time and private ones go.
_CHUNKS: Final = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"sBIT",
        b"pHYs",
        b"bKGD",
    }
)


def bare_jpeg(content: bytes) -> bytes | None:
    """Up to the end of the first picture, without metadata; None for what is no whole JPEG."""
    kept, at = bytearray(b"\xff\xd8"), 2
    for _part in range(_MOST_PARTS):
        head = content[at : at + 4]
        if head[:2] == bytes((0xFF, _EOI)):
            return bytes(kept) + head[:2]
        if len(head) < 4 or head[0] != 0xFF or head[1] in _BARE:
            return None
        if head[1] == 0xFF:  # a fill byte
            at += 1
            continue
        marker, end = head[1], at + 2 + int.from_bytes(head[2:], "big")
        if end > len(content):
            return None
        if marker == _SOS:
            end = _end_of_scan(content, end)
        if marker not in _DROPPED and (marker != _APP2 or content.startswith(b"ICC_PROFILE\0", at + 4)):
            kept += content[at:end]
        at = end
    return None


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker stands after a scan's data, in which FF is followed by 00 or a restart marker."""
    found = _AFTER_SCAN.search(content, at)
    return found.start() if found else len(content)


def bare_png(content: bytes) -> bytes | None:
    """The chunks that the picture needs; None for what is no whole PNG."""
    kept, at = bytearray(content[:8]), 8
    for _part in range(_MOST_PARTS):
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        if end > len(content):
            return None
        kind = content[at + 4 : at + 8]
        if kind in _CHUNKS:
            kept += content[at:end]
        if kind == b"IEND":
            return bytes(kept)
        at = end
    return None
