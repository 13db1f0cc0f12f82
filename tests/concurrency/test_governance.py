"""Two people of the lead body, or of one body, at the same thing in the same moment: it is done once, and both know."""

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from tests.concurrency.test_many import at_once
from tests.concurrency.whole import query
from trama.access.actor import Actor
from trama.access.context import acting
from trama.common.errors import DomainError
from trama.network.models import Referent
from trama.network.referents import appoint_referent
from trama.protocol.agreement.services import known, renewal
from trama.protocol.meetings import services
from trama.protocol.meetings.models import Invitation, Minutes, TableSession
from trama.protocol.meetings.services import tables
from trama.protocol.meetings.services.minutes import Part
from trama.protocol.meetings.tests import making
from trama.protocol.models import Signatory, Version
from trama.testing.cast import Cast

pytestmark = pytest.mark.usefixtures("committed")
DAY = date(2026, 11, 20)


def codes_of(errors: list[BaseException]) -> list[str]:
    """What was refused; anything but a refusal with words is a defect."""
    assert all(isinstance(error, DomainError) for error in errors), errors
    return sorted(error.code for error in errors if isinstance(error, DomainError))


def together(actors: list[Actor], act: Callable[[Actor, int], object]) -> list[str]:
    def go(index: int) -> None:
        with acting(actors[index]):
            act(actors[index], index)

    return codes_of(at_once(len(actors), go))


def audited(action: str, detail: str = "%") -> int:
    rows = query(f"SELECT count(*) FROM audit_event WHERE action = '{action}' AND detail LIKE '{detail}'")
    count = rows[0][0]
    assert isinstance(count, int)
    return count


def leaders(cast: Cast) -> list[Actor]:
    return [cast.tea.actor, cast.tilde.actor]


def ready(cast: Cast) -> Version:
    """A renewal with one signature at hand."""
    tea = cast.tea.actor
    with acting(tea):
        version = renewal.prepare_version(actor=tea, title="Rinnovo")
        renewal.open_signing(actor=tea, version=version)
        row = Signatory.objects.get(version=version, organisation=cast.organisations["aurora"])
        known.write_known(actor=tea, signatory=row, state="received", method="digital_cades")
    return version


def states(cast: Cast) -> list[tuple[int, str]]:
    with acting(cast.tea.actor):
        return list(Version.objects.order_by("number").values_list("number", "state"))


def test_two_put_a_version_in_force_and_it_is_in_force_once(everybody: Cast) -> None:
    version = ready(everybody)
    refused = together(
        leaders(everybody),
        lambda actor, _one: renewal.activate_version(actor=actor, version=version, document_date=DAY),
    )
    assert refused == []
    assert states(everybody) == [(1, "superseded"), (2, "in_force")]
    assert (audited("version.in_force"), audited("version.superseded")) == (1, 1)


def test_two_who_give_it_different_dates_do_not_both_believe_theirs(everybody: Cast) -> None:
    version = ready(everybody)
    days = [DAY, date(2026, 11, 21)]
    refused = together(
        leaders(everybody),
        lambda actor, one: renewal.activate_version(actor=actor, version=version, document_date=days[one]),
    )
    assert refused == ["meanwhile"]


def test_one_drops_it_while_another_puts_it_in_force(everybody: Cast) -> None:
    version = ready(everybody)

    def act(actor: Actor, one: int) -> None:
        if one:
            renewal.drop_version(actor=actor, version=version)
        else:
            renewal.activate_version(actor=actor, version=version, document_date=DAY)

    assert together(leaders(everybody), act) == ["no_step"]
    assert states(everybody) in ([(1, "superseded"), (2, "in_force")], [(1, "in_force"), (2, "dropped")])


def test_two_begin_a_renewal_and_there_is_one(everybody: Cast) -> None:
    refused = together(
        leaders(everybody), lambda actor, one: renewal.prepare_version(actor=actor, title=f"Rinnovo {one}")
    )
    assert refused == ["in_hand"]
    assert states(everybody) == [(1, "in_force"), (2, "preparing")]


def test_two_approve_the_same_minutes_and_the_second_is_told(everybody: Cast) -> None:
    meeting = making.held(everybody)
    making.written(everybody, meeting)
    refused = together(
        leaders(everybody), lambda actor, _one: services.approve_minutes(actor=actor, meeting_id=meeting.pk)
    )
    assert refused == ["approved"]
    with acting(everybody.tea.actor):
        assert Minutes.objects.get().state == "approved_minutes"
    assert audited("meeting.record", "approved") == 1


def test_sent_twice_by_one_person_minutes_are_approved_once(everybody: Cast) -> None:
    meeting = making.held(everybody)
    making.written(everybody, meeting)
    tea = everybody.tea.actor
    refused = together(
        [tea, tea], lambda actor, _one: services.approve_minutes(actor=actor, meeting_id=meeting.pk)
    )
    assert refused == []
    assert audited("meeting.record", "approved") == 1


def test_nobody_approves_what_a_colleague_is_rewriting(everybody: Cast) -> None:
    """Whoever comes first: what is approved is what the person who approved it had read."""
    meeting = making.held(everybody)
    seen = making.written(everybody, meeting).changed_at

    def act(actor: Actor, one: int) -> None:
        if one:
            services.approve_minutes(actor=actor, meeting_id=meeting.pk, seen=seen)
        else:
            services.write_minutes(
                actor=actor, meeting_id=meeting.pk, parts=[Part("Uno", "Altro")], decisions=[], seen=seen
            )

    (refused,) = together(leaders(everybody), act)
    with acting(everybody.tea.actor):
        state = Minutes.objects.get().state
    assert (refused, state) in (("changed", "draft_minutes"), ("frozen", "approved_minutes"))


def sheet(cast: Cast, *present: str) -> dict[UUID, str]:
    return {cast.organisations[name]: "present" if name in present else "absent" for name in making.SIGNED}


def attendance(cast: Cast, meeting_id: UUID) -> dict[str, str]:
    names = {body: name for name, body in cast.organisations.items()}
    with acting(cast.tea.actor):
        rows = Invitation.objects.filter(meeting=meeting_id).values_list("organisation_id", "attendance")
        return {names[body]: code for body, code in rows}


def test_two_record_who_was_there_and_none_overwrites_the_other_unseen(everybody: Cast) -> None:
    meeting = making.convened(everybody, -7)
    empty = {everybody.organisations[name]: "" for name in making.SIGNED}
    sheets = [sheet(everybody, "aurora", "iris"), sheet(everybody, "aurora", "sociale")]

    def act(actor: Actor, one: int) -> None:
        services.record_attendance(actor=actor, meeting_id=meeting.pk, attendance=sheets[one], seen=empty)

    assert together(leaders(everybody), act) == ["meanwhile"]
    there = {name for name, code in attendance(everybody, meeting.pk).items() if code == "present"}
    assert there in ({"aurora", "iris"}, {"aurora", "sociale"}), "one sheet, whole"
    assert audited("meeting.record", "attendance") == 1


def test_two_who_correct_different_bodies_are_both_right(everybody: Cast) -> None:
    meeting = making.held(everybody)
    was = sheet(everybody, "aurora", "capofila")
    ours = [was | {everybody.organisations[name]: "excused"} for name in ("iris", "municipio")]

    def act(actor: Actor, one: int) -> None:
        services.record_attendance(actor=actor, meeting_id=meeting.pk, attendance=ours[one], seen=was)

    assert together(leaders(everybody), act) == []
    found = attendance(everybody, meeting.pk)
    assert (found["iris"], found["municipio"], found["aurora"]) == ("excused", "excused", "present")


def test_two_appoint_a_referent_and_the_second_sees_the_first(everybody: Cast) -> None:
    franca = everybody.franca.actor
    ids = [uuid4(), uuid4()]

    def act(actor: Actor, one: int) -> None:
        appoint_referent(
            actor=actor, organisation=franca.organisation_id, office=f"Ufficio {one}", since=timezone.localdate(),
            seen=[], referent_id=ids[one],
        )  # fmt: skip

    assert together([franca, franca], act) == ["meanwhile"]
    assert named(everybody) == 1


def test_two_who_take_the_same_place_do_not_both_get_it(everybody: Cast) -> None:
    franca, today = everybody.franca.actor, timezone.localdate()
    with acting(franca):
        first = appoint_referent(
            actor=franca, organisation=franca.organisation_id, office="Segreteria", since=today
        )

    def act(actor: Actor, one: int) -> None:
        appoint_referent(
            actor=actor, organisation=franca.organisation_id, office=f"Ufficio {one}", since=today,
            replaces=[first.pk],
        )  # fmt: skip

    assert together([franca, franca], act) == ["begins_earlier", "begins_earlier"]
    with acting(franca):
        Referent.objects.filter(pk=first.pk).update(since=date(2026, 1, 1))
    assert together([franca, franca], act) == ["meanwhile"]
    assert named(everybody) == 1


def named(cast: Cast) -> int:
    with acting(cast.franca.actor):
        rows = Referent.objects.filter(organisation=cast.franca.organisation_id, until__isnull=True)
        return sum(row.is_named for row in rows)


def test_a_form_sent_five_times_at_once_plans_one_meeting_and_appoints_one_office(everybody: Cast) -> None:
    tea, franca, meeting_id, office_id = everybody.tea.actor, everybody.franca.actor, uuid4(), uuid4()

    def plan(actor: Actor, _one: int) -> None:
        services.plan_meeting(
            actor=actor, kind="operational", title="Uno", starts_at=making.noon(7), ends_at=making.noon(8),
            bodies=[tea.organisation_id], meeting_id=meeting_id,
        )  # fmt: skip

    def appoint(actor: Actor, _one: int) -> None:
        appoint_referent(
            actor=actor, organisation=franca.organisation_id, office="Segreteria", since=timezone.localdate(),
            seen=[], referent_id=office_id,
        )  # fmt: skip

    assert together([tea] * 5, plan) == []
    assert together([franca] * 5, appoint) == []
    assert query("SELECT count(*) FROM protocol_meeting") == [(1,)]
    assert named(everybody) == 1


def test_the_minutes_of_a_table_are_approved_as_they_were_read(everybody: Cast) -> None:
    session = making.a_session(everybody, making.a_table(everybody))
    franca = everybody.franca.actor
    with acting(franca):
        seen = tables.write_session(
            actor=franca, session_id=session.pk, minutes="Prima", priorities=[]
        ).changed_at

    def act(actor: Actor, one: int) -> None:
        if one:
            tables.approve_session(actor=actor, session_id=session.pk, seen=seen)
        else:
            tables.write_session(actor=actor, session_id=session.pk, minutes="Dopo", priorities=[], seen=seen)

    (refused,) = together([franca, franca], act)
    with acting(franca):
        row = TableSession.objects.get()
    assert (refused, row.state, row.minutes) in (
        ("changed", "held", "Dopo"),
        ("frozen", "approved", "Prima"),
    )


def test_ending_the_sharing_twice_does_not_share_again(everybody: Cast) -> None:
    session = making.a_session(everybody, making.a_table(everybody))
    franca = everybody.franca.actor
    with acting(franca):
        tables.share_session(actor=franca, session_id=session.pk, share=True)
    refused = together(
        [franca, franca],
        lambda actor, _one: tables.share_session(actor=actor, session_id=session.pk, share=False),
    )
    assert refused == []
    with acting(franca):
        assert TableSession.objects.get().shared_at is None
