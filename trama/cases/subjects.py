"""A path as an opaque subject of consent, risk, referrals and deadlines: the subject's id is the path's."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from trama.access.actor import Actor
from trama.access.roles import Role
from trama.cases.models import Path
from trama.cases.policies import hidden_paths, visible_paths
from trama.deadlines.subjects import SubjectHandle


class PathSubjects:
    """Two queries at most for any number of paths; what the asker does not see or hold is left out."""

    def open_subjects(
        self, actor: Actor, keyring: Any, subjects: Collection[UUID]
    ) -> Mapping[UUID, SubjectHandle]:
        paths = list(visible_paths(actor).filter(pk__in=subjects).select_related("woman__record_key"))
        boxes = keyring.boxes(path.woman.record_key for path in paths)
        return {
            path.pk: self._handle(actor, path, str(boxes[path.woman.record_key_id].open(path.woman, "name")))
            for path in paths
            if path.woman.record_key_id in boxes
        }

    def hidden_subjects(self, actor: Actor) -> "QuerySet[Any, UUID]":
        return hidden_paths(actor).values_list("pk", flat=True)

    def _handle(self, actor: Actor, path: Path, name: str) -> SubjectHandle:
        return SubjectHandle(
            subject=path.pk,
            record_key=path.woman.record_key,
            label=name,
            back_url=reverse("cases:path", args=[path.pk]),
            assignee_id=path.assignee_id,
            writable=path.is_open and actor.has(Role.OPERATOR, Role.COORDINATOR),
        )


PATHS = PathSubjects()
