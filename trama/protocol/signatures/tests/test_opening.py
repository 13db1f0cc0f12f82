"""Files as they come: envelopes in envelopes, several signers, every way of writing them down."""

import base64
import hashlib
from collections.abc import Callable

import pytest

from trama.protocol.signatures.errors import Trouble, UnreadableError
from trama.protocol.signatures.report import Kind, Report, SubIndication, Verdict
from trama.protocol.signatures.tests.test_verdicts import TEXT
from trama.testing.signing.authority import person
from trama.testing.signing.envelopes import Hand, changed, envelope, nested, pem
from trama.testing.signing.papers import paper, signed

Verify = Callable[..., Report]
ADA, BEA, CLEO = person("Ada Inventata"), person("Bea Inventata", "ec256"), person("Cleo Inventata", "ec384")
SHA = hashlib.sha256(TEXT).hexdigest()
MAIL = (
    b'MIME-Version: 1.0\nContent-Disposition: attachment; filename="smime.p7m"\n'
    b'Content-Type: application/x-pkcs7-mime; smime-type=signed-data; name="smime.p7m"\n'
    b"Content-Transfer-Encoding: base64\n\n"
)


def names(report: Report) -> list[tuple[int, str]]:
    return [(one.depth, one.signer) for one in report.signatures]


def test_three_envelopes_in_one_another(verify: Verify) -> None:
    report = verify(nested(TEXT, Hand(ADA), Hand(BEA), Hand(CLEO)))
    assert names(report) == [(0, "Cleo Inventata"), (1, "Bea Inventata"), (2, "Ada Inventata")]
    assert report.passed
    assert report.content is not None and report.content.sha256 == SHA
    assert report.content.media_type == "text/plain"
    assert [one.kind for one in report.envelopes] == ["cms"] * 3


def test_three_signers_in_one_envelope(verify: Verify) -> None:
    report = verify(envelope(TEXT, Hand(ADA), Hand(BEA), Hand(CLEO)))
    assert sorted(names(report)) == [(0, "Ada Inventata"), (0, "Bea Inventata"), (0, "Cleo Inventata")]
    assert report.passed


def test_one_of_three_that_does_not_pass_is_told_alone(verify: Verify) -> None:
    report = verify(envelope(TEXT, Hand(ADA), Hand(BEA, digest="sha1"), Hand(CLEO, digest="sha512")))
    verdicts = {one.signer: one.verdict for one in report.signatures}
    assert verdicts == {
        "Ada Inventata": Verdict.TOTAL_PASSED,
        "Bea Inventata": Verdict.INDETERMINATE,
        "Cleo Inventata": Verdict.TOTAL_PASSED,
    }
    assert not report.passed and report.worst is Verdict.INDETERMINATE


def test_the_inner_document_changed_under_the_outer_signature(verify: Verify) -> None:
    """Who signed outside signed the change too; who signed inside did not."""
    report = verify(envelope(changed(envelope(TEXT, Hand(ADA)), TEXT), Hand(BEA)))
    assert [(one.signer, one.sub_indication) for one in report.signatures] == [
        ("Bea Inventata", None),
        ("Ada Inventata", SubIndication.HASH_FAILURE),
    ]


@pytest.mark.parametrize(
    ("encode", "named"),
    [
        (lambda data: data, "der"),
        (pem, "pem"),
        (lambda data: pem(data, "CMS"), "pem"),
        (lambda data: b"\r\n" + pem(data).replace(b"\n", b"\r\n"), "pem"),
        (base64.b64encode, "base64"),
        (base64.encodebytes, "base64"),
        (lambda data: base64.encodebytes(data).replace(b"\n", b"\r\n") + b"\r\n", "base64"),
        (lambda data: MAIL + base64.encodebytes(data), "base64"),
        (lambda data: (MAIL + base64.encodebytes(data)).replace(b"\n", b"\r\n"), "base64"),
        (lambda data: data + b"\r\n", "der"),
    ],
    ids=[
        "der",
        "pem",
        "pem cms",
        "pem of windows",
        "base64",
        "base64 lines",
        "base64 of windows",
        "saved by a mail program",
        "the same, of windows",
        "a line end",
    ],
)
def test_every_encoding_is_opened(verify: Verify, encode: Callable[[bytes], bytes], named: str) -> None:
    report = verify(encode(envelope(TEXT, Hand(ADA))))
    assert report.passed
    assert [one.encoding for one in report.envelopes] == [named]


def test_envelopes_in_base64_inside_others(verify: Verify) -> None:
    report = verify(envelope(base64.b64encode(envelope(TEXT, Hand(ADA))), Hand(BEA)))
    assert report.passed and [one.encoding for one in report.envelopes] == ["der", "base64"]
    assert report.content is not None and report.content.sha256 == SHA


def test_a_detached_signature_needs_its_document(verify: Verify) -> None:
    apart = envelope(TEXT, Hand(ADA), detached=True)
    (alone,) = verify(apart).signatures
    assert (alone.verdict, alone.sub_indication) == (
        Verdict.INDETERMINATE,
        SubIndication.SIGNED_DATA_NOT_FOUND,
    )
    assert verify(apart).content is None
    assert verify(apart, content=TEXT).passed
    (wrong,) = verify(apart, content=TEXT + b" ").signatures
    assert (wrong.verdict, wrong.sub_indication) == (Verdict.TOTAL_FAILED, SubIndication.HASH_FAILURE)


def test_a_detached_signature_over_an_envelope_shows_all_signers(verify: Verify) -> None:
    inner = envelope(TEXT, Hand(ADA))
    report = verify(envelope(inner, Hand(BEA), detached=True), content=inner)
    assert names(report) == [(0, "Bea Inventata"), (1, "Ada Inventata")] and report.passed


def test_a_document_given_for_an_attached_signature_does_not_replace_it(verify: Verify) -> None:
    report = verify(envelope(TEXT, Hand(ADA)), content=b"something else")
    assert report.passed and report.content is not None and report.content.sha256 == SHA


def test_a_countersignature_is_an_entry_of_its_own(verify: Verify) -> None:
    report = verify(envelope(TEXT, Hand(ADA, countersigned=[Hand(BEA), Hand(CLEO)])))
    assert [one.kind for one in report.signatures] == [Kind.SIGNATURE, *[Kind.COUNTERSIGNATURE] * 2]
    assert report.passed


def test_a_countersignature_of_another_signature_fails(verify: Verify) -> None:
    from trama.protocol.signatures import cms
    from trama.testing.signing.envelopes import attribute, signer_info

    other = Hand(person("Rita Inventata"))  # RSA: signatures of one length
    stolen = attribute(cms.COUNTERSIGNATURE, signer_info(b"another signature", other, None))
    good = envelope(TEXT, Hand(ADA, countersigned=[other]))
    own = attribute(
        cms.COUNTERSIGNATURE, cms.signer(cms.load(good).signers[0]).unsigned[cms.COUNTERSIGNATURE][0]
    )
    assert len(stolen) == len(own)
    report = verify(good.replace(own, stolen))
    assert report.signatures[1].verdict is Verdict.TOTAL_FAILED


def test_a_signed_pdf_inside_an_envelope(verify: Verify) -> None:
    pdf = signed(signed(paper(), ADA), BEA, field="Firma2")
    report = verify(envelope(pdf, Hand(CLEO)))
    assert names(report) == [(0, "Cleo Inventata"), (1, "Ada Inventata"), (1, "Bea Inventata")]
    assert report.passed
    assert report.content is not None and report.content.media_type == "application/pdf"
    assert report.content.sha256 == hashlib.sha256(pdf).hexdigest()


@pytest.mark.parametrize(
    "data",
    [b"", b"ciao", b"PK\x03\x04" + b"\0" * 40, b"\x1f\x8b" + b"\0" * 40, b"<?xml version='1.0'?><a/>", TEXT],
    ids=["nothing", "text", "zip", "gzip", "xml", "the document"],
)
def test_what_is_no_signature_is_an_error(verify: Verify, data: bytes) -> None:
    with pytest.raises(UnreadableError) as refused:
        verify(data)
    assert refused.value.trouble is Trouble.NOT_SIGNED


def test_bytes_after_the_end_are_an_error(verify: Verify) -> None:
    with pytest.raises(UnreadableError) as refused:
        verify(envelope(TEXT, Hand(ADA)) + b"something else")
    assert refused.value.trouble is Trouble.MALFORMED


def test_what_is_encrypted_is_told(verify: Verify) -> None:
    sealed = envelope(TEXT, Hand(ADA)).replace(
        bytes.fromhex("2a864886f70d010702"), bytes.fromhex("2a864886f70d010703"), 1
    )
    with pytest.raises(UnreadableError) as refused:
        verify(sealed)
    assert refused.value.trouble is Trouble.ENCRYPTED
