"""Who opened my record: offices and roles, by day; never a name, never another organisation's doings."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection

from trama.access.actor import Actor
from trama.access.context import acting
from trama.audit.papers import openings_pdf
from trama.audit.selectors import Opening, openings
from trama.audit.services import record
from trama.audit.words import action_words, role_words
from trama.network.models import Service, ServiceKind
from trama.testing.cast import Cast

pytestmark = pytest.mark.django_db
HER, HER_PATH = uuid4(), uuid4()


def read(actor: Actor, *subjects: UUID, action: str = "path.read", times: int = 1) -> None:
    with acting(actor):
        for _time in range(times):
            record(actor, action, *subjects)


def seen_by(actor: Actor) -> list[tuple[str, str, int]]:
    with acting(actor):
        return [(one.roles, one.offices, one.times) for one in openings(actor, [HER, HER_PATH])]


def test_openings_are_counted_by_day_role_and_office(cast: Cast) -> None:
    read(cast.ada.actor, HER_PATH, times=2)
    read(cast.agata.actor, HER)
    read(cast.elsa.actor, HER_PATH, uuid4())
    assert seen_by(cast.ada.actor) == [
        ("operatrice", "Centro antiviolenza Aurora", 3),
        ("specialista (avvocata, psicologa)", "Centro antiviolenza Aurora", 1),
    ]


def test_only_what_was_seen_of_her_counts(cast: Cast) -> None:
    read(cast.ada.actor, uuid4())
    for action in ("path.write", "path.list", "notice.read", "referral.sent"):
        read(cast.ada.actor, HER, action=action)
    job = Actor.system(organisation_id=cast.ada.actor.organisation_id, network_id=cast.ada.actor.network_id)
    read(job, HER)
    assert seen_by(cast.ada.actor) == []
    read(cast.ada.actor, HER, action="referral.opened")
    read(cast.ada.actor, HER, action="referral.reception_read")
    assert [times for _roles, _offices, times in seen_by(cast.ada.actor)] == [2]


def test_another_organisation_sees_nothing_of_it(cast: Cast) -> None:
    read(cast.ada.actor, HER)
    read(cast.gaia.actor, HER_PATH)
    assert seen_by(cast.gaia.actor) == [("operatrice", "Centro antiviolenza Iris", 1)]
    with acting(cast.gaia.actor), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trama_audit_about(%s)", [[HER]])
        assert cursor.fetchone() == (0,)


def test_the_office_is_the_one_of_that_time(cast: Cast) -> None:
    ada = cast.ada.actor
    with acting(ada):
        desk = Service.objects.create(
            organisation_id=ada.organisation_id,
            kind=ServiceKind.DESK,
            name="Sportello Lambrate",
            address_regime="open",
        )
    there = Actor(
        organisation_id=ada.organisation_id,
        network_id=ada.network_id,
        user_id=ada.user_id,
        membership_id=ada.membership_id,
        roles=ada.roles,
        service_ids=frozenset({desk.pk}),
    )
    read(there, HER)
    read(ada, HER)  # she works elsewhere now
    assert sorted(seen_by(ada)) == [
        ("operatrice", "Centro antiviolenza Aurora", 1),
        ("operatrice", "Sportello Lambrate", 1),
    ]


def test_the_index_is_used_behind_the_wall(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SELECT prosecdef, proleakproof FROM pg_proc WHERE proname = 'trama_audit_about'")
        assert cursor.fetchone() == (True, False)
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = 'audit_event_subjects'")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        (["operator"], "operatrice"),
        (["coordinator", "custodian"], "coordinatrice"),
        (["custodian"], "custode delle chiavi"),
        (["coordinator", "operator"], "operatrice, coordinatrice"),
        ([], "ruolo non indicato"),
    ],
)
def test_roles_in_words(roles: list[str], words: str) -> None:
    assert role_words(roles) == words


def test_an_act_without_words_is_shown_by_its_code() -> None:
    assert action_words("path.read") == "Percorso: letto"
    assert action_words("denied.404") == "Pagina negata: non sua o inesistente"
    assert action_words("sign_in") == "Entrata"
    assert action_words("something.new") == "something.new"


DAY = date(2026, 11, 22)


def test_the_sheet_to_read_together() -> None:
    rows = [Opening(date(2025, 3, 8), "operatrice", "Centro Aurora", 2)]
    sheet = openings_pdf(rows, organisation="Centro Aurora", day=DAY)
    assert sheet.startswith(b"%PDF")
    assert sheet == openings_pdf(rows, organisation="Centro Aurora", day=DAY)
    assert sheet != openings_pdf([], organisation="Centro Aurora", day=DAY)
