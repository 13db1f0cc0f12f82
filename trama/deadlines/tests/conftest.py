"""Ada of Aurora, Gaia of Iris, a job; and women, who for a scadenzario are only an id and how they are called."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest

from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.common.registry import Registry
from trama.deadlines import selectors, subjects
from trama.deadlines.agenda import SubjectAgenda, SubjectNotices
from trama.deadlines.notices import NoticeRule, notice_rules
from trama.deadlines.rules import rules
from trama.deadlines.subjects import SubjectHandle
from trama.testing.cast import Cast

NO_KEYS: Any = None  # these tests seal nothing
notice_rules.register(NoticeRule("test_fact", "Un fatto"))


def person(network: UUID, organisation: UUID, *roles: Role) -> Actor:
    return Actor(
        organisation_id=organisation,
        network_id=network,
        user_id=uuid4(),
        membership_id=uuid4(),
        roles=frozenset(roles),
    )


@pytest.fixture
def ada(cast: Cast) -> Actor:
    """An operator of Aurora."""
    return cast.ada.actor


@pytest.fixture
def gaia(cast: Cast) -> Actor:
    """An operator of Iris, another centre."""
    return cast.gaia.actor


@pytest.fixture
def job(ada: Actor) -> Actor:
    """The system, working for Ada's centre."""
    return Actor.system(organisation_id=ada.organisation_id, network_id=ada.network_id)


@pytest.fixture
def as_ada(ada: Actor) -> Iterator[Actor]:
    """Ada acts in this transaction."""
    with acting(ada):
        yield ada


class Women:
    """Women known to the centre by how they are called; one must not be seen by a colleague."""

    def __init__(self) -> None:
        self.names: dict[UUID, str] = {}
        self.hidden_from: dict[UUID, UUID | None] = {}
        self.asked = 0

    def add(self, name: str, hidden_from: Actor | None = None) -> UUID:
        subject = uuid4()
        self.names[subject] = name
        self.hidden_from[subject] = hidden_from.user_id if hidden_from else None
        return subject

    def hidden_subjects(self, actor: Actor) -> Collection[UUID]:
        return ()

    def open_subjects(
        self, actor: Actor, keyring: object, subjects: Collection[UUID]
    ) -> Mapping[UUID, SubjectHandle]:
        self.asked += 1
        return {
            s: SubjectHandle(s, NO_KEYS, self.names[s], f"/percorsi/{s}/")
            for s in subjects
            if s in self.names and self.hidden_from[s] != actor.user_id
        }


@pytest.fixture
def women(monkeypatch: pytest.MonkeyPatch) -> Women:
    """The registries hold these women and how their deadlines read, and nothing of other apps."""
    known = Women()
    people, items, facts = Registry[Any]("subjects"), Registry[Any]("agenda"), Registry[Any]("notices")
    monkeypatch.setattr(subjects, "subject_registry", people)
    monkeypatch.setattr(selectors, "agenda_sources", items)
    monkeypatch.setattr(selectors, "notice_sources", facts)
    people.register(known)
    items.register(SubjectAgenda(tuple(r.code for r in rules), lambda _row, handle: handle.back_url))
    facts.register(SubjectNotices(("test_fact",), lambda _row, handle: handle.back_url))
    return known
