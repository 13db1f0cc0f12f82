"""Certificates and revocation data that a file brings with it."""

from collections.abc import Iterable, Iterator

from trama.protocol.signatures import certificates, crls, der, ocsp
from trama.protocol.signatures import cms as cms_
from trama.protocol.signatures.certificates import Cert
from trama.protocol.signatures.cms import Cms, SignerInfo
from trama.protocol.signatures.crls import Crl
from trama.protocol.signatures.errors import Trouble, UnreadableError
from trama.protocol.signatures.limits import MAX_REVOCATION_ITEMS
from trama.protocol.signatures.ocsp import Ocsp
from trama.protocol.signatures.revocation import Store

TOKENS = (cms_.SIGNATURE_TIMESTAMP, cms_.CONTENT_TIMESTAMP)


def embedded(found: Iterable[Cms]) -> tuple[list[Cert], Store]:
    """Of CMS structures and the attributes of their signers, tokens included."""
    certs: list[Cert] = []
    crl_raws: list[bytes] = []
    ocsp_raws: list[bytes] = []
    for one in _with_tokens(found):
        certs += certificates.load_many(one.certificates)
        crl_raws += one.crls
        ocsp_raws += one.ocsps
        for info in signers(one):
            certs += certificates.load_many(tuple(_values(info.unsigned.get(cms_.CERTIFICATE_VALUES, ()))))
            for raw in (*info.unsigned.get(cms_.REVOCATION_VALUES, ()), *_adobe(info)):
                _revocation_values(raw, crl_raws, ocsp_raws)
    return unique(certs), read(crl_raws, ocsp_raws)


def read(crl_raws: list[bytes], ocsp_raws: list[bytes]) -> Store:
    """Those that can be read; a broken one can only not help."""
    if len(crl_raws) + len(ocsp_raws) > MAX_REVOCATION_ITEMS:
        raise UnreadableError(
            Trouble.TOO_MANY, f"more than {MAX_REVOCATION_ITEMS} revocation lists and responses"
        )
    return Store(tuple(_crls(dict.fromkeys(crl_raws))), tuple(_ocsps(dict.fromkeys(ocsp_raws))))


def signers(found: Cms) -> Iterator[SignerInfo]:
    """The readable ones."""
    for raw in found.signers:
        try:
            yield cms_.signer(raw)
        except UnreadableError:
            continue


def unique(certs: Iterable[Cert]) -> list[Cert]:
    return list(dict.fromkeys(certs))


def _with_tokens(found: Iterable[Cms]) -> Iterator[Cms]:
    for one in found:
        yield one
        for info in signers(one):
            for attributes in (info.unsigned, info.signed or {}):
                for raw in (raw for oid in TOKENS for raw in attributes.get(oid, ())):
                    try:
                        yield cms_.load(raw)
                    except UnreadableError:
                        continue


def _adobe(info: SignerInfo) -> list[bytes]:
    return (info.signed or {}).get(cms_.ADOBE_REVOCATION, [])


def _values(raws: Iterable[bytes]) -> Iterator[bytes]:
    for raw in raws:
        yield from (one.raw for one in der.scan(raw).children() if one.tag == der.SEQUENCE)


def _revocation_values(raw: bytes, crl_raws: list[bytes], ocsp_raws: list[bytes]) -> None:
    """[0] CRLs, [1] OCSP responses; ETSI EN 319 122-1, A.1.3.2, and Adobe's archival of the same form."""
    for part in der.scan(raw).children():
        target = {0xA0: crl_raws, 0xA1: ocsp_raws}.get(part.tag)
        if target is not None:
            target += [one.raw for inner in part.children() for one in inner.children()]


def _crls(raws: Iterable[bytes]) -> Iterator[Crl]:
    for raw in raws:
        try:
            yield crls.load(raw)
        except UnreadableError:
            continue


def _ocsps(raws: Iterable[bytes]) -> Iterator[Ocsp]:
    for raw in raws:
        try:
            yield ocsp.load(raw)
        except UnreadableError:
            continue
