"""A referent without an account answers by a link that ends; what comes in waits for a second person."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trama.access.actions import Forbidden
from trama.access.context import acting
from trama.audit.models import Event
from trama.common.errors import DomainError
from trama.config.errors import SilentFormatter
from trama.protocol.commitments import services as giving
from trama.protocol.commitments.links import services
from trama.protocol.commitments.links.services import Handed, find_holder
from trama.protocol.commitments.models import AnswerLink, Evidence
from trama.protocol.commitments.tests.acts import YEAR, confirm, give, owns, proof
from trama.testing.cast import Cast, Person

ClientOf = Callable[[Person], Client]
URL = "/rispondi/"


def make(cast: Cast, person: Person, body: str = "municipio", **changes: object) -> Handed:
    with acting(person.actor):
        return services.make_link(
            **{
                "actor": person.actor,
                "organisation": cast.organisations[body],
                "year": YEAR,
                "days": 30,
                **changes,
            }  # type: ignore[arg-type]
        )


def sheet(cast: Cast, token: str, code: str = "MUN-05", **changes: str) -> dict[str, str]:
    """One line, filled."""
    with acting(cast.tea.actor):
        name = owns(cast, "municipio", code).pk.hex
    line = {"kind": "document", "day": f"{YEAR}-01-01", "title": "Volantini in anagrafe", **changes}
    return {"c": token, "sheet": str(uuid4())} | {f"{name}-{part}": value for part, value in line.items()}


def given(cast: Cast) -> list[Evidence]:
    with acting(cast.tea.actor):
        return list(Evidence.objects.filter(way="link").order_by("entered_at"))


def test_the_lead_body_makes_a_link_that_is_shown_once(cast: Cast, client_of: ClientOf) -> None:
    tea = client_of(cast.tea)
    typed = {
        "key": str(uuid4()),
        "organisation": str(cast.organisations["municipio"]),
        "year": str(YEAR),
        "days": "14",
    }
    page = tea.post(reverse("protocol:new_link"), typed)
    found = re.search(r"/rispondi/\?c=([\w-]+)", page.text)
    assert found is not None
    assert found[1] not in tea.get(reverse("protocol:links")).text
    with acting(cast.tea.actor):
        link = AnswerLink.objects.get()
        assert found[1].encode() not in bytes(link.token_hash)
        assert link.expires_at - link.made_at == timedelta(days=14)
    again = tea.post(reverse("protocol:new_link"), typed)
    assert again.status_code == 422
    assert "revocalo e rifallo" in again.text
    assert Client().get(URL, {"c": found[1]}).status_code == 200


def test_whoever_has_it_answers_without_an_account_and_a_second_person_confirms(
    cast: Cast, client_of: ClientOf
) -> None:
    token = make(cast, cast.tea).token
    nobody = Client()
    page = nobody.get(URL, {"c": token})
    assert "Municipio 10" in page.text
    assert "Distribuire" in page.text or "Diffondere con CAV" in page.text
    assert (page["X-Robots-Tag"], page["Referrer-Policy"]) == ("noindex, nofollow", "same-origin")
    assert set(nobody.cookies) <= {"trama-csrf"}
    typed = sheet(cast, token)
    assert "Abbiamo ricevuto 1 prova" in nobody.post(URL, typed).text
    assert "Era già arrivato tutto" in nobody.post(URL, typed).text
    (row,) = given(cast)
    assert (row.state, row.entered_by_user) == ("waiting", None)
    assert "Volantini" not in client_of(cast.tea).get(reverse("protocol:to_decide")).text  # she sent the link
    tilde = client_of(cast.tilde)
    assert "Inserita dall’ente con il link" in tilde.get(reverse("protocol:to_decide")).text
    tilde.post(reverse("protocol:to_decide"), {"evidence": [str(row.pk)]})
    assert given(cast)[0].state == "confirmed"
    with acting(cast.tea.actor), pytest.raises((Forbidden, DomainError)):
        giving.confirm_evidence(actor=cast.tea.actor, evidence=row)


def test_who_made_the_link_confirms_nothing_that_came_by_it_not_even_by_raw_sql(cast: Cast) -> None:
    Client().post(URL, sheet(cast, make(cast, cast.tea).token))
    (row,) = given(cast)
    with pytest.raises(DomainError, match="second_person"):
        confirm(cast.tea, row)
    statement = (
        "UPDATE protocol_evidence SET state = 'confirmed', decided_at = now(), decided_by_id = %s, decided_by_user = %s"
        " WHERE id = %s"
    )
    for person, allowed in ((cast.tea, False), (cast.tilde, True)):
        with acting(person.actor), connection.cursor() as cursor:
            parameters = [person.organisation_id, person.user_id, row.pk]
            if allowed:
                cursor.execute(statement, parameters)
                assert cursor.rowcount == 1
            else:
                with pytest.raises(DatabaseError, match="second person"), transaction.atomic():
                    cursor.execute(statement, parameters)


def test_a_wrong_an_old_and_a_revoked_link_answer_the_same(cast: Cast) -> None:
    old = make(cast, cast.tea, days=7, at=timezone.now() - timedelta(days=8)).token
    ended = make(cast, cast.tea)
    with acting(cast.tea.actor):
        services.revoke_link(actor=cast.tea.actor, link=ended.link)
    pages = set()
    for token in (old, ended.token, "x" * 32, "", "\x00", "é" * 500):
        for answer in (Client().get(URL, {"c": token}), Client().post(URL, sheet(cast, token))):
            assert answer.status_code == 404
            pages.add(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.text))
    assert len(pages) == 1
    assert given(cast) == []


def test_a_link_writes_for_its_body_and_year_alone(cast: Cast) -> None:
    handed = make(cast, cast.tea)
    holder = find_holder(handed.token)
    assert holder is not None
    with acting(holder.actor):
        line = giving.Line(owns(cast, "aurora", "CAV-00c"), uuid4(), proof())
        with pytest.raises(Forbidden):
            services.answer(holder=holder, lines=[line])
    other = sheet(cast, handed.token)
    with acting(cast.tea.actor):
        name = owns(cast, "aurora", "CAV-00c").pk.hex
    other |= {f"{name}-day": f"{YEAR}-01-01", f"{name}-title": "Di un altro ente"}
    Client().post(URL, other)
    assert [row.title for row in given(cast)] == ["Volantini in anagrafe"]


def insert_by_link(cast: Cast, link: UUID, body: str, year: int) -> None:
    with acting(cast.tea.actor):
        row = owns(cast, body, "A3-03")
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(
            "INSERT INTO protocol_evidence (id, organisation_id, network_id, ownership_id, year, kind, day, title,"
            " text, url, source, way, entered_by_id, link_id, returned_because)"
            " VALUES (gen_random_uuid(), %s, %s, %s, %s, 'document', now(), 'x', '', '', '', 'link', %s, %s, '')",
            [row.organisation_id, row.network_id, row.pk, year, row.organisation_id, link],
        )
        connection.check_constraints()


def test_the_database_takes_nothing_by_a_link_that_does_not_hold(cast: Cast) -> None:
    good, ended = make(cast, cast.tea), make(cast, cast.tea)
    with acting(cast.tea.actor):
        services.revoke_link(actor=cast.tea.actor, link=ended.link)
    holder = find_holder(good.token)
    assert holder is not None
    with acting(holder.actor):
        insert_by_link(cast, good.link.pk, "municipio", YEAR)
        for link, body, year in (
            (good.link.pk, "municipio", YEAR - 1), (good.link.pk, "aurora", YEAR), (ended.link.pk, "municipio", YEAR),
            (uuid4(), "municipio", YEAR),
        ):  # fmt: skip
            with pytest.raises(DatabaseError):
                insert_by_link(cast, link, body, year)


def test_a_body_reads_no_other_links_and_makes_none(cast: Cast, client_of: ClientOf) -> None:
    make(cast, cast.tea)
    with acting(cast.franca.actor):
        assert not AnswerLink.objects.exists()
        with pytest.raises(Forbidden):
            services.make_link(
                actor=cast.franca.actor, organisation=cast.organisations["iris"], year=YEAR, days=30
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            AnswerLink.objects.create(
                organisation_id=cast.organisations["iris"], network_id=cast.network_id, year=YEAR, token_hash=b"x" * 32,
                made_by=cast.franca.user_id, made_at=timezone.now(), expires_at=timezone.now() + timedelta(days=1),
            )  # fmt: skip
    assert client_of(cast.franca).get(reverse("protocol:links")).status_code == 403


def test_a_link_is_for_another_body_that_has_commitments_that_year(cast: Cast) -> None:
    with pytest.raises(DomainError, match="own_body"):
        make(cast, cast.tea, "capofila")
    with pytest.raises(DomainError, match="not_bound"):
        make(cast, cast.tea, year=YEAR + 1)


def test_what_the_lead_body_entered_is_confirmed_by_the_link_of_that_body(cast: Cast) -> None:
    entered = give(cast, cast.tea, "municipio", "MUN-05", title="Volantini")
    own = make(cast, cast.tea).token
    assert (
        "Volantini" not in Client().get(URL, {"c": own}).text.split("Articolo 3")[0]
    )  # she entered it herself
    token = make(cast, cast.tilde).token
    assert "Volantini" in Client().get(URL, {"c": token}).text
    answer = Client().post(URL, {"c": token, "sheet": str(uuid4()), "right": [str(entered.pk)]})
    assert "Hai confermato 1 prova" in answer.text
    with acting(cast.tea.actor):
        row = Evidence.objects.get(pk=entered.pk)
        assert (row.state, row.decided_by_user) == ("confirmed", None)
        assert row.decided_link_id is not None


def test_too_many_sends_wait(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_ROWS", 2)
    token = make(cast, cast.tea).token
    codes = ("MUN-05", "A3-03", "A3-05")
    answers = [Client().post(URL, sheet(cast, token, code)).status_code for code in codes]
    assert answers == [200, 200, 422]


def test_everything_is_in_the_trail(cast: Cast) -> None:
    token = make(cast, cast.tea).token
    Client().get(URL, {"c": token})
    Client().post(URL, sheet(cast, token))
    holder = find_holder(token)
    assert holder is not None
    with acting(cast.tea.actor):
        assert Event.objects.filter(action="commitment.link_made").count() == 1
    with acting(holder.actor):
        told = set(Event.objects.values_list("action", flat=True))
    assert {"commitment.link_opened", "commitment.evidence"} <= told


def test_the_token_is_in_no_log_whatever_the_answer(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    """Django logs the path of what it refuses: the token is not in it. Read as the installation writes it."""
    token = make(cast, cast.tea).token
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(URL, sheet(cast, token)).status_code == 403
    assert Client().post(URL, sheet(cast, token, day="x")).status_code == 422
    assert Client().put(f"{URL}?c={token}").status_code == 405
    assert Client().get(URL, {"c": token + "x"}).status_code == 404
    plain = SilentFormatter("{asctime} {levelname} {name} {message}", style="{")
    logged = [plain.format(record) for record in caplog.records]
    assert sum("/rispondi/" in line for line in logged) == 4
    assert not any(token in line for line in logged)
