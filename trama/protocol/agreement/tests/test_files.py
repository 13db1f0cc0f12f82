"""Signed files: who sends, who opens, what is found in them and how it reads; what the wall and the triggers keep."""

import base64
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test import Client

from trama.access.context import acting
from trama.audit.models import Event
from trama.common.errors import DomainError
from trama.protocol.agreement.services import files, known, trust
from trama.protocol.agreement.tests.test_home import flat
from trama.protocol.agreement.verification import look_at, look_at_trust
from trama.protocol.models import Signatory, SignatureReport, SignedBytes, SignedFile, TrustList
from trama.protocol.signatures.jobs import Source
from trama.testing.cast import Cast, Person
from trama.testing.signing.authority import NOW, YEAR, intermediate, person, root
from trama.testing.signing.envelopes import Hand, changed, envelope, nested, pem
from trama.testing.signing.lists import Listed, trusted_list
from trama.testing.signing.papers import paper, signed

Sign = Callable[[Person], Client]
Row = Callable[[str], Signatory]
TEXT = b"Protocollo d'intesa inventato, tra enti inventati."
ROOT = Source("Radice inventata, da una chiavetta", root().pem)
THREE = ("Ada Inventata", "Bea Inventata", "Cleo Inventata")


def upload(data: bytes, name: str = "Firma di Ada Inventata.pdf.p7m") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def address(row: Signatory, act: str = "") -> str:
    return f"/protocollo/firmatari/{row.pk}/{act}"


def believe(cast: Cast, source: Source = ROOT) -> TrustList:
    with acting(cast.tea.actor):
        return trust.load_trust(actor=cast.tea.actor, source=source, found=look_at_trust(source))


def arrived(cast: Cast, who: Person, row: Signatory, data: bytes, **options: Any) -> SignedFile:
    sources = (ROOT,) if options.pop("believed", True) else ()
    asked = {name: options.pop(name) for name in ("revocation", "at") if name in options}
    arrival = look_at(data, options.pop("document", b""), kind="signed", sources=sources, **asked)
    with acting(who.actor):
        return files.take_in(actor=who.actor, signatory=row, kind="signed", arrival=arrival, **options)


@pytest.fixture
def three() -> bytes:
    """Three signers, each around the one before."""
    return nested(TEXT, *(Hand(person(name, "ec256")) for name in THREE))


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> pytest.LogCaptureFixture:
    """What is logged; the product's loggers do not pass on to the root by themselves."""
    for name in ("trama", "django"):
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
    return caplog


def test_a_body_sends_three_signatures_and_reads_three_verdicts(
    cast: Cast, client_of: Sign, of_body: Row, three: bytes
) -> None:
    believe(cast)
    row, franca, tea = of_body("aurora"), client_of(cast.franca), client_of(cast.tea)
    answer = franca.post(address(row, "firma/"), {"kind": "signed", "file": upload(three)})
    assert answer.status_code == 302
    page = flat(franca, answer["Location"])
    for name in THREE:
        assert name in page
    assert page.count("La firma è valida") == 3 and page.count("TOTAL-PASSED") == 3
    for words in ("Autorità Inventata", "sì, con dispositivo qualificato", "SHA-256", "Data dichiarata"):
        assert words in page
    assert "Firma di Ada Inventata.pdf" not in page, "the file's own name is not kept"
    assert "Un file aspetta" in flat(tea, "/protocollo/") and "1 file aspetta" in flat(tea, "/protocollo/")
    assert "Centro antiviolenza Aurora" in flat(tea, "/protocollo/file/")
    assert tea.post(answer["Location"] + "agli-atti/").status_code == 302
    assert "Ricevuta" in flat(client_of(cast.gaia), address(row))


def test_names_of_signers_are_for_the_body_and_the_lead_alone(
    cast: Cast,
    client_of: Sign,
    of_body: Row,
    three: bytes,
    heard: pytest.LogCaptureFixture,
) -> None:
    row = of_body("aurora")
    file = arrived(cast, cast.franca, row, three)
    for person_ in (cast.ivana, cast.sofia):
        for act in ("", "scarica/", "togli/", "verifica/"):
            assert client_of(person_).get(f"/protocollo/file/{file.pk}/{act}").status_code == 404
    for person_ in (cast.ada, cast.ugo, cast.bianca):
        assert client_of(person_).get(f"/protocollo/file/{file.pk}/").status_code == 403
    for page in (address(row), "/protocollo/", "/protocollo/stampa/"):
        text = flat(client_of(cast.gaia), page)
        assert not any(name in text for name in THREE)
    assert flat(client_of(cast.tea), f"/protocollo/file/{file.pk}/").count("Inventata") >= 3
    with acting(cast.franca.actor):
        events = list(Event.objects.filter(action__startswith="signature").values_list("subjects", "detail"))
    assert events and "Inventata" not in str(events) and heard.text and "Inventata" not in heard.text


def test_an_expired_certificate_without_timestamp_cannot_be_proved_any_more(
    cast: Cast, client_of: Sign, of_body: Row
) -> None:
    late = person("Scaduta Inventata", "ec256", window=(NOW - 4 * YEAR, NOW - 2 * YEAR))
    file = arrived(cast, cast.tea, of_body("aurora"), envelope(TEXT, Hand(late)))
    page = flat(client_of(cast.tea), f"/protocollo/file/{file.pk}/")
    assert "Non si può più provare" in page and "INDETERMINATE" in page
    assert "La firma è genuina." in page
    assert "non valida" not in page


def test_a_changed_document_does_not_fit(cast: Cast, client_of: Sign, of_body: Row) -> None:
    bad = changed(envelope(TEXT, Hand(person())), TEXT)
    file = arrived(cast, cast.tea, of_body("aurora"), bad)
    page = flat(client_of(cast.tea), f"/protocollo/file/{file.pk}/")
    assert "Qualcosa non torna" in page and "TOTAL-FAILED, HASH_FAILURE" in page
    row = of_body("aurora")
    with acting(cast.tea.actor):
        report = SignatureReport.objects.get(file=file)
        with pytest.raises(DomainError) as refused:
            known.verify_signature(actor=cast.tea.actor, signatory=row, report=report)
    assert refused.value.code == "failed"


@pytest.mark.parametrize("form", ["pem", "base64", "pdf", "detached"])
def test_every_form_of_a_signature_is_taken(cast: Cast, client_of: Sign, of_body: Row, form: str) -> None:
    hand, document = Hand(person()), b""
    match form:
        case "pem":
            data = pem(envelope(TEXT, hand))
        case "base64":
            data = base64.encodebytes(envelope(TEXT, hand))
        case "pdf":
            data = signed(paper(), person())
        case _:
            data, document = envelope(TEXT, hand, detached=True), TEXT
    believe(cast)
    sent: dict[str, Any] = {"kind": "signed", "file": upload(data)}
    if document:
        sent["document"] = upload(document, "protocollo.txt")
    tea = client_of(cast.tea)
    answer = tea.post(address(of_body("municipio"), "firma/"), sent)
    assert answer.status_code == 302, answer.text
    assert "La firma è valida" in flat(tea, answer["Location"])
    taken = tea.get(answer["Location"] + "scarica/")
    assert taken.content == data
    assert taken["Content-Disposition"].startswith('attachment; filename="firma-20')
    assert "Inventata" not in taken["Content-Disposition"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Non e' firmato, e' solo un testo.", "Non è un file firmato."),
        (paper(), "Non è un file firmato."),
        (b"", "Il file è vuoto."),
        (envelope(TEXT, Hand(person()))[:-40], "Il file è incompleto"),
        (envelope(TEXT, Hand(person()), detached=True), "aggiungi anche quello"),
        (b"0" * (16 * 1024 * 1024 + 1), "il massimo è 16 MB"),
    ],
    ids=["text", "unsigned pdf", "empty", "truncated", "detached alone", "too large"],
)
def test_what_cannot_be_verified_is_sent_back_with_a_reason(
    cast: Cast, client_of: Sign, of_body: Row, data: bytes, words: str
) -> None:
    answer = client_of(cast.franca).post(
        address(of_body("aurora"), "firma/"), {"kind": "signed", "file": upload(data)}
    )
    assert answer.status_code == 422
    assert words in answer.text
    with acting(cast.franca.actor):
        assert not SignedFile.objects.exists() and not SignedBytes.objects.exists()


def test_a_request_that_is_far_too_large_is_refused_before_it_is_read(
    cast: Cast, client_of: Sign, of_body: Row
) -> None:
    client = client_of(cast.franca)
    client.raise_request_exception = False
    answer = client.post(
        address(of_body("aurora"), "firma/"),
        {"kind": "signed", "file": upload(b"0")},
        headers={"content-length": str(2_000_000_000)},
    )
    assert answer.status_code in (400, 413)


def test_a_proxy_may_be_a_paper_that_nobody_signed_digitally(
    cast: Cast, client_of: Sign, of_body: Row
) -> None:
    tea, row = client_of(cast.tea), of_body("municipio")
    answer = tea.post(address(row, "firma/"), {"kind": "proxy", "file": upload(paper())})
    assert answer.status_code == 302
    assert "Nessun rapporto" in flat(tea, answer["Location"])
    assert "Con procura" in flat(tea, "/protocollo/")


def test_verified_is_said_by_a_person_who_cites_a_report(
    cast: Cast, client_of: Sign, of_body: Row, three: bytes
) -> None:
    row, tea = of_body("aurora"), client_of(cast.tea)
    page = address(row, "verifica/")
    assert tea.post(page, {"report": str(uuid4()), "looked": "on"}).status_code == 422
    file = arrived(cast, cast.franca, row, three)
    with acting(cast.tea.actor):
        report = SignatureReport.objects.get(file=file)
    assert tea.post(page, {"report": str(report.pk), "looked": "on"}).status_code == 422, "it still waits"
    tea.post(f"/protocollo/file/{file.pk}/agli-atti/")
    assert "3 firme, TOTAL-PASSED" in flat(tea, page)
    assert tea.post(page, {"report": str(report.pk)}).status_code == 422, "she has to say that she looked"
    assert tea.post(page, {"report": str(report.pk), "looked": "on"}).status_code == 302
    shown = flat(tea, address(row))
    assert "Verificata" in shown and f"#r-{report.pk}" in shown
    assert f"#r-{report.pk}" not in flat(client_of(cast.gaia), address(row))
    assert tea.post(address(row, "verifica/togli/")).status_code == 302
    assert "Verificata da una persona" not in flat(tea, address(row))


def test_a_report_of_another_body_proves_nothing(cast: Cast, of_body: Row, three: bytes) -> None:
    file = arrived(cast, cast.tea, of_body("iris"), three)
    with acting(cast.tea.actor):
        report = SignatureReport.objects.get(file=file)
        with pytest.raises(DomainError):
            known.verify_signature(actor=cast.tea.actor, signatory=of_body("aurora"), report=report)
    with pytest.raises(DatabaseError, match="not about a signature of this body"), acting(cast.tea.actor):
        Signatory.objects.filter(pk=of_body("aurora").pk).update(
            state="verified", verified_report=report.pk, verified_at=NOW
        )


def test_an_old_report_stays_beside_a_new_one(
    cast: Cast, client_of: Sign, of_body: Row, three: bytes
) -> None:
    file = arrived(cast, cast.franca, of_body("aurora"), three, believed=False)
    franca, page = client_of(cast.franca), f"/protocollo/file/{file.pk}/"
    before = flat(franca, page)
    assert "Nessuna autorità era caricata" in before and "Non si può dire" in before
    believe(cast)
    assert flat(franca, page).count("Rapporto del") == 1, "nothing is verified again by itself"
    assert franca.post(f"{page}verifica/").status_code == 302
    after = flat(franca, page)
    assert after.count("Rapporto del") == 2
    assert "La firma è valida" in after and "Non si può dire" in after


def test_a_file_is_sent_back_or_taken_away_until_it_is_accepted(
    cast: Cast, client_of: Sign, of_body: Row, three: bytes
) -> None:
    row, franca, tea = of_body("aurora"), client_of(cast.franca), client_of(cast.tea)
    file = arrived(cast, cast.franca, row, three)
    page = f"/protocollo/file/{file.pk}/"
    assert tea.post(f"{page}rimanda/", {"reason": "Manca la firma della presidenza"}).status_code == 302
    assert "Manca la firma della presidenza" in flat(franca, address(row))
    assert franca.post(f"{page}togli/").status_code == 302
    with acting(cast.franca.actor):
        assert not SignedBytes.objects.filter(file=file).exists()
        assert not SignatureReport.objects.filter(file=file).exists()
    assert franca.get(f"{page}scarica/").status_code == 404
    kept = arrived(cast, cast.franca, row, three)
    tea.post(f"/protocollo/file/{kept.pk}/agli-atti/")
    assert franca.post(f"/protocollo/file/{kept.pk}/togli/").status_code == 422


def test_sent_twice_it_is_one_and_the_same_file_is_there_once(cast: Cast, of_body: Row, three: bytes) -> None:
    row, pk = of_body("aurora"), uuid4()
    first = arrived(cast, cast.franca, row, three, file_id=pk)
    assert arrived(cast, cast.franca, row, three, file_id=pk).pk == first.pk
    with pytest.raises(DomainError) as refused:
        arrived(cast, cast.franca, row, three)
    assert refused.value.code == "already_there"


@pytest.mark.parametrize("who", ["ivana", "sofia"])
def test_nobody_sends_for_another_body(cast: Cast, client_of: Sign, of_body: Row, who: str) -> None:
    sent = {"kind": "signed", "file": upload(b"x")}
    assert client_of(cast.people[who]).post(address(of_body("aurora"), "firma/"), sent).status_code == 404


def test_raw_sql_of_another_body_reads_that_a_file_is_there_and_not_what_is_in_it(
    cast: Cast, of_body: Row, three: bytes
) -> None:
    file = arrived(cast, cast.franca, of_body("aurora"), three)
    with acting(cast.ivana.actor), connection.cursor() as cursor:
        for table, seen in (("signedfile", 1), ("signedbytes", 0), ("signaturereport", 0)):
            cursor.execute(f"SELECT count(*) FROM protocol_{table}")
            assert cursor.fetchone()[0] == seen, table
        cursor.execute("UPDATE protocol_signedfile SET state = 'removed'")
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM protocol_signedbytes")
        assert cursor.rowcount == 0
    for who in (cast.franca, cast.tea):
        with acting(who.actor):
            assert bytes(SignedBytes.objects.get(file=file).data) == three


def refused_sql(who: Person, sql: str, *values: str | UUID, says: str) -> None:
    with pytest.raises(DatabaseError, match=says), acting(who.actor), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_raw_sql_changes_no_evidence(cast: Cast, of_body: Row, three: bytes) -> None:
    file = arrived(cast, cast.franca, of_body("aurora"), three)
    for who in (cast.franca, cast.tea):
        refused_sql(who, "UPDATE protocol_signaturereport SET verdict = 'x'", says="evidence does not change")
        refused_sql(who, "UPDATE protocol_signedbytes SET part = 'document'", says="evidence does not change")
        refused_sql(who, "UPDATE protocol_signedfile SET sha256 = %s", "0" * 64, says="does not change")
    refused_sql(
        cast.franca,
        "UPDATE protocol_signedfile SET state = 'accepted', decided_at = now()",
        says="the lead body decides",
    )
    with acting(cast.tea.actor):
        files.accept_file(actor=cast.tea.actor, file=file)
    for who in (cast.franca, cast.tea):
        refused_sql(who, "DELETE FROM protocol_signaturereport", says="evidence is kept")
        refused_sql(who, "DELETE FROM protocol_signedbytes", says="evidence is kept")


def test_raw_sql_puts_no_report_on_another_bodys_file(cast: Cast, of_body: Row, three: bytes) -> None:
    file = arrived(cast, cast.franca, of_body("aurora"), three)
    insert = (
        "INSERT INTO protocol_signaturereport (id, organisation_id, network_id, file_id, made_at, verdict, trouble,"
        " signers, anchors) VALUES (gen_random_uuid(), %s, %s, %s, now(), 'TOTAL-PASSED', '', 1, 1)"
    )
    iris, aurora = cast.ivana.organisation_id, cast.franca.organisation_id
    refused_sql(cast.ivana, insert, iris, cast.network_id, file.pk, says="belongs to the body of its file")
    refused_sql(cast.ivana, insert, aurora, cast.network_id, file.pk, says="row-level security|belongs to")


def test_nothing_is_added_to_a_file_that_was_taken_away_or_accepted(
    cast: Cast, of_body: Row, three: bytes
) -> None:
    """A verification that began before the removal would have brought the signers' names back."""
    file = arrived(cast, cast.franca, of_body("aurora"), three)
    late = look_at(three, b"", kind="signed", sources=(ROOT,))
    with acting(cast.franca.actor):
        files.remove_file(actor=cast.franca.actor, file=file)
        with pytest.raises(DomainError):
            files.keep_another_report(actor=cast.franca.actor, file=file, arrival=late)
        assert not SignatureReport.objects.exists()
    report = (
        "INSERT INTO protocol_signaturereport (id, organisation_id, network_id, file_id, made_at, verdict, trouble,"
        " signers, anchors) VALUES (gen_random_uuid(), %s, %s, %s, now(), 'TOTAL-PASSED', '', 1, 1)"
    )
    mine = (cast.franca.organisation_id, cast.network_id)
    refused_sql(cast.franca, report, *mine, file.pk, says="nothing is added")
    other = arrived(cast, cast.franca, of_body("aurora"), three)
    with acting(cast.tea.actor):
        files.accept_file(actor=cast.tea.actor, file=other)
    document = (
        "INSERT INTO protocol_signedbytes (id, organisation_id, network_id, file_id, part, data)"
        " VALUES (gen_random_uuid(), %s, %s, %s, 'document', 'x')"
    )
    refused_sql(cast.franca, document, *mine, other.pk, says="nothing is added")


def test_one_body_does_not_fill_the_disk_of_all(
    cast: Cast, of_body: Row, three: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_WAITING", 1)
    first = arrived(cast, cast.franca, of_body("aurora"), three)
    more = envelope(TEXT, Hand(person(THREE[0], "ec256")))
    with pytest.raises(DomainError) as said:
        arrived(cast, cast.franca, of_body("aurora"), more)
    assert said.value.code == "too_many"
    with acting(cast.franca.actor):
        files.remove_file(actor=cast.franca.actor, file=first)
    assert arrived(cast, cast.franca, of_body("aurora"), more).state == "waiting"


def test_a_list_is_loaded_with_its_source_and_only_retired(cast: Cast, client_of: Sign) -> None:
    tea, ada = client_of(cast.tea), client_of(cast.ada)
    assert "Ancora nessuna lista" in flat(ada, "/protocollo/fiducia/")
    listed = trusted_list(Listed(intermediate()))
    sent = {"file": upload(listed, "lista.xml"), "source": "Lista nazionale inventata"}
    assert tea.post("/protocollo/fiducia/nuova/", {**sent, "source": ""}).status_code == 422
    assert tea.post("/protocollo/fiducia/nuova/", {**sent, "file": upload(listed)}).status_code == 302
    page = flat(ada, "/protocollo/fiducia/")
    assert "Lista nazionale inventata" in page and "la sua firma non è stata controllata" in page
    assert tea.post("/protocollo/fiducia/nuova/", {**sent, "file": upload(listed)}).status_code == 422, (
        "twice"
    )
    assert tea.post("/protocollo/fiducia/nuova/", {**sent, "file": upload(b"<a/>")}).status_code == 422
    assert ada.post("/protocollo/fiducia/nuova/", sent).status_code == 403
    with acting(cast.tea.actor):
        row = TrustList.objects.get()
    refused_sql(cast.tea, "UPDATE protocol_trustlist SET source = 'altro'", says="does not change")
    assert tea.post(f"/protocollo/fiducia/{row.pk}/togli/").status_code == 302
    assert "Non più usata" in flat(ada, "/protocollo/fiducia/")


def test_with_a_list_a_signature_passes(cast: Cast, client_of: Sign, of_body: Row, three: bytes) -> None:
    believe(cast, Source("Lista", trusted_list(Listed(intermediate()))))
    tea = client_of(cast.tea)
    answer = tea.post(address(of_body("iris"), "firma/"), {"kind": "signed", "file": upload(three)})
    page = flat(tea, answer["Location"])
    assert page.count("La firma è valida") == 3
    assert "La firma della lista delle autorità non è stata controllata." in page
