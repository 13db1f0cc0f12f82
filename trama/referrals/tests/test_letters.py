"""A letter that somebody touched in the database is not opened; a receiver whose key was exchanged gets nothing."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from trama.access.context import acting
from trama.common.errors import DomainError
from trama.referrals.letters import open_answer, open_letter
from trama.referrals.models import Answer, Referral
from trama.referrals.services import receiving
from trama.referrals.services.sending import send_parcel
from trama.referrals.sharing import sharing
from trama.referrals.tests.conftest import Desk, at_desk, make_desk
from trama.testing.cast import Cast
from trama.vault.errors import KeyNotHeld, Tampered, UntrustedKey

EDITS = {
    "parcel_id": uuid4(),
    "by_law": True,
    "may_return_progress": True,
    "may_return_message": True,
    "agreed_until": timezone.localdate() + timedelta(days=999),
    "sent_at": timezone.now() - timedelta(days=1),
    "respond_by": timezone.now() + timedelta(days=99),
    "expires_at": timezone.now() + timedelta(days=99),
}


@pytest.mark.parametrize("column", EDITS)
def test_an_edited_row_is_refused_before_it_is_opened(desk: Desk, column: str) -> None:
    (letter,) = desk.send()
    with at_desk(desk.cast.mara) as mara:
        row = Referral.objects.get(pk=letter.pk)
        open_letter(mara.keyring, row)
        setattr(row, column, EDITS[column])
        with pytest.raises(UntrustedKey):
            open_letter(mara.keyring, row)


@pytest.mark.parametrize("column", ["content", "wrap", "signature"])
def test_parts_of_another_letter_are_refused(desk: Desk, column: str) -> None:
    (one,), (other,) = desk.send(), desk.send()
    with at_desk(desk.cast.mara) as mara:
        row = Referral.objects.get(pk=one.pk)
        setattr(row, column, getattr(Referral.objects.get(pk=other.pk), column))
        with pytest.raises(UntrustedKey):
            open_letter(mara.keyring, row)


def test_a_letter_moved_under_another_id_is_refused(desk: Desk) -> None:
    (letter,) = desk.send()
    with at_desk(desk.cast.mara) as mara:
        row = Referral.objects.get(pk=letter.pk)
        row.pk = uuid4()
        with pytest.raises(UntrustedKey):
            open_letter(mara.keyring, row)


def test_a_letter_said_to_come_from_somebody_else_is_refused(desk: Desk) -> None:
    (letter,) = desk.send()
    with at_desk(desk.cast.mara) as mara:
        row = Referral.objects.get(pk=letter.pk)
        row.organisation_id = desk.org("iris")
        with pytest.raises(UntrustedKey):
            open_letter(mara.keyring, row)


def test_only_the_receiver_s_key_opens_it(desk: Desk) -> None:
    (letter,) = desk.send()
    for name in ("ada", "gaia", "pia"):  # not even the sender
        with at_desk(desk.cast.people[name]) as other, pytest.raises((Tampered, KeyNotHeld, UntrustedKey)):
            open_letter(other.keyring, letter)


def test_an_edited_answer_is_refused(desk: Desk) -> None:
    (letter,) = desk.send()
    with at_desk(desk.cast.mara) as mara:
        receiving.decline_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk, reason="full")
    for column, value in {
        "kind": "message",
        "referral": uuid4(),
        "at": timezone.now() + timedelta(days=1),
    }.items():
        answer = Answer.objects.get()
        setattr(answer, column, value)
        with pytest.raises(UntrustedKey):
            open_answer(desk.keyring, answer)


def test_what_stands_in_the_tables_holds_nothing_of_her(desk: Desk) -> None:
    (letter,) = desk.send()
    row = Referral.objects.get(pk=letter.pk)
    for value in (row.content, row.wrap, row.signature, letter.parcel.content):
        assert b"Zaira" not in bytes(value or b"")


def test_whose_letter_it_is_stands_nowhere_on_the_shared_row(desk: Desk) -> None:
    (letter,) = desk.send()
    with at_desk(desk.cast.mara) as mara:
        row = Referral.objects.filter(pk=letter.pk).values().get()
        opened = receiving.open_referral(actor=mara.actor, keyring=mara.keyring, referral=letter.pk)
    assert desk.subject not in row.values()
    assert str(desk.subject) not in str(opened.letter)


def test_a_receiver_s_key_exchanged_in_the_database_stops_the_letter(committed: str, everybody: Cast) -> None:
    """Somebody who can write the database puts a key of her own in Ginestra's manifest."""
    with acting(everybody.ada.actor):
        desk = make_desk(everybody)
        sharing.register(desk)
        parcel = desk.agreed()
    ginestra = desk.org("ginestra")
    with connections["maintenance"].cursor() as cursor:
        cursor.execute("SELECT body FROM vault_epochmanifest WHERE organisation_id = %s", [ginestra])
        body = bytes(cursor.fetchone()[0])
        at = body.index(b'"sealing":"') + len(b'"sealing":"')
        forged = (
            body[:at] + b"A" + body[at + 1 :]
            if body[at : at + 1] != b"A"
            else body[:at] + b"B" + body[at + 1 :]
        )
        cursor.execute(
            "UPDATE vault_epochmanifest SET body = %s WHERE organisation_id = %s", [forged, ginestra]
        )
    try:
        with acting(everybody.ada.actor):
            with pytest.raises(DomainError, match=r"not_in_trama|untrusted_receiver"):
                send_parcel(actor=desk.actor, keyring=desk.keyring, parcel=parcel.pk)
            assert Referral.objects.get(parcel=parcel).content is None
            with pytest.raises(DomainError, match="not_in_trama"):
                desk.prepare()
    finally:
        sharing._items.remove(desk)


def test_a_letter_by_law_says_so_and_lets_nothing_back(desk: Desk) -> None:
    from trama.referrals.letters import Letter

    draft = desk.draft(return_message=True, return_progress=True)
    assert Letter.of(draft).return_message
    by_law = Letter.of(draft, citation="art. 365 c.p.")
    assert not by_law.return_message
    assert not by_law.return_progress
    assert Letter.from_json(by_law.to_json()) == by_law
    assert replace(by_law, citation="") != by_law
