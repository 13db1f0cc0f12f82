"""A signature for every verdict. What each is called in EN 319 102-1 is in docs/decisions/0051."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from asn1crypto import cms as asn1
from cryptography import x509
from cryptography.x509 import IssuingDistributionPoint as Point
from cryptography.x509.oid import ExtendedKeyUsageOID

from trama.protocol.signatures import cms
from trama.protocol.signatures.anchors import NOBODY
from trama.protocol.signatures.report import Demand, Remark, Signature, SubIndication, TimeSource, Verdict
from trama.protocol.signatures.verifying import Revocation
from trama.testing.signing.authority import NOW, YEAR, Identity, authority, intermediate, issue, person, root
from trama.testing.signing.envelopes import Hand, changed, claimed_later, envelope, signer_info
from trama.testing.signing.revocations import DAY, EXPIRED_ON_CRL, answer, crl

Only = Callable[..., Signature]
TEXT = b"Protocollo d'intesa inventato, tra enti inventati."
CRL = "http://crl.example/lista.crl"
OCSP = "http://ocsp.example/"
LONG = (NOW - 12 * YEAR, NOW + YEAR)
STAMPS = (ExtendedKeyUsageOID.TIME_STAMPING,)
STRANGE_TSA = issue("Marca d'altri", authority("Altra Radice", None), window=LONG, extended=STAMPS)


def declared(name: str = "Dora Inventata", **options: object) -> Identity:
    """Her certificate says where its revocation can be asked."""
    return person(name, "ec256", crl=CRL, ocsp=OCSP, **options)


def expired(name: str = "Scaduta Inventata") -> Identity:
    return person(name, "ec256", window=(NOW - 4 * YEAR, NOW - 2 * YEAR))


def outcome(signature: Signature) -> tuple[Verdict, SubIndication | None]:
    return signature.verdict, signature.sub_indication


PASSED = (Verdict.TOTAL_PASSED, None)


def indeterminate(name: str) -> tuple[Verdict, SubIndication]:
    return Verdict.INDETERMINATE, SubIndication(name)


def failed(name: str) -> tuple[Verdict, SubIndication]:
    return Verdict.TOTAL_FAILED, SubIndication(name)


@pytest.mark.parametrize("kind", ["rsa2048", "ec256", "ec384"])
def test_a_good_signature_passes(only: Only, kind: str) -> None:
    found = only(envelope(TEXT, Hand(person("Buona Inventata", kind))))
    assert outcome(found) == PASSED
    assert found.format == "CAdES-B"
    assert found.chain == ("Buona Inventata", "Autorità Inventata", "Radice Inventata")
    assert found.certificate is not None and found.certificate.qualified and found.certificate.qscd
    assert found.certificate.purposes == ("esign",)
    assert found.judged_by is TimeSource.NOW and found.proved_time is None
    assert found.claimed_time == NOW - timedelta(days=30)


def test_a_changed_document_fails_whoever_signed_it(only: Only) -> None:
    good = envelope(TEXT, Hand(person()))
    assert outcome(only(changed(good, TEXT))) == failed("HASH_FAILURE")


def test_a_changed_document_of_an_expired_signer_fails_too(only: Only) -> None:
    assert outcome(only(changed(envelope(TEXT, Hand(expired())), TEXT))) == failed("HASH_FAILURE")


def test_a_changed_signature_value_fails(only: Only) -> None:
    good = envelope(TEXT, Hand(person()))
    assert outcome(only(good[:-1] + bytes([good[-1] ^ 1]))) == failed("SIG_CRYPTO_FAILURE")


def test_a_changed_claimed_time_fails(only: Only) -> None:
    assert outcome(only(claimed_later(envelope(TEXT, Hand(person()))))) == failed("SIG_CRYPTO_FAILURE")


def test_every_changed_byte_of_the_signed_attributes_fails_or_is_no_signature(
    only: Only, verify: Only
) -> None:
    """Not one of them leaves the signature passing or merely undecided."""
    from trama.protocol.signatures.errors import UnreadableError

    good = envelope(TEXT, Hand(person("Dora Inventata", "ec256")))
    attributes = cms.signer(cms.load(good).signers[0]).signed_raw[2:]
    place = good.index(attributes)
    for offset in range(len(attributes)):
        bad = bytearray(good)
        bad[place + offset] ^= 0x04
        try:
            found = only(bytes(bad))
        except UnreadableError:
            continue
        assert found.verdict is Verdict.TOTAL_FAILED, (offset, found)


def test_an_expired_certificate_without_timestamp_is_undecided_never_invalid(only: Only) -> None:
    found = only(envelope(TEXT, Hand(expired(), at=NOW - 3 * YEAR)))
    assert outcome(found) == indeterminate("OUT_OF_BOUNDS_NO_POE")


def test_an_expired_certificate_known_not_to_have_been_revoked(only: Only) -> None:
    signer = person("Scaduta Dichiarata", "ec256", window=(NOW - 4 * YEAR, NOW - 2 * YEAR), ocsp=OCSP)
    late = answer(signer, this_update=NOW - 2 * YEAR - DAY, next_update=NOW + DAY)
    found = only(envelope(TEXT, Hand(signer, ocsps=[late])))
    assert outcome(found) == indeterminate("OUT_OF_BOUNDS_NOT_REVOKED")


def test_an_expired_certificate_passes_when_a_timestamp_is_older(only: Only) -> None:
    found = only(envelope(TEXT, Hand(expired(), stamped=NOW - 3 * YEAR)))
    assert outcome(found) == PASSED
    assert found.format == "CAdES-T"
    assert found.judged_by is TimeSource.SIGNATURE_TIMESTAMP
    assert found.proved_time == NOW - 3 * YEAR
    assert found.timestamps[0].used and found.timestamps[0].authority == "Marca Inventata"


def test_an_expired_certificate_passes_on_the_day_that_is_asked_about(only: Only) -> None:
    found = only(envelope(TEXT, Hand(expired())), at=NOW - 3 * YEAR)
    assert outcome(found) == PASSED
    assert found.judged_by is TimeSource.GIVEN and found.proved_time is None


@pytest.mark.parametrize(
    "hand",
    [
        Hand(expired(), stamped=NOW - 3 * YEAR, wrong_stamp=True),
        Hand(expired(), stamped=NOW - YEAR),
        Hand(expired(), stamped=NOW - 3 * YEAR, stamper=STRANGE_TSA),
        Hand(expired(), stamped=NOW - 3 * YEAR, stamper=person("Una qualunque", "ec256", window=LONG)),
        Hand(expired(), stamped=NOW - 3 * YEAR, stamper=person("Marca Giovane", "ec256", extended=STAMPS)),
    ],
    ids=[
        "of something else",
        "made too late",
        "by nobody known",
        "by a person",
        "before its authority began",
    ],
)
def test_a_timestamp_that_proves_nothing_changes_nothing(only: Only, hand: Hand) -> None:
    assert outcome(only(envelope(TEXT, hand))) == indeterminate("OUT_OF_BOUNDS_NO_POE")


def test_a_timestamp_of_the_future_proves_nothing_about_the_past(only: Only) -> None:
    found = only(envelope(TEXT, Hand(person(), stamped=NOW - DAY)), at=NOW - 20 * DAY)
    assert found.judged_at == NOW - 20 * DAY
    assert Remark.TIMESTAMP_UNUSED in found.remarks


def test_a_certificate_that_begins_after_the_timestamp_fails(only: Only) -> None:
    young = person("Futura Inventata", "ec256", window=(NOW - YEAR, NOW + YEAR))
    found = only(envelope(TEXT, Hand(young, stamped=NOW - 2 * YEAR)))
    assert outcome(found) == failed("NOT_YET_VALID")


def test_a_certificate_that_is_not_yet_valid_is_undecided_without_proof(only: Only) -> None:
    young = person("Domani Inventata", "ec256", window=(NOW + YEAR, NOW + 2 * YEAR))
    assert outcome(only(envelope(TEXT, Hand(young)))) == indeterminate("OUT_OF_BOUNDS_NO_POE")


def test_used_after_its_end_as_a_content_timestamp_proves(only: Only) -> None:
    found = only(envelope(TEXT, Hand(expired(), stamped_before=NOW - YEAR)))
    assert outcome(found) == failed("EXPIRED")


@pytest.mark.parametrize("source", ["crl", "ocsp", "embedded crl", "embedded ocsp", "in the envelope"])
def test_a_revoked_certificate_is_undecided_without_proof_of_when(only: Only, source: str) -> None:
    signer = declared()
    listed, answered = (
        crl(intermediate(), {signer: NOW - 10 * DAY}),
        answer(signer, revoked_at=NOW - 10 * DAY),
    )
    files = {
        "crl": (envelope(TEXT, Hand(signer)), Revocation(files=(listed,))),
        "ocsp": (envelope(TEXT, Hand(signer)), Revocation(files=(answered,))),
        "embedded crl": (envelope(TEXT, Hand(signer, crls=[listed])), Revocation()),
        "embedded ocsp": (envelope(TEXT, Hand(signer, ocsps=[answered])), Revocation()),
        "in the envelope": (envelope(TEXT, Hand(signer), crls=[listed]), Revocation()),
    }
    data, given = files[source]
    found = only(data, revocation=given)
    assert outcome(found) == indeterminate("REVOKED_NO_POE")
    assert found.revocation[0].revoked_at == NOW - 10 * DAY
    assert found.revocation[0].reason == "key_compromise"


def test_revoked_after_a_proved_signature_passes_and_is_told(only: Only) -> None:
    signer = declared()
    listed = crl(intermediate(), {signer: NOW - 10 * DAY})
    found = only(envelope(TEXT, Hand(signer, stamped=NOW - 20 * DAY, crls=[listed])))
    assert outcome(found) == PASSED
    assert Remark.REVOKED_LATER in found.remarks


def test_used_after_its_revocation_as_a_content_timestamp_proves(only: Only) -> None:
    signer = declared()
    listed = crl(intermediate(), {signer: NOW - 10 * DAY})
    found = only(envelope(TEXT, Hand(signer, stamped_before=NOW - 5 * DAY, crls=[listed])))
    assert outcome(found) == failed("REVOKED")


def test_a_suspended_certificate_asks_to_try_later(only: Only) -> None:
    signer = declared()
    held = crl(intermediate(), {signer: NOW - 10 * DAY}, reason=x509.ReasonFlags.certificate_hold)
    found = only(envelope(TEXT, Hand(signer)), revocation=Revocation(files=(held,)))
    assert outcome(found) == indeterminate("TRY_LATER")


def test_a_suspension_that_was_lifted_does_not_count(only: Only) -> None:
    signer = declared()
    held = crl(
        intermediate(),
        {signer: NOW - 10 * DAY},
        reason=x509.ReasonFlags.certificate_hold,
        this_update=NOW - 9 * DAY,
    )
    found = only(envelope(TEXT, Hand(signer)), revocation=Revocation(files=(held, crl(intermediate()))))
    assert outcome(found) == PASSED


def test_a_revoked_authority_takes_its_signers_with_it(only: Only) -> None:
    middle = authority("Autorità Revocata", root())
    signer = issue("Orfana Inventata", middle)
    listed = crl(root(), {middle: NOW - 10 * DAY})
    found = only(envelope(TEXT, Hand(signer)), revocation=Revocation(files=(listed,)))
    assert outcome(found) == indeterminate("REVOKED_CA_NO_POE")


def test_without_revocation_data_where_the_certificate_names_a_source_try_later(only: Only) -> None:
    assert outcome(only(envelope(TEXT, Hand(declared())))) == indeterminate("TRY_LATER")


def test_an_old_list_is_not_fresh(only: Only) -> None:
    old = crl(intermediate(), this_update=NOW - 30 * DAY, next_update=NOW - 20 * DAY)
    found = only(envelope(TEXT, Hand(declared())), revocation=Revocation(files=(old,)))
    assert outcome(found) == indeterminate("TRY_LATER")


@pytest.mark.parametrize("ocsp", [False, True])
def test_a_fresh_list_or_answer_makes_it_pass(only: Only, ocsp: bool) -> None:
    signer = declared()
    fresh = Revocation(files=(answer(signer),)) if ocsp else Revocation(files=(crl(intermediate()),))
    found = only(envelope(TEXT, Hand(signer)), revocation=fresh)
    assert outcome(found) == PASSED
    assert found.revocation[0].status == "good"
    assert Remark.NO_REVOCATION_SOURCE in found.remarks  # the intermediate's certificate names none


def test_whoever_demands_revocation_data_of_all_does_not_pass_without(only: Only) -> None:
    strict = Revocation(demand=Demand.REQUIRED)
    assert outcome(only(envelope(TEXT, Hand(person())), revocation=strict)) == indeterminate("TRY_LATER")
    whole = Revocation(files=(crl(intermediate()), crl(root())), demand=Demand.REQUIRED)
    assert outcome(only(envelope(TEXT, Hand(person())), revocation=whole)) == PASSED


@pytest.mark.parametrize(
    "who", ["another authority", "a person", "another responder", "a stranger's responder"]
)
def test_revocation_data_of_others_do_not_count(only: Only, who: str) -> None:
    signer = declared()
    stranger = authority("Autorità Inventata", None, kind="ec384")  # the same name, another key
    given = {
        "another authority": Revocation(files=(crl(stranger),)),
        "a person": Revocation(files=(answer(signer, by=person("Bea Inventata", "ec256")),)),
        "another responder": Revocation(files=(answer(signer, by=issue("Finto", stranger)),)),
        "a stranger's responder": Revocation(
            files=(answer(signer, by=issue("Finto", stranger, extended=[ExtendedKeyUsageOID.OCSP_SIGNING])),)
        ),
    }
    assert outcome(only(envelope(TEXT, Hand(signer)), revocation=given[who])) == indeterminate("TRY_LATER")


def _point(url: str = "", *only: str, reasons: frozenset[x509.ReasonFlags] | None = None) -> Point:
    flags = (
        "only_contains_user_certs",
        "only_contains_ca_certs",
        "indirect_crl",
        "only_contains_attribute_certs",
    )
    return Point(
        full_name=[x509.UniformResourceIdentifier(url)] if url else None,
        relative_name=None,
        only_some_reasons=reasons,
        **{flag: flag in only for flag in flags},
    )


@pytest.mark.parametrize(
    "extension",
    [
        _point("", "only_contains_ca_certs"),
        _point("", "indirect_crl"),
        _point("http://crl.example/altra.crl"),
        _point(CRL, reasons=frozenset({x509.ReasonFlags.superseded})),
        x509.DeltaCRLIndicator(1),
        x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"),
    ],
    ids=[
        "of authorities",
        "indirect",
        "of another point",
        "of some reasons",
        "delta",
        "unknown and critical",
    ],
)
def test_a_list_that_would_not_name_her_does_not_clear_her(only: Only, extension: x509.ExtensionType) -> None:
    partial = Revocation(files=(crl(intermediate(), extensions=(extension,)),))
    assert outcome(only(envelope(TEXT, Hand(declared())), revocation=partial)) == indeterminate("TRY_LATER")
    fitting = Revocation(files=(crl(intermediate(), extensions=(_point(CRL, "only_contains_user_certs"),)),))
    assert outcome(only(envelope(TEXT, Hand(declared())), revocation=fitting)) == PASSED


def test_a_list_made_after_the_end_says_nothing_unless_it_keeps_the_expired(only: Only) -> None:
    signer = person("Scaduta Elencata", "ec256", window=(NOW - 4 * YEAR, NOW - 2 * YEAR), crl=CRL)
    since = (NOW - 5 * YEAR).strftime("%Y%m%d%H%M%SZ").encode()
    keeps = x509.UnrecognizedExtension(EXPIRED_ON_CRL, b"\x18" + bytes([len(since)]) + since)
    cases: list[tuple[tuple[x509.ExtensionType, ...], str]] = [
        ((), "OUT_OF_BOUNDS_NO_POE"),
        ((keeps,), "OUT_OF_BOUNDS_NOT_REVOKED"),
    ]
    for extensions, name in cases:
        given = Revocation(files=(crl(intermediate(), extensions=extensions),))
        assert outcome(only(envelope(TEXT, Hand(signer)), revocation=given)) == indeterminate(name)


def test_signed_attributes_that_contradict_the_envelope_fail(only: Only) -> None:
    other_type = envelope(TEXT, Hand(person(), states=cms.TST_INFO))
    assert outcome(only(other_type)) == failed("FORMAT_FAILURE")
    for digest, expected in (("sha512", failed("FORMAT_FAILURE")), ("sha256", PASSED)):
        value = asn1.CMSAlgorithmProtection(
            {"digest_algorithm": {"algorithm": digest}, "signature_algorithm": {"algorithm": "sha256_rsa"}}
        )
        protected = Hand(person(), extra=[(cms.ALGORITHM_PROTECTION, value.dump())])
        assert outcome(only(envelope(TEXT, protected))) == expected


def test_without_anchors_no_chain_is_found(only: Only) -> None:
    found = only(envelope(TEXT, Hand(person())), trust=NOBODY)
    assert outcome(found) == indeterminate("NO_CERTIFICATE_CHAIN_FOUND")


def test_without_the_intermediate_no_chain_is_found(only: Only) -> None:
    found = only(envelope(TEXT, Hand(person()), certificates=[person()]))
    assert outcome(found) == indeterminate("NO_CERTIFICATE_CHAIN_FOUND")


def test_a_person_cannot_issue(only: Only) -> None:
    false_authority = person("Bea Inventata", "ec256")
    found = only(envelope(TEXT, Hand(issue("Figlia Inventata", false_authority))))
    assert outcome(found) == indeterminate("CERTIFICATE_CHAIN_GENERAL_FAILURE")


def test_an_authority_of_the_same_name_and_another_key_is_not_believed(only: Only) -> None:
    twin = authority("Radice Inventata", None, kind="ec384")
    found = only(envelope(TEXT, Hand(issue("Gemella", twin)), certificates=[issue("Gemella", twin)]))
    assert found.verdict is Verdict.INDETERMINATE


def test_a_key_that_is_not_for_signatures(only: Only) -> None:
    found = only(envelope(TEXT, Hand(person("Cifra Inventata", "ec256", sign=False))))
    assert outcome(found) == indeterminate("CHAIN_CONSTRAINTS_FAILURE")


def test_the_signers_certificate_may_be_missing(only: Only) -> None:
    found = only(envelope(TEXT, Hand(person()), certificates=[]))
    assert outcome(found) == indeterminate("NO_SIGNING_CERTIFICATE_FOUND")
    assert found.signer.startswith("#") and found.certificate is None


def test_the_signed_reference_may_name_another_certificate(only: Only) -> None:
    found = only(envelope(TEXT, Hand(person(), names=root())))
    assert outcome(found) == indeterminate("NO_SIGNING_CERTIFICATE_FOUND")


def test_another_certificate_of_the_same_key_is_not_put_in_its_place(only: Only) -> None:
    """Substitution: the signature is of that key too, but the signer had signed which certificate she used."""
    first = person("Doppia Inventata", "ec256")
    second = issue("Doppia Inventata", intermediate(), qualified=False)
    assert outcome(only(envelope(TEXT, Hand(second, names=first)))) == indeterminate(
        "NO_SIGNING_CERTIFICATE_FOUND"
    )


@pytest.mark.parametrize(("digest", "named"), [("sha1", "SHA-1"), ("md5", "MD5")])
def test_a_weak_digest_is_named_and_not_believed(only: Only, digest: str, named: str) -> None:
    found = only(envelope(TEXT, Hand(person(), digest=digest)))
    assert outcome(found) == indeterminate("CRYPTO_CONSTRAINTS_FAILURE_NO_POE")
    assert named in found.weaknesses and Remark.WEAK in found.remarks


def test_a_short_key_is_named_and_not_believed(only: Only) -> None:
    found = only(envelope(TEXT, Hand(person("Corta Inventata", "rsa1024"))))
    assert outcome(found) == indeterminate("CRYPTO_CONSTRAINTS_FAILURE_NO_POE")
    assert "RSA 1024" in found.weaknesses


def test_a_weak_algorithm_is_not_excused_by_the_day_that_is_asked_about(only: Only) -> None:
    old = person("Antica Inventata", "ec256", window=(NOW - 20 * YEAR, NOW - 10 * YEAR))
    asked = NOW - 15 * YEAR
    found = only(envelope(TEXT, Hand(old, digest="sha1")), at=asked + DAY)
    assert outcome(found) == indeterminate("CRYPTO_CONSTRAINTS_FAILURE_NO_POE")


def test_a_weak_algorithm_in_the_chain_is_not_believed(only: Only) -> None:
    weak = issue("Debole Inventata", intermediate(), digest="sha1")
    found = only(envelope(TEXT, Hand(weak)))
    assert outcome(found) == indeterminate("CRYPTO_CONSTRAINTS_FAILURE_NO_POE")


def test_without_the_ess_attribute_it_is_cms_and_not_cades(only: Only) -> None:
    found = only(envelope(TEXT, Hand(person(), ess=False)))
    assert outcome(found) == PASSED
    assert found.format == "CMS" and Remark.NO_ESS in found.remarks


def test_without_signed_attributes(only: Only) -> None:
    good = envelope(TEXT, Hand(person(), attributes=False))
    found = only(good)
    assert outcome(found) == PASSED
    assert Remark.NO_SIGNED_ATTRIBUTES in found.remarks
    assert outcome(only(changed(good, TEXT))) == failed("SIG_CRYPTO_FAILURE")


def test_signed_attributes_do_not_pass_as_a_document(only: Only) -> None:
    """A signature over attributes verifies over their bytes as well: these must not be sold as what was signed."""
    info = cms.signer(signer_info(TEXT, Hand(person())))
    victim = envelope(info.signed_raw, Hand(person(), attributes=False))
    fresh = cms.signer(cms.load(victim).signers[0]).signature
    assert len(fresh) == len(info.signature) and victim.count(fresh) == 1
    assert outcome(only(victim.replace(fresh, info.signature))) == failed("FORMAT_FAILURE")


def test_who_is_not_qualified_is_told(only: Only) -> None:
    found = only(envelope(TEXT, Hand(person("Semplice Inventata", "ec256", qualified=False))))
    assert outcome(found) == PASSED
    assert Remark.NOT_QUALIFIED in found.remarks
    assert found.certificate is not None and not found.certificate.qualified
