"""What risk gives to the apps below it: how its deadline reads on the agenda."""

from django.urls import reverse

from trama.deadlines.agenda import SubjectAgenda, agenda_sources
from trama.deadlines.models import Deadline
from trama.deadlines.rules import RISK_REVIEW
from trama.deadlines.subjects import SubjectHandle


def _assess_page(_deadline: Deadline, handle: SubjectHandle) -> str:
    """The form; her path's page for who may only read, and for a path that ended meanwhile."""
    return reverse("risk:assess", args=[handle.subject]) if handle.writable else handle.back_url


AGENDA = SubjectAgenda((RISK_REVIEW.code,), _assess_page, icon="risk")


def register() -> None:
    agenda_sources.register(AGENDA)
