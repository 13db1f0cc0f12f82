"""The opened key between requests."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from trama.vault.errors import Tampered
from trama.vault.models import SessionKey, SessionState, UserKey
from trama.vault.services import sessions
from trama.vault.services.sessions import begin, find, promote, resume, settle
from trama.vault.services.users import fingerprint_of
from trama.vault.tasks import sweep
from trama.vault.tests.conftest import Centre, Person

NOON = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Europe/Rome"))


def minutes(number: float) -> datetime:
    return NOON + timedelta(minutes=number)


def again(session: SessionKey) -> SessionKey:
    return SessionKey.objects.get(pk=session.pk)


def test_a_live_session_gives_the_keyring_back(centre: Centre, carla: Person) -> None:
    key = centre.ada.keyring.new_record()
    opened = begin(carla.keyring, at=NOON, second_factor=False)
    found = find(opened.secret)
    assert found is not None
    keyring = resume(found, opened.secret, centre.id, at=minutes(5))
    assert keyring is not None
    assert keyring.holds([key]) == {key.pk}


def test_pending_key_is_unusable_before_the_second_factor(centre: Centre, carla: Person) -> None:
    opened = begin(carla.keyring, at=NOON)
    assert resume(again(opened.session), opened.secret, centre.id, at=minutes(1)) is None
    # Nor does calling it live in the database make it so: the wrap is another one.
    SessionKey.objects.update(state=SessionState.LIVE)
    with pytest.raises(Tampered):
        resume(again(opened.session), opened.secret, centre.id, at=minutes(1))


def test_the_second_factor_makes_it_live_under_a_new_cookie(centre: Centre, carla: Person) -> None:
    pending = begin(carla.keyring, at=NOON)
    live = promote(again(pending.session), pending.secret, at=minutes(2))
    assert live.secret != pending.secret
    assert resume(again(live.session), live.secret, centre.id, at=minutes(3)) is not None
    assert find(pending.secret) is None


def test_the_second_factor_comes_too_late_after_five_minutes(centre: Centre, carla: Person) -> None:
    pending = begin(carla.keyring, at=NOON)
    with pytest.raises(Tampered):
        promote(again(pending.session), pending.secret, at=minutes(5))
    assert not SessionKey.objects.exists()


def test_idle_for_half_an_hour_ends_it(centre: Centre, carla: Person) -> None:
    opened = begin(carla.keyring, at=NOON, second_factor=False)
    assert resume(again(opened.session), opened.secret, centre.id, at=minutes(29)) is not None
    assert resume(again(opened.session), opened.secret, centre.id, at=minutes(58)) is not None
    assert resume(again(opened.session), opened.secret, centre.id, at=minutes(88)) is None
    stub = again(opened.session)
    assert (stub.state, stub.sealed) == (SessionState.STUB, None)


def test_eight_hours_end_it_however_busy_she_was(centre: Centre, carla: Person) -> None:
    opened = begin(carla.keyring, at=NOON, second_factor=False)
    for quarter in range(1, 32):
        assert resume(again(opened.session), opened.secret, centre.id, at=minutes(15 * quarter)) is not None
    assert resume(again(opened.session), opened.secret, centre.id, at=minutes(8 * 60)) is None


def test_the_stub_lives_a_day_and_opens_nothing(centre: Centre, carla: Person) -> None:
    opened = begin(carla.keyring, at=NOON, second_factor=False)
    for late in (31, 60, 24 * 60):
        assert settle(again(opened.session), at=minutes(late)) is SessionState.STUB
        assert resume(again(opened.session), opened.secret, centre.id, at=minutes(late)) is None
    assert settle(again(opened.session), at=minutes(24 * 60 + 30)) is None
    assert not SessionKey.objects.exists()


def test_another_cookie_opens_nothing(centre: Centre, carla: Person) -> None:
    opened = begin(carla.keyring, at=NOON, second_factor=False)
    other = begin(centre.bice.keyring, at=NOON, second_factor=False)
    for cookie in ("", "zz", "ab" * 31, "ab" * 33, "ab" * 32):
        assert find(cookie) is None
    with pytest.raises(Tampered):
        resume(again(opened.session), other.secret, centre.id, at=minutes(1))


def test_a_session_given_to_another_person_in_the_database_does_not_open(
    centre: Centre, carla: Person
) -> None:
    opened = begin(carla.keyring, at=NOON, second_factor=False)
    SessionKey.objects.update(user_key=centre.ada.id)
    with pytest.raises(Tampered):
        resume(again(opened.session), opened.secret, centre.id, at=minutes(1))


def test_the_database_holds_neither_the_cookie_nor_the_key(centre: Centre, carla: Person) -> None:
    opened = begin(carla.keyring, at=NOON, second_factor=False)
    stored = again(opened.session)
    held = bytes(stored.lookup) + bytes(stored.sealed or b"")
    assert bytes.fromhex(opened.secret) not in held
    assert carla.keyring.pair.seed not in held
    assert opened.secret not in repr(opened)


def test_sweeping_takes_keys_of_those_who_never_came_back(centre: Centre, carla: Person) -> None:
    idle = begin(carla.keyring, at=NOON, second_factor=False).session
    busy = begin(centre.ada.keyring, at=minutes(20), second_factor=False).session
    pending = begin(centre.bice.keyring, at=minutes(20)).session
    sessions.sweep(at=minutes(31))
    assert again(idle).state == SessionState.STUB
    assert again(busy).state == SessionState.LIVE
    assert not SessionKey.objects.filter(pk=pending.pk).exists()
    sessions.sweep(at=minutes(31 + 24 * 60))
    assert not SessionKey.objects.filter(pk=idle.pk).exists()


def test_the_database_refuses_a_stub_with_a_key(centre: Centre, carla: Person) -> None:
    begin(carla.keyring, at=NOON, second_factor=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        SessionKey.objects.update(state=SessionState.STUB)


def test_whoever_waits_to_be_admitted_reads_the_digits_of_her_own_key(db: None) -> None:
    newcomer, thief = Person.new(), Person.new()
    pending = begin(newcomer.keyring, at=NOON)
    UserKey.objects.filter(pk=newcomer.id).update(sealing=thief.user_key.sealing)
    digits = sessions.own_fingerprint(again(pending.session), pending.secret, at=minutes(1))
    assert digits == newcomer.keyring.fingerprint
    assert digits != fingerprint_of(UserKey.objects.get(pk=newcomer.id))
    with pytest.raises(Tampered):
        sessions.own_fingerprint(again(pending.session), pending.secret, at=minutes(6))


def test_signing_out_leaves_nothing(centre: Centre, carla: Person) -> None:
    opened = begin(carla.keyring, at=NOON, second_factor=False)
    sessions.end(opened.session)
    assert find(opened.secret) is None


@settings(max_examples=100)
@given(st.lists(st.floats(0, 45), max_size=40), st.booleans())
def test_the_clock_never_gives_a_key_after_half_an_hour_idle_or_eight_hours(
    pauses: list[float], second_factor: bool
) -> None:
    """Without a database: `settle` on a row in memory, over any rhythm of clicks."""
    session = SessionKey(opened_at=NOON, seen_at=NOON, state=SessionState.LIVE)
    session.save = lambda **_: None  # type: ignore[method-assign]
    session.delete = lambda **_: (0, {})  # type: ignore[method-assign]
    at, over = NOON, False
    for pause in pauses:
        at += timedelta(minutes=pause)
        over = over or pause >= 30 or at - NOON >= timedelta(hours=8)
        state = settle(session, at=at)
        assert (state is SessionState.LIVE) == (not over)
        if not over:
            session.seen_at = at


def test_the_job_takes_keys_of_expired_sessions_away(centre: Centre, carla: Person) -> None:
    session = begin(carla.keyring, at=timezone.now() - timedelta(minutes=31), second_factor=False).session
    sweep.act()
    assert again(session).state == SessionState.STUB
