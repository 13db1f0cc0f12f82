"""PDFs: several signatures, what came after each, timestamps of the document."""

import hashlib
import re
from collections.abc import Callable

import pytest

from trama.protocol.signatures.errors import Trouble, UnreadableError
from trama.protocol.signatures.report import Remark, Report, SubIndication, TimeSource, Verdict
from trama.protocol.signatures.tests.test_verdicts import declared
from trama.testing.signing.authority import NOW, YEAR, intermediate, person
from trama.testing.signing.envelopes import Hand, envelope
from trama.testing.signing.papers import paper, rewritten, signed, stamped, with_store
from trama.testing.signing.revocations import DAY, answer, crl

Verify = Callable[..., Report]
ADA, BEA = person("Ada Inventata"), person("Bea Inventata", "ec256")


def test_one_signature(verify: Verify) -> None:
    data = signed(paper(), ADA)
    report = verify(data)
    (one,) = report.signatures
    assert one.passed and one.format == "PAdES-B"
    assert (one.field_name, one.reason) == ("Firma1", "Adesione")
    assert one.later_changes is not None and one.later_changes.level == "none"
    assert report.content is not None and report.content.sha256 == hashlib.sha256(data).hexdigest()
    assert report.content.media_type == "application/pdf"


def test_two_signatures_and_what_came_after_the_first(verify: Verify) -> None:
    first, second = verify(signed(signed(paper(), ADA), BEA, field="Firma2")).signatures
    assert (first.signer, second.signer) == ("Ada Inventata", "Bea Inventata")
    assert first.passed and second.passed
    assert first.later_changes is not None and first.later_changes.level == "filling"
    assert first.later_changes.revisions == 1 and Remark.CHANGED_LATER in first.remarks
    assert second.later_changes is not None and second.later_changes.level == "none"


def test_a_page_that_was_replaced_after_the_signature_fails(verify: Verify) -> None:
    (one,) = verify(rewritten(signed(paper(), ADA))).signatures
    assert (one.verdict, one.sub_indication) == (Verdict.TOTAL_FAILED, SubIndication.FORMAT_FAILURE)
    assert one.later_changes is not None and one.later_changes.level == "other"


def test_a_page_replaced_between_two_signatures_fails_the_first_only(verify: Verify) -> None:
    first, second = verify(signed(rewritten(signed(paper(), ADA)), BEA, field="Firma2")).signatures
    assert first.verdict is Verdict.TOTAL_FAILED
    assert second.passed


def test_a_changed_byte_fails(verify: Verify) -> None:
    data = signed(paper(), ADA)
    (one,) = verify(data.replace(b"intesa inventato", b"intesa inventatO")).signatures
    assert (one.verdict, one.sub_indication) == (Verdict.TOTAL_FAILED, SubIndication.HASH_FAILURE)


def test_no_changed_byte_of_what_is_signed_leaves_a_passing_signature(verify: Verify) -> None:
    """One byte in fifty, the structure's as well: it fails, or the file cannot be read at all."""
    data = signed(paper(), BEA)
    start, end = data.index(b"/Contents <"), data.index(b">", data.index(b"/Contents <"))
    for place in [*range(0, start, 53), *range(end + 1, len(data), 53)]:
        bad = bytearray(data)
        bad[place] ^= 0x01
        try:
            report = verify(bytes(bad))
        except UnreadableError:
            continue
        assert not report.passed, place


def test_a_pdf_whose_structure_is_broken_still_shows_its_signatures(verify: Verify) -> None:
    data = signed(paper(), ADA)
    (one,) = verify(data[: data.rindex(b"startxref")]).signatures
    assert (one.verdict, one.sub_indication) == (Verdict.TOTAL_FAILED, SubIndication.FORMAT_FAILURE)


@pytest.mark.parametrize("ranges", [b"[0 10 20 30]", b"[5 10 20 30]", b"[0 0 0 0]", b"[0 99999999 1 1]"])
def test_a_signature_over_something_else_fails(verify: Verify, ranges: bytes) -> None:
    data = signed(paper(), ADA)
    found = re.search(rb"/ByteRange \[[0-9 ]+\]", data)
    assert found is not None
    new = (b"/ByteRange " + ranges).ljust(len(found[0]))
    report = verify(data.replace(found[0], new))
    assert [one.verdict for one in report.signatures] == [Verdict.TOTAL_FAILED]


def test_a_signature_timestamp_inside_a_pdf(verify: Verify) -> None:
    old = person("Scaduta Inventata", "ec256", window=(NOW - 4 * YEAR, NOW - 2 * YEAR))
    (one,) = verify(signed(paper(), old, stamped=NOW - 3 * YEAR)).signatures
    assert one.passed and one.format == "PAdES-T"
    assert one.judged_by is TimeSource.SIGNATURE_TIMESTAMP and one.proved_time == NOW - 3 * YEAR


def test_a_document_timestamp_proves_the_signatures_before_it(verify: Verify) -> None:
    old = person("Scaduta Inventata", "ec256", window=(NOW - 4 * YEAR, NOW - 2 * YEAR))
    report = verify(stamped(signed(paper(), old), NOW - 3 * YEAR))
    (one,) = report.signatures
    assert one.passed and one.judged_by is TimeSource.DOCUMENT_TIMESTAMP
    assert [stamp.used for stamp in report.document_timestamps] == [True]


def test_a_document_timestamp_proves_nothing_of_what_came_after(verify: Verify) -> None:
    old = person("Scaduta Inventata", "ec256", window=(NOW - 4 * YEAR, NOW - 2 * YEAR))
    (one,) = verify(signed(stamped(paper(), NOW - 3 * YEAR), old)).signatures
    assert one.sub_indication is SubIndication.OUT_OF_BOUNDS_NO_POE


def test_a_changed_document_timestamp_is_not_used(verify: Verify) -> None:
    data = stamped(signed(paper(), ADA), NOW - DAY)
    report = verify(data.replace(b"intesa inventato", b"intesa inventatO"))
    assert not report.document_timestamps[0].used and not report.passed


@pytest.mark.parametrize("how", ["crl", "ocsp"])
def test_revocation_data_in_the_documents_store(verify: Verify, how: str) -> None:
    signer = declared("Elsa Inventata")
    data = signed(paper(), signer)
    assert verify(data).signatures[0].sub_indication is SubIndication.TRY_LATER
    good = {"crls": [crl(intermediate())]} if how == "crl" else {"ocsps": [answer(signer)]}
    (kept,) = verify(with_store(data, **good)).signatures
    assert kept.passed and kept.later_changes is not None and kept.later_changes.level == "archive"
    listed, answered = crl(intermediate(), {signer: NOW - DAY}), answer(signer, revoked_at=NOW - DAY)
    revoked = {"crls": [listed]} if how == "crl" else {"ocsps": [answered]}
    (lost,) = verify(with_store(data, **revoked)).signatures
    assert lost.sub_indication is SubIndication.REVOKED_NO_POE


def test_a_pdf_that_a_password_closes_is_told_and_not_called_invalid(verify: Verify) -> None:
    with pytest.raises(UnreadableError) as refused:
        verify(paper(password="segreto"))
    assert refused.value.trouble is Trouble.ENCRYPTED
    report = verify(envelope(paper(password="segreto"), Hand(BEA)))
    assert report.passed and len(report.signatures) == 1


def test_a_document_timestamp_over_what_was_replaced_proves_nothing(verify: Verify) -> None:
    report = verify(rewritten(stamped(signed(paper(), ADA), NOW - DAY)))
    assert [stamp.used for stamp in report.document_timestamps] == [False]
    assert report.signatures[0].verdict is Verdict.TOTAL_FAILED


def test_an_older_kind_of_pdf_signature(verify: Verify) -> None:
    (one,) = verify(signed(paper(), ADA, pades=False)).signatures
    assert one.passed


def test_a_pdf_without_signatures_has_none(verify: Verify) -> None:
    report = verify(paper())
    assert report.signatures == () and not report.passed


def test_what_only_looks_like_a_pdf_is_an_error(verify: Verify) -> None:
    with pytest.raises(UnreadableError) as refused:
        verify(b"%PDF-1.7\n" + b"ciao " * 100)
    assert refused.value.trouble is Trouble.MALFORMED
