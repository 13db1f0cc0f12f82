"""Who gives evidence and who confirms it, by the services."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from trama.access.actions import Action, Forbidden
from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.audit.models import Event
from trama.common.errors import DomainError
from trama.protocol.agreement.selectors import version_in_force
from trama.protocol.commitments import selectors, services
from trama.protocol.commitments.models import Evidence, EvidenceState, Way
from trama.protocol.commitments.rules import State
from trama.protocol.commitments.tests.acts import NEW_YEAR, YEAR, confirm, give, owns, proof
from trama.testing.cast import Cast, Person


def state_of(cast: Cast, person: Person, body: str, code: str, year: int = YEAR) -> str:
    """As the pages derive it, for today."""
    with acting(person.actor):
        version = version_in_force(person.actor)
        assert version is not None
        rows = selectors.owned(person.actor, version, year)
        frame = selectors.frame_of(person.actor, year, timezone.localdate())
        dated = selectors.dated_outcomes(person.actor, rows, frame)
        mine = rows.filter(pk=owns(cast, body, code).pk)
        return selectors.standings(selectors.with_state(mine, dated, year), dated, year)[0].state


def test_a_referent_gives_and_the_lead_body_confirms(cast: Cast) -> None:
    given = give(
        cast, cast.franca, "aurora", "CAV-00a", kind="event", day=NEW_YEAR, title="Serata in biblioteca"
    )
    assert (given.way, given.state) == (Way.REFERENT, EvidenceState.WAITING)
    assert state_of(cast, cast.ivana, "aurora", "CAV-00a") == State.NOT_YET
    confirm(cast.tea, given)
    assert state_of(cast, cast.ivana, "aurora", "CAV-00a") == State.EVIDENCED
    assert state_of(cast, cast.ivana, "iris", "CAV-00a") == State.NOT_YET
    assert state_of(cast, cast.ivana, "aurora", "CAV-00a", YEAR - 1) == State.NOT_YET


def test_a_referent_cannot_write_another_bodys_evidence(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        give(cast, cast.ivana, "aurora", "CAV-00a")
    given = give(cast, cast.franca, "aurora", "CAV-00c")
    with acting(cast.ivana.actor):
        row = Evidence.objects.get(pk=given.pk)  # readable: the network reads what was promised
        with pytest.raises(Forbidden):
            services.withdraw_evidence(actor=cast.ivana.actor, evidence=row)
        with pytest.raises(Forbidden):
            services.confirm_evidence(actor=cast.ivana.actor, evidence=row)


def test_the_lead_body_confirms_its_own_only_by_a_second_person(cast: Cast) -> None:
    """A6-01 of last year is late; who entered the proof cannot make it good alone."""
    last = YEAR - 1
    assert state_of(cast, cast.tea, "capofila", "A6-01", last) == State.LATE
    with acting(cast.tea.actor):
        row = owns(cast, "capofila", "A6-01")
        given = [
            services.give_evidence(
                actor=cast.tea.actor, ownership=row, year=last,
                proof=proof(kind="meeting", day=date(last, month, 9), title="Incontro operativo"),
            )
            for month in (4, 10)
        ]  # fmt: skip
        with pytest.raises(DomainError, match="second_person"):
            services.confirm_evidence(actor=cast.tea.actor, evidence=given[0])
    assert state_of(cast, cast.tea, "capofila", "A6-01", last) == State.LATE
    confirm(cast.tilde, given[0])
    assert state_of(cast, cast.tea, "capofila", "A6-01", last) == State.LATE
    confirm(cast.tilde, given[1])
    assert state_of(cast, cast.tea, "capofila", "A6-01", last) == State.EVIDENCED


def test_what_the_lead_body_enters_for_a_body_is_marked_and_that_body_confirms(cast: Cast) -> None:
    given = give(cast, cast.tea, "aurora", "CAV-00c")
    assert (given.way, given.entered_by_id) == (Way.LEAD, cast.tea.organisation_id)
    for other in (cast.tea, cast.tilde, cast.ivana):
        with pytest.raises((Forbidden, DomainError)):
            confirm(other, given)
    confirm(cast.franca, given)
    assert state_of(cast, cast.franca, "aurora", "CAV-00c") == State.EVIDENCED


def test_a_coordinator_of_a_body_that_does_not_lead_has_no_power(cast: Cast) -> None:
    pretender = Actor(
        cast.ivana.organisation_id, cast.network_id, cast.ivana.user_id, cast.ivana.membership_id,
        frozenset({Role.NETWORK_COORDINATOR}),
    )  # fmt: skip
    given = give(cast, cast.franca, "aurora", "CAV-00c")
    with acting(pretender):
        for body in ("aurora", "iris"):
            with pytest.raises(Forbidden):
                services.give_evidence(
                    actor=pretender, ownership=owns(cast, body, "CAV-00c"), year=YEAR, proof=proof()
                )
        with pytest.raises(Forbidden):
            services.confirm_evidence(actor=pretender, evidence=Evidence.objects.get(pk=given.pk))
        with pytest.raises(Forbidden):
            services.set_data_term(actor=pretender, year=YEAR, due_on=date(YEAR, 6, 30))


@pytest.mark.parametrize("role", list(Role))
def test_roles_times_acts(cast: Cast, role: Role) -> None:
    """The matrix: in an ordinary body a referent alone gives and, for what the lead body entered, confirms."""
    given = give(cast, cast.tea, "aurora", "CAV-00c")
    someone = Actor(cast.franca.organisation_id, cast.network_id, uuid4(), uuid4(), frozenset({role}))
    with acting(someone):
        acts: dict[Action, Callable[[], object]] = {
            Action.GIVE_EVIDENCE: lambda: services.give_evidence(
                actor=someone, ownership=owns(cast, "aurora", "CAV-00a"), year=YEAR, proof=proof()
            ),
            Action.CONFIRM_EVIDENCE: lambda: services.confirm_evidence(
                actor=someone, evidence=Evidence.objects.get(pk=given.pk)
            ),
        }
        for action, act in acts.items():
            if role is Role.REFERENT:
                act()
            else:
                with pytest.raises(Forbidden):
                    act()
            assert role is not Role.REFERENT or action.allows(someone)


def test_sent_back_corrected_and_confirmed_leaves_its_history(cast: Cast) -> None:
    given = give(cast, cast.franca, "aurora", "CAV-00c", title="Bozza")
    with acting(cast.tea.actor):
        row = Evidence.objects.get(pk=given.pk)
        services.return_evidence(actor=cast.tea.actor, evidence=row, because="Manca la data della delibera.")
    with acting(cast.franca.actor):
        row = Evidence.objects.select_related("ownership__commitment").get(pk=given.pk)
        better = services.correct_evidence(
            actor=cast.franca.actor, evidence=row, proof=proof(title="Delibera")
        )
    confirm(cast.tea, better)
    with acting(cast.ada.actor):
        told = selectors.history(owns(cast, "aurora", "CAV-00c"), YEAR)
    assert [(one.title, one.state) for one in told] == [("Delibera", "confirmed"), ("Bozza", "withdrawn")]
    assert told[0].replaces_id == given.pk
    assert told[1].returned_because == "Manca la data della delibera."


def test_withdrawn_evidence_counts_no_more(cast: Cast) -> None:
    given = confirm(cast.tea, give(cast, cast.franca, "aurora", "CAV-00c"))
    with acting(cast.franca.actor):
        services.withdraw_evidence(actor=cast.franca.actor, evidence=given)
        with pytest.raises(DomainError, match="decided"):
            services.withdraw_evidence(actor=cast.franca.actor, evidence=given)
    assert state_of(cast, cast.franca, "aurora", "CAV-00c") == State.NOT_YET


def test_two_who_decide_at_once_the_second_is_told(cast: Cast) -> None:
    given = give(cast, cast.franca, "aurora", "CAV-00c")
    with acting(cast.tea.actor):
        seen = Evidence.objects.get(pk=given.pk)
    confirm(cast.tilde, given)
    with acting(cast.tea.actor), pytest.raises(DomainError, match="decided"):
        services.return_evidence(actor=cast.tea.actor, evidence=seen, because="x")


def test_the_same_form_sent_twice_is_one_row(cast: Cast) -> None:
    key = uuid4()
    with acting(cast.franca.actor):
        row = owns(cast, "aurora", "CAV-00c")
        for _again in range(2):
            services.give_evidence(actor=cast.franca.actor, ownership=row, year=YEAR, proof=proof(), key=key)
        assert Evidence.objects.filter(ownership=row).count() == 1


@pytest.mark.parametrize(
    ("code", "changes", "refused"),
    [
        ("CAV-00c", {"kind": "submission"}, "kind"),
        ("A3-02a", {"kind": "document"}, "kind"),
        ("CAV-00c", {"day": timezone.localdate() + timedelta(days=1)}, "future"),
        ("CAV-00a", {"kind": "event", "day": date(YEAR - 1, 5, 1)}, "other_year"),
        ("CAV-00c", {"kind": "count"}, "number"),
        ("CAV-00c", {"number": 12}, "number"),
        ("CAV-01", {"kind": "count", "number": 3}, "few"),
        ("CAV-00c", {"url": "javascript:alert(1)"}, "address"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_beside_its_field(
    cast: Cast, code: str, changes: dict[str, object], refused: str
) -> None:
    with pytest.raises(DomainError, match=refused) as caught:
        give(cast, cast.franca, "aurora", code, **changes)
    assert caught.value.field


@pytest.mark.parametrize("year", [2022, YEAR + 1])
def test_a_year_in_which_nothing_was_promised_is_refused(cast: Cast, year: int) -> None:
    with acting(cast.franca.actor), pytest.raises(DomainError, match="year"):
        services.give_evidence(
            actor=cast.franca.actor, ownership=owns(cast, "aurora", "CAV-00c"), year=year, proof=proof()
        )


def test_what_is_done_once_stays_evidenced(cast: Cast) -> None:
    given = give(cast, cast.franca, "aurora", "A3-01", kind="act", title="Nomina della referente")
    confirm(cast.tea, given)
    assert state_of(cast, cast.franca, "aurora", "A3-01", YEAR) == State.EVIDENCED
    assert state_of(cast, cast.franca, "aurora", "A3-01", YEAR - 1) == State.NOT_YET


def test_the_date_for_yearly_data_is_the_lead_bodys(cast: Cast) -> None:
    last = YEAR - 1
    assert state_of(cast, cast.sofia, "sociale", "WEL-10b", last) == State.LATE
    with acting(cast.tea.actor):
        services.set_data_term(actor=cast.tea.actor, year=last, due_on=date(YEAR, 12, 31))
        services.set_data_term(actor=cast.tea.actor, year=last, due_on=date(YEAR, 12, 30))
    assert state_of(cast, cast.sofia, "sociale", "WEL-10b", last) == State.DUE
    with acting(cast.sofia.actor), pytest.raises(Forbidden):
        services.set_data_term(actor=cast.sofia.actor, year=last, due_on=date(YEAR, 12, 31))


def test_every_act_leaves_a_row_in_the_trail(cast: Cast) -> None:
    confirm(cast.tea, give(cast, cast.franca, "aurora", "CAV-00c"))
    with acting(cast.franca.actor):
        assert Event.objects.filter(action="commitment.evidence").count() == 1
    with acting(cast.tea.actor):
        assert Event.objects.filter(action="commitment.confirm").count() == 1
