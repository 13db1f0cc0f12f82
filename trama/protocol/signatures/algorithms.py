"""Algorithms by the names people know, and since when each is weak.

The dates are a policy of ours, after the one published with the European Commission's DSS library and TS 119 312:
after the date a signature is only believed when a timestamp proves that it is older. MD5, SHA-1 and RSA under 2048
are named whatever the date.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import algos, keys
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko_certvalidator.errors import AlgorithmNotSupported
from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator, SignatureValidationContext

from trama.protocol.signatures.errors import MALFORMED

NOT_GENUINE: tuple[type[Exception], ...] = (InvalidSignature, *MALFORMED)


def _until(year: int, month: int = 1) -> datetime:
    return datetime(year, month, 1, tzinfo=UTC)


NEVER = datetime(1970, 1, 1, tzinfo=UTC)
HASHES = {  # until when a signature made with it is believed
    "md2": NEVER,
    "md4": NEVER,
    "md5": _until(2004, 8),
    "sha1": _until(2012, 8),
    "ripemd160": _until(2014, 8),
}
RSA_BITS = ((1024, NEVER), (1536, _until(2010, 8)), (2048, _until(2019, 10)))  # under so many bits
DSA_BITS = ((2048, _until(2013, 12)),)
EC_BITS = ((192, NEVER), (224, _until(2012, 8)), (256, _until(2021, 10)))
SHOWN = {"sha1": "SHA-1", "md5": "MD5", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}


@dataclass(frozen=True)
class Weakness:
    """`until`: signatures proved older than this are still believed."""

    name: str
    until: datetime


class UnsupportedError(Exception):
    """An algorithm that cannot be computed here."""


@dataclass(frozen=True)
class Used:
    """What one signature used."""

    names: tuple[str, ...]
    weak: tuple[Weakness, ...]

    def weak_at(self, time: datetime | None) -> tuple[Weakness, ...]:
        """Those not believed for a signature proved to exist at `time`; None: nothing is proved."""
        return tuple(one for one in self.weak if time is None or time >= one.until)


def used(digest: str, signature: algos.SignedDigestAlgorithm, key: keys.PublicKeyInfo) -> Used:
    """Digest of the content, signature algorithm with its own digest, and key."""
    scheme, inner = scheme_of(signature)
    hashes = [digest] if inner in ("", digest) else [digest, inner]
    size, key_weak = _key(key)
    names = (*(SHOWN.get(one, one.upper()) for one in hashes), scheme, size)
    return Used(names, (*_weak_hashes(hashes), *key_weak))


def of_certificate(signature: algos.SignedDigestAlgorithm, key: keys.PublicKeyInfo) -> tuple[Weakness, ...]:
    """What is weak in a certificate: how it was signed, and its key."""
    _scheme, inner = scheme_of(signature)
    return (*_weak_hashes([inner]), *_key(key)[1])


def scheme_of(signature: algos.SignedDigestAlgorithm) -> tuple[str, str]:
    """("RSA PKCS#1 v1.5" and so on, the digest or ""). An unknown one by its OID."""
    name = str(signature["algorithm"].native)
    try:
        scheme = str(signature.signature_algo)
    except ValueError:
        return name, ""
    try:
        inner = str(signature.hash_algo)
    except ValueError:
        inner = ""
    shown = {"rsassa_pkcs1v15": "RSA PKCS#1 v1.5", "rsassa_pss": "RSA PSS", "ecdsa": "ECDSA", "dsa": "DSA"}
    return shown.get(scheme, scheme), inner


def key_name(key: keys.PublicKeyInfo) -> str:
    return _key(key)[0]


def verify_raw(
    signature: bytes,
    signed: bytes,
    key: keys.PublicKeyInfo,
    algorithm: algos.SignedDigestAlgorithm,
    *,
    digest: str = "",
    prehashed: bool = False,
) -> bool:
    """Whether `signature` over `signed` is the key's. Raises UnsupportedError."""
    context = SignatureValidationContext(contextual_md_algorithm=digest or None, prehashed=prehashed)
    try:
        DefaultSignatureValidator().validate_signature(signature, signed, key, algorithm, context=context)
    except (AlgorithmNotSupported, UnsupportedAlgorithm, NotImplementedError) as error:
        raise UnsupportedError(str(error)) from error
    except NOT_GENUINE as error:
        if "key_size" in str(error) or "too small" in str(error) or "unsupported" in str(error).lower():
            raise UnsupportedError(str(error)) from error
        return False
    return True


def _weak_hashes(names: Iterable[str]) -> tuple[Weakness, ...]:
    return tuple(Weakness(SHOWN.get(one, one.upper()), HASHES[one]) for one in names if one in HASHES)


def _key(key: keys.PublicKeyInfo) -> tuple[str, tuple[Weakness, ...]]:
    kind = str(key.algorithm)
    if kind in ("rsa", "rsassa_pss"):
        return _sized("RSA", int(key.bit_size), RSA_BITS)
    if kind == "dsa":
        return _sized("DSA", int(key.bit_size), DSA_BITS)
    if kind == "ec":
        curve = str(key.curve[1])
        return f"EC {curve}", _sized(f"EC {curve}", int(key.bit_size), EC_BITS)[1]
    return kind, ()


def _sized(
    name: str, bits: int, limits: tuple[tuple[int, datetime], ...]
) -> tuple[str, tuple[Weakness, ...]]:
    shown = name if " " in name else f"{name} {bits}"
    return shown, tuple(Weakness(shown, until) for under, until in limits if bits < under)[:1]
