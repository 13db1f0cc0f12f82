"""Who reads a service is what a custodian signed, and nothing that was written is lost when readers change."""

from uuid import UUID, uuid4

import pytest

from trama.common.errors import DomainError
from trama.network.models import AddressRegime, Service, ServiceKind
from trama.vault.crypto.formats import Sealed
from trama.vault.crypto.keys import seal_to
from trama.vault.directory import trusted
from trama.vault.envelopes import seal_to_service
from trama.vault.errors import KeyNotHeld, UntrustedKey
from trama.vault.models import ServiceKeyGrant
from trama.vault.services.members import change_flags, remove_member, reseal_for
from trama.vault.services.organisations import Candidate
from trama.vault.services.service_keys import (
    behind,
    change_readers,
    hand_on,
    only_she_opens,
    open_service,
)
from trama.vault.services.users import fingerprint_of, reset_user_key, unlock
from trama.vault.tests.conftest import Centre, Person
from trama.vault.trust.manifests import Flag

CONTEXT = "call 1"


@pytest.fixture
def desk(centre: Centre) -> UUID:
    row = Service.objects.create(
        organisation_id=centre.id, kind=ServiceKind.DESK, name="Notte", address_regime=AddressRegime.RESERVED
    )
    return row.pk


@pytest.fixture
def dora(centre: Centre) -> Person:
    return centre.admit(Flag.READER)


def opened(centre: Centre, desk: UUID, *readers: Person) -> None:
    ids = [person.id for person in readers]
    open_service(actor=centre.actor, keyring=centre.ada.keyring, service_id=desk, readers=ids)
    centre.refresh()


def changed(centre: Centre, desk: UUID, *readers: Person) -> None:
    ids = [person.id for person in readers]
    change_readers(actor=centre.actor, keyring=centre.ada.keyring, service_id=desk, readers=ids)
    centre.refresh()


def written(centre: Centre, desk: UUID) -> Sealed:
    return seal_to_service(centre.id, desk, b"call", context=CONTEXT)


def reads(person: Person, desk: UUID, envelope: Sealed) -> bool:
    try:
        return person.keyring.open_from_service(desk, envelope, context=CONTEXT) == b"call"
    except KeyNotHeld:
        return False


def test_who_leaves_reads_neither_what_was_written_nor_what_will_be(
    centre: Centre, desk: UUID, carla: Person, dora: Person
) -> None:
    opened(centre, desk, carla, dora)
    before = written(centre, desk)
    changed(centre, desk, dora)
    after = written(centre, desk)
    assert after.epoch == before.epoch + 1
    assert [reads(carla, desk, one) for one in (before, after)] == [False, False]
    assert [reads(dora, desk, one) for one in (before, after)] == [True, True]


def test_who_comes_reads_from_now_on_and_the_rest_once_a_reader_hands_it_on(
    centre: Centre, desk: UUID, carla: Person, dora: Person
) -> None:
    opened(centre, desk, carla)
    before = written(centre, desk)
    changed(centre, desk, carla, dora)
    assert reads(dora, desk, written(centre, desk))
    assert not reads(dora, desk, before)
    assert behind(trusted(centre.id)) == {(desk, dora.id)}
    hand_on(actor=centre.actor, keyring=carla.keyring)
    assert reads(dora, desk, before)
    assert behind(trusted(centre.id)) == set()


def test_a_custodian_who_reads_herself_hands_everything_on_at_once(
    centre: Centre, desk: UUID, dora: Person
) -> None:
    opened(centre, desk, centre.ada)
    before = written(centre, desk)
    changed(centre, desk, centre.ada, dora)
    assert reads(dora, desk, before)
    assert written(centre, desk).epoch == before.epoch


def test_nothing_written_is_lost_because_all_who_could_open_it_leave(
    centre: Centre, desk: UUID, carla: Person, dora: Person
) -> None:
    opened(centre, desk, carla)
    before = written(centre, desk)
    changed(centre, desk, carla, dora)
    with pytest.raises(DomainError, match="not_handed_on"):
        changed(centre, desk, dora)
    assert only_she_opens(trusted(centre.id), carla.id) == {desk}
    hand_on(actor=centre.actor, keyring=carla.keyring)
    changed(centre, desk, dora)
    assert reads(dora, desk, before)


def test_a_service_is_never_left_without_a_reader(centre: Centre, desk: UUID, carla: Person) -> None:
    opened(centre, desk, carla)
    with pytest.raises(DomainError, match="no_reader"):
        changed(centre, desk)
    with pytest.raises(DomainError, match="last_reader"):
        remove_member(actor=centre.actor, keyring=centre.ada.keyring, key_id=carla.id)


def test_only_members_can_be_made_readers(centre: Centre, desk: UUID, carla: Person) -> None:
    ids = [carla.id, uuid4()]
    with pytest.raises(UntrustedKey):
        open_service(actor=centre.actor, keyring=centre.ada.keyring, service_id=desk, readers=ids)


def test_a_reader_forged_in_the_database_gets_nothing_at_the_next_turn(
    centre: Centre, desk: UUID, carla: Person, dora: Person
) -> None:
    """A row for a member whom no custodian signed, made by who can write to the database."""
    opened(centre, desk, carla)
    forged = seal_to(dora.user_key.public.sealing, b"x" * 32, "service key")
    ServiceKeyGrant.objects.create(
        organisation_id=centre.id, service_id=desk, generation=1, user_key=dora.user_key, sealed=forged
    )
    changed(centre, desk, carla, centre.bice)
    hand_on(actor=centre.actor, keyring=carla.keyring)
    assert not ServiceKeyGrant.objects.filter(user_key=dora.id).exists()
    assert not reads(dora, desk, written(centre, desk))


def test_who_reads_no_records_any_more_reads_no_service(
    centre: Centre, desk: UUID, carla: Person, dora: Person
) -> None:
    opened(centre, desk, carla, dora)
    before = written(centre, desk)
    change_flags(actor=centre.actor, keyring=centre.ada.keyring, key_id=carla.id, flags=frozenset())
    centre.refresh()
    after = written(centre, desk)
    assert [reads(carla, desk, one) for one in (before, after)] == [False, False]
    assert [reads(dora, desk, one) for one in (before, after)] == [True, True]


def test_after_a_forgotten_password_a_colleague_who_reads_gives_it_back(
    centre: Centre, desk: UUID, carla: Person, dora: Person
) -> None:
    opened(centre, desk, carla, dora)
    before = written(centre, desk)
    new = reset_user_key(carla.user_key, "un'altra frase lunga")
    reseal_for(
        actor=centre.actor,
        keyring=centre.ada.keyring,
        old_key=carla.id,
        candidate=Candidate(new, fingerprint_of(new)),
    )
    centre.refresh()
    again = Person(new, unlock(new, "un'altra frase lunga", centre.id))
    assert not reads(again, desk, before)
    hand_on(actor=centre.actor, keyring=dora.keyring)
    assert reads(again, desk, before)
    assert trusted(centre.id).readers(desk) == {new.pk, dora.id}
