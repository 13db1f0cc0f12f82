"""EU trusted lists: XML of ETSI TS 119 612 to trust anchors, with the history of each service's status.

A list is believed when its signature is checked with a certificate that the caller knows from elsewhere (the list of
lists, the Official Journal); without one the report says `unchecked`.
"""

import base64
import binascii
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from trama.protocol.signatures import certificates
from trama.protocol.signatures.anchors import Anchor, Period, Service, TrustAnchors
from trama.protocol.signatures.certificates import Cert
from trama.protocol.signatures.errors import MALFORMED, Trouble, UnreadableError
from trama.protocol.signatures.limits import MAX_LIST
from trama.protocol.signatures.report import Trust

NS = "http://uri.etsi.org/02231/v2#"
XML_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
KINDS = {  # TS 119 612, 5.5.1.1
    "http://uri.etsi.org/TrstSvc/Svctype/CA/QC": "CA/QC",
    "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST": "TSA/QTST",
    "http://uri.etsi.org/TrstSvc/Svctype/TSA/TSS-QC": "TSA/QTST",
    "http://uri.etsi.org/TrstSvc/Svctype/TSA/TSS-AdESQCandQES": "TSA/QTST",
}
# 5.5.4: since July 2016 `granted`; before, what annex J maps to it.
GRANTED = {"granted", "accredited", "undersupervision", "supervisionincessation", "setbynationallaw"}


def looks_like_xml(data: bytes) -> bool:
    return data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or data[:2] in (
        b"\xff\xfe",
        b"\xfe\xff",
    )


def from_xml(data: bytes, name: str = "TSL", *, signer: Cert | None = None) -> TrustAnchors:
    """The list's CA/QC and time-stamp services. Raises UnreadableError, also when `signer` did not sign it."""
    root = _parsed(data)
    if signer is not None:
        root = _signed_part(data, signer)
    if root.tag != f"{{{NS}}}TrustServiceStatusList":
        raise UnreadableError(Trouble.TRUST, "no TrustServiceStatusList")
    found: dict[bytes, tuple[Cert, list[Service]]] = {}
    try:
        for service, certs in _services(root):
            for cert in certs:
                found.setdefault(cert.raw, (cert, []))[1].append(service)
        issued, following = _time(root, "ListIssueDateTime"), _time(root, "NextUpdate/{*}dateTime")
    except MALFORMED as error:
        raise UnreadableError(Trouble.TRUST, f"trusted list: {error}") from error
    anchors = tuple(Anchor(cert, tuple(services)) for cert, services in found.values())
    state = "unchecked" if signer is None else "checked"
    return TrustAnchors(anchors, (), Trust(len(anchors), (name,), state, issued, following))


def _parsed(data: bytes) -> Any:
    """No entities, no DTD, no network: a list needs none, and they are how XML grows or fetches."""
    if len(data) > MAX_LIST:
        raise UnreadableError(Trouble.TRUST, f"{len(data)} bytes, at most {MAX_LIST}")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UnreadableError(Trouble.TRUST, "a document type definition has no place in a trusted list")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(Trouble.TRUST, f"XML: {error}") from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableError(Trouble.TRUST, "a document type definition has no place in a trusted list")
    return root


def _signed_part(data: bytes, signer: Cert) -> Any:
    """What the signature covers and nothing else (XML signature wrapping)."""
    from cryptography import x509  # noqa: PLC0415 - a list is seldom checked; signxml takes a while to load
    from signxml.exceptions import SignXMLException  # noqa: PLC0415
    from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier  # noqa: PLC0415

    refused: tuple[type[Exception], ...] = (SignXMLException, *MALFORMED)
    config = XAdESSignatureConfiguration(expect_references=True, require_x509=True)
    try:
        results = XAdESVerifier().verify(
            data, x509_cert=x509.load_der_x509_certificate(signer.raw), expect_config=config
        )
    except refused as error:
        raise UnreadableError(Trouble.TRUST, f"signature of the trusted list: {error}") from error
    for one in results:
        if one.signed_xml is not None and one.signed_xml.tag == f"{{{NS}}}TrustServiceStatusList":
            return one.signed_xml
    raise UnreadableError(Trouble.TRUST, "the signature does not cover the list")


def _services(root: Any) -> Iterator[tuple[Service, list[Cert]]]:
    for one in root.iterfind(f".//{{{NS}}}TSPService"):
        information = one.find("{*}ServiceInformation")
        kind = KINDS.get(_text(information, "{*}ServiceTypeIdentifier"))
        if kind is None:
            continue
        times = [information, *one.iterfind("{*}ServiceHistory/{*}ServiceHistoryInstance")]
        states = [(_time(each, "StatusStartingTime"), _text(each, "{*}ServiceStatus")) for each in times]
        name = _text(information, "{*}ServiceName/{*}Name")
        yield Service(name, kind, tuple(_granted(states))), list(_certificates(information))


def _granted(states: list[tuple[datetime, str]]) -> Iterator[Period]:
    """Each status holds until the next one begins."""
    ordered = sorted(states)
    for (since, status), following in zip(ordered, [*ordered[1:], None], strict=True):
        if status.rstrip("/").rpartition("/")[2] in GRANTED:
            yield Period(since, None if following is None else following[0])


def _certificates(information: Any) -> Iterator[Cert]:
    for one in information.iterfind("{*}ServiceDigitalIdentity/{*}DigitalId/{*}X509Certificate"):
        try:
            yield certificates.load(base64.b64decode("".join((one.text or "").split()), validate=True))
        except (binascii.Error, UnreadableError):
            continue  # one unreadable certificate of hundreds: its chains are not found, which is said


def _text(element: Any, path: str) -> str:
    return " ".join((element.findtext(path) or "").split())


def _time(element: Any, path: str) -> datetime:
    found = element.find(f".//{{*}}{path}")
    time = datetime.fromisoformat((found.text or "").strip())
    return time if time.tzinfo else time.replace(tzinfo=UTC)
