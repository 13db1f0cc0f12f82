"""What the system does by itself for each party: tells what happened, says what is due, ends access."""

from datetime import timedelta

import pytest
from django.utils import timezone

from trama.access.actor import Actor
from trama.access.context import acting
from trama.consent.models import Consent
from trama.consent.services import withdraw_consent
from trama.deadlines.models import Deadline, Notice
from trama.deadlines.rules import Term, Unit
from trama.deadlines.selectors import due_about, resolve
from trama.deadlines.services import mark_read
from trama.referrals.attendance import attend
from trama.referrals.models import Reception, Referral
from trama.referrals.services import progress, receiving
from trama.referrals.states import State
from trama.referrals.tasks import attend as attend_job
from trama.referrals.tests.conftest import Desk, at_desk

HOUR = timedelta(hours=1)


def system(desk: Desk, name: str) -> Actor:
    return Actor.system(organisation_id=desk.org(name), network_id=desk.cast.network_id)


def attends(desk: Desk, name: str, at: object = None) -> tuple[list[str], list[str]]:
    """Unread notices and open deadlines of one organisation, after its turn."""
    actor = system(desk, name)
    with acting(actor):
        attend(actor=actor, at=at)  # type: ignore[arg-type]
        notices = Notice.objects.filter(read_at__isnull=True).values_list("code", flat=True)
        deadlines = Deadline.objects.filter(state="open").values_list("kind", flat=True)
        return sorted(notices), sorted(deadlines)


def test_the_receiver_is_told_once_and_asked_to_answer(desk: Desk) -> None:
    (letter,) = desk.send()
    for _turn in range(2):
        assert attends(desk, "ginestra") == (["referral_arrived"], ["referral_answer"])
    with acting(desk.cast.mara.actor):
        deadline = Deadline.objects.get()
        assert deadline.due_at == letter.respond_by
        assert deadline.subject == letter.pk
        mark_read(actor=desk.cast.mara.actor, notice=Notice.objects.get())
    assert attends(desk, "ginestra") == ([], ["referral_answer"])


def test_the_job_runs_in_the_receiver_s_context_alone(desk: Desk) -> None:
    desk.send()
    attend_job(organisation_id=desk.org("ginestra"))
    with acting(desk.cast.mara.actor):
        assert Notice.objects.count() == 1
    assert Notice.objects.count() == 0  # the sender's own


def test_an_unread_urgent_letter_is_told_again_each_hour_to_both(desk: Desk) -> None:
    sent = timezone.now() - 3 * HOUR
    (letter,) = desk.send(at=sent, term=Term(6, Unit.HOURS))
    arrived = (["referral_arrived_urgent"], ["referral_answer", "referral_urgent"])
    assert attends(desk, "ginestra", sent) == arrived
    later = sent + 1.1 * HOUR
    assert attends(desk, "ginestra", later)[0] == ["referral_arrived_urgent", "referral_unread"]
    assert attends(desk, "aurora", later) == (["referral_still_unread"], ["referral_sent_urgent"])
    mark_read(actor=desk.actor, notice=Notice.objects.get())
    assert attends(desk, "aurora", later + 0.5 * HOUR)[0] == []
    assert attends(desk, "aurora", later + 1.1 * HOUR)[0] == ["referral_still_unread"]
    with at_desk(desk.cast.mara) as mara:
        receiving.open_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
    assert attends(desk, "ginestra")[1] == ["referral_answer"]
    Notice.objects.all().update(read_at=timezone.now() - 2 * HOUR, read_by=desk.actor.user_id)
    assert attends(desk, "aurora")[0] == []


def test_access_expires_by_itself_and_the_duty_to_ask_does_not(desk: Desk) -> None:
    sent = timezone.now() - timedelta(days=20)
    (letter,) = desk.send(
        at=sent, expires_on=timezone.localdate(sent) + timedelta(days=5), until=timezone.localdate()
    )
    assert attends(desk, "ginestra", sent)[1] == ["referral_answer"]
    notices, deadlines = attends(desk, "aurora")
    assert (notices, deadlines) == (["referral_expired"], ["referral_sent"])
    letter.refresh_from_db()
    assert (letter.state, letter.content, letter.wrap) == (State.EXPIRED, None, None)
    notices, deadlines = attends(desk, "ginestra")
    assert (notices, deadlines) == (["referral_arrived", "referral_ended"], ["referral_answer"])
    with at_desk(desk.cast.mara) as mara:
        receiving.acknowledge(actor=mara.actor, referral=letter.pk)
        assert not Deadline.objects.filter(state="open").exists()


def test_either_party_s_turn_ends_a_letter_past_its_term(desk: Desk) -> None:
    sent = timezone.now() - timedelta(days=20)
    (letter,) = desk.send(
        at=sent, expires_on=timezone.localdate(sent) + timedelta(days=5), until=timezone.localdate()
    )
    attends(desk, "capofila")
    assert Referral.objects.get(pk=letter.pk).state == State.SENT
    attends(desk, "ginestra")
    assert Referral.objects.get(pk=letter.pk).state == State.EXPIRED


def test_nothing_ends_before_its_term(desk: Desk) -> None:
    (letter,) = desk.send()
    attends(desk, "aurora")
    assert Referral.objects.get(pk=letter.pk).state == State.SENT


@pytest.mark.parametrize(
    ("act", "notice"), [("accept", "referral_taken_over"), ("decline", "referral_declined")]
)
def test_the_sender_is_told_what_became_of_it(desk: Desk, act: str, notice: str) -> None:
    (letter,) = desk.send()
    attends(desk, "ginestra")
    with at_desk(desk.cast.mara) as mara:
        if act == "accept":
            receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
        else:
            receiving.decline_referral(
                actor=mara.actor, keyring=mara.keyring, referral=letter.pk, reason="full"
            )
        assert not Deadline.objects.filter(state="open").exists()
    assert attends(desk, "aurora") == ([notice], ["referral_sent"])
    assert Notice.objects.get().subject == desk.subject


def test_a_withdrawal_after_a_take_over_gives_the_receiver_a_date(desk: Desk) -> None:
    (letter,) = desk.send()
    with at_desk(desk.cast.mara) as mara:
        reception = receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
    attends(desk, "ginestra")
    consent = Consent.objects.get(subject=desk.subject)
    withdraw_consent(actor=desk.actor, keyring=desk.keyring, consent=consent.pk)
    assert attends(desk, "ginestra") == (["consent_withdrawn_here"], ["consent_withdrawn"])
    with at_desk(desk.cast.mara) as mara:
        row = Reception.objects.get()
        assert row.withdrawn_at
        assert row.decide_by
        assert row.content is not None  # no machine erases
        progress.decide_withdrawal(
            actor=mara.actor,
            keyring=mara.keyring,
            reception=reception.pk,
            erased=False,
            ground="art. 9 L. 184/1983",
        )
        assert not Deadline.objects.filter(state="open").exists()
    assert "withdrawal_answered" in attends(desk, "aurora")[0]


def test_a_message_is_told_and_a_letter_withdrawn_while_waiting_too(desk: Desk) -> None:
    (letter,) = desk.send(return_message=True)
    attends(desk, "ginestra")
    with at_desk(desk.cast.mara) as mara:
        reception = receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
        progress.send_message(
            actor=mara.actor, keyring=mara.keyring, reception=reception.pk, text="è arrivata"
        )
    assert attends(desk, "aurora")[0] == ["referral_message", "referral_taken_over"]
    desk.send("sociale")
    attends(desk, "sociale")
    consents = Consent.objects.filter(subject=desk.subject, state="given")
    for consent in consents:
        withdraw_consent(actor=desk.actor, keyring=desk.keyring, consent=consent.pk)
    assert attends(desk, "sociale") == (["referral_arrived", "referral_ended"], ["referral_answer"])


def test_a_reminder_says_what_became_of_its_letter(desk: Desk) -> None:
    """It stays until a person closes it, and no longer tells her to telephone who has answered."""
    sent = {letter.receiver_id: letter for letter in desk.send("ginestra", "iris")}
    first, second = sent[desk.org("ginestra")], sent[desk.org("iris")]
    before = due_about(desk.actor, desk.subject)
    assert [str(item.title) for item in before] == ["Un invio urgente è senza risposta, telefonare"] * 2
    attends(desk, "ginestra")
    attends(desk, "iris")
    with at_desk(desk.cast.mara) as mara:
        receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=first.pk)
    after = {item.deadline.source: item for item in due_about(desk.actor, desk.subject)}
    assert "è stato accolto" in str(after[first.pk].title)
    assert "un altro ente" in str(after[second.pk].title)
    assert not any(item.tone.is_red for item in after.values())
    with at_desk(desk.cast.gaia) as other:
        there = resolve(other.actor, other.keyring, list(Deadline.objects.filter(state="open")))
        assert {str(item.title) for item in there} == {"Un invio non c’è più, si può chiudere"}
        assert not any(item.tone.is_red for item in there)


def test_who_was_asked_second_has_her_turn_when_the_first_took_over(desk: Desk) -> None:
    sent = {letter.receiver_id: letter for letter in desk.send("ginestra", "iris")}
    with at_desk(desk.cast.mara) as mara:
        first = sent[desk.org("ginestra")]
        receiving.accept_referral(actor=mara.actor, keyring=mara.keyring, referral=first.pk)
    sender = system(desk, "aurora")
    with acting(sender):
        assert attend(actor=sender) == {desk.org("iris")}
        assert attend(actor=sender) == set(), "it has one turn for it"
