"""What a person gives a verification beside the file, what is kept of it, how often, and whose a report is."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from trama.access.context import acting
from trama.common.errors import DomainError
from trama.protocol.agreement import forms
from trama.protocol.agreement.services import files, known
from trama.protocol.agreement.tests.test_files import (
    TEXT,
    address,
    arrived,
    believe,
    refused_sql,
    upload,
)
from trama.protocol.agreement.tests.test_home import flat as page_text
from trama.protocol.models import RevocationData, Signatory, SignatureReport, SignedFile
from trama.testing.cast import Cast, Person
from trama.testing.signing.authority import NOW, YEAR, Identity, intermediate, person
from trama.testing.signing.envelopes import Hand, envelope, pem
from trama.testing.signing.revocations import DAY, answer, crl

Sign = Callable[[Person], Client]
Row = Callable[[str], Signatory]
POINT = "http://crl.example/lista.crl"


def flat(client: Client, page: str) -> str:
    return unescape(page_text(client, page))


def declared(name: str = "Dina Inventata", **options: Any) -> Identity:
    """Somebody whose certificate says where to ask: without an answer nobody can say."""
    return person(name, "ec256", crl=POINT, ocsp="http://ocsp.example/", **options)


def page_of(file: SignedFile, act: str = "") -> str:
    return f"/protocollo/file/{file.pk}/{act}"


def sent(data: bytes, *revocation: bytes, **more: str) -> dict[str, Any]:
    beside = [SimpleUploadedFile(f"lista{number}.crl", one) for number, one in enumerate(revocation)]
    return {"kind": "signed", "file": upload(data), "revocation": beside, **more}


def asked(*revocation: bytes, **more: str) -> dict[str, Any]:
    return {"revocation": [SimpleUploadedFile("lista.crl", one) for one in revocation], **more}


def reports_on(cast: Cast, file: SignedFile) -> Iterator[SignatureReport]:
    with acting(cast.tea.actor):
        yield from SignatureReport.objects.filter(file=file).order_by("made_at")


@pytest.mark.parametrize("form", ["crl", "pem", "ocsp", "ocsp pem", "two in one pem"])
def test_with_fresh_revocation_data_what_could_not_be_said_passes(
    cast: Cast, client_of: Sign, of_body: Row, form: str
) -> None:
    believe(cast)
    signer = declared()
    file = arrived(cast, cast.franca, of_body("aurora"), envelope(TEXT, Hand(signer)))
    franca = client_of(cast.franca)
    assert "INDETERMINATE, TRY_LATER" in flat(franca, page_of(file))
    listed, answered = crl(intermediate()), answer(signer)
    given = {
        "crl": listed,
        "pem": pem(listed, "X509 CRL"),
        "ocsp": answered,
        "ocsp pem": pem(answered, "OCSP RESPONSE"),
        "two in one pem": pem(answered, "OCSP RESPONSE") + pem(listed, "X509 CRL"),
    }[form]
    assert franca.post(page_of(file, "verifica/"), asked(given)).status_code == 302
    page = flat(franca, page_of(file))
    assert "TOTAL-PASSED" in page and "TRY_LATER" in page, "the old report stays"
    assert "Usati" in page and "non revocato" in page
    with acting(cast.franca.actor):
        kept = RevocationData.objects.get(file=file)
        assert bytes(kept.data) == given
        said = SignatureReport.objects.latest("made_at").data or {}
        assert [one["sha256"] for one in said["supplied"]] == [kept.sha256]
    link = page_of(file, f"scarica/?dati={kept.sha256}")
    assert f'href="{link}"' in page
    assert franca.get(link).content == given
    for nothing in ("0", "%00", "f" * 64):
        assert franca.get(page_of(file, f"scarica/?dati={nothing}")).status_code == 404
    assert client_of(cast.ivana).get(link).status_code == 404


def test_a_revoked_signer_is_told_when_the_list_comes_with_the_upload(
    cast: Cast, client_of: Sign, of_body: Row
) -> None:
    believe(cast)
    signer = declared("Rita Inventata")
    listed = crl(intermediate(), {signer: NOW - 10 * DAY})
    franca, form = client_of(cast.franca), address(of_body("aurora"), "firma/")
    answer_ = franca.post(form, sent(envelope(TEXT, Hand(signer)), listed))
    assert answer_.status_code == 302, answer_.text
    page = flat(franca, answer_["Location"])
    assert "INDETERMINATE, REVOKED_NO_POE" in page and "revocato dal" in page
    assert "1 lista (CRL)" in page and "Usati" in page


def test_what_says_nothing_of_these_certificates_is_shown_so(
    cast: Cast, client_of: Sign, of_body: Row
) -> None:
    believe(cast)
    other = declared("Altra Inventata")
    franca, form = client_of(cast.franca), address(of_body("aurora"), "firma/")
    answer_ = franca.post(form, sent(envelope(TEXT, Hand(declared())), answer(other)))
    page = flat(franca, answer_["Location"])
    assert "Non sono serviti" in page and "TRY_LATER" in page


def test_the_time_that_somebody_asks_about_stands_in_the_report(
    cast: Cast, client_of: Sign, of_body: Row
) -> None:
    believe(cast)
    late = person("Scaduta Inventata", "ec256", window=(NOW - 4 * YEAR, NOW - 2 * YEAR))
    row, tea = of_body("aurora"), client_of(cast.tea)
    file = arrived(cast, cast.tea, row, envelope(TEXT, Hand(late)))
    then = timezone.localtime(NOW - 3 * YEAR)
    assert "OUT_OF_BOUNDS_NO_POE" in flat(tea, page_of(file))
    assert tea.post(page_of(file, "verifica/"), {"at": then.strftime("%Y-%m-%dT%H:%M")}).status_code == 302
    page = flat(tea, page_of(file))
    assert "TOTAL-PASSED" in page and "Verificato com'era il" in page and "chiesto da chi verifica" in page
    *_first, last = reports_on(cast, file)
    assert last.asked_at == then.replace(second=0, microsecond=0)
    assert f"(com'era il {then.day} " in flat(tea, address(row, "verifica/")), "whoever cites it reads it too"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-99-99T10:00", "non esistono o non sono scritti bene"),
        ("later", "È nel futuro"),
        ("2199-01-01T10:00", ""),
    ],
)
def test_a_time_that_cannot_be_is_sent_back_with_what_was_typed(
    cast: Cast, client_of: Sign, of_body: Row, at: str, words: str
) -> None:
    if at == "later":
        now = timezone.localtime()
        later = now + timedelta(minutes=3)
        at = later.strftime("%Y-%m-%dT%H:%M")
        words = words if later.date() == now.date() else "deve ancora venire"  # just before midnight
    form = address(of_body("aurora"), "firma/")
    answer_ = client_of(cast.franca).post(form, sent(envelope(TEXT, Hand(declared())), at=at))
    assert answer_.status_code == 422
    assert words in unescape(answer_.text) and f'value="{at}"' in answer_.text


@pytest.mark.parametrize(
    "data",
    [
        b"non e' una lista",
        person("Ada Inventata").der,
        person("Ada Inventata").pem,
        crl(intermediate())[:-20],
        pem(crl(intermediate()), "X509 CRL")[:-30],
        b"-----BEGIN X509 CRL-----\n****\n-----END X509 CRL-----\n",
        b"0\x84\x7f\xff\xff\xff",
        b"0\x80" * 5000,
        envelope(TEXT, Hand(person("Ada Inventata"))),
    ],
    ids=[
        "text",
        "certificate",
        "pem certificate",
        "cut",
        "cut pem",
        "no base64",
        "2 GB",
        "deep",
        "signed file",
    ],
)
def test_what_is_no_revocation_data_is_sent_back_beside_its_field(
    cast: Cast, client_of: Sign, of_body: Row, data: bytes
) -> None:
    form = address(of_body("aurora"), "firma/")
    answer_ = client_of(cast.franca).post(
        form, sent(envelope(TEXT, Hand(declared())), crl(intermediate()), data)
    )
    assert answer_.status_code == 422
    assert 'href="#id_revocation"' in answer_.text
    assert "servono liste (CRL) o risposte OCSP" in answer_.text
    with acting(cast.franca.actor):
        assert not SignedFile.objects.exists() and not RevocationData.objects.exists()


def test_too_many_and_too_large_revocation_data(
    cast: Cast, client_of: Sign, of_body: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    franca, form = client_of(cast.franca), address(of_body("aurora"), "firma/")
    data = envelope(TEXT, Hand(declared()))
    many = franca.post(form, sent(data, *[b"x"] * (forms.MOST_REVOCATION_FILES + 1)))
    assert many.status_code == 422 and "al massimo 10" in many.text
    large = franca.post(form, sent(data, b"0" * forms.LARGEST_BESIDE, b"0"))
    assert large.status_code == 422 and "tutti insieme al massimo 8 MB" in large.text
    cleared = franca.post(form, sent(data, b"niente", **{"revocation-clear": "on"}))
    assert cleared.status_code == 422 and "servono liste" in cleared.text
    empty = franca.post(form, sent(data, b""))
    assert empty.status_code == 422 and "Il file è vuoto." in empty.text
    monkeypatch.setattr(files, "MOST_REVOCATION", 10)
    full = franca.post(form, sent(data, crl(intermediate())))
    assert full.status_code == 422 and "troppi dati di revoca" in full.text


def test_the_same_data_are_kept_once_and_go_with_the_file(cast: Cast, client_of: Sign, of_body: Row) -> None:
    signer, listed = declared(), crl(intermediate())
    franca = client_of(cast.franca)
    file = arrived(cast, cast.franca, of_body("aurora"), envelope(TEXT, Hand(signer)), revocation=(listed,))
    assert franca.post(page_of(file, "verifica/"), asked(listed)).status_code == 302
    with acting(cast.franca.actor):
        assert RevocationData.objects.count() == 1
    for who in (cast.ivana, cast.franca):
        with acting(who.actor):
            assert RevocationData.objects.exists() == (who is cast.franca)
    refused_sql(cast.franca, "UPDATE protocol_revocationdata SET size = 1", says="evidence does not change")
    assert franca.post(page_of(file, "togli/")).status_code == 302
    with acting(cast.franca.actor):
        assert not RevocationData.objects.exists()


def test_a_file_is_verified_so_often_and_then_later(cast: Cast, client_of: Sign, of_body: Row) -> None:
    file = arrived(cast, cast.franca, of_body("aurora"), envelope(TEXT, Hand(person())))
    franca = client_of(cast.franca)
    with acting(cast.franca.actor):
        SignedFile.objects.filter(pk=file.pk).update(tries=[timezone.now()] * (files.TRIES - 1))
    bad = franca.post(page_of(file, "verifica/"), asked(b"niente"))
    assert bad.status_code == 422 and "servono liste" in bad.text, "what comes to nothing counts too"
    too_often = franca.post(page_of(file, "verifica/"))
    assert too_often.status_code == 422
    assert "5 volte negli ultimi 10 minuti" in too_often.text
    assert len([*reports_on(cast, file)]) == 1
    with acting(cast.franca.actor):
        earlier = timezone.now() - files.TRIES_WINDOW
        SignedFile.objects.filter(pk=file.pk).update(tries=[earlier] * files.TRIES)
    assert franca.post(page_of(file, "verifica/")).status_code == 302


def insert_report(
    cast: Cast, file: SignedFile, *, verdict: str = "TOTAL-PASSED", source: UUID | None = None
) -> None:
    """By hand, in the body's own name: what the wall lets it write. With `source`: another report's words and seal."""
    columns = "verdict, trouble, signers, anchors, made_at, data, seal"
    with acting(cast.franca.actor), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO protocol_signaturereport (id, organisation_id, network_id, file_id, {columns})"
            f" SELECT gen_random_uuid(), organisation_id, network_id, %s, {columns}"
            " FROM (SELECT organisation_id, network_id, %s AS verdict, trouble, signers, anchors, now() AS made_at,"
            " data, seal FROM protocol_signaturereport WHERE id = %s) AS other",
            [file.pk, verdict, source],
        )
        assert cursor.rowcount == 1


def test_a_file_has_so_many_reports_and_no_more(
    cast: Cast, client_of: Sign, of_body: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = arrived(cast, cast.franca, of_body("aurora"), envelope(TEXT, Hand(person())))
    (first,) = reports_on(cast, file)
    for _time in range(files.MOST_REPORTS - 1):
        insert_report(cast, file, source=first.pk)
    answer_ = client_of(cast.franca).post(page_of(file, "verifica/"))
    assert answer_.status_code == 422 and "40 rapporti" in answer_.text
    with pytest.raises(DatabaseError, match="too many reports on this file"):
        insert_report(cast, file, source=first.pk)


def test_a_report_written_by_hand_is_shown_as_such_and_proves_nothing(
    cast: Cast, client_of: Sign, of_body: Row
) -> None:
    """Raw SQL as the application, in the body's name: a copy of a true report with another verdict, seal and all."""
    row, tea = of_body("aurora"), client_of(cast.tea)
    file = arrived(cast, cast.franca, row, envelope(TEXT, Hand(person())), believed=False)
    tea.post(page_of(file, "agli-atti/"))
    (true,) = reports_on(cast, file)
    assert "sigillo" not in flat(tea, page_of(file))
    insert_report(cast, file, source=true.pk)
    assert flat(tea, page_of(file)).count("Questo rapporto non porta il sigillo di Trama") == 1
    forged = next(one for one in reports_on(cast, file) if one.pk != true.pk)
    assert flat(tea, address(row, "verifica/")).count("1 firma,") == 1, "it is not among those to cite"
    with acting(cast.tea.actor):
        with pytest.raises(DomainError) as refused:
            known.verify_signature(actor=cast.tea.actor, signatory=row, report=forged)
        assert refused.value.code == "unsealed"
        known.verify_signature(actor=cast.tea.actor, signatory=row, report=true)
    assert "sigillo" not in flat(tea, address(row))
    with acting(cast.tea.actor):  # by hand as well, in the lead body's name
        Signatory.objects.filter(pk=row.pk).update(verified_report=forged.pk)
    assert "Il rapporto non porta il sigillo di Trama" in flat(tea, address(row))


@pytest.mark.parametrize("data", ["NULL", "'{}'", "'[1.5]'", """'{"size": "molto"}'"""])
def test_a_report_that_is_none_does_not_stop_the_page(
    cast: Cast, client_of: Sign, of_body: Row, data: str
) -> None:
    file = arrived(cast, cast.franca, of_body("aurora"), envelope(TEXT, Hand(person())))
    with acting(cast.franca.actor), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO protocol_signaturereport (id, organisation_id, network_id, file_id, made_at, verdict, trouble,"
            f" signers, anchors, data) VALUES (%s, %s, %s, %s, now(), 'TOTAL-PASSED', '', 1, 1, {data})",
            [uuid4(), file.organisation_id, file.network_id, file.pk],
        )
    page = flat(client_of(cast.franca), page_of(file))
    assert "non si può leggere" in page and "Ada Inventata" in page


def test_the_bytes_of_a_file_are_those_that_came(cast: Cast, of_body: Row) -> None:
    """While it waits a body may delete its bytes by hand; it puts no others in their place."""
    file = arrived(cast, cast.franca, of_body("aurora"), envelope(TEXT, Hand(person())))
    with acting(cast.franca.actor), connection.cursor() as cursor:
        cursor.execute("DELETE FROM protocol_signedbytes")
        assert cursor.rowcount == 1
    refused_sql(
        cast.franca,
        "INSERT INTO protocol_signedbytes (id, organisation_id, network_id, file_id, part, data)"
        " VALUES (gen_random_uuid(), %s, %s, %s, 'file', 'x')",
        file.organisation_id,
        file.network_id,
        file.pk,
        says="not the bytes of this file",
    )


@pytest.mark.parametrize("act", ["send", "again"])
def test_the_pages_say_where_they_are_and_what_may_be_given(
    cast: Cast, client_of: Sign, of_body: Row, act: str
) -> None:
    row = of_body("aurora")
    file = arrived(cast, cast.franca, row, envelope(TEXT, Hand(person())))
    page = flat(
        client_of(cast.franca), address(row, "firma/") if act == "send" else page_of(file, "verifica/")
    )
    assert "Dati di revoca" in page and "Verifica com'era in questo momento" in page
    if act == "send":
        crumbs = page[page.index('class="crumbs"') : page.index("</nav>", page.index('class="crumbs"'))]
        assert "Il protocollo" in crumbs and f"/protocollo/firmatari/{row.pk}/" in crumbs


@pytest.mark.parametrize("name", ["Ada\x00Inventata", "Ada\x1b[2J\u202eInventata"])
def test_a_signers_name_with_what_no_database_keeps(
    cast: Cast, client_of: Sign, of_body: Row, name: str
) -> None:
    franca, form = client_of(cast.franca), address(of_body("aurora"), "firma/")
    answer_ = franca.post(form, sent(envelope(TEXT, Hand(person(name, "ec256")))))
    assert answer_.status_code == 302, answer_.text
    assert "Inventata" in flat(franca, answer_["Location"])
