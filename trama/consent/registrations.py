"""What this app brings to the registries of the apps below, at start."""

from django.urls import reverse

from trama.consent.tasks import EXPIRE
from trama.deadlines.agenda import SubjectAgenda, agenda_sources
from trama.deadlines.models import Deadline
from trama.deadlines.rules import CONSENT_EXPIRY
from trama.deadlines.subjects import SubjectHandle
from trama.deadlines.tick import ticks


def _ledger(_deadline: Deadline, handle: SubjectHandle) -> str:
    return reverse("consent:ledger", args=[handle.subject])


AGENDA = SubjectAgenda((CONSENT_EXPIRY.code,), _ledger, icon="hands")


def register() -> None:
    ticks.register(EXPIRE)
    agenda_sources.register(AGENDA)
