"""ASN.1 lengths before anything else reads them.

`scan` walks every element without recursion and without copying; only what it accepts reaches asn1crypto, whose own
reader trusts lengths, recurses, and takes what a truncated file still holds for the whole.
"""

from dataclasses import dataclass

from trama.protocol.signatures.errors import Trouble, UnreadableError
from trama.protocol.signatures.limits import MAX_ELEMENTS, MAX_NESTING

SEQUENCE, SET, OCTETS, OID, INTEGER = 0x30, 0x31, 0x04, 0x06, 0x02
CONSTRUCTED = 0x20


@dataclass(frozen=True, slots=True)
class Element:
    """One tag, length and value inside `data`. `end` is after the value, `stop` after its end marker as well."""

    data: bytes
    ends: dict[int, int]  # of elements of indefinite length: start -> end
    start: int
    value: int
    end: int
    stop: int

    @property
    def tag(self) -> int:
        return self.data[self.start]

    @property
    def raw(self) -> bytes:
        return self.data[self.start : self.stop]

    @property
    def contents(self) -> bytes:
        return self.data[self.value : self.end]

    def children(self) -> list["Element"]:
        """The elements inside. Empty for a primitive one."""
        found, position = [], self.value
        while self.tag & CONSTRUCTED and position < self.end:
            one = _at(self.data, self.ends, position)
            found.append(one)
            position = one.stop
        return found

    def octets(self) -> bytes:
        """The value of an OCTET STRING, put together when it comes in pieces (BER)."""
        if not self.tag & CONSTRUCTED:
            return self.contents
        pieces, waiting = [], list(reversed(self.children()))
        while waiting:
            one = waiting.pop()
            if one.tag & CONSTRUCTED:
                waiting.extend(reversed(one.children()))
            else:
                pieces.append(one.contents)
        return b"".join(pieces)

    def oid(self) -> str:
        """Dotted. Raises for what is not an OBJECT IDENTIFIER."""
        if self.tag != OID or not self.contents or len(self.contents) > 64:
            raise UnreadableError(Trouble.MALFORMED, f"no object identifier at byte {self.start}")
        numbers, value = [], 0
        for byte in self.contents:
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                numbers.append(value)
                value = 0
        first = min(numbers[0] // 40, 2) if numbers else 0
        return ".".join(map(str, [first, numbers[0] - 40 * first, *numbers[1:]])) if numbers else ""


def scan(data: bytes) -> Element:
    """The one element that `data` begins with, every length inside it checked. What follows is not looked at."""
    ends: dict[int, int] = {}
    open_: list[tuple[int, int, int]] = []  # start, end (-1: until the marker), the nearest known bound
    position, count, size = 0, 0, len(data)
    while True:
        while open_ and open_[-1][1] == position:
            open_.pop()
        if count and not open_:
            return _at(data, ends, 0)
        start, end, bound = open_[-1] if open_ else (-1, -2, size)
        if end == -1 and data[position : position + 2] == b"\0\0" and position + 2 <= bound:
            ends[start] = position
            position += 2
            open_.pop()
            continue
        tag, value, length = _header(data, position, bound)
        count += 1
        if count > MAX_ELEMENTS:
            raise UnreadableError(Trouble.TOO_MANY, f"more than {MAX_ELEMENTS} elements")
        if tag & CONSTRUCTED:
            if len(open_) >= MAX_NESTING:
                raise UnreadableError(Trouble.TOO_DEEP, f"more than {MAX_NESTING} elements in one another")
            open_.append(
                (position, -1 if length < 0 else value + length, bound if length < 0 else value + length)
            )
            position = value
        else:
            position = value + length


def _header(data: bytes, position: int, bound: int) -> tuple[int, int, int]:
    """Tag, where the value begins, its length (-1: indefinite). Everything within `bound`."""
    if position + 2 > bound:
        raise UnreadableError(Trouble.TRUNCATED, f"nothing at byte {position}")
    tag, first = data[position], data[position + 1]
    value = position + 2
    if tag & 0x1F == 0x1F or tag == 0:
        raise UnreadableError(Trouble.MALFORMED, f"tag {tag:#04x} at byte {position}")
    if first < 0x80:
        length = first
    elif first == 0x80:
        if not tag & CONSTRUCTED:
            raise UnreadableError(Trouble.MALFORMED, f"a value without length at byte {position}")
        return tag, value, -1
    else:
        value += first & 0x7F
        if first & 0x7F > 8 or value > bound:
            raise UnreadableError(Trouble.TRUNCATED, f"a length of {first & 0x7F} bytes at byte {position}")
        length = int.from_bytes(data[position + 2 : value])
    if length > bound - value:
        said = f"byte {position} announces {length} bytes, {bound - value} are there"
        raise UnreadableError(Trouble.TRUNCATED, said)
    return tag, value, length


def _at(data: bytes, ends: dict[int, int], position: int) -> Element:
    """The element at `position` of data that was scanned."""
    _tag, value, length = _header(data, position, len(data))
    if length < 0:
        end = ends[position]
        return Element(data, ends, position, value, end, end + 2)
    return Element(data, ends, position, value, value + length, value + length)


def encode(tag: int, contents: bytes) -> bytes:
    """One element in DER."""
    size = len(contents)
    if size < 0x80:
        return bytes([tag, size]) + contents
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + contents
