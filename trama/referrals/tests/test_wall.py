"""What raw SQL as the application role can do to letters: the sender, the receiver, a third, the lead body."""

from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from trama.access.context import acting
from trama.common.errors import DomainError
from trama.consent.models import Consent
from trama.consent.services import expire_consents, withdraw_consent
from trama.deadlines.rules import Term, Unit
from trama.referrals.models import Answer, Parcel, Reception, Referral
from trama.referrals.services import preparing, receiving
from trama.referrals.services.sending import send_parcel
from trama.referrals.states import MOVES, Party, State
from trama.referrals.tests.conftest import Desk, at_desk
from trama.testing.cast import Person

TABLES = ("referrals_parcel", "referrals_referral", "referrals_answer", "referrals_reception")
DAY = timedelta(days=1)


def raw(sql: str, *values: Any) -> int:
    """Rows touched; errors undo only this statement."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return int(cursor.rowcount)


def refused(sql: str, *values: Any) -> bool:
    """Whether the statement fails or touches nothing."""
    try:
        return raw(sql, *values) == 0
    except DatabaseError:
        return True


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


# One value for each column, different from what stands there.
CHANGES = {
    "id": "gen_random_uuid()",
    "organisation_id": "receiver_id",
    "receiver_id": "organisation_id",
    "parcel_id": "gen_random_uuid()",
    "state": "'closed'",
    "consent_id": "NULL",
    "duty_id": "gen_random_uuid()",
    "by_law": "NOT by_law",
    "may_return_progress": "NOT may_return_progress",
    "may_return_message": "NOT may_return_message",
    "agreed_until": "agreed_until + 400",
    "proposed_at": "proposed_at - interval '1 day'",
    "sent_at": "sent_at - interval '1 day'",
    "respond_by": "respond_by + interval '1 second'",
    "expires_at": "expires_at + interval '400 days'",
    "withdrawn_at": "now()",
    "read_at": "now()",
    "answered_at": "now()",
    "first_contact_at": "now()",
    "closed_at": "now()",
    "content": "content || '\\x00'::bytea",
    "wrap": "wrap || '\\x00'::bytea",
    "signature": "signature || '\\x00'::bytea",
}
# What a party may change by itself, without moving the letter on.
FREE = {
    (State.SENT, Party.RECEIVER): {"read_at"},
    (State.ACCEPTED, Party.SENDER): {"withdrawn_at"},
}


def test_every_column_is_tried() -> None:
    assert set(CHANGES) == {field.column for field in Referral._meta.local_concrete_fields}


@pytest.mark.parametrize("state", [State.SENT, State.ACCEPTED])
@pytest.mark.parametrize("party", [Party.SENDER, Party.RECEIVER])
def test_each_party_writes_only_its_own_columns(desk: Desk, state: State, party: Party) -> None:
    (letter,) = desk.send(return_progress=True, return_message=True)
    if state is State.ACCEPTED:
        with at_desk(desk.cast.mara) as mara:
            receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
    who = desk.cast.ada if party is Party.SENDER else desk.cast.mara
    allowed = FREE.get((state, party), set())
    with acting(who.actor):
        for column, value in CHANGES.items():
            if state is State.ACCEPTED and column in {"content", "wrap", "signature"}:
                value = "'\\x01'::bytea"  # noqa: PLW2901
            sql = f"UPDATE referrals_referral SET {column} = {value} WHERE id = %s"
            assert refused(sql, letter.pk) != (column in allowed), (party, column)


def test_an_instant_is_written_once(desk: Desk) -> None:
    (letter,) = desk.send()
    with acting(desk.cast.mara.actor):
        sql = "UPDATE referrals_referral SET read_at = now() - make_interval(secs => %s) WHERE id = %s"
        assert raw(sql, 0, letter.pk) == 1
        assert refused(sql, 5, letter.pk)
        assert refused("UPDATE referrals_referral SET read_at = NULL WHERE id = %s", letter.pk)


def test_the_database_holds_the_same_moves(desk: Desk) -> None:
    with connection.cursor() as cursor:
        for before, after, party in product(State, State, Party):
            cursor.execute("SELECT referrals_may_move(%s, %s, %s)", [before.value, after.value, party.value])
            assert cursor.fetchone()[0] == ((before, after, party) in MOVES), (before, after, party)


@pytest.mark.parametrize(
    "state", [State.DECLINED, State.ACCEPTED, State.SUPERSEDED, State.CLOSED, State.CONSENTED]
)
def test_the_sender_does_not_answer_for_the_receiver(desk: Desk, state: State) -> None:
    (letter,) = desk.send()
    sql = (
        "UPDATE referrals_referral SET state = %s, answered_at = sent_at, content = NULL, wrap = NULL,"
        " signature = NULL WHERE id = %s"
    )
    assert refused(sql, state.value, letter.pk)


@pytest.mark.parametrize(
    "state", [State.WITHDRAWN, State.SUPERSEDED, State.EXPIRED, State.CLOSED, State.PROPOSED]
)
def test_the_receiver_does_not_end_it_in_the_sender_s_name(desk: Desk, state: State) -> None:
    (letter,) = desk.send()
    with acting(desk.cast.mara.actor):
        sql = "UPDATE referrals_referral SET state = %s, content = NULL, wrap = NULL, signature = NULL WHERE id = %s"
        assert refused(sql, state.value, letter.pk)


# Who sees what


def test_the_receiver_sees_nothing_before_it_is_sent(desk: Desk) -> None:
    for parcel in (desk.prepare(), desk.agreed()):
        with acting(desk.cast.mara.actor):
            assert [count(table) for table in TABLES] == [0, 0, 0, 0]
            assert refused("UPDATE referrals_referral SET read_at = now() WHERE parcel_id = %s", parcel.pk)


def test_a_third_organisation_and_the_lead_body_see_and_touch_nothing(desk: Desk) -> None:
    (letter,) = desk.send(return_message=True)
    with at_desk(desk.cast.mara) as mara:
        receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
        parcel_seen = Parcel.objects.count()
    assert parcel_seen == 0
    outsiders: tuple[Person, ...] = (
        desk.cast.gaia,
        desk.cast.pia,
        desk.cast.tea,
        desk.cast.vera,
        desk.cast.ugo,
    )
    for person in outsiders:
        with acting(person.actor):
            assert [count(table) for table in TABLES] == [0, 0, 0, 0]
            assert refused("UPDATE referrals_referral SET withdrawn_at = now() WHERE id = %s", letter.pk)
    assert Reception.objects.count() == 0  # what the receiver made its own is not the sender's to see


def test_nobody_deletes(desk: Desk) -> None:
    desk.send()
    for table in TABLES:
        with pytest.raises(DatabaseError, match="permission denied"):
            raw(f"DELETE FROM {table}")


# No letter leaves without a ground

SEND = """
UPDATE referrals_referral SET state = 'sent', sent_at = %(at)s, respond_by = %(at)s + interval '1 hour',
  expires_at = %(at)s + interval '2 hours', consent_id = coalesce(%(consent)s, consent_id),
  agreed_until = (SELECT expires_on FROM consent_consent WHERE id = coalesce(%(consent)s, consent_id)),
  content = %(sealed)s, wrap = %(sealed)s, signature = '\\x01'
WHERE id = %(id)s
"""
SEALED = b"\x01" + bytes(4) + bytes(12) + bytes(32) + bytes(16)


def send_by_hand(letter: Referral, *, consent: object = None, at: object = None, sql: str = SEND) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        values: dict[str, Any] = {
            "id": letter.pk,
            "consent": consent,
            "at": at or timezone.now(),
            "sealed": SEALED,
        }
        cursor.execute(sql, values)
        assert cursor.rowcount == 1


def letter_of(parcel: Parcel) -> Referral:
    return Referral.objects.get(parcel=parcel)


def test_by_hand_a_letter_with_her_yes_can_be_sent(desk: Desk) -> None:
    """So that the refusals below are refused for the reason that they name."""
    send_by_hand(letter_of(desk.agreed()))


def test_by_hand_nothing_is_sent_without_her_yes(desk: Desk) -> None:
    with pytest.raises(IntegrityError):
        send_by_hand(letter_of(desk.prepare()))


def test_by_hand_a_proposal_is_not_sent_on_a_consent_pushed_under_it(desk: Desk) -> None:
    letter = letter_of(desk.prepare())
    desk.agreed()
    with pytest.raises(IntegrityError):
        send_by_hand(letter, consent=Consent.objects.get(subject=desk.subject).pk)


def test_by_hand_nothing_is_sent_on_another_woman_s_yes(desk: Desk) -> None:
    letter = letter_of(desk.agreed())
    desk.subject = uuid4()
    desk.agreed()
    with pytest.raises(IntegrityError, match="no valid consent"):
        send_by_hand(letter, consent=Consent.objects.get(subject=desk.subject).pk)


def test_by_hand_nothing_is_sent_on_a_consent_that_ended(desk: Desk) -> None:
    then, last = timezone.now() - 20 * DAY, timezone.localdate() - 10 * DAY
    letter = letter_of(desk.agreed(at=then, expires_on=last))
    for at in (
        None,
        timezone.now() - 9 * DAY,
        then - DAY,
    ):  # today, the day after her last, before she said it
        with pytest.raises(IntegrityError, match="no valid consent"):
            send_by_hand(letter, at=at)
    for at in (then, timezone.now() - 11 * DAY):  # an instant at which it counted, written today
        with pytest.raises(IntegrityError, match="no valid consent"):
            send_by_hand(letter, at=at)
    expire_consents(actor=desk.actor)
    with pytest.raises(IntegrityError, match="no valid consent"):
        send_by_hand(letter, at=then)


def test_by_hand_nothing_is_sent_on_a_consent_she_took_back(desk: Desk) -> None:
    letter = letter_of(desk.agreed())
    consent = Consent.objects.get(subject=desk.subject)
    withdraw_consent(actor=desk.actor, keyring=desk.keyring, consent=consent.pk)
    assert (
        refused(
            "UPDATE referrals_referral SET state = 'consented', consent_id = %s WHERE id = %s",
            consent.pk,
            letter.pk,
        )
        is False
    )
    with pytest.raises(IntegrityError, match="no valid consent"):
        send_by_hand(letter)


def test_by_hand_a_letter_does_not_outlive_her_consent(desk: Desk) -> None:
    letter = letter_of(desk.agreed(expires_on=timezone.localdate(), term=Term(2, Unit.HOURS)))
    with pytest.raises(IntegrityError, match="no valid consent"):
        send_by_hand(letter, sql=SEND.replace("interval '2 hours'", "interval '3 days'"))


def test_by_hand_a_duty_cited_for_another_woman_does_not_count(desk: Desk) -> None:
    first = desk.prepare("sociale")
    duty = {
        "code": "cp_365",
        "typed": "art. 365 c.p.",
        "why": "referto",
        "she_knows": "told",
        "confirmed": True,
    }
    preparing.cite_duty(actor=desk.actor, keyring=desk.keyring, parcel=first.pk, **duty)  # type: ignore[arg-type]
    send_by_hand(letter_of(first))
    cited = letter_of(first).duty_id
    desk.subject = uuid4()
    second = letter_of(desk.prepare("sociale"))
    raw("UPDATE referrals_referral SET duty_id = %s, by_law = true WHERE id = %s", cited, second.pk)
    with pytest.raises(IntegrityError, match="no duty"):
        send_by_hand(second)


def test_by_hand_a_row_does_not_begin_as_sent(desk: Desk) -> None:
    (letter,) = desk.send()
    sql = (
        "INSERT INTO referrals_referral SELECT (r).* FROM (SELECT jsonb_populate_record(c, jsonb_build_object("
        "'id', gen_random_uuid(), 'receiver_id', %s::uuid)) AS r FROM referrals_referral c WHERE id = %s) s"
    )
    with pytest.raises(IntegrityError, match="begins as proposed"):
        raw(sql, desk.org("sociale"), letter.pk)


def test_by_hand_what_she_agreed_to_is_not_changed_afterwards(desk: Desk) -> None:
    for parcel in (desk.agreed(), desk.send()[0].parcel):
        with pytest.raises(IntegrityError, match="not edited"):
            raw("UPDATE referrals_parcel SET content = content || '\\x00' WHERE id = %s", parcel.pk)
        with pytest.raises(IntegrityError, match="not edited"):
            raw("UPDATE referrals_parcel SET subject = gen_random_uuid() WHERE id = %s", parcel.pk)


# What comes back


def answer(desk: Desk, letter: Referral, who: Person, kind: str, reader: UUID | None = None) -> None:
    with acting(who.actor):
        row = Answer(
            organisation_id=who.organisation_id, reader_id=reader or desk.org("aurora"), referral=letter.pk,
            kind=kind, at=timezone.now(), content=SEALED, wrap=SEALED, signature=b"x",
        )  # fmt: skip
        with transaction.atomic():
            row.save(force_insert=True)


def test_by_hand_no_message_comes_back_unless_she_agreed(desk: Desk) -> None:
    (letter,) = desk.send()
    with at_desk(desk.cast.mara) as mara:
        receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
    for kind in ("message", "withdrawal", "declined"):
        with pytest.raises(IntegrityError, match="not agreed"):
            answer(desk, letter, desk.cast.mara, kind)


def test_by_hand_a_third_writes_nothing_and_nobody_is_written_to_but_the_sender(desk: Desk) -> None:
    (letter,) = desk.send(return_message=True)
    with at_desk(desk.cast.mara) as mara:
        receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
    answer(desk, letter, desk.cast.mara, "message")
    with pytest.raises(IntegrityError, match="not agreed"):
        answer(desk, letter, desk.cast.pia, "message")
    with pytest.raises(IntegrityError, match="not agreed"):
        answer(desk, letter, desk.cast.mara, "message", reader=desk.org("capofila"))


def test_by_hand_where_she_is_now_does_not_come_back_unless_she_agreed(desk: Desk) -> None:
    (letter,) = desk.send()
    with at_desk(desk.cast.mara) as mara:
        receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
        sql = "UPDATE referrals_referral SET state = 'first_contact', first_contact_at = now() WHERE id = %s"
        assert refused(sql, letter.pk)
        assert refused(sql.replace(", first_contact_at = now()", ""), letter.pk)


def test_a_consent_that_ended_is_refused_in_words_whatever_instant_is_named(desk: Desk) -> None:
    then = timezone.now() - 20 * DAY
    parcel = desk.agreed(at=then, expires_on=timezone.localdate() - 10 * DAY)
    with pytest.raises(DomainError, match="no_ground"):
        send_parcel(actor=desk.actor, keyring=desk.keyring, parcel=parcel.pk, at=then)
