"""Two centres as their people open them. Ada and Bice are custodians, Carla an operator, Dora a specialist."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.network.models import Category, Network, Organisation
from trama.vault import installation
from trama.vault.keyring import Keyring
from trama.vault.models import UserKey
from trama.vault.services.members import admit_member
from trama.vault.services.organisations import Candidate, found_organisation
from trama.vault.services.users import fingerprint_of, new_user_key
from trama.vault.trust.manifests import Flag

PASSWORD = "la tela di Penelope"


@dataclass
class Person:
    """A user key, opened in her centre."""

    user_key: UserKey
    keyring: Keyring

    @property
    def id(self) -> UUID:
        return self.user_key.pk

    @property
    def candidate(self) -> Candidate:
        return Candidate(self.user_key, fingerprint_of(self.user_key))

    @classmethod
    def new(cls, organisation: UUID | None = None) -> "Person":
        user_key, keyring = new_user_key(PASSWORD)
        return cls(user_key, keyring.acting_for(organisation) if organisation else keyring)


@dataclass
class Centre:
    """A founded organisation: its custodians are Ada and Bice."""

    id: UUID
    actor: Actor
    ada: Person
    bice: Person
    others: list[Person] = field(default_factory=list)

    def admit(self, *flags: Flag) -> Person:
        person = Person.new(self.id)
        admit_member(
            actor=self.actor, keyring=self.ada.keyring, candidate=person.candidate, flags=frozenset(flags)
        )
        self.others.append(person)
        return person

    def refresh(self) -> None:
        """A new request for everybody."""
        for person in (self.ada, self.bice, *self.others):
            person.keyring.refresh()


@dataclass(frozen=True)
class Bodies:
    """Ids of a network with two organisations, committed once."""

    network: UUID
    centre: UUID
    other_centre: UUID


@pytest.fixture(scope="session")
def bodies(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Bodies:
    with django_db_blocker.unblock():
        network = Network.objects.using("maintenance").create(slug=f"vault-{uuid4().hex[:8]}", name="Rete")
        made = [
            Organisation.objects.using("maintenance").create(
                official_name=name, short_name=name, sort_key=name, category=Category.CENTRE
            )
            for name in ("Centro Filo", "Centro Ago")
        ]
    return Bodies(network.pk, made[0].pk, made[1].pk)


@pytest.fixture(autouse=True)
def lasting_files(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> None:
    """Serials and shreds of this test only: its transaction is rolled back, its files would stay."""
    settings.WITNESS_DIR = tmp_path_factory.mktemp("witness")


def actor_of(bodies: Bodies, organisation: UUID) -> Actor:
    return Actor(
        organisation_id=organisation,
        network_id=bodies.network,
        user_id=uuid4(),
        membership_id=uuid4(),
        roles=frozenset({Role.CUSTODIAN, Role.COORDINATOR}),
    )


def found(bodies: Bodies, organisation: UUID) -> Centre:
    """Inside `acting(actor)`."""
    actor = actor_of(bodies, organisation)
    ada, bice = Person.new(organisation), Person.new(organisation)
    found_organisation(
        actor=actor,
        keyring=ada.keyring,
        custodians=[ada.candidate, bice.candidate],
        root=installation.demo_root(),
    )
    return Centre(organisation, actor, ada, bice)


@pytest.fixture
def stage(db: None) -> Iterator[ExitStack]:
    """Contexts that end with the test."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def other_centre(stage: ExitStack, bodies: Bodies) -> Centre:
    with acting(actor_of(bodies, bodies.other_centre)):
        return found(bodies, bodies.other_centre)


@pytest.fixture
def centre(stage: ExitStack, bodies: Bodies) -> Centre:
    """The test goes on acting in it."""
    stage.enter_context(acting(actor_of(bodies, bodies.centre)))
    return found(bodies, bodies.centre)


@pytest.fixture
def carla(centre: Centre) -> Person:
    return centre.admit(Flag.READER)


@pytest.fixture
def dora(centre: Centre) -> Person:
    return centre.admit()
