"""Circles narrower than the organisation."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from trama.common.errors import DomainError
from trama.vault import circles
from trama.vault.crypto.formats import new_key
from trama.vault.crypto.keys import seal_to
from trama.vault.errors import KeyNotHeld, Tampered, UntrustedKey
from trama.vault.models import (
    Compartment,
    CompartmentGrant,
    CompartmentKind,
    CompartmentTurn,
    RecordGrant,
    RecordKey,
)
from trama.vault.services.epochs import rewrap_chunk
from trama.vault.services.members import remove_member
from trama.vault.tests.conftest import Centre, Person
from trama.vault.tests.test_keyring import row_of
from trama.vault.trust.statements import COMPARTMENT, sign


@pytest.fixture
def circle(centre: Centre, carla: Person) -> Compartment:
    """Ada and Carla must not let Bice know."""
    return centre.ada.keyring.new_compartment(CompartmentKind.CONFLICT, [centre.ada.id, carla.id])


def test_compartment_excludes_a_colleague(centre: Centre, carla: Person, circle: Compartment) -> None:
    key = centre.ada.keyring.new_record(compartment=circle)
    row = row_of(centre.ada, key)
    assert carla.keyring.box(key).open(row, "sealed") == "Amina"
    with pytest.raises(KeyNotHeld):
        centre.bice.keyring.box(key)
    with pytest.raises(KeyNotHeld):
        centre.bice.keyring.compartment_members(circle)
    with pytest.raises(KeyNotHeld):
        centre.bice.keyring.new_record(compartment=circle)


def test_a_record_moved_into_a_compartment_closes_to_the_colleague_and_to_the_specialist(
    centre: Centre, carla: Person, dora: Person, circle: Compartment
) -> None:
    key = centre.ada.keyring.new_record()
    row = row_of(centre.bice, key)
    centre.ada.keyring.share_record(key, with_key=dora.id)
    centre.ada.keyring.move_to_compartment(key, circle)
    stored = RecordKey.objects.get(pk=key.pk)
    for person in (centre.bice, dora):
        with pytest.raises(KeyNotHeld):
            person.keyring.box(stored)
    assert not RecordGrant.objects.filter(record_key=key).exists()
    assert carla.keyring.box(stored).open(row, "sealed") == "Amina"
    with pytest.raises(KeyNotHeld):
        carla.keyring.share_record(stored, with_key=dora.id)


def test_whoever_is_outside_cannot_move_a_record_in_or_out(centre: Centre, circle: Compartment) -> None:
    inside, outside = centre.ada.keyring.new_record(compartment=circle), centre.ada.keyring.new_record()
    with pytest.raises(KeyNotHeld):
        centre.bice.keyring.move_out_of_compartment(inside)
    with pytest.raises(KeyNotHeld):
        centre.bice.keyring.move_to_compartment(outside, circle)


def test_a_member_moves_a_record_back_to_everybody(centre: Centre, circle: Compartment) -> None:
    key = centre.ada.keyring.new_record(compartment=circle)
    row = row_of(centre.ada, key)
    centre.ada.keyring.move_out_of_compartment(key)
    assert centre.bice.keyring.box(RecordKey.objects.get(pk=key.pk)).open(row, "sealed") == "Amina"


def test_a_compartment_has_two_members_at_least_and_its_maker(centre: Centre, carla: Person) -> None:
    keyring = centre.ada.keyring
    for members, code in (
        ([centre.ada.id], "compartment_too_small"),
        ([centre.ada.id, centre.ada.id], "compartment_too_small"),
        ([centre.bice.id, carla.id], "compartment_without_maker"),
    ):
        with pytest.raises(DomainError, match=code):
            keyring.new_compartment(CompartmentKind.CONFLICT, members)
    with pytest.raises(UntrustedKey):
        keyring.new_compartment(CompartmentKind.CONFLICT, [centre.ada.id, Person.new().id])


def test_specialists_keep_notes_that_no_reader_opens(centre: Centre, dora: Person) -> None:
    elsa = centre.admit()
    notes = dora.keyring.new_compartment(CompartmentKind.SPECIALIST_NOTES, [dora.id, elsa.id])
    key = dora.keyring.new_record(compartment=notes)
    row = row_of(dora, key, "una nota")
    assert elsa.keyring.box(key).open(row, "sealed") == "una nota"
    with pytest.raises(KeyNotHeld):
        centre.ada.keyring.box(key)


def test_compartment_turns_when_a_member_was_removed(centre: Centre, carla: Person) -> None:
    keyring = centre.ada.keyring
    circle = keyring.new_compartment(CompartmentKind.CHILD, [centre.ada.id, centre.bice.id, carla.id])
    key = keyring.new_record(compartment=circle)
    row = row_of(centre.ada, key)
    old_wrap = key.wrapped
    remove_member(actor=centre.actor, keyring=keyring, key_id=carla.id)
    circle.refresh_from_db()
    assert circle.turn_due
    centre.refresh()
    assert centre.bice.keyring.box(key).open(row, "sealed") == "Amina"
    circle.refresh_from_db()
    key.refresh_from_db()
    assert (circle.turn, circle.turn_due) == (2, False)
    assert key.wrapped != old_wrap
    grants = CompartmentGrant.objects.values_list("number", "user_key")
    assert set(grants) == {(2, centre.ada.id), (2, centre.bice.id)}
    assert centre.ada.keyring.compartment_members(circle) == {centre.ada.id, centre.bice.id}
    assert centre.ada.keyring.box(key).open(row, "sealed") == "Amina"


def test_somebody_outside_shuts_a_member_out_and_the_next_one_turns_it(
    centre: Centre, carla: Person, dora: Person
) -> None:
    """Ada is not in the circle of Dora's notes, which Carla keeps with her: Carla must not know any more."""
    circle = dora.keyring.new_compartment(CompartmentKind.SPECIALIST_NOTES, [dora.id, carla.id])
    key = dora.keyring.new_record(compartment=circle)
    row = row_of(dora, key, "una nota")
    assert carla.keyring.box(key).open(row, "sealed") == "una nota"
    seed_before = CompartmentGrant.objects.get(user_key=carla.id)
    centre.ada.keyring.shut_out(circle, [carla.id], last=dora.id)
    assert not CompartmentGrant.objects.filter(user_key=carla.id).exists()
    centre.refresh()
    with pytest.raises(KeyNotHeld):
        carla.keyring.box(RecordKey.objects.get(pk=key.pk))
    old_wrap = RecordKey.objects.get(pk=key.pk).wrapped
    dora.keyring.refresh()
    assert dora.keyring.box(RecordKey.objects.get(pk=key.pk)).open(row, "sealed") == "una nota"
    circle.refresh_from_db()
    assert (circle.turn, circle.turn_due) == (2, False)
    assert RecordKey.objects.get(pk=key.pk).wrapped != old_wrap
    assert dora.keyring.compartment_members(circle) == {dora.id}
    # The wrap that she once had, put back by who writes the database, opens the old key only.
    seed_before.save(force_insert=True)
    carla.keyring.refresh()
    with pytest.raises(KeyNotHeld):
        carla.keyring.box(RecordKey.objects.get(pk=key.pk))


def test_the_last_who_opens_a_circle_is_not_shut_out(centre: Centre, carla: Person, dora: Person) -> None:
    circle = dora.keyring.new_compartment(CompartmentKind.SPECIALIST_NOTES, [dora.id, carla.id])
    key = dora.keyring.new_record(compartment=circle)
    row = row_of(dora, key, "una nota")
    centre.ada.keyring.shut_out(circle, [carla.id, dora.id], last=dora.id)
    centre.refresh()
    dora.keyring.refresh()
    assert dora.keyring.box(RecordKey.objects.get(pk=key.pk)).open(row, "sealed") == "una nota"
    carla.keyring.refresh()
    with pytest.raises(KeyNotHeld):
        carla.keyring.box(RecordKey.objects.get(pk=key.pk))


def test_the_epoch_turn_leaves_compartments_to_their_members(centre: Centre, circle: Compartment) -> None:
    key = centre.ada.keyring.new_record(compartment=circle)
    row = row_of(centre.ada, key)
    elsa = centre.admit()
    remove_member(actor=centre.actor, keyring=centre.bice.keyring, key_id=elsa.id)
    assert rewrap_chunk(actor=centre.actor, keyring=centre.bice.keyring) == 0
    centre.refresh()
    assert centre.ada.keyring.box(RecordKey.objects.get(pk=key.pk)).open(row, "sealed") == "Amina"
    with pytest.raises(KeyNotHeld):
        centre.bice.keyring.box(key)


def test_changing_the_circle_turns_the_key_and_shuts_the_one_who_left_out(
    centre: Centre, carla: Person, circle: Compartment
) -> None:
    key = centre.ada.keyring.new_record(compartment=circle)
    row = row_of(centre.ada, key)
    centre.ada.keyring.change_compartment(circle, [centre.ada.id, centre.bice.id])
    stored = RecordKey.objects.get(pk=key.pk)
    assert centre.bice.keyring.box(stored).open(row, "sealed") == "Amina"
    carla.keyring.refresh()
    with pytest.raises(KeyNotHeld):
        carla.keyring.box(stored)
    # A row read before the change opens as well, for who changed it in this very request and for others.
    assert centre.ada.keyring.box(key).open(row, "sealed") == "Amina"
    assert centre.bice.keyring.box(key).open(row, "sealed") == "Amina"


def test_a_member_forged_into_the_database_gets_no_key(
    centre: Centre, carla: Person, circle: Compartment
) -> None:
    """A grant row with a seed of the thief's making: the signed turn does not name Bice."""
    key = centre.ada.keyring.new_record(compartment=circle)
    CompartmentGrant.objects.create(
        organisation_id=centre.id,
        compartment=circle,
        number=1,
        user_key=centre.bice.user_key,
        sealed=seal_to(
            bytes(centre.bice.user_key.sealing), new_key(), f"compartment {circle.pk} 1 {centre.bice.id}"
        ),
    )
    with pytest.raises(KeyNotHeld):
        centre.bice.keyring.box(key)


def test_a_seed_exchanged_in_the_database_is_refused(
    centre: Centre, carla: Person, circle: Compartment
) -> None:
    """Carla would otherwise seal for whoever made the other seed."""
    forged = seal_to(bytes(carla.user_key.sealing), new_key(), f"compartment {circle.pk} 1 {carla.id}")
    CompartmentGrant.objects.filter(user_key=carla.id).update(sealed=forged)
    with pytest.raises(Tampered):
        carla.keyring.new_record(compartment=circle)


def test_a_turn_signed_by_somebody_outside_the_circle_is_refused(
    centre: Centre, carla: Person, circle: Compartment
) -> None:
    """Bice, with the right to write into the database, lets herself in."""
    steps = [step.signed for step in CompartmentTurn.objects.filter(compartment=circle)]
    before = circles.verify_turns(centre.bice.keyring.opened.verified, circle, steps)
    forged = replace(
        before, number=2, previous=steps[0].hash, members=before.members | {centre.bice.id}, by=centre.bice.id
    )
    signed = sign(centre.bice.keyring.pair, COMPARTMENT, forged.content(circle.pk, centre.id))
    CompartmentTurn.objects.create(
        organisation_id=centre.id, compartment=circle, number=2, body=signed.body, signature=signed.signature
    )
    with pytest.raises(UntrustedKey):
        carla.keyring.new_record(compartment=circle)


def test_a_turn_of_another_compartment_is_refused(centre: Centre, carla: Person, circle: Compartment) -> None:
    keyring = centre.ada.keyring
    other = keyring.new_compartment(CompartmentKind.CONFLICT, [centre.ada.id, centre.bice.id])
    theirs = CompartmentTurn.objects.get(compartment=other)
    with pytest.raises(UntrustedKey):
        circles.verify_turns(carla.keyring.opened.verified, circle, [theirs.signed])
    circle.kind = CompartmentKind.CHILD
    own = CompartmentTurn.objects.get(compartment=circle)
    with pytest.raises(UntrustedKey):
        circles.verify_turns(carla.keyring.opened.verified, circle, [own.signed])


def test_an_older_turn_put_back_is_refused(
    centre: Centre,
    carla: Person,
    circle: Compartment,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    before = transaction.savepoint()
    with django_capture_on_commit_callbacks(execute=True):
        centre.ada.keyring.change_compartment(circle, [centre.ada.id, centre.bice.id])
        centre.bice.keyring.compartment_members(circle)
    transaction.savepoint_rollback(before)
    carla.keyring.refresh()
    with pytest.raises(UntrustedKey):
        carla.keyring.compartment_members(circle)


def test_the_application_cannot_edit_a_turn(centre: Centre, circle: Compartment) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE vault_compartmentturn SET number = 2")


def test_many_compartments_open_in_one_query(
    centre: Centre, carla: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keyring = centre.ada.keyring
    made = [keyring.new_compartment(CompartmentKind.CHILD, [centre.ada.id, carla.id]) for _ in range(4)]
    keys = [keyring.new_record(compartment=item) for item in made]
    carla.keyring.refresh()
    with django_assert_num_queries(2):
        assert carla.keyring.holds(keys) == {key.pk for key in keys}
    assert carla.keyring.compartments(made) == {item.pk for item in made}
    assert centre.bice.keyring.compartments(made) == set()
