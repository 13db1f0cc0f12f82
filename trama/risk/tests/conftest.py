"""Ada walks with Iris; a colleague who must not know of her; another centre."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest

from trama.access.actor import Actor
from trama.access.context import acting
from trama.common.registry import Registry
from trama.deadlines import subjects
from trama.deadlines.subjects import SubjectAccess, SubjectHandle
from trama.testing.cast import Cast
from trama.vault.keyring import Box, Keyring
from trama.vault.models import RecordKey


@dataclass
class Women:
    """The women of Aurora, each under a key of her own; `closed` ones are only to read."""

    keys: dict[UUID, RecordKey] = field(default_factory=dict)
    closed: set[UUID] = field(default_factory=set)
    hidden_from: dict[UUID, UUID] = field(default_factory=dict)

    def add(self, keyring: Keyring) -> UUID:
        subject = uuid4()
        self.keys[subject] = keyring.new_record()
        return subject

    def hidden_subjects(self, actor: Actor) -> Collection[UUID]:
        return ()

    def open_subjects(
        self, actor: Actor, keyring: Keyring, subjects: Collection[UUID]
    ) -> Mapping[UUID, SubjectHandle]:
        return {
            s: SubjectHandle(
                s,
                self.keys[s],
                "Iris",
                f"/percorsi/{s}/",
                assignee_id=actor.membership_id,
                writable=s not in self.closed,
            )
            for s in subjects
            if s in self.keys
            and self.keys[s].organisation_id == actor.organisation_id
            and self.hidden_from.get(s) != actor.user_id
        }  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """Ada, acting, with her keyring; Iris's subject, key and box."""

    ada: Actor
    keyring: Keyring
    women: Women
    iris: UUID

    @property
    def record_key(self) -> RecordKey:
        return self.women.keys[self.iris]

    @property
    def box(self) -> Box:
        return self.keyring.box(self.record_key)


@pytest.fixture
def scene(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    registry = Registry[SubjectAccess]("subjects")
    monkeypatch.setattr(subjects, "subject_registry", registry)
    women = Women()
    registry.register(women)
    with acting(cast.ada.actor):
        keyring = cast.ada.unlock()
        yield Scene(cast.ada.actor, keyring, women, women.add(keyring))
