"""From an organisation's year to the network's: counted, computed, submitted, closed, published. One way only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.http import Http404
from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.cases.facts import path_facts_of
from trama.common.errors import DomainError
from trama.risk.facts import risk_facts
from trama.shelters.facts import stay_facts
from trama.statistics.categories import SUBMITTED, token
from trama.statistics.models import Cell, Release, State, Submission
from trama.statistics.policies import require_year
from trama.statistics.stays import Stays, count_stays
from trama.statistics.tables import Figures, count
from trama.vault.keyring import Keyring


@dataclass(frozen=True, slots=True)
class OwnYear:
    """An organisation's year as it is read inside."""

    figures: Figures
    before: Figures
    assessed: int  # women whose risk was looked at in the year, whatever it was found to be
    stays: Stays


def read_year(*, actor: Actor, keyring: Keyring, year: int, at: datetime, detail: str = "") -> OwnYear:
    """The tables of a year and of the one before, counted now from what the asker's key opens; one audit row.

    Raises Forbidden, DomainError("no_such_year").
    """
    require(actor, Action.READ_OWN_FIGURES)
    require_year(year, at)
    record(actor, "figures.read", detail=f"{year} {detail}".strip())
    facts = path_facts_of(actor, keyring, years=[year, year - 1], beside=False)
    return OwnYear(
        figures=count(facts[year], year),
        before=count(facts[year - 1], year - 1),
        assessed=len({fact.subject for fact in risk_facts(actor, keyring, year=year)}),
        stays=count_stays(stay_facts(actor, keyring, year=year), year),
    )


def compute_submission(*, actor: Actor, keyring: Keyring, year: int, at: datetime) -> Submission:
    """Count the year now, from what the analyst's key opens, and keep its one-way tables as a draft.

    An earlier draft goes; what was submitted stays until the new one is. Raises DomainError("year_closed").
    """
    require(actor, Action.COMPUTE_FIGURES)
    require_year(year, at)
    _require_open(actor, year)
    mine = Submission.objects.filter(organisation=actor.organisation_id, network=actor.network_id, year=year)
    versions = list(mine.select_for_update().order_by("version"))
    for draft in versions:
        if draft.state == State.DRAFT:
            draft.delete()
    submission = Submission.objects.create(
        organisation_id=actor.organisation_id,
        network_id=actor.network_id,
        year=year,
        version=versions[-1].version + 1 if versions else 1,
        computed_at=at,
        computed_by=actor.membership_id,
    )
    figures = count(path_facts_of(actor, keyring, years=[year], beside=False)[year], year)
    Cell.objects.bulk_create(_cells(submission, figures))
    record(actor, "figures.compute", submission.pk, detail=str(year))
    return submission


def _cells(submission: Submission, figures: Figures) -> Iterator[Cell]:
    for kind in SUBMITTED:
        for category, number in figures.tables[kind.code].counts.items():
            yield Cell(
                organisation_id=submission.organisation_id,
                submission=submission,
                table_code=kind.code,
                category=token(category),
                count=number,
            )


def submit_figures(*, actor: Actor, submission_id: UUID, at: datetime) -> Submission:
    """Hand what was computed to the network; what was submitted before is replaced.

    Twice is as once. Raises Http404, DomainError("year_closed"), DomainError("outdated").
    """
    require(actor, Action.SUBMIT_FIGURES)
    submission = Submission.objects.select_for_update().filter(
        pk=submission_id, organisation=actor.organisation_id, network=actor.network_id
    ).first()  # fmt: skip
    if submission is None:
        raise Http404
    if submission.state == State.SUBMITTED:
        return submission
    _require_open(actor, submission.year)
    if submission.state == State.REPLACED:
        raise DomainError("outdated", _("Nel frattempo ne è stata inviata una più recente: guarda quella."))
    Submission.objects.filter(
        organisation=actor.organisation_id,
        network=actor.network_id,
        year=submission.year,
        state=State.SUBMITTED,
    ).update(state=State.REPLACED)
    submission.state, submission.submitted_at, submission.submitted_by = (
        State.SUBMITTED,
        at,
        actor.membership_id,
    )
    submission.save(update_fields=["state", "submitted_at", "submitted_by"])
    record(actor, "figures.submit", submission.pk, detail=str(submission.year))
    return submission


def _require_open(actor: Actor, year: int) -> None:
    if Release.objects.filter(network=actor.network_id, year=year).exists():
        raise DomainError("year_closed", _("La raccolta di quest’anno è chiusa: le cifre non cambiano più."))


def close_collection(*, actor: Actor, year: int, at: datetime) -> None:
    """End the year's collection: nothing of it changes any more. Raises DomainError("too_few"). Twice is as once."""
    require(actor, Action.RELEASE_NETWORK_FIGURES)
    require_year(year, at)
    answer = _call("statistics_close", year)
    if answer == "too_few":
        raise DomainError(
            "too_few",
            _("Servono le cifre di almeno tre organizzazioni: con meno, ciascuna sarebbe riconoscibile."),
        )
    _require_lead(answer)
    if answer == "closed":
        record(actor, "figures.close", detail=str(year))


def release_figures(*, actor: Actor, year: int) -> None:
    """Publish the sums of a closed year to the network, once and for ever. Raises DomainError("still_open").

    The closing must be of an earlier transaction: see `statistics_publish`.
    """
    require(actor, Action.RELEASE_NETWORK_FIGURES)
    answer = _call("statistics_publish", year)
    if answer == "open":
        raise DomainError("still_open", _("Prima di pubblicare chiudi la raccolta."))
    _require_lead(answer)
    if answer == "published":
        record(actor, "figures.release", detail=str(year))


def _require_lead(answer: str) -> None:
    if answer == "not_lead":
        raise DomainError("not_lead", _("Solo l’ente che coordina la rete può farlo."))


def _call(function: str, year: int) -> str:
    with connection.cursor() as cursor:
        cursor.callproc(function, [year])
        return str(cursor.fetchone()[0])
