"""Judging the danger: whose word counts, what is asked, what comes on the agenda, what is sealed."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from trama.access.actions import Forbidden
from trama.access.context import acting
from trama.access.roles import Role
from trama.audit.models import Event
from trama.common.errors import DomainError
from trama.deadlines.calendar import ROME
from trama.deadlines.models import Deadline
from trama.risk import facts, selectors
from trama.risk.content import Content
from trama.risk.instruments import DA5_2009, DA5_2017, Answer
from trama.risk.models import Assessment
from trama.risk.services import assess_risk
from trama.risk.tests.conftest import Scene
from trama.risk.timeline import timeline_items
from trama.testing.cast import Cast
from trama.vault.errors import KeyNotHeld, Tampered

THREE = dict.fromkeys(DA5_2009.item_codes[:3], Answer.YES)


def today() -> Any:
    return timezone.localdate()


def judge(scene: Scene, level: str = "high", **how: Any) -> Assessment:
    content = how.pop("content", None) or Content(level, **how.pop("said", {}))
    how.setdefault("next_review_on", None)
    return assess_risk(
        actor=scene.ada,
        keyring=scene.keyring,
        subject=scene.iris,
        record_key=scene.record_key,
        content=content,
        **how,
    )


def open_reviews(subject: UUID) -> list[Deadline]:
    return list(Deadline.objects.filter(subject=subject, state="open"))


def test_a_judgement_is_read_back_with_its_answers(scene: Scene) -> None:
    judge(scene, content=Content("high", DA5_2009, THREE, note="Ha paura per i figli"))
    latest = selectors.latest_assessment(scene.iris, scene.box)
    assert latest is not None
    assert (latest.content.level, latest.content.note) == ("high", "Ha paura per i figli")
    assert latest.content.answers["pregnancy"] is Answer.NOT_ASKED
    assert latest.assessed_by == scene.ada.membership_id


@pytest.mark.parametrize("level", ["not_assessed", "low", "medium", "high", "extreme"])
def test_every_level_can_be_judged_without_asking_her_anything(scene: Scene, level: str) -> None:
    judge(scene, level)
    assert [one.content.level for one in selectors.assessments(scene.iris, scene.box)] == [level]


def test_judging_lower_than_the_answers_suggest_takes_a_reason_and_stands(scene: Scene) -> None:
    with pytest.raises(DomainError, match="reason") as refused:
        judge(scene, content=Content("low", DA5_2009, THREE))
    assert refused.value.field == "reason"
    judge(scene, content=Content("low", DA5_2009, THREE, reason="lui è in carcere"))
    [one] = selectors.assessments(scene.iris, scene.box)
    assert (one.content.level, one.content.reason) == ("low", "lui è in carcere")


def test_an_unverified_band_only_suggests(scene: Scene) -> None:
    two = dict.fromkeys(DA5_2017.item_codes[:2], Answer.YES)
    four = dict.fromkeys(DA5_2017.item_codes[:4], Answer.YES)
    judge(scene, content=Content("low", DA5_2017, two))
    judge(scene, content=Content("high", DA5_2017, four))
    assert [one.content.level for one in selectors.assessments(scene.iris, scene.box)] == ["high", "low"]


@pytest.mark.parametrize("yes", [3, 4, 5])
@pytest.mark.parametrize("level", ["low", "medium"])
def test_more_danger_never_asks_for_fewer_reasons(scene: Scene, level: str, yes: int) -> None:
    """Three answers suggest "high" by a source; four and five do so as well, whatever else nobody verified."""
    answers = dict.fromkeys(DA5_2017.item_codes[:yes], Answer.YES)
    with pytest.raises(DomainError, match="reason"):
        judge(scene, content=Content(level, DA5_2017, answers))
    judge(scene, content=Content(level, DA5_2017, answers, reason="lui è in carcere"))


@pytest.mark.parametrize("content", [Content("none"), Content("high", DA5_2009, {"ears": Answer.YES})])
def test_unknown_codes_are_refused(scene: Scene, content: Content) -> None:
    with pytest.raises(DomainError):
        judge(scene, content=content)


@pytest.mark.parametrize("days", [-1, 0, 3650])
def test_dates_out_of_reach_are_refused(scene: Scene, days: int) -> None:
    with pytest.raises(DomainError, match="review_date"):
        judge(scene, next_review_on=today() + timedelta(days=days))


def test_the_chosen_day_comes_on_the_agenda_and_a_new_judgement_takes_its_place(scene: Scene) -> None:
    first = judge(scene, next_review_on=today() + timedelta(days=7), assignee=scene.ada.membership_id)
    [deadline] = open_reviews(scene.iris)
    assert (deadline.kind, deadline.source, deadline.assignee_id) == (
        "risk_review", first.pk, scene.ada.membership_id,
    )  # fmt: skip
    assert timezone.localdate(deadline.due_at) == first.next_review_on
    second = judge(scene, "medium", next_review_on=today() + timedelta(days=30))
    deadline.refresh_from_db()
    assert (deadline.state, deadline.closed_by) == ("replaced", scene.ada.user_id)
    assert [row.source for row in open_reviews(scene.iris)] == [second.pk]


def test_no_date_is_a_choice_too(scene: Scene) -> None:
    judge(scene, next_review_on=today() + timedelta(days=7))
    judge(scene)
    assert open_reviews(scene.iris) == []


def test_an_older_judgement_written_late_changes_no_date(scene: Scene) -> None:
    judge(scene, next_review_on=today() + timedelta(days=7))
    [before] = open_reviews(scene.iris)
    judge(
        scene, "medium", at=timezone.now() - timedelta(days=20), next_review_on=today() + timedelta(days=60)
    )
    assert [row.pk for row in open_reviews(scene.iris)] == [before.pk]
    latest = selectors.latest_assessment(scene.iris, scene.box)
    assert latest is not None
    assert latest.content.level == "high"


@pytest.mark.parametrize("hour", [8, 15])
def test_of_two_judgements_about_one_day_the_one_written_last_counts(scene: Scene, hour: int) -> None:
    """What was seen on Saturday night is written on Sunday: it is later than what was judged on Saturday at three."""
    yesterday = today() - timedelta(days=1)
    judge(scene, "low", at=datetime.combine(yesterday, time(hour), ROME))
    for level in ("medium", "extreme", "high", "extreme"):
        judge(scene, level, on=yesterday, next_review_on=today() + timedelta(days=3))
        latest = selectors.latest_assessment(scene.iris, scene.box)
        assert latest is not None
        assert latest.content.level == level
        assert [row.source for row in open_reviews(scene.iris)] == [latest.id]
        assert timezone.localdate(latest.assessed_at) == yesterday


def test_tomorrow_cannot_be_judged_today(scene: Scene) -> None:
    with pytest.raises(DomainError, match="not_yet"):
        judge(scene, at=timezone.now() + timedelta(days=1))


def test_a_form_sent_twice_is_one_judgement(scene: Scene) -> None:
    once = uuid4()
    rows = {judge(scene, once=once, next_review_on=today() + timedelta(days=7)).pk for _click in range(2)}
    assert rows == {once}
    assert len(open_reviews(scene.iris)) == 1
    assert Event.objects.filter(action="risk.assess").count() == 1


# --- walls and seals ---


def test_nothing_of_a_judgement_is_stored_in_clear(scene: Scene) -> None:
    row = judge(scene, content=Content("extreme", DA5_2009, THREE, note="canarino"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT risk_assessment::text FROM risk_assessment WHERE id = %s", [row.pk])
        (stored,) = cursor.fetchone()
        cursor.execute("SELECT string_agg(deadlines_deadline::text, ' ') FROM deadlines_deadline")
        (deadlines,) = cursor.fetchone()
    for said in ("extreme", "da5_2009", "weapon", "canarino"):
        for written in (said, said.upper(), said.encode().hex()):
            assert written not in stored + (deadlines or "")


def test_a_judgement_moved_to_another_row_is_caught(scene: Scene) -> None:
    first, second = judge(scene, "low"), judge(scene, "extreme")
    second.content = first.content
    with pytest.raises(Tampered):
        scene.box.open(second, "content")


@pytest.mark.parametrize(
    "change", ["UPDATE risk_assessment SET assessed_at = now()", "DELETE FROM risk_assessment"]
)
def test_a_judgement_is_never_changed(scene: Scene, change: str) -> None:
    judge(scene)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_another_centre_sees_nothing_and_opens_nothing(scene: Scene, cast: Cast) -> None:
    judge(scene)
    with acting(cast.gaia.actor):
        keyring = cast.gaia.unlock()
        assert not Assessment.objects.exists()
        assert selectors.latest_of(keyring, [scene.iris]) == {}
        with pytest.raises(KeyNotHeld):
            keyring.box(scene.record_key)


@pytest.mark.parametrize("name", ["dina", "elsa", "franca", "bice"])
def test_only_operators_and_coordinators_judge(scene: Scene, cast: Cast, name: str) -> None:
    person = cast.people[name]
    with pytest.raises(Forbidden):
        assess_risk(
            actor=person.actor,
            keyring=scene.keyring,
            subject=scene.iris,
            record_key=scene.record_key,
            content=Content("low"),
            next_review_on=None,
        )
    assert not person.actor.has(Role.OPERATOR)


# --- reading in bulk ---


def test_lists_read_the_latest_of_many_in_two_queries(
    scene: Scene, django_assert_max_num_queries: Any
) -> None:
    women = [scene.women.add(scene.keyring) for _n in range(6)]
    for n, subject in enumerate(women):
        for level in ("low", "extreme" if n % 2 else "medium"):
            assess_risk(
                actor=scene.ada, keyring=scene.keyring, subject=subject, record_key=scene.women.keys[subject],
                content=Content(level), next_review_on=None,
            )  # fmt: skip
    with django_assert_max_num_queries(2):
        found = selectors.latest_of(scene.keyring, women)
    assert [found[subject].level for subject in women] == ["medium", "extreme"] * 3


def test_the_timeline_has_the_judgement_first_and_its_reason(scene: Scene) -> None:
    judge(scene, content=Content("low", DA5_2009, THREE, reason="lui è in carcere", note="Sta dalla sorella"))
    assert scene.ada.membership_id
    [item] = timeline_items(scene.iris, scene.box, names={scene.ada.membership_id: "Ada"})
    assert item.title == "Giudizio: Basso: non esclude il pericolo"
    assert (item.who, item.text, item.tone) == ("Ada", "Sta dalla sorella", "neutral")
    shown = dict(item.details)
    assert shown["DA-5 (2009)"] == "3 sì, 2 non chieste"
    assert shown["Perché il giudizio è più basso"] == "lui è in carcere"
    assert shown["Prossima volta"] == "Nessuna data per riguardarlo"


def test_facts_are_codes_of_a_year_by_month(scene: Scene, cast: Cast) -> None:
    year = today().year - 1
    for month, level in [(1, "low"), (12, "extreme")]:
        judge(scene, level, at=timezone.make_aware(datetime(year, month, 1, 0, 30)))  # noqa: DTZ001
    judge(scene, "high")
    with acting(cast.dina.actor):
        found = list(facts.risk_facts(cast.dina.actor, cast.dina.unlock(), year=year))
    assert sorted((fact.month, fact.level, fact.instrument) for fact in found) == [
        (1, "low", "other"),
        (12, "extreme", "other"),
    ]
    with pytest.raises(Forbidden):
        list(facts.risk_facts(scene.ada, scene.keyring, year=year))
