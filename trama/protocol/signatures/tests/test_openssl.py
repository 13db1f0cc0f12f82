"""`openssl cms -verify` says the same of every fixture's content: changed or not, and which document it is.

Only integrity: with `-noverify` openssl looks at no chain, and it does not look at the signed certificate reference.
"""

import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from trama.protocol.signatures.report import Report, SubIndication
from trama.protocol.signatures.tests.test_verdicts import CRL, TEXT, declared, expired
from trama.testing.signing.authority import NOW, YEAR, intermediate, person
from trama.testing.signing.envelopes import Hand, changed, claimed_later, envelope, nested, pem
from trama.testing.signing.papers import paper
from trama.testing.signing.revocations import DAY, answer, crl

ADA, BEA, CLEO = person("Ada Inventata"), person("Bea Inventata", "ec256"), person("Cleo Inventata", "ec384")
DAMAGE = {SubIndication.HASH_FAILURE, SubIndication.SIG_CRYPTO_FAILURE, SubIndication.FORMAT_FAILURE}


def _fixtures() -> dict[str, bytes]:
    good = envelope(TEXT, Hand(ADA))
    signer = declared()
    return {
        "rsa": good,
        "ecdsa": envelope(TEXT, Hand(BEA)),
        "a pdf": envelope(paper(), Hand(ADA)),
        "three signers": envelope(TEXT, Hand(ADA), Hand(BEA), Hand(CLEO)),
        "three deep": nested(TEXT, Hand(ADA), Hand(BEA), Hand(CLEO)),
        "expired": envelope(TEXT, Hand(expired())),
        "revoked by crl": envelope(TEXT, Hand(signer), crls=[crl(intermediate(), {signer: NOW - DAY})]),
        "revoked by ocsp": envelope(TEXT, Hand(signer, ocsps=[answer(signer, revoked_at=NOW - DAY)])),
        "timestamped": envelope(TEXT, Hand(ADA, stamped=NOW - DAY)),
        "stamped before and after": envelope(
            TEXT, Hand(BEA, stamped=NOW - DAY, stamped_before=NOW - 2 * DAY)
        ),
        "countersigned": envelope(TEXT, Hand(ADA, countersigned=[Hand(BEA)])),
        "without ess": envelope(TEXT, Hand(ADA, ess=False)),
        "without attributes": envelope(TEXT, Hand(ADA, attributes=False)),
        "sha-1": envelope(TEXT, Hand(ADA, digest="sha1")),
        "md5": envelope(TEXT, Hand(ADA, digest="md5")),
        "sha-512": envelope(TEXT, Hand(ADA, digest="sha512")),
        "rsa 1024": envelope(TEXT, Hand(person("Corta Inventata", "rsa1024"))),
        "not yet valid": envelope(TEXT, Hand(person("Domani", "ec256", window=(NOW + YEAR, NOW + 2 * YEAR)))),
        "declared": envelope(TEXT, Hand(person("Zoe Inventata", "ec256", crl=CRL))),
        "pem": pem(good),
        "changed content": changed(good, TEXT),
        "changed content, no attributes": changed(envelope(TEXT, Hand(ADA, attributes=False)), TEXT),
        "changed signature": good[:-1] + bytes([good[-1] ^ 1]),
        "changed claimed time": claimed_later(good),
        "changed inside": envelope(changed(good, TEXT), Hand(BEA)),
    }


FIXTURES = _fixtures()


@pytest.mark.parametrize("name", FIXTURES)
def test_openssl_says_the_same_of_the_content(
    verify: Callable[..., Report], tmp_path: Path, name: str
) -> None:
    report = verify(FIXTURES[name])
    data: bytes | None = FIXTURES[name]
    for depth in range(len(report.envelopes)):
        assert data is not None
        ours = [one.sub_indication not in DAMAGE for one in report.signatures if one.depth == depth]
        data = _openssl(data, tmp_path)
        assert (data is not None) == all(ours), (name, depth)
        if data is None:
            return
    assert report.content is not None and data is not None
    assert hashlib.sha256(data).hexdigest() == report.content.sha256


def test_openssl_says_the_same_of_a_detached_signature(verify: Callable[..., Report], tmp_path: Path) -> None:
    apart = envelope(TEXT, Hand(ADA), detached=True)
    for content, right in ((TEXT, True), (TEXT + b" ", False)):
        place = tmp_path / "content"
        place.write_bytes(content)
        assert (_openssl(apart, tmp_path, "-content", str(place)) is not None) is right
        assert verify(apart, content=content).passed is right


def test_what_openssl_signs_passes(verify: Callable[..., Report], tmp_path: Path) -> None:
    """BER with pieces of unknown length, as `-stream` writes it, and DER; CAdES and plain CMS."""
    (tmp_path / "key.pem").write_bytes(_key_pem())
    (tmp_path / "cert.pem").write_bytes(ADA.pem)
    (tmp_path / "chain.pem").write_bytes(intermediate().pem)
    (tmp_path / "text").write_bytes(TEXT * 5_000)
    for options in (["-stream"], ["-cades"], ["-cades", "-stream"], ["-keyid"], ["-noattr"]):
        out = tmp_path / "signed"
        command = [
            "openssl",
            "cms",
            "-sign",
            "-binary",
            "-nodetach",
            "-outform",
            "DER",
            "-md",
            "sha256",
            *options,
        ]
        files = [
            "-in",
            "text",
            "-signer",
            "cert.pem",
            "-inkey",
            "key.pem",
            "-certfile",
            "chain.pem",
            "-out",
            "signed",
        ]
        subprocess.run([*command, *files], cwd=tmp_path, check=True, capture_output=True)
        report = verify(out.read_bytes())
        assert report.passed, (options, report.signatures)
        assert report.envelopes[0].encoding == ("ber" if "-stream" in options else "der")


def _openssl(data: bytes, folder: Path, *options: str) -> bytes | None:
    """The content when openssl finds every signer's signature right, else None."""
    out = folder / "out"
    form = "PEM" if data.startswith(b"-----") else "DER"
    command = [
        "openssl",
        "cms",
        "-verify",
        "-noverify",
        "-binary",
        "-inform",
        form,
        "-out",
        str(out),
        *options,
    ]
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    return out.read_bytes() if done.returncode == 0 else None


def _key_pem() -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return bytes(ADA.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
