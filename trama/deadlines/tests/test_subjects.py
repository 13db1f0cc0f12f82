"""Opening an opaque subject: bulk, neutral, and never for the wrong person."""

from collections.abc import Collection, Mapping
from uuid import UUID, uuid4

import pytest
from django.http import Http404

from trama.access.actor import Actor
from trama.common.registry import Registry
from trama.deadlines import subjects
from trama.deadlines.subjects import SubjectHandle
from trama.deadlines.tests.conftest import NO_KEYS

ANNA = Actor(organisation_id=uuid4(), network_id=uuid4(), user_id=uuid4(), membership_id=uuid4())
OTHER = Actor(organisation_id=uuid4(), network_id=uuid4(), user_id=uuid4(), membership_id=uuid4())
HERS, CLOSED = uuid4(), uuid4()


class Paths:
    """Two women known to Anna's organisation; one path is closed."""

    def __init__(self) -> None:
        self.asked: list[set[UUID]] = []

    def hidden_subjects(self, actor: Actor) -> Collection[UUID]:
        return ()

    def open_subjects(
        self, actor: Actor, keyring: object, subjects: Collection[UUID]
    ) -> Mapping[UUID, SubjectHandle]:
        self.asked.append(set(subjects))
        if actor != ANNA:
            return {}
        known = {HERS: True, CLOSED: False}
        return {
            s: SubjectHandle(s, NO_KEYS, "Iris", "/percorsi/", writable=known[s])
            for s in subjects
            if s in known
        }


@pytest.fixture
def paths(monkeypatch: pytest.MonkeyPatch) -> Paths:
    registry = Registry[subjects.SubjectAccess]("subjects")
    monkeypatch.setattr(subjects, "subject_registry", registry)
    access = Paths()
    registry.register(access)
    return access


def test_her_operator_opens_her(paths: Paths) -> None:
    assert subjects.open_subject(ANNA, NO_KEYS, HERS).label == "Iris"


@pytest.mark.parametrize(("actor", "subject"), [(OTHER, HERS), (ANNA, uuid4())])
def test_unknown_and_forbidden_are_the_same_answer(paths: Paths, actor: Actor, subject: UUID) -> None:
    with pytest.raises(Http404):
        subjects.open_subject(actor, NO_KEYS, subject)


def test_a_closed_path_is_read_and_not_written(paths: Paths) -> None:
    assert subjects.open_subject(ANNA, NO_KEYS, CLOSED).label == "Iris"
    with pytest.raises(Http404):
        subjects.writable_subject(ANNA, NO_KEYS, CLOSED)


def test_many_are_asked_for_at_once_and_found_ones_are_not_asked_again(paths: Paths) -> None:
    second = Paths()
    subjects.subject_registry.register(second)
    stranger = uuid4()
    assert set(subjects.open_subjects(ANNA, NO_KEYS, [HERS, CLOSED, stranger])) == {HERS, CLOSED}
    assert paths.asked == [{HERS, CLOSED, stranger}]
    assert second.asked == [{stranger}]
