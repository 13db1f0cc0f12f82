"""A file beside a piece of evidence: what it may be, who reads it, that nobody changes it."""

import hashlib
import re
from collections.abc import Callable
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from trama.access.context import acting
from trama.common.documents import MAX_BYTES, DocumentKind, Upload
from trama.common.tests.test_documents import DOCX, JPEG, ODT, PNG
from trama.protocol.commitments import services
from trama.protocol.commitments.links import services as links
from trama.protocol.commitments.models import Evidence, EvidenceFile
from trama.protocol.commitments.tests.acts import YEAR, confirm, owns, proof
from trama.protocol.commitments.tests.test_wall import refused, sql
from trama.testing.cast import Cast, Person

ClientOf = Callable[[Person], Client]
PDF = b"%PDF-1.7 Carta dei servizi"
TYPED = {"kind": "document", "day": f"{YEAR}-01-01", "title": "Carta dei servizi"}


def give(cast: Cast, person: Person, body: str = "aurora", content: bytes = PDF) -> Evidence:
    with acting(person.actor):
        return services.give_evidence(
            actor=person.actor, ownership=owns(cast, body, "CAV-00c"), year=YEAR, proof=proof(),
            upload=Upload(DocumentKind.PDF, content),
        )  # fmt: skip


def url_of(cast: Cast, code: str = "CAV-00c") -> str:
    with acting(cast.franca.actor):
        return reverse("protocol:give_evidence", args=[owns(cast, "aurora", code).pk, YEAR])


def file_url(evidence: Evidence) -> str:
    return reverse("protocol:evidence_file", args=[evidence.pk])


def sent(content: bytes, name: str = "Elenco Maria Rossi.pdf") -> dict[str, object]:
    return {**TYPED, "key": str(uuid4()), "file": SimpleUploadedFile(name, content)}


def the_one(person: Person) -> Evidence:
    with acting(person.actor):
        return Evidence.objects.get(state="waiting")


@pytest.mark.parametrize(
    ("content", "kind"), [(PDF, "pdf"), (ODT, "odt"), (DOCX, "docx"), (JPEG, "jpg"), (PNG, "png")]
)
def test_a_file_is_sent_with_the_evidence_and_the_whole_network_saves_it(
    cast: Cast, client_of: ClientOf, content: bytes, kind: str
) -> None:
    typed = sent(content)
    franca = client_of(cast.franca)
    for _again in range(2):  # sent twice, saved once
        typed["file"].seek(0)  # type: ignore[attr-defined]
        assert franca.post(url_of(cast), typed).status_code == 302
    row = the_one(cast.franca)
    answer = client_of(cast.ivana).get(file_url(row))
    assert answer["Content-Disposition"].startswith("attachment")
    assert f"Carta dei servizi - {YEAR}.{kind}" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert hashlib.sha256(answer.content).hexdigest() == row.file_sha256
    page = client_of(cast.ivana).get(reverse("protocol:ownership", args=[row.ownership_id])).text
    assert row.file_sha256 in page
    assert file_url(row) in page
    assert file_url(row) in client_of(cast.tea).get(reverse("protocol:decide_evidence", args=[row.pk])).text
    assert "Rossi" not in page + answer["Content-Disposition"]  # its name, perhaps a person's, is not kept


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ programma", "Questo file non è un PDF"),
        (b"<html><script>alert(1)</script>", "Questo file non è un PDF"),
        (DOCX + b"word/vbaProject.bin", "Questo file non è un PDF"),
        (b"", "Il file è vuoto"),
        (b"%PDF-" + b"0" * MAX_BYTES, "il massimo è 5 MB"),
        (JPEG[:-9], "Questa immagine è rovinata"),
    ],
)
def test_what_is_no_document_is_refused_and_what_was_typed_stays(
    cast: Cast, client_of: ClientOf, content: bytes, said: str
) -> None:
    answer = client_of(cast.franca).post(url_of(cast), sent(content, "prova.pdf"))
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Carta dei servizi"' in answer.text
    with acting(cast.franca.actor):
        assert not Evidence.objects.exists()
        assert not EvidenceFile.objects.exists()


def test_whoever_must_choose_the_file_again_is_told(cast: Cast, client_of: ClientOf) -> None:
    franca = client_of(cast.franca)
    for wrong in (
        {"title": ""},
        {"day": f"{YEAR + 1}-12-31"},
        {"url": "ftp://x"},
    ):  # by the form, by the service
        answer = franca.post(url_of(cast), sent(PDF) | wrong)
        assert answer.status_code == 422
        assert "Scegli di nuovo il file" in answer.text, wrong
    assert "Scegli di nuovo il file" not in franca.post(url_of(cast), {"title": "x"}).text
    page = franca.get(url_of(cast)).text
    assert re.search(r'crumbs.*Centro antiviolenza Aurora.*\?anno=\d{4}">CAV-00c</a>.*<h1', page, re.DOTALL)
    assert "niente elenchi di presenze, nomi di donne" in page
    assert 'enctype="multipart/form-data"' in page


def test_a_correction_keeps_its_file_changes_it_or_takes_it_away(cast: Cast, client_of: ClientOf) -> None:
    franca = client_of(cast.franca)
    row = give(cast, cast.franca)
    steps: list[tuple[dict[str, object], bytes | None]] = [
        ({**TYPED}, PDF), (sent(ODT), ODT), ({**TYPED, "without": "on"}, None),
    ]  # fmt: skip
    for typed, expected in steps:
        correct = reverse("protocol:correct_evidence", args=[row.pk])
        assert ("Togli il file di prima" in franca.get(correct).text) is row.has_file
        assert franca.post(correct, {**typed, "key": str(uuid4())}).status_code == 302
        assert franca.get(file_url(row)).status_code == 404  # that of what was withdrawn is gone
        row = the_one(cast.franca)
        answer = franca.get(file_url(row))
        assert (answer.content if answer.status_code == 200 else None) == expected
    with acting(cast.franca.actor):
        assert not EvidenceFile.objects.exists()


def test_withdrawn_evidence_keeps_the_imprint_and_not_the_file(cast: Cast, client_of: ClientOf) -> None:
    row = confirm(cast.tea, give(cast, cast.franca))
    franca = client_of(cast.franca)
    url = reverse("protocol:withdraw_evidence", args=[row.pk])
    assert "il suo file non c’è più" in franca.get(url).text
    assert franca.post(url).status_code == 302
    page = franca.get(reverse("protocol:ownership", args=[row.ownership_id])).text
    assert row.file_sha256 in page
    assert "Il suo file non c’è più" in page
    assert file_url(row) not in page
    assert franca.get(file_url(row)).status_code == 404


def test_nobody_outside_the_network_reads_it(cast: Cast) -> None:
    row = give(cast, cast.franca)
    assert Client().get(file_url(row)).status_code in (302, 403)
    with acting(cast.franca.actor):
        sql("SELECT set_config('trama.network', %s, true)", [str(uuid4())])
        assert not EvidenceFile.objects.exists()


ADD = (
    "INSERT INTO protocol_evidencefile (id, organisation_id, network_id, evidence_id, content)"
    " VALUES (gen_random_uuid(), %s, %s, %s, %s)"
)


def test_raw_sql_changes_no_file_and_adds_none_later(cast: Cast) -> None:
    with_file, without = give(cast, cast.franca), None
    with acting(cast.franca.actor):
        without = services.give_evidence(
            actor=cast.franca.actor, ownership=owns(cast, "aurora", "A3-03"), year=YEAR, proof=proof()
        )
    for decided in (False, True):
        if decided:
            confirm(cast.tea, with_file)
        for person in (cast.franca, cast.tea):
            with acting(person.actor):
                for statement in (
                    "UPDATE protocol_evidencefile SET content = 'x'",
                    "DELETE FROM protocol_evidencefile",
                    "UPDATE protocol_evidence SET file_sha256 = repeat('0', 64) WHERE file_kind <> ''",
                    "UPDATE protocol_evidence SET file_kind = '', file_sha256 = '', file_size = NULL"
                    " WHERE file_kind <> ''",
                ):
                    with refused():
                        sql(statement)
                for row in (with_file, without):
                    with refused():
                        sql(ADD, [row.organisation_id, row.network_id, row.pk, b"%PDF-"])
        with acting(cast.ivana.actor):  # another body's is not there to be written
            assert sql("UPDATE protocol_evidencefile SET content = 'x'") == 0
            assert sql("DELETE FROM protocol_evidencefile") == 0
    with acting(cast.ivana.actor):
        assert bytes(EvidenceFile.objects.get().content) == PDF


def test_raw_sql_enters_no_evidence_that_says_another_file_than_it_has(cast: Cast) -> None:
    def enter(key: UUID, sha256: str, size: int | None, kind: str = "pdf") -> None:
        row = Evidence(
            pk=key, organisation_id=cast.franca.organisation_id, network_id=cast.network_id,
            ownership=owns(cast, "aurora", "CAV-00c"), year=YEAR, kind="document", day=f"{YEAR}-01-01", title="x",
            way="referent", entered_by_id=cast.franca.organisation_id, entered_by_user=cast.franca.user_id,
            file_kind=kind, file_sha256=sha256, file_size=size,
        )  # fmt: skip
        row.save(force_insert=True)

    true = hashlib.sha256(PDF).hexdigest()
    with acting(cast.franca.actor):
        for sha256, size, kind in (("0" * 64, len(PDF), "pdf"), (true, 1, "pdf"), ("", None, "")):
            key = uuid4()
            with refused():
                sql(ADD, [cast.franca.organisation_id, cast.network_id, key, PDF])
                enter(key, sha256, size, kind)
        with refused():  # a file that is not there
            enter(uuid4(), true, len(PDF))
        with refused():  # a file of nothing
            sql(ADD, [cast.franca.organisation_id, cast.network_id, uuid4(), PDF])
        with refused():  # in another's name
            sql(ADD, [cast.ivana.organisation_id, cast.network_id, uuid4(), PDF])
        key = uuid4()
        sql(ADD, [cast.franca.organisation_id, cast.network_id, key, PDF])
        enter(key, true, len(PDF))


def test_an_answer_by_link_brings_no_file(cast: Cast) -> None:
    """Whoever holds a link is nobody: the page takes words alone, whatever is sent to it."""
    with acting(cast.tea.actor):
        handed = links.make_link(
            actor=cast.tea.actor, organisation=cast.organisations["municipio"], year=YEAR, days=30
        )
        name = owns(cast, "municipio", "MUN-05").pk.hex
    assert 'type="file"' not in Client().get("/rispondi/", {"c": handed.token}).text
    typed = {f"{name}-{part}": value for part, value in TYPED.items()}
    sheet = {"c": handed.token, "sheet": str(uuid4()), **typed}
    answer = Client().post("/rispondi/", {**sheet, f"{name}-file": BytesIO(PDF), "file": BytesIO(PDF)})
    assert "Abbiamo ricevuto 1 prova" in answer.text
    with acting(cast.tea.actor):
        assert Evidence.objects.get().file_kind == ""
        assert not EvidenceFile.objects.exists()
