"""Revocation data that a person gives beside a file: lists (CRL) and OCSP responses, DER or PEM.

One that cannot be read is an error, whereas a broken one inside a file can only not help: who gives it relies on it.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trama.protocol.signatures import crls, ocsp
from trama.protocol.signatures.crls import Crl
from trama.protocol.signatures.errors import Trouble, UnreadableError
from trama.protocol.signatures.limits import MAX_REVOCATION_ITEMS
from trama.protocol.signatures.ocsp import Ocsp
from trama.protocol.signatures.report import Supplied

BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \1-----")


@dataclass(frozen=True)
class Given:
    """What is in one file."""

    sha256: str
    size: int
    crls: tuple[Crl, ...]
    ocsps: tuple[Ocsp, ...]

    def described(self, used: set[str]) -> Supplied:
        """`used`: digests of the lists and responses whose answer counted."""
        digests = {one.sha256 for one in self.crls} | {one.sha256 for one in self.ocsps}
        return Supplied(
            self.sha256, self.size, len(self.crls), len(self.ocsps), used=not used.isdisjoint(digests)
        )


def load(files: Iterable[bytes]) -> list[Given]:
    """Each file once. Raises UnreadableError with Trouble.REVOCATION, which says which of them it is."""
    found: list[Given] = []
    left = MAX_REVOCATION_ITEMS
    for number, data in enumerate(dict.fromkeys(files), start=1):
        try:
            found.append(_file(data, left))
        except UnreadableError as error:
            raise UnreadableError(Trouble.REVOCATION, f"file {number}: {error.detail}") from error
        left -= len(found[-1].crls) + len(found[-1].ocsps)
    return found


def _file(data: bytes, most: int) -> Given:
    lists: list[Crl] = []
    responses: list[Ocsp] = []
    for number, raw in enumerate(_parts(data), start=1):
        if number > most:
            raise UnreadableError(Trouble.REVOCATION, f"more than {MAX_REVOCATION_ITEMS} lists and responses")
        one = _part(raw)
        if isinstance(one, Crl):
            lists.append(one)
        else:
            responses.append(one)
    return Given(hashlib.sha256(data).hexdigest(), len(data), tuple(lists), tuple(responses))


def _parts(data: bytes) -> Iterator[bytes]:
    """The file itself, or each of its PEM blocks; all of them count, also what is not revocation data."""
    if not data.lstrip().startswith(b"-----BEGIN "):
        yield data
        return
    blocks = BLOCK.findall(data)
    if len(blocks) != data.count(b"-----BEGIN "):
        raise UnreadableError(Trouble.REVOCATION, "a PEM block without its end")
    for _label, body in blocks:
        try:
            yield base64.b64decode(b"".join(body.split()), validate=True)
        except binascii.Error as error:
            raise UnreadableError(Trouble.REVOCATION, "a PEM block without base64") from error


def _part(raw: bytes) -> Crl | Ocsp:
    try:
        return crls.load(raw)
    except UnreadableError:
        try:
            return ocsp.load(raw)
        except UnreadableError as error:
            said = error.detail if error.detail.startswith("OCSP:") else "no CRL and no OCSP response"
            raise UnreadableError(Trouble.REVOCATION, said) from error
