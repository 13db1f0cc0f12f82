"""Trust anchors: PEM bundles and trusted lists, with the history of a service."""

from collections.abc import Callable

import pytest

from trama.protocol.signatures import anchors, certificates, trustedlist
from trama.protocol.signatures.errors import Trouble, UnreadableError
from trama.protocol.signatures.report import Signature, SubIndication, Verdict
from trama.protocol.signatures.tests.test_verdicts import TEXT, declared
from trama.testing.signing.authority import NOW, YEAR, authority, intermediate, person, root
from trama.testing.signing.envelopes import Hand, envelope, pem
from trama.testing.signing.lists import Listed, signed, trusted_list
from trama.testing.signing.revocations import crl

Only = Callable[..., Signature]
OPERATOR = authority("Gestore dell'elenco", None)


def test_an_authority_of_the_list_is_believed_although_it_is_not_a_root(only: Only) -> None:
    trust = trustedlist.from_xml(trusted_list(Listed(intermediate())))
    found = only(envelope(TEXT, Hand(person())), trust=trust)
    assert found.passed and found.chain[-1] == "Autorità Inventata"
    assert (
        found.certificate is not None
        and found.certificate.trusted_list == "Certificati qualificati inventati"
    )
    assert trust.trust.list_signature == "unchecked" and trust.trust.list_issued is not None


def test_revocation_lists_work_under_an_anchor_that_is_no_root(only: Only) -> None:
    """certvalidator's own check does not (FACTS)."""
    trust = trustedlist.from_xml(trusted_list(Listed(intermediate())))
    signer = declared()
    revoked = envelope(TEXT, Hand(signer, crls=[crl(intermediate(), {signer: NOW})]))
    assert only(envelope(TEXT, Hand(signer, crls=[crl(intermediate())])), trust=trust).passed
    assert only(revoked, trust=trust).sub_indication is SubIndication.REVOKED_NO_POE


def test_the_status_at_the_time_of_the_signature_counts(only: Only) -> None:
    history = (("withdrawn", NOW - YEAR), ("granted", NOW - 5 * YEAR), ("withdrawn", NOW - 8 * YEAR))
    trust = trustedlist.from_xml(trusted_list(Listed(intermediate(), history)))
    signer = person("Lunga Inventata", "ec256", window=(NOW - 9 * YEAR, NOW + YEAR))
    now = only(envelope(TEXT, Hand(signer)), trust=trust)
    assert (now.verdict, now.sub_indication) == (
        Verdict.INDETERMINATE,
        SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE,
    )
    assert only(envelope(TEXT, Hand(signer)), trust=trust, at=NOW - 3 * YEAR).passed
    assert not only(envelope(TEXT, Hand(signer)), trust=trust, at=NOW - 6 * YEAR).passed


@pytest.mark.parametrize("status", ["undersupervision", "accredited", "supervisionincessation"])
def test_what_was_granted_before_2016_had_other_names(only: Only, status: str) -> None:
    trust = trustedlist.from_xml(trusted_list(Listed(intermediate(), ((status, NOW - 10 * YEAR),))))
    assert only(envelope(TEXT, Hand(person())), trust=trust).passed


def test_a_timestamp_service_does_not_vouch_for_people(only: Only) -> None:
    trust = trustedlist.from_xml(trusted_list(Listed(intermediate(), kind="TSA/QTST")))
    assert not only(envelope(TEXT, Hand(person())), trust=trust).passed


def test_services_of_other_kinds_are_left_out() -> None:
    assert trustedlist.from_xml(trusted_list(Listed(root(), kind="EDS/Q"))).anchors == ()


def test_a_list_signed_by_its_operator() -> None:
    data = signed(trusted_list(Listed(intermediate())), OPERATOR)
    trust = trustedlist.from_xml(data, signer=certificates.load(OPERATOR.der))
    assert trust.trust.list_signature == "checked" and len(trust.anchors) == 1


@pytest.mark.parametrize("what", ["another signer", "changed", "unsigned"])
def test_a_list_that_its_operator_did_not_sign_is_refused(what: str) -> None:
    unsigned = trusted_list(Listed(intermediate()))
    bad = {
        "another signer": signed(unsigned, authority("Altro gestore", None)),
        "changed": signed(unsigned, OPERATOR).replace(b"granted", b"Granted"),
        "unsigned": unsigned,
    }
    with pytest.raises(UnreadableError) as refused:
        trustedlist.from_xml(bad[what], signer=certificates.load(OPERATOR.der))
    assert refused.value.trouble is Trouble.TRUST


def test_nothing_is_taken_from_around_the_signed_list() -> None:
    """XML signature wrapping: the operator's own list inside an intruder's."""
    own = signed(trusted_list(Listed(intermediate())), OPERATOR)
    end = b"</TrustServiceStatusList>"
    around = trusted_list(Listed(authority("Intrusa", None))).replace(end, own[own.index(b"<Trust") :] + end)
    try:
        trust = trustedlist.from_xml(around, signer=certificates.load(OPERATOR.der))
    except UnreadableError:
        return
    assert "Intrusa" not in [one.cert.common_name for one in trust.anchors]


def test_entities_are_refused() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    for data in (
        laughs + b"]><l>&j;</l>",
        b'<!DOCTYPE l SYSTEM "file:///etc/passwd"><l/>',
        '<!DOCTYPE l [<!ENTITY a "ha">]><l>&a;</l>'.encode("utf-16"),
    ):
        with pytest.raises(UnreadableError) as refused:
            trustedlist.from_xml(data)
        assert refused.value.trouble is Trouble.TRUST


@pytest.mark.parametrize(
    "data", [b"<a/>", b"<", b"", trusted_list()[:-40]], ids=["other", "broken", "empty", "cut"]
)
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        trustedlist.from_xml(data)


def test_a_bundle_may_bring_revocation_lists(only: Only) -> None:
    signer = declared()
    bundle = root().pem + pem(crl(intermediate(), {signer: NOW}), "X509 CRL") + intermediate().pem
    trust = anchors.from_pem(bundle)
    assert len(trust.anchors) == 2 and len(trust.crls) == 1
    assert only(envelope(TEXT, Hand(signer)), trust=trust).sub_indication is SubIndication.REVOKED_NO_POE


def test_one_certificate_in_der_is_a_bundle_too(only: Only) -> None:
    assert only(envelope(TEXT, Hand(person())), trust=anchors.from_pem(root().der)).passed


@pytest.mark.parametrize("data", [b"", b"ciao", b"0\x82\x01", root().pem.replace(b"M", b"!", 3)])
def test_what_is_no_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        anchors.from_pem(data)


def test_several_sources_are_one_trust() -> None:
    both = anchors.merged(
        [
            anchors.from_pem(root().pem, "radici.pem"),
            trustedlist.from_xml(trusted_list(Listed(intermediate())), "tsl.xml"),
        ]
    )
    assert both.trust.sources == ("radici.pem", "tsl.xml") and both.trust.anchors == 2
    assert both.trust.list_signature == "unchecked"
