"""Real transactions at the same instant, on a database of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from trama.access.context import acting
from trama.common.errors import DomainError
from trama.consent.models import Consent
from trama.consent.services import withdraw_consent
from trama.referrals.models import Reception, Referral
from trama.referrals.services import receiving
from trama.referrals.services.sending import send_parcel
from trama.referrals.sharing import sharing
from trama.referrals.states import State
from trama.referrals.tests.conftest import Desk, make_desk
from trama.testing.cast import Cast, Person

ROUNDS = 6


@pytest.fixture
def open_desk(committed: str, everybody: Cast) -> Iterator[Desk]:
    """Ada's desk on a database where commits are real; each step is a transaction of its own."""
    with acting(everybody.ada.actor):
        desk = make_desk(everybody)
    sharing.register(desk)
    yield desk
    sharing._items.remove(desk)


def at_once(*acts: Callable[[], str]) -> list[str]:
    """What each of `acts` answered, all started at the same moment, each on a connection of its own."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], str]) -> str:
        try:
            connection.ensure_connection()
            gate.wait(timeout=30)
            return act()
        except DomainError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def accept(person: Person, letter: Referral) -> Callable[[], str]:
    def act() -> str:
        with acting(person.actor):
            receiving.accept_referral(actor=person.actor, keyring=person.unlock(), referral=letter.pk)
        return "mine"

    return act


def sent(desk: Desk, *receivers: str) -> list[Referral]:
    with acting(desk.actor):
        return desk.send(*receivers)


def states(desk: Desk, letters: list[Referral]) -> list[str]:
    with acting(desk.actor):
        return sorted(
            Referral.objects.filter(pk__in=[one.pk for one in letters]).values_list("state", flat=True)
        )


def receptions(*people: Person) -> int:
    total = 0
    for person in people:
        with acting(person.actor):
            total += Reception.objects.count()
    return total


def test_two_receivers_at_once_exactly_one_takes_over(open_desk: Desk) -> None:
    mara, pia = open_desk.cast.mara, open_desk.cast.pia
    for turn in range(1, ROUNDS + 1):
        letters = sent(open_desk, "ginestra", "sociale")
        by_receiver = {one.receiver_id: one for one in letters}
        answers = at_once(
            accept(mara, by_receiver[mara.organisation_id]), accept(pia, by_receiver[pia.organisation_id])
        )
        assert sorted(answers) == ["mine", "taken_elsewhere"]
        assert states(open_desk, letters) == ["accepted", "superseded"]
        assert receptions(mara, pia) == turn


def test_two_colleagues_of_one_receiver_take_over_once(open_desk: Desk) -> None:
    mara, olga = open_desk.cast.mara, open_desk.cast.olga
    (letter,) = sent(open_desk, "ginestra")
    assert at_once(accept(mara, letter), accept(olga, letter)) == ["mine", "mine"]
    assert receptions(mara) == 1


def test_a_withdrawal_and_a_take_over_at_once_leave_no_letter_and_no_doubt(open_desk: Desk) -> None:
    mara, desk = open_desk.cast.mara, open_desk
    seen = set()
    for _turn in range(ROUNDS):
        (letter,) = sent(desk, "ginestra")
        consent = letter.consent_id

        def withdraw(consent: object = consent) -> str:
            with acting(desk.actor):
                withdraw_consent(actor=desk.actor, keyring=desk.cast.ada.unlock(), consent=consent)  # type: ignore[arg-type]
            return "withdrawn"

        answers = at_once(accept(mara, letter), withdraw)
        assert answers[1] == "withdrawn"
        with acting(desk.actor):
            row = Referral.objects.get(pk=letter.pk)
        assert row.content is None
        assert row.withdrawn_at is not None
        assert (answers[0], row.state) in {("mine", State.ACCEPTED), ("withdrawn", State.WITHDRAWN)}
        seen.add(row.state)
    assert seen <= {State.ACCEPTED, State.WITHDRAWN}


def test_a_withdrawal_and_a_sending_at_once_send_nothing_on_a_consent_taken_back(open_desk: Desk) -> None:
    desk = open_desk
    for _turn in range(ROUNDS):
        with acting(desk.actor):
            parcel = desk.agreed()
            consent = Referral.objects.get(parcel=parcel).consent_id

        def send(parcel: object = parcel.pk) -> str:
            with acting(desk.actor):
                send_parcel(actor=desk.actor, keyring=desk.cast.ada.unlock(), parcel=parcel)  # type: ignore[arg-type]
            return "sent"

        def withdraw(consent: object = consent) -> str:
            with acting(desk.actor):
                withdraw_consent(actor=desk.actor, keyring=desk.cast.ada.unlock(), consent=consent)  # type: ignore[arg-type]
            return "withdrawn"

        answers = at_once(send, withdraw)
        assert answers[1] == "withdrawn"
        with acting(desk.actor):
            row = Referral.objects.get(parcel=parcel)
            assert not Consent.objects.filter(subject=desk.subject, state="given").exists()
        assert row.content is None
        assert (answers[0], row.state) in {("sent", State.WITHDRAWN), ("no_ground", State.PROPOSED)}


def test_a_send_button_pressed_twice_at_once_sends_once(open_desk: Desk) -> None:
    desk = open_desk
    with acting(desk.actor):
        parcel = desk.agreed()

    def send() -> str:
        with acting(desk.actor):
            (letter,) = send_parcel(actor=desk.actor, keyring=desk.cast.ada.unlock(), parcel=parcel.pk)
            return letter.wrap.hex() if letter.wrap else ""

    first, second = at_once(send, send)
    assert first == second != ""
