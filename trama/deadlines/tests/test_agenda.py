"""What stands on the agenda, for whom, in which order; and that nothing slips out of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trama.access.actions import Forbidden
from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.models import Membership
from trama.deadlines import selectors, services
from trama.deadlines.agenda import AgendaItem, Group, about
from trama.deadlines.calendar import ROME, end_of_day
from trama.deadlines.models import Deadline
from trama.deadlines.rules import rules
from trama.deadlines.selectors import Whose, agenda
from trama.deadlines.tests.conftest import NO_KEYS, Women, person
from trama.network.models import Service
from trama.testing.cast import Cast

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ROME)  # a Monday


def opened(actor: Actor, subject: UUID, kind: str, days: float, **to: Any) -> Deadline:
    due_at = NOW + timedelta(days=days)
    return services.open_deadline(
        actor=actor, kind=kind, subject=subject, source=uuid4(), due_at=due_at, **to
    )


def names(actor: Actor, **how: object) -> list[str]:
    found = agenda(actor, NO_KEYS, now=NOW, **how)  # type: ignore[arg-type]
    return [item.who for _group, items in found.groups for item in items]


def test_the_day_in_its_order(as_ada: Actor, women: Women) -> None:
    for name, kind, days in [
        ("fra un mese", "risk_review", 20),
        ("in settimana", "consent_expiry", 5),
        ("suggerimento di ieri", "referral_answer", -1),
        ("rischio di ieri", "risk_review", -1),
        ("rischio di stasera", "risk_review", 0.5),
        ("rischio di venerdì", "risk_review", 4),
    ]:
        opened(as_ada, women.add(name), kind, days)
    found = agenda(as_ada, NO_KEYS, now=NOW)
    assert [(group, [item.who for item in items]) for group, items in found.groups] == [
        (Group.FIRST, ["rischio di ieri", "rischio di stasera"]),
        (Group.TODAY, ["suggerimento di ieri"]),
        (Group.WEEK, ["rischio di venerdì", "in settimana"]),
        (Group.LATER, ["fra un mese"]),
    ]


def test_what_is_due_within_hours_stands_by_its_hour_though_it_be_tomorrow(
    as_ada: Actor, women: Women
) -> None:
    hour = 1 / 24
    for name, kind, days in [
        ("domani alle otto", "referral_answer", 23 * hour),
        ("fra due ore", "referral_answer", 2 * hour),
        ("rischio di domani alle sette", "risk_review", 22 * hour),
        ("domani alle dieci", "referral_answer", 25 * hour),
        ("un'ora fa", "referral_answer", -hour),
        ("rischio fra un'ora", "risk_review", hour),
    ]:
        opened(as_ada, women.add(name), kind, days)
    for name, after in [("entro oggi", 0), ("entro domani", 1)]:
        by_day = end_of_day((NOW + timedelta(days=after)).date()) - NOW
        opened(as_ada, women.add(name), "consent_expiry", by_day / timedelta(days=1))
    found = agenda(as_ada, NO_KEYS, now=NOW)
    assert [(group, [item.who for item in items]) for group, items in found.groups] == [
        (Group.FIRST, ["rischio fra un'ora"]),
        (Group.HOURS, ["fra due ore", "rischio di domani alle sette", "domani alle otto"]),
        (Group.TODAY, ["un'ora fa", "entro oggi"]),
        (Group.WEEK, ["domani alle dieci", "entro domani"]),
    ]
    assert not found.is_quiet


def test_a_quiet_day_is_said_to_be_quiet(as_ada: Actor, women: Women) -> None:
    assert agenda(as_ada, NO_KEYS, now=NOW).is_quiet
    opened(as_ada, women.add("Iris"), "risk_review", 3)
    found = agenda(as_ada, NO_KEYS, now=NOW)
    assert found.is_quiet
    assert not found.is_empty


def test_mine_and_the_whole_service(as_ada: Actor, women: Women) -> None:
    colleague = uuid4()
    opened(as_ada, women.add("mia"), "consent_expiry", 1, assignee=as_ada.membership_id)
    opened(as_ada, women.add("di nessuna"), "consent_expiry", 2)
    opened(as_ada, women.add("di una collega"), "consent_expiry", 3, assignee=colleague)
    assert names(as_ada) == ["mia", "di nessuna"]
    assert names(as_ada, whose=Whose.SERVICE) == ["mia", "di nessuna", "di una collega"]


def test_another_desk_has_its_own_agenda(as_ada: Actor, women: Women) -> None:
    desks = []
    for name in ("Lorenteggio", "Greco"):
        desk = Service(organisation_id=as_ada.organisation_id, name=name, kind="desk", address_regime="open")
        desk.save()
        desks.append(desk.pk)
    here = replace(as_ada, service_ids=frozenset(desks[:1]))
    opened(here, women.add("qui"), "consent_expiry", 1, service=desks[0])
    opened(here, women.add("là"), "consent_expiry", 2, service=desks[1])
    opened(here, women.add("ovunque"), "consent_expiry", 3)
    assert names(here, whose=Whose.SERVICE) == ["qui", "ovunque"]
    assert names(as_ada, whose=Whose.SERVICE) == ["qui", "là", "ovunque"]


def test_what_is_red_and_overdue_is_everybodys_because_a_colleague_may_be_away(
    as_ada: Actor, women: Women
) -> None:
    opened(as_ada, women.add("scaduta"), "risk_review", -2, assignee=uuid4())
    opened(as_ada, women.add("di domani"), "risk_review", 1, assignee=uuid4())
    opened(as_ada, women.add("promemoria"), "consent_expiry", -2, assignee=uuid4())
    assert names(as_ada) == ["scaduta"]


def test_who_must_not_know_sees_nothing_at_all(as_ada: Actor, women: Women) -> None:
    subject = women.add("Iris", hidden_from=as_ada)
    deadline = opened(as_ada, subject, "risk_review", -1)
    notice = services.tell(actor=as_ada, code="test_fact", subject=subject, source=uuid4())
    found = agenda(as_ada, NO_KEYS, now=NOW)
    assert (found.is_empty, found.notices) == (True, [])
    with pytest.raises(Http404):
        selectors.visible_deadline(as_ada, NO_KEYS, deadline.pk)
    with pytest.raises(Http404):
        selectors.visible_notice(as_ada, NO_KEYS, notice.pk)
    colleague = person(as_ada.network_id, as_ada.organisation_id, Role.OPERATOR)
    assert names(colleague) == ["Iris"]


def test_a_kind_that_no_app_explains_is_shown_all_the_same(
    as_ada: Actor, women: Women, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "agenda_sources", ())
    opened(as_ada, women.add("Iris"), "risk_review", 0)
    [(_group, [item])] = agenda(as_ada, NO_KEYS, now=NOW).groups
    assert (str(item.title), item.who, item.url) == ("Rivalutare il rischio", "", "")


def test_put_off_until_then(as_ada: Actor, women: Women) -> None:
    deadline = opened(as_ada, women.add("Iris"), "consent_expiry", 0)
    services.snooze(actor=as_ada, deadline=deadline, until=NOW + timedelta(days=3), at=NOW)
    assert names(as_ada) == []
    assert names(as_ada, snoozed=True) == ["Iris"]
    later = agenda(as_ada, NO_KEYS, now=NOW + timedelta(days=3))
    assert [item.who for _g, items in later.groups for item in items] == ["Iris"]


def test_how_far_ahead(as_ada: Actor, women: Women) -> None:
    for days in (6, 29, 80, 400):
        opened(as_ada, women.add(str(days)), "risk_review", days)
    assert names(as_ada, days=7) == ["6"]
    assert names(as_ada) == ["6", "29"]
    assert names(as_ada, days=None) == ["6", "29", "80", "400"]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_pages_together_hold_everything_once_in_one_order(
    as_ada: Actor, women: Women, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    monkeypatch.setattr(selectors, "PAGE", data.draw(st.integers(1, 4)))
    rows = data.draw(
        st.lists(st.tuples(st.sampled_from(["risk_review", "consent_expiry"]), st.floats(-3, 20)))
    )
    actor = person(as_ada.network_id, as_ada.organisation_id, Role.OPERATOR)
    made = {
        opened(actor, women.add(f"{n}"), kind, days, assignee=actor.membership_id).pk
        for n, (kind, days) in enumerate(rows)
    }
    seen: list[AgendaItem] = []
    groups: list[Group] = []
    for page in range(1, 100):
        found = agenda(actor, NO_KEYS, now=NOW, page=page)
        seen += [item for _g, items in found.groups for item in items]
        groups += [group for group, _items in found.groups]
        if not found.more:
            break
    mine = [item.deadline.pk for item in seen if item.deadline.pk in made]
    assert sorted(mine) == sorted(made)
    assert [list(Group).index(group) for group in groups] == sorted(list(Group).index(g) for g in groups)


@pytest.mark.parametrize(
    "change", [{"ended_at": timezone.now()}, {"admitted_at": None}, {"roles": [Role.ANALYST.value]}]
)
def test_what_was_on_the_agenda_of_who_is_gone_is_on_everybody_s(
    as_ada: Actor, women: Women, cast: Cast, change: dict[str, Any]
) -> None:
    """She left, forgot her password, or does other work: her consents still expire, her stays still end."""
    agata = cast.agata.membership_id
    opened(as_ada, women.add("Zoë"), "consent_expiry", 2, assignee=agata)
    services.tell(actor=as_ada, code="test_fact", subject=women.add("Mina"), source=uuid4(), assignee=agata)
    assert names(as_ada) == []
    Membership.objects.filter(pk=agata).update(**change)
    assert names(as_ada) == ["Zoë"]
    assert [one.who for one in agenda(as_ada, NO_KEYS, now=NOW).notices] == ["Mina"]


def test_the_number_of_queries_does_not_grow_with_the_agenda(as_ada: Actor, women: Women) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            agenda(as_ada, NO_KEYS, now=NOW)
        return len(captured)

    opened(as_ada, women.add("Iris"), "risk_review", 0)
    few = queries()
    for n in range(30):
        opened(as_ada, women.add(str(n)), "risk_review", n % 5)
        services.tell(actor=as_ada, code="test_fact", subject=women.add(f"f{n}"), source=uuid4())
    assert queries() == few <= 3


def test_a_proposal_is_called_one_and_a_day_has_no_hour(as_ada: Actor, women: Women) -> None:
    by_kind = {
        rule.code: about(opened(as_ada, women.add(rule.code), rule.code, 2), url="/") for rule in rules
    }
    assert by_kind["referral_answer"].is_proposal
    assert not by_kind["risk_review"].is_proposal  # somebody chose it
    today = end_of_day(timezone.localdate())
    item = replace(by_kind["risk_review"], due_at=today)
    assert item.when() == "oggi"


def test_who_has_no_agenda_reads_none(gaia: Actor, women: Women) -> None:
    analyst = person(gaia.network_id, gaia.organisation_id, Role.ANALYST)
    with acting(analyst), pytest.raises(Forbidden):
        agenda(analyst, NO_KEYS, now=NOW)
