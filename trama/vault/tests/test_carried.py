"""A form sent on an expired session: nothing typed is lost, and nobody else reads it."""

from datetime import timedelta

import pytest

from trama.vault.errors import KeyNotHeld, Tampered
from trama.vault.models import CarriedForm, SessionKey, UserKey
from trama.vault.services.carried import carry, discard, reopen, sweep, waiting
from trama.vault.services.sessions import begin, settle
from trama.vault.tests.conftest import Centre, Person
from trama.vault.tests.test_sessions import NOON, minutes

TYPED = {"name": ["Amina"], "note": ["chiamare dopo le 18"], "languages": ["it", "ar"]}


@pytest.fixture
def stub(centre: Centre, carla: Person) -> SessionKey:
    session = begin(carla.keyring, at=NOON, second_factor=False).session
    settle(session, at=minutes(40))
    return session


def sent(centre: Centre, stub: SessionKey, **extra: list[str]) -> CarriedForm:
    form = carry(
        stub, organisation_id=centre.id, path="/percorsi/nuovo/", fields={**TYPED, **extra}, at=minutes(40)
    )
    assert form is not None
    return form


def test_nothing_typed_is_lost(centre: Centre, carla: Person, stub: SessionKey) -> None:
    form = sent(centre, stub)
    assert waiting(carla.keyring, at=minutes(45)) == form.pk
    carried = reopen(carla.keyring, form.pk, at=minutes(45))
    assert carried is not None
    assert (carried.path, carried.fields) == ("/percorsi/nuovo/", TYPED)
    discard(carla.keyring, form.pk)
    assert waiting(carla.keyring, at=minutes(45)) is None


def test_nothing_of_it_lies_in_clear(centre: Centre, stub: SessionKey) -> None:
    content = bytes(sent(centre, stub).content)
    assert b"Amina" not in content
    assert b"percorsi" not in content


def test_passwords_and_codes_are_never_carried(centre: Centre, carla: Person, stub: SessionKey) -> None:
    form = sent(centre, stub, new_password=["x"], password=["x"], csrfmiddlewaretoken=["x"], code=["123456"])
    carried = reopen(carla.keyring, form.pk, at=minutes(45))
    assert carried is not None
    assert carried.fields == TYPED


def test_nobody_else_gets_it_nor_she_in_another_organisation(
    centre: Centre, other_centre: Centre, carla: Person, stub: SessionKey
) -> None:
    form = sent(centre, stub)
    assert reopen(centre.ada.keyring, form.pk, at=minutes(45)) is None
    assert reopen(carla.keyring.acting_for(other_centre.id), form.pk, at=minutes(45)) is None
    discard(centre.ada.keyring, form.pk)
    CarriedForm.objects.update(user_key=centre.ada.id)
    with pytest.raises(Tampered):
        reopen(centre.ada.keyring, form.pk, at=minutes(45))


def test_a_form_is_not_sealed_to_a_key_exchanged_in_the_database(
    centre: Centre, carla: Person, stub: SessionKey
) -> None:
    thief = Person.new()
    UserKey.objects.filter(pk=carla.id).update(sealing=thief.user_key.sealing, stamp=thief.user_key.stamp)
    with pytest.raises(Tampered):
        sent(centre, SessionKey.objects.select_related("user_key").get(pk=stub.pk))


def test_after_a_day_it_is_gone(centre: Centre, carla: Person, stub: SessionKey) -> None:
    form = sent(centre, stub)
    late = minutes(40) + timedelta(hours=24)
    assert reopen(carla.keyring, form.pk, at=late) is None
    sweep(at=late)
    assert not CarriedForm.objects.exists()


def test_a_session_that_waits_for_the_second_factor_carries_nothing(centre: Centre, carla: Person) -> None:
    pending = begin(carla.keyring, at=NOON, second_factor=True).session
    with pytest.raises(KeyNotHeld):
        carry(pending, organisation_id=centre.id, path="/", fields=TYPED, at=NOON)


def test_a_form_beyond_all_measure_is_not_kept(centre: Centre, stub: SessionKey) -> None:
    fields = {"note": ["x" * 1_100_000]}
    assert carry(stub, organisation_id=centre.id, path="/", fields=fields, at=minutes(40)) is None
