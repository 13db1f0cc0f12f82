"""A desk at Aurora, with a woman and what may be shared of her; the other side at Ginestra and at Sociale."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from trama.access.actor import Actor
from trama.access.context import acting
from trama.deadlines.rules import Term, Unit
from trama.deadlines.subjects import SubjectHandle, subject_registry
from trama.referrals.drafts import Draft, SharedField
from trama.referrals.models import Parcel, Referral
from trama.referrals.services import preparing
from trama.referrals.services.sending import send_parcel
from trama.referrals.sharing import sharing
from trama.testing.cast import Cast, Person
from trama.vault.errors import KeyNotHeld
from trama.vault.keyring import Keyring
from trama.vault.models import RecordKey

CANARY = "Zaira chiede un posto per lei e due figli"


@dataclass
class Desk:
    """Ada's desk: one woman, known here by an opaque number."""

    cast: Cast
    keyring: Keyring
    record_key: RecordKey
    subject: UUID = field(default_factory=uuid4)
    hidden: set[UUID] = field(default_factory=set)
    rule: str = "Chiamare solo al mattino"
    somebody: str = ""  # who must not know either, in words
    hidden_is_closed: bool = False
    closed: bool = False  # her path: only to read

    @property
    def actor(self) -> Actor:
        return self.cast.ada.actor

    def org(self, name: str) -> UUID:
        return self.cast.organisations[name]

    # The registry of sharing: what `cases` does for its women, this desk does for its one.

    def shareable(self, *, actor: Actor, keyring: Keyring, subject: UUID) -> Sequence[SharedField] | None:
        return (
            [SharedField("name", "Come vuole essere chiamata", CANARY, self.rule)]
            if subject == self.subject
            else None
        )

    def hidden_organisations(
        self, *, actor: Actor, keyring: Keyring, subject: UUID
    ) -> frozenset[UUID] | None:
        if self.hidden_is_closed:
            raise KeyNotHeld
        return frozenset(self.hidden) if subject == self.subject else None

    def who_else(self, *, actor: Actor, keyring: Keyring, subject: UUID) -> str:
        return self.somebody if subject == self.subject else ""

    # The registry of subjects: she is called Zaira, and this colleague may write.

    def hidden_subjects(self, actor: Actor) -> Collection[UUID]:
        return ()

    def open_subjects(
        self, actor: Actor, keyring: Keyring, subjects: Collection[UUID]
    ) -> Mapping[UUID, SubjectHandle]:
        if self.subject not in subjects or actor.organisation_id != self.actor.organisation_id:
            return {}
        handle = SubjectHandle(
            self.subject, self.record_key, "Zaira", "/agenda/", assignee_id=self.cast.ada.membership_id,
            writable=not self.closed,
        )  # fmt: skip
        return {self.subject: handle}

    # Steps

    def draft(self, **changes: object) -> Draft:
        given: dict[str, object] = {
            "receivers": (),
            "expires_on": timezone.localdate() + timedelta(days=10),
            "fields": (SharedField("name", "Come vuole essere chiamata", CANARY, self.rule),),
            "purpose": "Un posto per stanotte",
        }
        return Draft(**given | changes)  # type: ignore[arg-type]

    def prepare(self, *receivers: str, at: datetime | None = None, **changes: object) -> Parcel:
        wanted = [self.org(name) for name in receivers or ("ginestra",)]
        if len(wanted) > 1:
            changes.setdefault("term", Term(4, Unit.HOURS))
        parcel = preparing.prepare_parcel(
            actor=self.actor, keyring=self.keyring, subject=self.subject, record_key=self.record_key,
            receivers=wanted, at=at,
        )  # fmt: skip
        preparing.write_draft(
            actor=self.actor, keyring=self.keyring, parcel=parcel.pk, draft=self.draft(**changes), at=at
        )
        return parcel

    def agreed(
        self, *receivers: str, at: datetime | None = None, until: date | None = None, **changes: object
    ) -> Parcel:
        parcel = self.prepare(*receivers, at=at, **changes)
        preparing.agree(
            actor=self.actor, keyring=self.keyring, parcel=parcel.pk, way="in_person", until=until, at=at
        )
        return parcel

    def send(
        self, *receivers: str, at: datetime | None = None, until: date | None = None, **changes: object
    ) -> list[Referral]:
        """`until`: the last day of her yes, which must count today whatever `at` says."""
        parcel = self.agreed(*receivers, at=at, until=until, **changes)
        return send_parcel(actor=self.actor, keyring=self.keyring, parcel=parcel.pk, at=at)


def make_desk(cast: Cast) -> Desk:
    keyring = cast.ada.unlock()
    return Desk(cast, keyring, keyring.new_record())


@contextmanager
def known(desk: Desk) -> Iterator[None]:
    """Her desk stands in the registries, as an app of subjects does."""
    sharing.register(desk)
    subject_registry.register(desk)
    yield
    sharing._items.remove(desk)
    subject_registry._items.remove(desk)


@pytest.fixture
def desk(cast: Cast) -> Iterator[Desk]:
    with acting(cast.ada.actor):
        made = make_desk(cast)
        with known(made):
            yield made


@dataclass
class Seat:
    """Somebody else's desk: `with seat(cast.mara) as mara:`."""

    person: Person
    keyring: Keyring

    @property
    def actor(self) -> Actor:
        return self.person.actor


class at_desk:  # noqa: N801  (reads as a verb)
    def __init__(self, person: Person) -> None:
        self.person = person
        self._acting = acting(person.actor)

    def __enter__(self) -> Seat:
        self._acting.__enter__()
        return Seat(self.person, self.person.unlock())

    def __exit__(self, *error: object) -> None:
        self._acting.__exit__(*error)  # type: ignore[arg-type]
