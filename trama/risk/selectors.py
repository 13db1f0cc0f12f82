"""Reading judgements of danger, opened."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from trama.access.prepared import prepared
from trama.risk.content import Content
from trama.risk.models import Assessment
from trama.vault.crypto.formats import Json
from trama.vault.keyring import Box, Keyring


@dataclass(frozen=True)
class OpenAssessment:
    """One judgement as who holds her key reads it."""

    id: UUID
    subject: UUID
    assessed_at: datetime
    assessed_by: UUID
    next_review_on: date | None
    content: Content


def assessments(subject: UUID, box: Box, *, limit: int | None = None) -> list[OpenAssessment]:
    """All that was judged about her, the latest first; `box` is that of her record. One query."""
    return [_opened(row, box) for row in _about(subject, limit)]


@prepared
def _about(subject: UUID, limit: int | None) -> QuerySet[Assessment]:
    return Assessment.objects.filter(subject=subject).order_by("-assessed_at", "-id")[:limit]


def latest_assessment(subject: UUID, box: Box) -> OpenAssessment | None:
    return next(iter(assessments(subject, box, limit=1)), None)


def latest_of(keyring: Keyring, subjects: Collection[UUID]) -> dict[UUID, Content]:
    """The latest judgement about each of `subjects`: for lists. Two queries; those she does not hold are left out."""
    newest = Assessment.objects.filter(subject__in=subjects).order_by("subject", "-assessed_at", "-id")
    chosen = dict(newest.distinct("subject").values_list("pk", "subject"))
    opened = keyring.open_column(Assessment.objects.filter(pk__in=chosen), "content")
    return {chosen[pk]: Content.from_json(value) for pk, value in opened.items()}


def opened_between(keyring: Keyring, start: datetime, end: datetime) -> Iterator[tuple[Assessment, Content]]:
    """What was judged from `start` to before `end`, in no order; those she does not hold are left out."""
    rows: QuerySet[Assessment] = Assessment.objects.filter(assessed_at__gte=start, assessed_at__lt=end)
    opened = keyring.open_column(rows, "content")
    for row in rows.defer("content"):
        if row.pk in opened:
            yield row, Content.from_json(opened[row.pk])


def _opened(row: Assessment, box: Box) -> OpenAssessment:
    content = box.open(row, "content")
    return assessment_of(row.pk, row.subject, row.assessed_at, row.assessed_by, row.next_review_on, content)


def assessment_of(  # noqa: PLR0917 - the columns in their order
    pk: UUID, subject: UUID, at: datetime, by: UUID, next_review_on: date | None, content: Json
) -> OpenAssessment:
    """One judgement from its columns, for a page that reads several kinds of rows at once."""
    return OpenAssessment(pk, subject, at, by, next_review_on, Content.from_json(content))
