"""Whatever the two sides do, in whatever order and at whatever hour, the promises hold."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from trama.access.context import acting
from trama.common.errors import DomainError
from trama.consent.models import Consent
from trama.consent.services import withdraw_consent
from trama.deadlines.calendar import local_day
from trama.deadlines.rules import Term, Unit
from trama.referrals.attendance import attend
from trama.referrals.drafts import SHORTEST_DAYS
from trama.referrals.models import Answer, Reception, Referral
from trama.referrals.services import preparing, progress, receiving
from trama.referrals.services.sending import send_parcel
from trama.referrals.sharing import sharing
from trama.referrals.states import MOVES, TAKEN_OVER, State
from trama.referrals.tests.conftest import Desk, make_desk
from trama.testing.cast import Cast, Person
from trama.vault.keyring import Keyring

RECEIVERS = ("ginestra", "sociale")


class Letters(RuleBasedStateMachine):
    """Ada writes one parcel to one or two receivers; both sides then press whatever button they like."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        with acting(self.cast.ada.actor):
            self.desk: Desk = make_desk(self.cast)
        sharing.register(self.desk)
        self.keyrings = {one.name: self.inside(one, one.unlock) for one in (self.cast.mara, self.cast.pia)}
        self.now = timezone.now() - timedelta(days=100)
        self.seen: dict[Any, str] = {}
        self.withdrawn = False

    def teardown(self) -> None:
        sharing._items.remove(self.desk)
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    # Helpers

    def inside(self, person: Person, act: Callable[[], Any]) -> Any:
        with acting(person.actor):
            return act()

    def attempt(self, person: Person, act: Callable[[], Any]) -> None:
        """Press the button; a refusal in words is fine, anything else is not."""
        try:
            with acting(person.actor), transaction.atomic():
                act()
        except DomainError:
            pass

    def ours(self) -> dict[str, Any]:
        return {"actor": self.desk.actor, "keyring": self.desk.keyring}

    def theirs(self, name: str) -> tuple[Person, Keyring, Referral]:
        person = self.cast.mara if name == "ginestra" else self.cast.pia
        letters = self.rows()
        letter = next((one for one in letters if one.receiver_id == person.organisation_id), letters[0])
        return person, self.keyrings[person.name], letter

    def rows(self) -> list[Referral]:
        with acting(self.cast.ada.actor):
            return list(Referral.objects.filter(parcel=self.parcel).order_by("pk"))

    # Buttons

    @initialize(
        two=st.booleans(),
        progress=st.booleans(),
        message=st.booleans(),
        days=st.integers(0, 12),
        steps=st.integers(0, 5),
    )
    def write(self, two: bool, progress: bool, message: bool, days: int, steps: int) -> None:
        """`steps`: how far it has already gone, so that what comes late is tried as often as what comes early."""
        last = local_day(self.now) + timedelta(days=days)
        receivers = RECEIVERS if two else RECEIVERS[:1]
        self.promised = (progress, message)
        changes: dict[str, Any] = {"return_progress": progress, "return_message": message, "expires_on": last}
        if days < SHORTEST_DAYS:  # else its days would be hours, and that is asked as such
            changes["term"] = Term(4, Unit.HOURS)
        self.parcel = self.inside(
            self.cast.ada, lambda: self.desk.prepare(*receivers, at=self.now, **changes).pk
        )

        usual: list[Callable[[], None]] = [
            lambda: self.ask_her(True),
            self.send,
            lambda: self.answer("ginestra", "open"),
            lambda: self.answer("ginestra", "accept"),
            lambda: self.afterwards("ginestra", "meet"),
        ]
        for step in usual[:steps]:
            step()

    @rule(hours=st.integers(0, 60))
    def time_passes(self, hours: int) -> None:
        self.now = min(self.now + timedelta(hours=hours), timezone.now())

    @rule(yes=st.sampled_from([True, True, True, False]))
    def ask_her(self, yes: bool) -> None:
        """Her yes counts today, whatever hour it is in the story: the database looks at the real clock too."""
        said: dict[str, Any] = {"parcel": self.parcel, "way": "in_person", "at": self.now, **self.ours()}
        verb: Callable[[], Any] = (
            partial(preparing.agree, **said, until=timezone.localdate())
            if yes
            else partial(preparing.refuse, **said)
        )
        self.attempt(self.cast.ada, verb)

    @rule()
    def write_again(self) -> None:
        self.attempt(self.cast.ada, lambda: preparing.reopen_draft(actor=self.desk.actor, parcel=self.parcel))

    @rule()
    def send(self) -> None:
        self.attempt(self.cast.ada, lambda: send_parcel(parcel=self.parcel, at=self.now, **self.ours()))

    @rule()
    def withdraw(self) -> None:
        def act() -> None:
            for consent in Consent.objects.filter(subject=self.desk.subject, state="given"):
                withdraw_consent(consent=consent.pk, at=self.now, **self.ours())
                self.withdrawn = True

        self.attempt(self.cast.ada, act)

    @precondition(lambda self: any(row.sent_at for row in self.rows()))
    @rule(name=st.sampled_from(RECEIVERS), verb=st.sampled_from(["open", "accept", "decline"]))
    def answer(self, name: str, verb: str) -> None:
        person, keyring, letter = self.theirs(name)
        if letter.receiver_id != person.organisation_id:
            return
        given: dict[str, Any] = {
            "actor": person.actor,
            "keyring": keyring,
            "referral": letter.pk,
            "at": self.now,
        }
        verbs: dict[str, Callable[[], Any]] = {
            "open": lambda: receiving.open_referral(**given),
            "accept": lambda: receiving.accept_referral(**given),
            "decline": lambda: receiving.decline_referral(**given, reason="full"),
        }
        self.attempt(person, verbs[verb])

    @precondition(lambda self: any(row.state in TAKEN_OVER for row in self.rows()))
    @rule(name=st.sampled_from(RECEIVERS), verb=st.sampled_from(["meet", "close", "write", "erase"]))
    def afterwards(self, name: str, verb: str) -> None:
        person, keyring, letter = self.theirs(name)
        reception = self.inside(person, lambda: Reception.objects.filter(referral=letter.pk).first())
        if reception is None:
            return
        given: dict[str, Any] = {"actor": person.actor, "reception": reception.pk, "at": self.now}
        verbs: dict[str, Callable[[], Any]] = {
            "meet": lambda: progress.note_first_contact(**given),
            "close": lambda: progress.close_reception(**given),
            "write": lambda: progress.send_message(**given, keyring=keyring, text="è arrivata"),
            "erase": lambda: progress.decide_withdrawal(**given, keyring=keyring, erased=True),
        }
        self.attempt(person, verbs[verb])

    @rule(name=st.sampled_from(["aurora", *RECEIVERS]))
    def job(self, name: str) -> None:
        person = {"aurora": self.cast.ada, "ginestra": self.cast.mara, "sociale": self.cast.pia}[name]
        self.inside(person, lambda: attend(actor=person.actor, at=self.now))

    # Promises

    @invariant()
    def the_letter_exists_exactly_while_it_waits(self) -> None:
        for row in self.rows():
            assert (row.content is not None) == (row.state == State.SENT)
            assert (row.content is None) == (row.wrap is None) == (row.signature is None)

    @invariant()
    def nothing_was_sent_without_her_yes_at_that_moment(self) -> None:
        for row in self.rows():
            if row.sent_at:
                with acting(self.cast.ada.actor):
                    consent = Consent.objects.get(subject=self.desk.subject, pk=str(row.consent_id))
                assert consent.expires_on is not None
                assert consent.given_at <= row.sent_at
                assert local_day(row.sent_at) <= consent.expires_on
                assert consent.withdrawn_at is None or consent.withdrawn_at >= row.sent_at

    @invariant()
    def at_most_one_took_it_over_and_then_nobody_else_can_read(self) -> None:
        rows = self.rows()
        taken = [row for row in rows if row.state in TAKEN_OVER]
        assert len(taken) <= 1
        if taken:
            assert not any(row.state == State.SENT for row in rows)

    @invariant()
    def nothing_waits_on_a_consent_she_took_back(self) -> None:
        if self.withdrawn:
            given = self.inside(
                self.cast.ada, lambda: set(Consent.objects.filter(state="given").values_list("pk", flat=True))
            )
            for row in self.rows():
                assert row.state not in {State.SENT, State.CONSENTED} or row.consent_id in given

    @invariant()
    def what_comes_back_is_what_she_agreed_to(self) -> None:
        progress_agreed, message_agreed = self.promised
        for row in self.rows():
            if not progress_agreed:
                assert row.state not in {State.FIRST_CONTACT, State.CLOSED}
                assert row.first_contact_at is row.closed_at is None
        answers = self.inside(self.cast.ada, lambda: list(Answer.objects.values_list("kind", flat=True)))
        assert message_agreed or "message" not in answers

    @invariant()
    def states_only_move_along_the_table(self) -> None:
        for row in self.rows():
            before = self.seen.get(row.pk, row.state)
            assert before == row.state or _reachable(before, row.state), (before, row.state)
            self.seen[row.pk] = row.state


def _reachable(before: str, after: str) -> bool:
    """In one or more moves: one button may make two of them."""
    found: set[str] = {before}
    new: set[str] = {before}
    while new:
        new = {str(move.after) for move in MOVES if move.before in new} - found
        found |= new
    return after in found


@pytest.mark.django_db
def test_whatever_both_sides_do_the_promises_hold(everybody: Cast) -> None:
    machine = type("Machine", (Letters,), {"cast": everybody})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
