"""A small trusted list of the invented country (ETSI TS 119 612), signed or not."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree
from signxml.algorithms import SignatureConstructionMethod
from signxml.xades.xades import XAdESSigner

from trama.testing.signing.authority import NOW, YEAR, Identity

NS = "http://uri.etsi.org/02231/v2#"
TYPES = "http://uri.etsi.org/TrstSvc/Svctype/"
STATES = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"


@dataclass(frozen=True)
class Listed:
    """A service: its authority, and since when it has had which status, newest first."""

    who: Identity
    states: Sequence[tuple[str, datetime]] = field(default=(("granted", NOW - 10 * YEAR),))
    kind: str = "CA/QC"
    name: str = "Certificati qualificati inventati"


def trusted_list(*services: Listed) -> bytes:
    body = "".join(_service(one) for one in services)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TrustServiceStatusList xmlns="{NS}" TSLTag="http://uri.etsi.org/19612/TSLTag" Id="list">
<SchemeInformation><TSLVersionIdentifier>5</TSLVersionIdentifier><TSLSequenceNumber>1</TSLSequenceNumber>
<SchemeTerritory>XX</SchemeTerritory>
<ListIssueDateTime>{_when(NOW - timedelta(days=3))}</ListIssueDateTime>
<NextUpdate><dateTime>{_when(NOW + timedelta(days=100))}</dateTime></NextUpdate></SchemeInformation>
<TrustServiceProviderList><TrustServiceProvider><TSPInformation><TSPName>
<Name xml:lang="it">Prestatore Inventato</Name></TSPName></TSPInformation><TSPServices>{body}</TSPServices>
</TrustServiceProvider></TrustServiceProviderList></TrustServiceStatusList>""".encode()


def signed(data: bytes, who: Identity) -> bytes:
    """With an enveloped XAdES signature, as the lists of the member states have."""
    signer = XAdESSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm="ecdsa-sha256",
        digest_algorithm="sha256",
    )
    key = who.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return bytes(etree.tostring(signer.sign(etree.fromstring(data), key=key, cert=who.pem.decode())))


def _service(one: Listed) -> str:
    (status, since), *past = one.states
    history = "".join(
        f"""<ServiceHistoryInstance><ServiceTypeIdentifier>{TYPES}{one.kind}</ServiceTypeIdentifier>
<ServiceName><Name xml:lang="it">{one.name}</Name></ServiceName><ServiceStatus>{STATES}{before}</ServiceStatus>
<StatusStartingTime>{_when(then)}</StatusStartingTime></ServiceHistoryInstance>"""
        for before, then in past
    )
    return f"""<TSPService><ServiceInformation>
<ServiceTypeIdentifier>{TYPES}{one.kind}</ServiceTypeIdentifier>
<ServiceName><Name xml:lang="it">{one.name}</Name></ServiceName>
<ServiceDigitalIdentity><DigitalId><X509Certificate>{base64.b64encode(one.who.der).decode()}</X509Certificate></DigitalId>
</ServiceDigitalIdentity><ServiceStatus>{STATES}{status}</ServiceStatus>
<StatusStartingTime>{_when(since)}</StatusStartingTime></ServiceInformation>
<ServiceHistory>{history}</ServiceHistory></TSPService>"""


def _when(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
