"""A letter from Aurora to Ginestra, from the first choice to what comes back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from trama.access.actions import Forbidden
from trama.audit.models import Event
from trama.common.errors import DomainError
from trama.consent.models import Consent
from trama.consent.services import withdraw_consent
from trama.deadlines.models import Deadline
from trama.deadlines.rules import Term, Unit
from trama.referrals.letters import open_answer
from trama.referrals.models import Answer, Reception, Referral
from trama.referrals.selectors import reception_of
from trama.referrals.services import preparing, progress, receiving
from trama.referrals.services.ending import end_for_subject
from trama.referrals.services.sending import send_parcel
from trama.referrals.states import State
from trama.referrals.tests.conftest import CANARY, Desk, at_desk, known, make_desk
from trama.testing.cast import Cast
from trama.vault.services.members import remove_member
from trama.vault.services.records import shred


def test_a_letter_goes_from_her_yes_to_a_take_over(desk: Desk) -> None:
    (letter,) = desk.send()
    assert letter.state == State.SENT
    with at_desk(desk.cast.mara) as mara:
        opened = receiving.open_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
        assert opened.letter.fields[0].text == CANARY
        assert opened.letter.fields[0].note == "Chiamare solo al mattino"
        assert opened.signer.organisation_name == "Centro antiviolenza Aurora"
        reception = receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
        kept = mara.keyring.box(reception.record_key).open(reception, "content")
        assert isinstance(kept, dict)
        assert kept["letter"]["fields"][0]["text"] == CANARY
    letter.refresh_from_db()
    assert (letter.state, letter.content, letter.wrap) == (State.ACCEPTED, None, None)


def test_nothing_leaves_without_her_yes(desk: Desk) -> None:
    parcel = desk.prepare()
    with pytest.raises(DomainError, match="no_ground"):
        send_parcel(actor=desk.actor, keyring=desk.keyring, parcel=parcel.pk)


def test_her_no_ends_the_letter_and_nothing_else(desk: Desk) -> None:
    parcel = desk.prepare()
    refusal = preparing.refuse(actor=desk.actor, keyring=desk.keyring, parcel=parcel.pk, way="in_person")
    assert refusal.state == "refused"
    assert [one.state for one in Referral.objects.filter(parcel=parcel)] == [State.WITHDRAWN]
    desk.send()  # another day, another letter


def test_a_send_button_pressed_twice_sends_once(desk: Desk) -> None:
    (letter,) = desk.send()
    again = send_parcel(actor=desk.actor, keyring=desk.keyring, parcel=letter.parcel_id)
    assert [one.pk for one in again] == [letter.pk]
    assert bytes(again[0].wrap) == bytes(Referral.objects.get(pk=letter.pk).wrap)
    assert Event.objects.filter(action="referral.sent").count() == 1
    assert Deadline.objects.filter(source=letter.pk).count() == 1


def test_a_take_over_pressed_twice_is_one(desk: Desk) -> None:
    (letter,) = desk.send()
    with at_desk(desk.cast.mara) as mara:
        pair = [
            receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
            for _click in "ab"
        ]
        assert pair[0] == pair[1]
        assert Reception.objects.count() == 1


def test_a_no_goes_back_sealed_to_the_sender_alone(desk: Desk) -> None:
    (letter,) = desk.send()
    with at_desk(desk.cast.mara) as mara:
        receiving.decline_referral(
            actor=mara.actor, keyring=mara.keyring, referral=letter.pk, reason="full", note="da giovedì sì"
        )
        answer = Answer.objects.get()
    letter.refresh_from_db()
    assert (letter.state, letter.content) == (State.DECLINED, None)
    assert b"gioved" not in bytes(answer.content)
    value, signer = open_answer(desk.keyring, Answer.objects.get())
    assert value == {"reason": "full", "note": "da giovedì sì"}
    assert signer.organisation_id == desk.org("ginestra")


def test_a_no_never_says_that_she_walks_with_them_already(desk: Desk) -> None:
    """It would tell the sender where else she goes, and she agreed to nothing of the kind."""
    (letter,) = desk.send()
    assert not [words for words in receiving.DECLINE_REASONS.values() if "segui" in words]
    with at_desk(desk.cast.mara) as mara, pytest.raises(DomainError, match="unknown_reason"):
        receiving.decline_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk, reason="known")


def test_nothing_comes_back_by_default(desk: Desk) -> None:
    (letter,) = desk.send()
    with at_desk(desk.cast.mara) as mara:
        reception = receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
        progress.note_first_contact(actor=mara.actor, reception=reception.pk)
        progress.close_reception(actor=mara.actor, reception=reception.pk)
        with pytest.raises(DomainError, match="not_agreed"):
            progress.send_message(
                actor=mara.actor, keyring=mara.keyring, reception=reception.pk, text="sta bene"
            )
        reception.refresh_from_db()
        assert reception.state == "closed"
    letter.refresh_from_db()
    assert (letter.state, letter.first_contact_at, letter.closed_at) == (State.ACCEPTED, None, None)


def test_what_she_let_come_back_comes_back(desk: Desk) -> None:
    (letter,) = desk.send(return_progress=True, return_message=True)
    with at_desk(desk.cast.mara) as mara:
        reception = receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
        progress.note_first_contact(actor=mara.actor, reception=reception.pk)
        progress.send_message(
            actor=mara.actor, keyring=mara.keyring, reception=reception.pk, text="è arrivata"
        )
        progress.close_reception(actor=mara.actor, reception=reception.pk)
    letter.refresh_from_db()
    assert letter.state == State.CLOSED
    assert letter.first_contact_at
    assert open_answer(desk.keyring, Answer.objects.get())[0] == {"text": "è arrivata"}


def test_after_her_last_day_nothing_comes_back(desk: Desk) -> None:
    last = timezone.localdate() + timedelta(days=5)
    late = timezone.now() + timedelta(days=6)
    (letter,) = desk.send(expires_on=last, return_progress=True, return_message=True)
    with at_desk(desk.cast.mara) as mara:
        reception = receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
        progress.note_first_contact(actor=mara.actor, reception=reception.pk, at=late)
        with pytest.raises(DomainError, match="not_agreed"):
            progress.send_message(
                actor=mara.actor, keyring=mara.keyring, reception=reception.pk, text="sta bene", at=late
            )
    letter.refresh_from_db()
    assert letter.state == State.ACCEPTED


# Withdrawal


def withdraw(desk: Desk) -> None:
    consent = Consent.objects.get(subject=desk.subject, state="given")
    withdraw_consent(actor=desk.actor, keyring=desk.keyring, consent=consent.pk)


def test_withdrawn_before_the_take_over_the_letter_is_destroyed_at_once(desk: Desk) -> None:
    (letter,) = desk.send()
    withdraw(desk)
    letter.refresh_from_db()
    assert (letter.state, letter.content, letter.wrap, letter.signature) == (
        State.WITHDRAWN,
        None,
        None,
        None,
    )
    with at_desk(desk.cast.mara) as mara:
        for act in (receiving.open_referral, receiving.accept_referral):
            with pytest.raises(DomainError, match="withdrawn"):
                act(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)


def test_withdrawn_before_sending_the_draft_needs_a_new_yes(desk: Desk) -> None:
    parcel = desk.agreed()
    withdraw(desk)
    assert Referral.objects.get(parcel=parcel).state == State.PROPOSED
    with pytest.raises(DomainError, match="no_ground"):
        send_parcel(actor=desk.actor, keyring=desk.keyring, parcel=parcel.pk)


def test_withdrawn_after_the_take_over_a_person_there_erases_or_says_why_not(desk: Desk) -> None:
    (letter,) = desk.send(return_message=True)
    with at_desk(desk.cast.mara) as mara:
        reception = receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
        with pytest.raises(DomainError, match="not_withdrawn"):
            progress.decide_withdrawal(
                actor=mara.actor, keyring=mara.keyring, reception=reception.pk, erased=True
            )
    withdraw(desk)
    letter.refresh_from_db()
    assert letter.state == State.ACCEPTED
    assert letter.withdrawn_at
    with at_desk(desk.cast.mara) as mara:
        with pytest.raises(DomainError, match="not_agreed"):
            progress.send_message(actor=mara.actor, keyring=mara.keyring, reception=reception.pk, text="…")
        with pytest.raises(DomainError, match="no_ground"):
            progress.decide_withdrawal(
                actor=mara.actor, keyring=mara.keyring, reception=reception.pk, erased=False
            )
        progress.decide_withdrawal(
            actor=mara.actor, keyring=mara.keyring, reception=reception.pk, erased=True
        )
        reception.refresh_from_db()
        assert reception.content is None
        reception.record_key.refresh_from_db()
        assert reception.record_key.destroyed_at  # nor does a backup bring it back
        with pytest.raises(DomainError, match="decided"):
            progress.decide_withdrawal(
                actor=mara.actor, keyring=mara.keyring, reception=reception.pk, erased=False, ground="art. 9"
            )
    value, _signer = open_answer(desk.keyring, Answer.objects.get(kind="withdrawal"))
    assert value == {"erased": True, "ground": ""}


# By law


def cite(desk: Desk, parcel: object, **changes: object) -> None:
    given: dict[str, object] = {
        "code": "cpp_331", "typed": "art. 331 c.p.p.", "why": "racconto di un reato", "she_knows": "told",
        "confirmed": True,
    }  # fmt: skip
    preparing.cite_duty(actor=desk.actor, keyring=desk.keyring, parcel=parcel, **given | changes)  # type: ignore[arg-type]


def test_a_cited_and_confirmed_duty_lets_it_leave_and_nothing_come_back(desk: Desk) -> None:
    parcel = desk.prepare("sociale", return_message=True)
    with pytest.raises(DomainError, match="not_confirmed"):
        cite(desk, parcel.pk, confirmed=False)
    cite(desk, parcel.pk)
    (letter,) = send_parcel(actor=desk.actor, keyring=desk.keyring, parcel=parcel.pk)
    assert letter.by_law
    assert not letter.may_return_message
    with at_desk(desk.cast.pia) as pia:
        opened = receiving.open_referral(actor=pia.actor, keyring=pia.keyring, referral=letter.pk)
        assert "art. 331 c.p.p." in opened.letter.citation
        assert not opened.letter.return_message


def test_going_back_to_writing_drops_the_ground(desk: Desk) -> None:
    parcel = desk.agreed()
    with pytest.raises(DomainError, match="not_a_draft"):
        preparing.write_draft(actor=desk.actor, keyring=desk.keyring, parcel=parcel.pk, draft=desk.draft())
    preparing.reopen_draft(actor=desk.actor, parcel=parcel.pk)
    wider = desk.draft(return_message=True)
    preparing.write_draft(actor=desk.actor, keyring=desk.keyring, parcel=parcel.pk, draft=wider)
    given = Consent.objects.get(subject=desk.subject)
    with pytest.raises(DomainError, match="consent_does_not_cover"):
        preparing.agree_with(actor=desk.actor, keyring=desk.keyring, parcel=parcel.pk, consent=given.pk)
    preparing.write_draft(actor=desk.actor, keyring=desk.keyring, parcel=parcel.pk, draft=desk.draft())
    preparing.agree_with(actor=desk.actor, keyring=desk.keyring, parcel=parcel.pk, consent=given.pk)
    send_parcel(actor=desk.actor, keyring=desk.keyring, parcel=parcel.pk)


# Whom


def test_who_must_not_know_is_refused_like_one_that_does_not_exist(desk: Desk) -> None:
    messages = []
    desk.hidden = {desk.org("ginestra")}
    for receiver in (desk.org("ginestra"), desk.org("aurora"), desk.org("capofila"), desk.subject):
        with pytest.raises(DomainError) as refused:
            preparing.prepare_parcel(
                actor=desk.actor, keyring=desk.keyring, subject=desk.subject, record_key=desk.record_key,
                receivers=[receiver],
            )  # fmt: skip
        messages.append((refused.value.code, refused.value.message))
    assert len(set(messages)) == 1


def test_who_became_hidden_while_writing_is_not_sent_to(desk: Desk) -> None:
    parcel = desk.agreed()
    desk.hidden = {desk.org("ginestra")}
    with pytest.raises(DomainError, match="unknown_receiver"):
        send_parcel(actor=desk.actor, keyring=desk.keyring, parcel=parcel.pk)


def test_who_may_not_open_the_list_lets_a_colleague_choose(desk: Desk) -> None:
    desk.hidden_is_closed = True
    with pytest.raises(DomainError, match="choose_with_colleague"):
        desk.prepare()


def test_an_organisation_without_keys_receives_nothing(desk: Desk) -> None:
    with pytest.raises(DomainError, match="not_in_trama"):
        desk.prepare("municipio")


def test_a_second_receiver_only_when_it_is_urgent(desk: Desk) -> None:
    with pytest.raises(DomainError, match="second_only_urgent"):
        desk.prepare("ginestra", "sociale", term=Term(3, Unit.WORKING_DAYS))


def test_a_letter_that_gives_days_is_never_seen_as_urgent(desk: Desk) -> None:
    """Were it destroyed before its days are over, it would alarm the receiver and nobody would have telephoned."""
    today = timezone.localdate()
    with pytest.raises(DomainError, match="days_past_the_end"):
        desk.prepare(expires_on=today + timedelta(days=1))
    (letter,) = desk.send(expires_on=today + timedelta(days=3))
    assert not letter.urgent


def test_a_letter_written_long_before_it_is_sent_still_gives_its_days(desk: Desk) -> None:
    then = timezone.now() - timedelta(days=12)
    parcel = desk.agreed(at=then, expires_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(DomainError, match="days_past_the_end"):
        send_parcel(actor=desk.actor, keyring=desk.keyring, parcel=parcel.pk)


def test_a_rule_of_safety_that_she_said_since_is_not_sent_as_it_was_before(desk: Desk) -> None:
    parcel = desk.agreed()
    desk.rule = "Non chiamarla mai"
    with pytest.raises(DomainError, match="changed_since"):
        send_parcel(actor=desk.actor, keyring=desk.keyring, parcel=parcel.pk)
    assert Referral.objects.get(parcel=parcel).sent_at is None
    preparing.reopen_draft(actor=desk.actor, parcel=parcel.pk)
    preparing.write_draft(actor=desk.actor, keyring=desk.keyring, parcel=parcel.pk, draft=desk.draft())
    preparing.agree(actor=desk.actor, keyring=desk.keyring, parcel=parcel.pk, way="in_person")
    (letter,) = send_parcel(actor=desk.actor, keyring=desk.keyring, parcel=parcel.pk)
    with at_desk(desk.cast.mara) as mara:
        opened = receiving.open_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
    assert opened.letter.fields[0].note == "Non chiamarla mai"


def test_the_first_take_over_ends_the_other_letter(desk: Desk) -> None:
    letters = {one.receiver_id: one for one in desk.send("ginestra", "sociale")}
    with at_desk(desk.cast.mara) as mara:
        receiving.accept_referral(
            actor=mara.actor, keyring=mara.keyring, referral=letters[desk.org("ginestra")].pk
        )
    other = Referral.objects.get(pk=letters[desk.org("sociale")].pk)
    assert (other.state, other.content, other.wrap) == (State.SUPERSEDED, None, None)
    with at_desk(desk.cast.pia) as pia, pytest.raises(DomainError, match="taken_elsewhere"):
        receiving.accept_referral(actor=pia.actor, keyring=pia.keyring, referral=other.pk)


def test_a_late_answer_is_refused_before_the_job_passes(desk: Desk) -> None:
    then = timezone.now() - timedelta(days=20)
    last = timezone.localdate(then) + timedelta(days=3)
    (letter,) = desk.send(at=then, expires_on=last, until=timezone.localdate())
    with at_desk(desk.cast.mara) as mara, pytest.raises(DomainError, match="expired"):
        receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)


def test_a_specialist_and_an_analyst_neither_send_nor_read(desk: Desk) -> None:
    (letter,) = desk.send("iris")
    with at_desk(desk.cast.luna) as luna, pytest.raises(Forbidden):
        receiving.open_referral(actor=luna.actor, keyring=luna.keyring, referral=letter.pk)
    for person in (desk.cast.elsa, desk.cast.dina, desk.cast.franca):
        with pytest.raises(Forbidden):
            preparing.discard_parcel(actor=person.actor, parcel=letter.parcel_id)


# Erasing


def test_after_the_record_it_became_is_erased_the_decision_can_still_be_written(desk: Desk) -> None:
    (letter,) = desk.send()
    with at_desk(desk.cast.mara) as mara:
        reception = receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
    withdraw(desk)
    with at_desk(desk.cast.mara) as mara:
        shred(actor=mara.actor, record_keys=[reception.record_key])
        page = reception_of(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
        assert page.letter is None
        progress.decide_withdrawal(
            actor=mara.actor, keyring=mara.keyring, reception=reception.pk, erased=True
        )
        page = reception_of(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
        assert page.decision == {"erased": True, "ground": ""}


def test_erasing_her_ends_what_waits_and_tells_who_took_over(desk: Desk) -> None:
    (waiting,), (taken,) = desk.send(), desk.send()
    draft = Referral.objects.get(parcel=desk.prepare())
    by_law = desk.prepare("sociale")
    cite(desk, by_law.pk)
    (told,) = send_parcel(actor=desk.actor, keyring=desk.keyring, parcel=by_law.pk)
    with at_desk(desk.cast.mara) as mara:
        receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=taken.pk)
    with at_desk(desk.cast.bianca) as bianca:  # the coordinator erases
        end_for_subject(actor=bianca.actor, subject=desk.subject)
    for row in (waiting, taken, draft, told):
        row.refresh_from_db()
    assert (waiting.state, waiting.content) == (State.WITHDRAWN, None)
    assert draft.state == State.WITHDRAWN
    assert taken.withdrawn_at is not None
    assert told.state == State.SENT
    assert not Consent.objects.filter(subject=desk.subject, state="given").exists()


def test_what_was_written_back_about_her_goes_with_her_record_and_nobody_else_s(
    desk: Desk, cast: Cast
) -> None:
    """It is sealed to the organisation and not under her key: destroying that alone would leave it readable."""
    (hers,) = desk.send(return_message=True)
    other = make_desk(cast)
    with known(other):
        (theirs,) = other.send(return_message=True)
    with at_desk(cast.mara) as mara:
        for letter in (hers, theirs):
            reception = receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
            progress.send_message(
                actor=mara.actor,
                keyring=mara.keyring,
                reception=reception.pk,
                text="è arrivata con i bambini",
            )
    assert Answer.objects.filter(referral=hers.pk).count() == 1
    with at_desk(cast.bianca) as bianca:  # the coordinator erases
        end_for_subject(actor=bianca.actor, subject=desk.subject)
        shred(actor=bianca.actor, record_keys=[desk.record_key])
    assert not Answer.objects.filter(referral=hers.pk).exists()
    assert Answer.objects.filter(referral=theirs.pk).count() == 1
    with at_desk(cast.mara):
        assert not Answer.objects.filter(referral=hers.pk).exists()


# Keys that change meanwhile


def test_a_letter_opens_after_both_sides_turned_their_keys(desk: Desk) -> None:
    """Ada leaves after sending, a colleague of Mara's leaves too: the letter opens and says that Ada is gone."""
    (letter,) = desk.send()
    with at_desk(desk.cast.bianca) as bianca:
        remove_member(actor=bianca.actor, keyring=bianca.keyring, key_id=desk.cast.ada.user_key_id)
    with at_desk(desk.cast.nora) as nora:
        remove_member(actor=nora.actor, keyring=nora.keyring, key_id=desk.cast.mara.user_key_id)
        opened = receiving.open_referral(actor=nora.actor, keyring=nora.keyring, referral=letter.pk)
    assert opened.letter.fields[0].text == CANARY
    assert not opened.signer.still_member
