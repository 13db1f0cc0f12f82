"""Two people at once, with real commits."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from trama.access.context import acting
from trama.network.models import Category, Network, Organisation
from trama.vault.directory import trusted
from trama.vault.models import Compartment, CompartmentGrant, CompartmentKind, EpochManifest, RecordKey
from trama.vault.services.epochs import rewrap_chunk, rotate
from trama.vault.services.members import admit_member, remove_member
from trama.vault.tests.conftest import Bodies, Centre, Person, actor_of, found
from trama.vault.trust.manifests import Flag


@pytest.fixture
def lasting(committed: str) -> Centre:
    """A centre in a database where commits are real."""
    network = Network.objects.using("maintenance").create(slug="gara", name="Rete")
    organisation = Organisation.objects.using("maintenance").create(
        official_name="Centro Filo", short_name="Filo", sort_key="filo", category=Category.CENTRE
    )
    bodies = Bodies(network.pk, organisation.pk, organisation.pk)
    with acting(actor_of(bodies, organisation.pk)):
        return found(bodies, organisation.pk)


def at_once(*acts: Callable[[], None]) -> None:
    """Runs them in threads that start together; the first failure is raised."""
    start, failures = threading.Barrier(len(acts)), []

    def run(act: Callable[[], None]) -> None:
        try:
            start.wait(30)
            act()
        except BaseException as error:  # noqa: BLE001 - handed to the test below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if failures:
        raise failures[0]


def test_two_custodians_who_admit_at_once_make_one_chain(lasting: Centre) -> None:
    newcomers = [Person.new(lasting.id) for _ in range(4)]
    custodians = [lasting.ada, lasting.bice, lasting.ada, lasting.bice]

    def admits(custodian: Person, newcomer: Person) -> Callable[[], None]:
        keyring = custodian.keyring.acting_for(lasting.id)

        def act() -> None:
            with acting(lasting.actor):
                admit_member(
                    actor=lasting.actor,
                    keyring=keyring,
                    candidate=newcomer.candidate,
                    flags=frozenset({Flag.READER}),
                )

        return act

    at_once(*(admits(custodian, newcomer) for custodian, newcomer in zip(custodians, newcomers, strict=True)))
    with acting(lasting.actor):
        verified = trusted(lasting.id)
        assert verified.manifest.serial == 5
        assert all(verified.member(newcomer.id).active for newcomer in newcomers)


def test_two_members_who_open_a_compartment_that_must_turn_turn_it_once(lasting: Centre) -> None:
    with acting(lasting.actor):
        carla = lasting.admit(Flag.READER)
        keyring = lasting.ada.keyring
        circle = keyring.new_compartment(CompartmentKind.CHILD, [lasting.ada.id, lasting.bice.id, carla.id])
        key = keyring.new_record(compartment=circle)
        remove_member(actor=lasting.actor, keyring=keyring, key_id=carla.id)

    def opens(person: Person) -> Callable[[], None]:
        keyring = person.keyring.acting_for(lasting.id)

        def act() -> None:
            with acting(lasting.actor):
                keyring.box(RecordKey.objects.get(pk=key.pk))

        return act

    at_once(opens(lasting.ada), opens(lasting.bice))
    with acting(lasting.actor):
        assert Compartment.objects.get(pk=circle.pk).turn == 2
        assert set(CompartmentGrant.objects.values_list("number", "user_key")) == {
            (2, lasting.ada.id),
            (2, lasting.bice.id),
        }


def test_records_written_while_the_epoch_turns_are_all_rewrapped_and_open(lasting: Centre) -> None:
    with acting(lasting.actor):
        carla = lasting.admit(Flag.READER)

    def writes() -> None:
        for _ in range(20):
            with acting(lasting.actor):
                carla.keyring.acting_for(lasting.id).new_record()

    def turns() -> None:
        with acting(lasting.actor):
            rotate(actor=lasting.actor, keyring=lasting.ada.keyring)

    at_once(writes, turns)
    with acting(lasting.actor):
        keyring = lasting.bice.keyring.acting_for(lasting.id)
        while rewrap_chunk(actor=lasting.actor, keyring=keyring, limit=7):
            pass
        records = list(RecordKey.objects.all())
        assert len(records) == 20
        assert {record.epoch for record in records} == {2}
        assert len(keyring.boxes(records)) == 20
        assert EpochManifest.objects.filter(organisation=lasting.id).count() == 3
