"""Giving and confirming, at the pages."""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trama.access.actor import Actor
from trama.access.context import acting
from trama.common.registry import Registry
from trama.network.editing import write_referent
from trama.protocol.commitments import sources
from trama.protocol.commitments.kinds import EvidenceKind
from trama.protocol.commitments.models import DataTerm, Evidence
from trama.protocol.commitments.sources import Offer
from trama.protocol.commitments.tests.acts import YEAR, confirm, give, owns
from trama.testing.cast import Cast, Person

ClientOf = Callable[[Person], Client]


def seen(person: Person) -> list[Evidence]:
    with acting(person.actor):
        return list(Evidence.objects.order_by("entered_at"))


def give_url(cast: Cast, person: Person, body: str, code: str) -> str:
    with acting(person.actor):
        return reverse("protocol:give_evidence", args=[owns(cast, body, code).pk, YEAR])


def test_a_referent_gives_evidence_and_the_lead_body_confirms_it(cast: Cast, client_of: ClientOf) -> None:
    franca, tea = client_of(cast.franca), client_of(cast.tea)
    typed = {"key": str(uuid4()), "kind": "document", "day": f"{YEAR}-01-01", "title": "Carta dei servizi"}
    for _again in range(2):  # sent twice, saved once
        answer = franca.post(give_url(cast, cast.franca, "aurora", "CAV-00c"), typed, follow=True)
        assert "aspetta la conferma" in answer.text
    (row,) = seen(cast.franca)
    page = tea.get(reverse("protocol:to_decide")).text
    assert "Carta dei servizi" in page
    tea.post(reverse("protocol:to_decide"), {"evidence": [str(row.pk)]})
    assert seen(cast.franca)[0].state == "confirmed"
    page = franca.get(reverse("protocol:ownership", args=[row.ownership_id])).text
    assert "Dimostrato" in page
    assert "confermata da Area Diritti e Inclusione" in page


def test_only_kinds_that_fit_are_offered_and_what_was_typed_stays(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.franca)
    page = client.get(give_url(cast, cast.franca, "aurora", "CAV-00c")).text
    assert 'value="procedure"' in page
    assert 'value="submission"' not in page
    answer = client.post(
        give_url(cast, cast.franca, "aurora", "CAV-00c"),
        {"kind": "submission", "day": "31/02/2026", "title": "Un titolo lungo"},
    )
    assert answer.status_code == 422
    assert "Un titolo lungo" in answer.text
    assert seen(cast.franca) == []


def test_another_bodys_commitment_is_not_there_to_be_written(cast: Cast, client_of: ClientOf) -> None:
    given = give(cast, cast.franca, "aurora", "CAV-00c")
    ivana = client_of(cast.ivana)
    urls = [
        give_url(cast, cast.ivana, "aurora", "CAV-00c"),
        reverse("protocol:withdraw_evidence", args=[given.pk]),
        reverse("protocol:correct_evidence", args=[given.pk]),
        reverse("protocol:decide_evidence", args=[given.pk]),
        reverse("protocol:sheet", args=[cast.organisations["aurora"], YEAR]),
    ]
    for url in urls:
        assert ivana.get(url).status_code == 404, url
        assert ivana.post(url, {"decision": "confirmed"}).status_code == 404, url
    ivana.post(reverse("protocol:to_decide"), {"evidence": [str(given.pk)]})
    assert [row.state for row in seen(cast.ivana)] == ["waiting"]


def test_who_entered_the_lead_bodys_own_evidence_is_told_that_a_second_person_confirms(
    cast: Cast, client_of: ClientOf
) -> None:
    given = give(cast, cast.tea, "capofila", "DIR-12")
    tea, tilde = client_of(cast.tea), client_of(cast.tilde)
    url = reverse("protocol:decide_evidence", args=[given.pk])
    assert "seconda persona" in tea.get(url).text
    assert tea.post(url, {"decision": "confirmed"}).status_code == 422
    tea.post(reverse("protocol:to_decide"), {"evidence": [str(given.pk)]})
    assert seen(cast.tea)[0].state == "waiting"
    assert tilde.post(url, {"decision": "confirmed"}).status_code == 302
    assert seen(cast.tea)[0].state == "confirmed"


def test_sent_back_with_what_is_missing_then_corrected(cast: Cast, client_of: ClientOf) -> None:
    given = give(cast, cast.franca, "aurora", "CAV-00c", title="Bozza")
    tea, franca = client_of(cast.tea), client_of(cast.franca)
    url = reverse("protocol:decide_evidence", args=[given.pk])
    assert tea.post(url, {"decision": "returned"}).status_code == 422
    assert tea.post(url, {"decision": "returned", "because": "Manca la data"}).status_code == 302
    assert "Manca la data" in franca.get(reverse("protocol:ownership", args=[given.ownership_id])).text
    correct = reverse("protocol:correct_evidence", args=[given.pk])
    assert "Bozza" in franca.get(correct).text
    typed = {"key": str(uuid4()), "kind": "document", "day": f"{YEAR}-01-01", "title": "Delibera"}
    for _again in range(2):
        assert franca.post(correct, typed).status_code == 302
    assert [(row.title, row.state) for row in seen(cast.franca)] == [
        ("Bozza", "withdrawn"),
        ("Delibera", "waiting"),
    ]


def test_withdrawing_asks_first(cast: Cast, client_of: ClientOf) -> None:
    given = confirm(cast.tea, give(cast, cast.franca, "aurora", "CAV-00c"))
    franca = client_of(cast.franca)
    url = reverse("protocol:withdraw_evidence", args=[given.pk])
    assert "Ritirare la prova?" in franca.get(url).text
    assert seen(cast.franca)[0].state == "confirmed"
    assert franca.post(url).status_code == 302
    assert seen(cast.franca)[0].state == "withdrawn"
    assert client_of(cast.tea).post(url).status_code == 302  # already withdrawn: told, nothing changes


def test_the_lead_body_enters_for_a_body_and_that_body_confirms(cast: Cast, client_of: ClientOf) -> None:
    tea, franca = client_of(cast.tea), client_of(cast.franca)
    typed = {"kind": "document", "day": f"{YEAR}-01-01", "title": "Carta dei servizi"}
    assert tea.post(give_url(cast, cast.tea, "aurora", "CAV-00c"), typed).status_code == 302
    (row,) = seen(cast.franca)
    assert row.way == "lead"
    assert "Inserita dall’ente capofila" in franca.get(reverse("protocol:to_decide")).text
    assert "Carta dei servizi" not in tea.get(reverse("protocol:to_decide")).text
    assert franca.post(
        reverse("protocol:decide_evidence", args=[row.pk]), {"decision": "confirmed"}
    ).status_code == 302  # fmt: skip
    assert seen(cast.franca)[0].state == "confirmed"


class Courses:
    """An area that keeps courses."""

    code = "course"
    key = uuid4()

    def offers(self, actor: Actor, organisation: UUID, codes: Collection[str], year: int) -> Iterator[Offer]:
        proves = frozenset(codes) & {"A3-06"}
        if proves:
            yield Offer(
                "course", self.key, EvidenceKind.COURSE, "Corso di primavera", date(year, 1, 1), proves
            )


def test_what_another_area_offers_becomes_evidence_with_one_click(
    cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "evidence_sources", Registry("evidence sources"))
    sources.evidence_sources.register(Courses())
    franca = client_of(cast.franca)
    with acting(cast.franca.actor):
        row = owns(cast, "aurora", "A3-06")
    page, attach = (
        reverse("protocol:ownership", args=[row.pk]),
        reverse("protocol:attach_offer", args=[row.pk, YEAR]),
    )
    assert "Corso di primavera" in franca.get(page).text
    assert "Corso di primavera" not in client_of(cast.ivana).get(page).text  # not hers to take
    for _again in range(2):
        franca.post(attach, {"offer": f"course:{Courses.key}"})
    franca.post(attach, {"offer": f"course:{uuid4()}"})
    assert franca.post(attach, {"offer": "course:x"}).status_code == 404
    (given,) = seen(cast.franca)
    assert (given.title, given.source, given.source_key) == ("Corso di primavera", "course", Courses.key)
    assert "Aggiungi come prova" not in franca.get(page).text


def test_a_whole_year_on_one_sheet(cast: Cast, client_of: ClientOf) -> None:
    franca = client_of(cast.franca)
    url = reverse("protocol:sheet", args=[cast.organisations["aurora"], YEAR])
    page = franca.get(url).text
    assert "Offrire ascolto e accoglienza" in page
    with acting(cast.franca.actor):
        one, two = owns(cast, "aurora", "CAV-00c").pk.hex, owns(cast, "aurora", "A3-03").pk.hex
    typed = {
        "sheet": str(uuid4()), f"{one}-kind": "document", f"{one}-day": f"{YEAR}-01-01",
        f"{one}-title": "Carta dei servizi", f"{two}-title": "Un progetto comune",
    }  # fmt: skip
    answer = franca.post(url, typed)
    assert answer.status_code == 422  # the second line has no day: nothing is saved, nothing typed is lost
    assert "Carta dei servizi" in answer.text
    assert "Un progetto comune" in answer.text
    assert seen(cast.franca) == []
    typed[f"{two}-day"] = f"{YEAR}-01-01"
    for _again in range(2):
        assert franca.post(url, typed).status_code == 302
    assert {row.title for row in seen(cast.franca)} == {"Carta dei servizi", "Un progetto comune"}
    assert len(seen(cast.franca)) == 2
    assert "Non c’è ancora niente di scritto" in franca.post(url, {}).text


def test_the_sheet_refuses_beside_the_line_that_is_wrong(cast: Cast, client_of: ClientOf) -> None:
    franca = client_of(cast.franca)
    with acting(cast.franca.actor):
        name = owns(cast, "aurora", "CAV-01").pk.hex
    url = reverse("protocol:sheet", args=[cast.organisations["aurora"], YEAR])
    typed = {
        f"{name}-kind": "count",
        f"{name}-day": f"{YEAR}-01-01",
        f"{name}-title": "Donne",
        f"{name}-number": "3",
    }
    answer = franca.post(url, typed)
    assert answer.status_code == 422
    assert "sheet-wrong" in answer.text
    parts = answer.text.split('<details class="fold"')[1:]
    assert [part.split(">")[0].endswith("open") for part in parts] == ["sheet-wrong" in one for one in parts]
    assert len(parts) > 1, "the articles are the list of contents"
    assert not re.search(r'<details class="fold"[^>]* open>', client_of(cast.franca).get(url).text)
    assert "meno di 5" in answer.text


@pytest.mark.parametrize("year", [1999, YEAR + 1])
def test_a_sheet_of_a_year_that_is_not_open_is_not_there(cast: Cast, client_of: ClientOf, year: int) -> None:
    url = reverse("protocol:sheet", args=[cast.organisations["aurora"], year])
    assert client_of(cast.franca).get(url).status_code == 404


def test_the_lead_body_sets_the_date_for_yearly_data(cast: Cast, client_of: ClientOf) -> None:
    tea = client_of(cast.tea)
    url = reverse("protocol:data_terms")
    assert tea.post(url, {"year": str(YEAR), "due_on": f"{YEAR - 3}-01-31"}).status_code == 422
    assert tea.post(url, {"year": str(YEAR), "due_on": f"{YEAR + 1}-01-31"}).status_code == 302
    with acting(cast.ada.actor):
        assert DataTerm.objects.get().due_on == date(YEAR + 1, 1, 31)
    assert client_of(cast.franca).get(url).status_code == 403


def test_a_day_to_come_is_refused(cast: Cast, client_of: ClientOf) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = client_of(cast.franca).post(
        give_url(cast, cast.franca, "aurora", "CAV-00c"),
        {"kind": "document", "day": tomorrow.isoformat(), "title": "x"},
    )
    assert answer.status_code == 422


def test_a_referent_in_the_directory_is_offered_for_the_appointment(cast: Cast, client_of: ClientOf) -> None:
    with acting(cast.franca.actor):
        write_referent(actor=cast.franca.actor, office="Segreteria", since=date(YEAR, 1, 1))
        row = owns(cast, "aurora", "A3-01")
    franca = client_of(cast.franca)
    page = franca.get(reverse("protocol:ownership", args=[row.pk])).text
    offer = re.search(r'name="offer" value="(referent:[0-9a-f-]{36})"', page)
    assert offer is not None
    franca.post(reverse("protocol:attach_offer", args=[row.pk, YEAR]), {"offer": offer[1]})
    assert [row.title for row in seen(cast.franca)] == ["Nomina della referente: Segreteria"]
