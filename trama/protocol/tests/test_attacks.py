"""What somebody with an account in the network tries against it; raw SQL is always as the application's role."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.contracts.test_permissions import URLS, action_of
from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.models import Membership
from trama.common.errors import DomainError
from trama.network.models import Referent
from trama.protocol.commitments import selectors as register
from trama.protocol.commitments import services as giving
from trama.protocol.commitments.links import services as links
from trama.protocol.commitments.links.services import Handed, find_holder
from trama.protocol.commitments.models import Evidence, EvidenceState
from trama.protocol.commitments.tests.acts import YEAR, confirm, give, owns, proof
from trama.protocol.meetings import services as meeting
from trama.protocol.meetings.models import Invitation, TablePaper
from trama.protocol.meetings.services import tables
from trama.protocol.meetings.tests import making
from trama.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
Sign = Callable[[Person], Client]


@contextmanager
def refused(person: Person, says: str = "") -> Iterator[None]:
    """The database says no to `person`, whatever the services would say."""
    with pytest.raises(DatabaseError, match=says or None), transaction.atomic(), acting(person.actor):  # noqa: PT012
        yield
        connection.check_constraints()


def sql(statement: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def also_works_at(cast: Cast, person: Person, body: str) -> Membership:
    """The same person, with one account, in a second body."""
    return Membership.objects.create(
        user_id=person.user_id, organisation_id=cast.organisations[body], network_id=cast.network_id,
        roles=["referent"], admitted_at=timezone.now(),
    )  # fmt: skip


def link_for(cast: Cast, maker: Person, body: str) -> Handed:
    with acting(maker.actor):
        return links.make_link(actor=maker.actor, organisation=cast.organisations[body], year=YEAR, days=14)


def answered(cast: Cast, handed: Handed, body: str, code: str) -> Evidence:
    """Somebody answers by the link; nobody knows who."""
    holder = find_holder(handed.token)
    assert holder is not None
    with acting(holder.actor):
        line = giving.Line(owns(cast, body, code), uuid4(), proof())
        return links.answer(holder=holder, lines=[line])[0]


CONFIRM = (
    "UPDATE protocol_evidence SET state = 'confirmed', decided_at = now(), decided_by_id = %s, decided_by_user = %s"
    " WHERE id = %s"
)


def test_who_works_in_both_bodies_is_no_second_person_for_what_a_link_brought(cast: Cast) -> None:
    """Tea coordinates and is referent of the municipality too: by Tilde's link she would confirm herself."""
    second = also_works_at(cast, cast.tea, "municipio")
    given = answered(cast, link_for(cast, cast.tilde, "municipio"), "municipio", "MUN-05")
    with pytest.raises(DomainError) as said:
        confirm(cast.tea, given)
    assert said.value.code == "second_person"
    with acting(cast.tea.actor):
        assert given not in register.to_decide(cast.tea.actor)
    with refused(cast.tea, "second person"):
        sql(CONFIRM, cast.tea.organisation_id, cast.tea.user_id, given.pk)
    Membership.objects.filter(pk=second.pk).update(ended_at=timezone.now())
    assert confirm(cast.tea, given).state == EvidenceState.CONFIRMED


def test_who_entered_it_for_a_body_does_not_confirm_it_with_that_bodys_link(cast: Cast) -> None:
    also_works_at(cast, cast.tea, "municipio")
    given = give(cast, cast.tea, "municipio", "MUN-05")
    handed = link_for(cast, cast.tilde, "municipio")
    holder = find_holder(handed.token)
    assert holder is not None
    with acting(holder.actor):
        assert links.confirm_by_link(holder=holder, chosen=[given.pk]) == 0
    by_link = (
        "UPDATE protocol_evidence SET state = 'confirmed', decided_at = now(), decided_by_id = %s,"
        " decided_link_id = %s WHERE id = %s"
    )
    with pytest.raises(DatabaseError, match="second person"), acting(holder.actor):
        sql(by_link, cast.organisations["municipio"], handed.link.pk, given.pk)


def test_one_person_with_two_bodies_gives_in_one_and_confirms_in_neither(cast: Cast) -> None:
    """Her account is one: entered for the body from above, or in the body, it waits for somebody else."""
    membership = also_works_at(cast, cast.tea, "aurora")
    from_above = give(cast, cast.tea, "aurora", "CAV-00a")
    there = acting_as(cast.tea, membership)
    with acting(there):
        fresh = Evidence.objects.select_related("link", "ownership__commitment").get(pk=from_above.pk)
    with acting(there), pytest.raises(DomainError):
        giving.confirm_evidence(actor=there, evidence=fresh)
    with acting(there):
        own = giving.give_evidence(
            actor=there, ownership=owns(cast, "aurora", "CAV-00c"), year=YEAR, proof=proof()
        )
        corrected = giving.correct_evidence(actor=there, evidence=own, proof=proof(title="Altro"))
    for row in (own, corrected):
        with pytest.raises(DomainError):
            confirm(cast.tea, row)


def acting_as(person: Person, membership: Membership) -> Actor:
    return replace(
        person.actor, organisation_id=membership.organisation_id, membership_id=membership.pk,
        roles=frozenset(Role(role) for role in membership.roles),
    )  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:x",
        "data:text/html,x",
        "vbscript:x",
        "\x01/x",
    ],
)
def test_evidence_links_to_nothing_that_runs(cast: Cast, url: str) -> None:
    with pytest.raises(DomainError) as said:
        give(cast, cast.franca, "aurora", "CAV-00c", url=url)
    assert said.value.field == "url"


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE protocol_commitment SET rule = 'undated'", "promised"),
        ("UPDATE protocol_commitment SET text_it = 'altro'", "promised"),
        ("UPDATE protocol_commitment SET binds = 'CR'", "promised"),
        ("UPDATE protocol_ownership SET until = current_date", "signatories"),
        ("UPDATE protocol_ownership SET since = current_date", "does not change"),
        ("UPDATE protocol_version SET document_date = current_date WHERE state = 'in_force'", "signed"),
        ("UPDATE protocol_evidence SET title = 'altro'", "does not change"),
        ("UPDATE protocol_evidence SET network_id = gen_random_uuid()", ""),
    ],
)
def test_the_lead_body_rewrites_nothing_of_what_was_signed(cast: Cast, statement: str, says: str) -> None:
    """Else it would only have to make a commitment undated for nothing to be late."""
    give(cast, cast.franca, "aurora", "CAV-00c")
    with refused(cast.tea, says):
        sql(statement)


def test_the_lead_body_binds_nobody_to_what_it_did_not_promise(cast: Cast) -> None:
    with acting(cast.tea.actor):
        of_centres = owns(cast, "aurora", "CAV-00c").commitment_id
    insert = (
        "INSERT INTO protocol_ownership (id, organisation_id, network_id, commitment_id, since)"
        " VALUES (gen_random_uuid(), %s, %s, %s, current_date)"
    )
    with refused(cast.tea, "signatories"):
        sql(insert, cast.organisations["sociale"], cast.network_id, of_centres)


def test_an_item_does_not_leave_the_agenda_of_a_closed_meeting(cast: Cast) -> None:
    closed, open_one = making.approved(cast), making.planned(cast)
    with refused(cast.tea, "stays on its agenda"):
        sql("UPDATE protocol_agendaitem SET meeting_id = %s WHERE meeting_id = %s", open_one.pk, closed.pk)


def test_a_correction_given_up_leaves_attendance_as_it_was_approved(cast: Cast) -> None:
    """Open a correction, write that a body came, throw the correction away: nobody would have approved it."""
    held = making.approved(cast)
    tea, iris = cast.tea.actor, cast.organisations["iris"]
    with acting(tea):
        meeting.correct_minutes(actor=tea, meeting_id=held.pk, because="Prova")
        meeting.record_attendance(actor=tea, meeting_id=held.pk, attendance={iris: "present"})
    drafts = "(SELECT id FROM protocol_minutes WHERE state = 'draft_minutes')"
    with refused(cast.tea, "approved minutes"):
        for part in ("decision", "minutessection"):
            sql(f"DELETE FROM protocol_{part} WHERE minutes_id IN {drafts}")
        sql(f"DELETE FROM protocol_minutes WHERE id IN {drafts}")
    with acting(tea):
        meeting.discard_correction(actor=tea, meeting_id=held.pk)
        assert Invitation.objects.get(meeting=held, organisation=iris).attendance == "absent"


def test_minutes_are_approved_in_ones_own_name_and_stay_at_their_meeting(cast: Cast) -> None:
    held, other = making.held(cast), making.held(cast, -3)
    draft = making.written(cast, held)
    approve = (
        "UPDATE protocol_minutes SET state = 'approved_minutes', approved_at = now(), approved_by = %s,"
        """ snapshot = '{"attendance": [], "actions": []}' WHERE id = %s"""
    )
    with refused(cast.tea, "her own name"):
        sql(approve, cast.tilde.user_id, draft.pk)
    with refused(cast.tea, "stay with their meeting"):
        sql("UPDATE protocol_minutes SET meeting_id = %s WHERE id = %s", other.pk, draft.pk)


def test_who_verifies_an_action_does_not_rewrite_what_was_said_of_it(cast: Cast) -> None:
    item = making.given(cast, making.held(cast))
    with acting(cast.franca.actor):
        meeting.do_action(actor=cast.franca.actor, action_id=item.pk, note="Programma mandato")
    with refused(cast.tea, "said by who did it"):
        sql(
            "UPDATE protocol_actionitem SET state = 'verified', verified_at = now(), verified_by = %s,"
            " note = 'Non fatto' WHERE id = %s", cast.tea.user_id, item.pk,
        )  # fmt: skip


def test_who_holds_a_table_does_not_leave_it_and_keep_it(cast: Cast) -> None:
    table = making.a_table(cast)
    leave = "UPDATE protocol_tableseat SET until = current_date WHERE table_id = %s AND organisation_id = %s"
    with refused(cast.franca, "sits at it"):
        sql(leave, table.pk, cast.organisations["aurora"])


HIDDEN = "Priorità Zibellino"  # said nowhere else


def test_no_page_tells_the_lead_body_or_another_that_a_table_is_there(cast: Cast, client_of: Sign) -> None:
    """Every page without an id, menu and agenda included; also after a paper was shared and taken back."""
    franca = cast.franca.actor
    with acting(franca):
        table = tables.open_table(
            actor=franca, name=HIDDEN, about=HIDDEN, members={cast.organisations["ginestra"]}
        )
        session = tables.call_session(
            actor=franca, table_id=table.pk, title=HIDDEN, starts_at=making.noon(1), ends_at=making.noon(2),
            place="Da noi",
        )  # fmt: skip
        paper = tables.put_paper(actor=franca, table_id=table.pk, title=HIDDEN, text=HIDDEN)
        for share in (True, False):
            tables.share_paper(actor=franca, paper_id=paper.pk, share=share)
            tables.share_session(actor=franca, session_id=session.pk, share=share)
    assert HIDDEN in client_of(cast.franca).get(reverse("protocol:tables")).text, "the walk can find it"
    for person in (cast.tea, cast.tilde, cast.ivana, cast.sofia):
        told = [url for url, text in pages(client_of(person), person) if HIDDEN in text]
        assert told == [], person.name
        with acting(person.actor):
            assert not TablePaper.objects.exists()


def pages(client: Client, person: Person) -> Iterator[tuple[str, str]]:
    for name, pattern in URLS.items():
        if pattern.pattern.converters or not action_of(name).allows(person.actor) or "logout" in name:
            continue
        answer = client.get(reverse(name), {"q": "zibellino"})
        if answer.status_code == 200 and not answer.streaming:
            yield name, answer.content.decode("utf-8", "replace")


def test_a_body_in_two_networks_touches_nothing_of_the_other(cast: Cast) -> None:
    """A prefecture signs in two provinces: who acts in one neither reads nor writes its own rows of the other."""
    tea = cast.tea.actor
    with acting(tea):
        Referent.objects.create(
            organisation_id=tea.organisation_id, network_id=cast.network_id, office="Ufficio inventato"
        )
        give(cast, cast.tea, "capofila", "DIR-12")
        sql("SELECT set_config('trama.network', %s, true)", str(uuid4()))
        assert not Referent.objects.exists()
        for table in written_by_bodies():
            assert sql(f"SELECT 1 FROM {table}") == 0, table
            assert sql(f"UPDATE {table} SET id = id") == 0, table
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Referent.objects.create(
                organisation_id=tea.organisation_id, network_id=cast.network_id, office="Altro"
            )


def written_by_bodies() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE tablename LIKE 'protocol\\_%%' AND"
            " has_table_privilege(tablename, 'UPDATE') ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


def test_every_policy_of_governance_asks_for_the_network() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, policyname FROM pg_policies WHERE (tablename LIKE 'protocol\\_%%'"
            " OR tablename = 'network_referent') AND 'trama_app' = ANY (roles)"
            " AND coalesce(qual, with_check) NOT LIKE '%%trama_network%%'"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT count(*) FROM pg_policies WHERE tablename LIKE 'protocol\\_%%'")
        assert cursor.fetchone()[0] > 80
