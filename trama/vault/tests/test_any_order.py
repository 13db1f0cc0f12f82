"""Any order of admitting, removing, resetting, turning, sharing: who should open a record does, nobody else does."""

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trama.vault.errors import KeyNotHeld
from trama.vault.models import Compartment, CompartmentKind, RecordKey
from trama.vault.services import epochs
from trama.vault.services.members import change_flags, remove_member, reseal_for
from trama.vault.services.organisations import Candidate
from trama.vault.services.users import fingerprint_of, reset_user_key, unlock
from trama.vault.tests.conftest import PASSWORD, Centre, Person
from trama.vault.tests.test_keyring import row_of
from trama.vault.trust.manifests import Flag

ACTS = (
    "admit",
    "admit specialist",
    "remove",
    "reset",
    "turn",
    "rewrap some",
    "record",
    "share",
    "circle",
    "demote",
)
steps = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 99)), min_size=3, max_size=10)


@dataclass
class World:
    """What ought to be true, kept beside the database. Ada stays; the others come and go."""

    centre: Centre
    readers: list[Person]
    specialists: list[Person] = field(default_factory=list)
    gone: list[Person] = field(default_factory=list)
    records: dict[RecordKey, set[int]] = field(default_factory=dict)  # positions in `specialists`
    circles: list[tuple[Compartment, RecordKey, set[int]]] = field(
        default_factory=list
    )  # ids of people (id())

    def do(self, act: str, choice: int) -> None:
        getattr(self, act.replace(" ", "_"))(choice)
        for person in (self.centre.ada, self.centre.bice, *self.readers, *self.specialists, *self.gone):
            person.keyring.refresh()

    @property
    def ada(self) -> Person:
        return self.centre.ada

    def admit(self, _choice: int) -> None:
        self.readers.append(self.centre.admit(Flag.READER))

    def admit_specialist(self, _choice: int) -> None:
        self.specialists.append(self.centre.admit())

    def remove(self, choice: int) -> None:
        if self.readers:
            person = self.readers.pop(choice % len(self.readers))
            remove_member(actor=self.centre.actor, keyring=self.ada.keyring, key_id=person.id)
            self.gone.append(person)

    def demote(self, choice: int) -> None:
        if self.readers:
            person = self.readers.pop(choice % len(self.readers))
            change_flags(
                actor=self.centre.actor, keyring=self.ada.keyring, key_id=person.id, flags=frozenset()
            )
            self.specialists.append(person)

    def reset(self, choice: int) -> None:
        people = self.readers + self.specialists
        if people:
            person = people[choice % len(people)]
            old = Person(person.user_key, person.keyring)
            fresh = reset_user_key(person.user_key, PASSWORD)
            reseal_for(
                actor=self.centre.actor,
                keyring=self.ada.keyring,
                old_key=person.id,
                candidate=Candidate(fresh, fingerprint_of(fresh)),
            )
            person.user_key, person.keyring = fresh, unlock(fresh, PASSWORD, self.centre.id)
            self.gone.append(old)

    def turn(self, _choice: int) -> None:
        epochs.rotate(actor=self.centre.actor, keyring=self.ada.keyring)

    def rewrap_some(self, choice: int) -> None:
        epochs.rewrap_chunk(actor=self.centre.actor, keyring=self.ada.keyring, limit=1 + choice % 3)

    def record(self, choice: int) -> None:
        writers = [self.ada, *self.readers]
        self.records[writers[choice % len(writers)].keyring.new_record()] = set()

    def share(self, choice: int) -> None:
        if self.records and self.specialists:
            key = list(self.records)[choice % len(self.records)]
            person = self.specialists[choice % len(self.specialists)]
            key.refresh_from_db()
            writers = [self.ada, *self.readers]
            writers[choice % len(writers)].keyring.share_record(key, with_key=person.id)
            self.records[key].add(id(person))

    def circle(self, choice: int) -> None:
        people = self.readers + self.specialists
        if people:
            person = people[choice % len(people)]
            made = self.ada.keyring.new_compartment(CompartmentKind.CONFLICT, [self.ada.id, person.id])
            self.circles.append((made, self.ada.keyring.new_record(compartment=made), {id(person)}))

    def check(self) -> None:
        everybody = [self.ada, self.centre.bice, *self.readers, *self.specialists, *self.gone]
        for key, shared in self.records.items():
            may = {id(person) for person in (self.ada, self.centre.bice, *self.readers)}
            may |= {id(person) for person in self.specialists if id(person) in shared}
            self._opens(key, everybody, may)
        for _made, key, members in self.circles:
            present = {id(person) for person in self.readers + self.specialists}
            row_of(
                self.ada, RecordKey.objects.get(pk=key.pk)
            )  # a member opens it, so that it turns if it must
            self._opens(key, everybody, {id(self.ada)} | (members & present))

    def _opens(self, key: RecordKey, everybody: list[Person], may: set[int]) -> None:
        stored = RecordKey.objects.get(pk=key.pk)
        for person in everybody:
            if id(person) in may:
                person.keyring.box(stored)
            else:
                with pytest.raises(KeyNotHeld):
                    person.keyring.box(stored)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps)
def test_in_any_order_of_acts_exactly_those_open_who_should(
    centre: Centre, acts: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        world = World(centre, [centre.admit(Flag.READER)])
        for act, choice in acts:
            world.do(act, choice)
        world.check()
        transaction.set_rollback(True)
    centre.others.clear()
    centre.refresh()
