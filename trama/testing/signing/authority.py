"""Keys and certificates of invented people. Keys are made once a process: RSA takes its time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from asn1crypto import algos
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from trama.protocol.signatures import der

NOW = datetime.now(UTC).replace(microsecond=0)
YEAR = timedelta(days=365)
QC_STATEMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
OIDS = {  # in DER
    "compliance": bytes.fromhex("06060400 8e460101"),
    "qscd": bytes.fromhex("06060400 8e460104"),
    "type": bytes.fromhex("06060400 8e460106"),
    "esign": bytes.fromhex("0607 0400 8e46 0106 01"),
}


@dataclass(frozen=True)
class Identity:
    """A key with its certificate, and who issued it (None: itself)."""

    key: Any
    cert: x509.Certificate
    issuer: "Identity | None"

    @property
    def der(self) -> bytes:
        return self.cert.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.cert.public_bytes(Encoding.PEM)

    @property
    def key_der(self) -> bytes:
        return bytes(self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))

    @property
    def chain(self) -> list["Identity"]:
        """This one and those above it, without the root."""
        found, one = [], self
        while one.issuer is not None:
            found.append(one)
            one = one.issuer
        return found


@cache
def key(kind: str, name: str) -> Any:
    """`kind`: rsa2048, rsa1024, ec256, ec192…; one a name."""
    if kind.startswith("rsa"):
        return rsa.generate_private_key(65537, int(kind[3:]))
    curves: dict[str, Any] = {"ec256": ec.SECP256R1, "ec384": ec.SECP384R1, "ec192": ec.SECP192R1}
    return ec.generate_private_key(curves[kind]())


@cache
def root(name: str = "Radice Inventata", kind: str = "ec256") -> Identity:
    return authority(name, None, kind=kind)


@cache
def intermediate(name: str = "Autorità Inventata", kind: str = "ec256") -> Identity:
    return authority(name, root(), kind=kind)


@cache
def tsa(name: str = "Marca Inventata") -> Identity:
    stamping = [ExtendedKeyUsageOID.TIME_STAMPING]
    window = (NOW - 12 * YEAR, NOW + 8 * YEAR)
    return issue(name, intermediate(), kind="rsa2048", extended=stamping, qualified=False, window=window)


@cache
def responder(name: str = "Risponditore Inventato") -> Identity:
    signing, window = [ExtendedKeyUsageOID.OCSP_SIGNING], (NOW - 12 * YEAR, NOW + 8 * YEAR)
    return issue(name, intermediate(), extended=signing, qualified=False, no_check=True, window=window)


@cache
def person(name: str = "Ada Inventata", kind: str = "rsa2048", **options: Any) -> Identity:
    """A signer with a qualified certificate; the same one for the same words."""
    return issue(name, intermediate(), kind=kind, **options)


def authority(name: str, issuer: Identity | None, *, kind: str = "ec256", window: Any = None) -> Identity:
    builder, made = _begin(name, issuer, kind, window or (NOW - 15 * YEAR, NOW + 15 * YEAR))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    builder = builder.add_extension(_usage(sign=False, ca=True), critical=True)
    return _end(builder, made, issuer, "sha256")


def issue(
    name: str,
    issuer: Identity,
    *,
    kind: str = "ec256",
    window: tuple[datetime, datetime] | None = None,
    qualified: bool = True,
    extended: Sequence[x509.ObjectIdentifier] = (),
    crl: str = "",
    ocsp: str = "",
    no_check: bool = False,
    digest: str = "sha256",
    sign: bool = True,
) -> Identity:
    builder, made = _begin(name, issuer, kind, window or (NOW - YEAR, NOW + YEAR))
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(sign=sign, ca=False), critical=True)
    if qualified:
        builder = builder.add_extension(
            x509.UnrecognizedExtension(QC_STATEMENTS, statements()), critical=False
        )
        policy = x509.PolicyInformation(x509.ObjectIdentifier("0.4.0.194112.1.2"), None)
        builder = builder.add_extension(x509.CertificatePolicies([policy]), critical=False)
    if extended:
        builder = builder.add_extension(x509.ExtendedKeyUsage(list(extended)), critical=True)
    if crl:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(crl)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    if ocsp:
        access = x509.AccessDescription(
            AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(ocsp)
        )
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    if no_check:
        builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
    return _end(builder, made, issuer, digest)


def statements() -> bytes:
    """QcCompliance, QcSSCD, QcType esign (EN 319 412-5)."""
    kinds = der.encode(0x30, OIDS["esign"])
    parts = (OIDS["compliance"], OIDS["qscd"], OIDS["type"] + kinds)
    return der.encode(0x30, b"".join(der.encode(0x30, one) for one in parts))


def named(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "IT"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Ente Inventato"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _begin(name: str, issuer: Identity | None, kind: str, window: Any) -> tuple[x509.CertificateBuilder, Any]:
    made = key(kind, name)
    above = issuer.key if issuer else made
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(issuer.cert.subject if issuer else named(name))
        .public_key(made.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(window[0])
        .not_valid_after(window[1])
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(made.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key()), critical=False)
    )
    return builder, made


def _end(builder: x509.CertificateBuilder, made: Any, issuer: Identity | None, digest: str) -> Identity:
    signer = issuer.key if issuer else made
    cert = builder.sign(signer, hashes.SHA256())
    return Identity(made, cert if digest == "sha256" else _with_sha1(cert, signer), issuer)


def _with_sha1(cert: x509.Certificate, signer: Any) -> x509.Certificate:
    """Signed again, as nobody may today: `cryptography` refuses to."""
    algorithm = algos.SignedDigestAlgorithm({"algorithm": "sha1_ecdsa"})
    made = asn1.Certificate.load(cert.public_bytes(Encoding.DER))
    made["tbs_certificate"]["signature"] = algorithm
    made["signature_algorithm"] = algorithm
    made["signature_value"] = signer.sign(made["tbs_certificate"].dump(force=True), ec.ECDSA(hashes.SHA1()))
    return x509.load_der_x509_certificate(made.dump(force=True))


def _usage(*, sign: bool, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=sign,
        key_encipherment=not sign and not ca,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )
