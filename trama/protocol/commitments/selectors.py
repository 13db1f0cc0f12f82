"""Reading the register: whose commitments, in which state, with what evidence. States are derived here, in SQL."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.access.roles import Role
from trama.accounts.models import Membership
from trama.common.documents import DocumentKind, Upload
from trama.protocol.agreement.models import Signatory, Version, VersionState
from trama.protocol.agreement.policies import governs
from trama.protocol.commitments.models import (
    Commitment,
    DataTerm,
    Evidence,
    EvidenceFile,
    EvidenceState,
    Ownership,
    Way,
)
from trama.protocol.commitments.rules import NO_DAYS, Frame, Outcome, Rule, State, outcome
from trama.protocol.commitments.sources import Tally, tallies

DATED_RULES: Final = [rule for rule in Rule if rule.dated]


def version_for(actor: Actor, year: int) -> Version | None:
    """The version whose commitments a calendar year is about. One query."""
    return version_of_year(versions(actor), year)


def versions(actor: Actor) -> list[Version]:
    """All of them, the newest first. One query."""
    return list(Version.objects.filter(network=actor.network_id).order_by("-number"))


def version_of_year(newest_first: list[Version], year: int) -> Version | None:
    """The one that held when the year began, else the first: a renewal in autumn does not empty the year."""
    begun, states = date(year, 1, 1), {VersionState.IN_FORCE, VersionState.SUPERSEDED}
    binding = [row for row in newest_first if row.state in states]
    held = (row for row in binding if row.document_date and row.document_date <= begun)
    return next(held, binding[-1] if binding else None)


def years_since(all_versions: list[Version], today: date) -> list[int]:
    """The years that can be looked at, the newest first: from the first version's to this one."""
    first = min((row.document_date for row in all_versions if row.document_date), default=today)
    return list(range(today.year, first.year - 1, -1))


def bare_version(actor: Actor) -> Version | None:
    """A renewed version that has no register yet."""
    renewed = Version.objects.filter(network=actor.network_id, previous__isnull=False)
    return renewed.filter(commitments=None).select_related("previous").order_by("-number").first()


def years_of(actor: Actor, today: date) -> list[int]:
    """As `years_since`. One query."""
    return years_since(versions(actor), today)


def data_term(actor: Actor, year: int) -> date | None:
    """Until when the yearly data of `year` are in time, if the lead body said."""
    rows = DataTerm.objects.filter(network=actor.network_id, year=year)
    return rows.values_list("due_on", flat=True).first()


def data_terms(actor: Actor) -> QuerySet[DataTerm]:
    """The dates that were set, the newest year first."""
    return DataTerm.objects.filter(network=actor.network_id).order_by("-year")


def frame_of(actor: Actor, year: int, today: date) -> Frame:
    return Frame(year, today, data_term(actor, year))


def register(actor: Actor, version: Version) -> QuerySet[Commitment]:
    """The commitments of a version in the order of the text."""
    return Commitment.objects.filter(network=actor.network_id, version=version).order_by("order")


def groups(actor: Actor, version: Version) -> list[tuple[str, str]]:
    """Who promised, as the text calls them: (group, words), in its order."""
    rows = register(actor, version).values_list("binds", "signatory")
    return list(dict(rows).items())


def owned(actor: Actor, version: Version, year: int) -> QuerySet[Ownership]:
    """Every commitment × body of a version that held for some of `year`, in the order of the text."""
    return (
        Ownership.objects.filter(
            Q(until__isnull=True) | Q(until__gte=date(year, 1, 1)),
            network=actor.network_id,
            commitment__version=version,
            since__lte=date(year, 12, 31),
        )
        .select_related("commitment", "organisation")
        .order_by("commitment__order", "organisation__sort_key")
    )


@dataclass(frozen=True)
class Dated:
    """What meetings say of a year, and the outcomes of what the protocol dates, by ownership."""

    tallies: dict[Rule, Tally]
    outcomes: dict[UUID, Outcome]

    def with_state(self, state: State) -> list[UUID]:
        return [key for key, found in self.outcomes.items() if found.state == state]


def dated_outcomes(actor: Actor, rows: QuerySet[Ownership], frame: Frame) -> Dated:
    """One query, and that of the area of meetings."""
    told = tallies(actor, frame.year)
    dated = rows.filter(commitment__rule__in=DATED_RULES).annotate(
        proven=ArraySubquery(confirmed_of(OuterRef("pk")).filter(year=frame.year).values("day"))
    )
    return Dated(told, {row.pk: outcome_of(row, frame, row.proven, told) for row in dated})


def confirmed_of(ownership: OuterRef) -> QuerySet[Evidence]:
    """Confirmed evidence of the row around, to ask within its query."""
    return Evidence.objects.filter(
        network=OuterRef("network"), ownership=ownership, state=EvidenceState.CONFIRMED
    )


def outcome_of(row: Ownership, frame: Frame, proofs: Collection[date], told: dict[Rule, Tally]) -> Outcome:
    """The rule of one commitment of one body, asked with what is known."""
    rule = Rule(row.commitment.rule)
    tally = told.get(rule)
    met, held = NO_DAYS, None
    if tally is not None:
        held = tally.held
        met = held if rule is Rule.MEETINGS_HELD else tally.attended.get(row.organisation_id, NO_DAYS)
    return outcome(rule, frame, since=row.since, proofs=frozenset(proofs), met=met, held=held)


def with_state(rows: QuerySet[Ownership], dated: Dated, year: int) -> QuerySet[Ownership]:
    """`rows` with their `state` as a column, to filter and count by: the same rules as `rules.outcome`."""
    confirmed = confirmed_of(OuterRef("pk"))
    shown = Q(pk__in=dated.with_state(State.EVIDENCED))
    shown |= Q(commitment__rule=Rule.UNDATED) & Q(Exists(confirmed.filter(year=year)))
    shown |= Q(commitment__rule=Rule.ONCE) & Q(Exists(confirmed.filter(year__lte=year)))
    return rows.annotate(
        state=Case(
            When(pk__in=dated.with_state(State.LATE), then=Value(State.LATE)),
            When(pk__in=dated.with_state(State.DUE), then=Value(State.DUE)),
            When(shown, then=Value(State.EVIDENCED)),
            default=Value(State.NOT_YET),
            output_field=CharField(),
        )
    )


def state_counts(rows: QuerySet[Any]) -> dict[State, int]:
    """How many of `rows` (with their state) are in each; every state is there. One query."""
    counted: dict[str, int] = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return {state: counted.get(state, 0) for state in State}


def counts(rows: QuerySet[Any]) -> list[tuple[State, str, str, int]]:
    """(state, article, capability, how many) of `rows` (with their state). One query."""
    names = ("state", "commitment__article", "commitment__capability")
    counted = rows.order_by().values_list(*names).annotate(n=Count("pk"))
    return [(State(state), article, capability, n) for state, article, capability, n in counted]


def cells(rows: QuerySet[Any]) -> dict[UUID, dict[int, tuple[State, UUID]]]:
    """`rows` (with their state) as body -> order of the commitment -> (state, ownership). One query."""
    found: dict[UUID, dict[int, tuple[State, UUID]]] = defaultdict(dict)
    names = ("organisation_id", "commitment__order", "state", "pk")
    for body, order, state, key in rows.order_by().values_list(*names):
        found[body][order] = State(state), key
    return found


@dataclass(frozen=True)
class Standing:
    """One commitment of one body in a year, as lists show it."""

    ownership: Ownership
    state: State
    outcome: Outcome | None  # of what the protocol dates
    confirmed: list[Evidence] = field(default_factory=list)
    waiting: list[Evidence] = field(default_factory=list)
    returned: list[Evidence] = field(default_factory=list)

    @property
    def commitment(self) -> Commitment:
        found: Commitment = self.ownership.commitment
        return found

    @property
    def last(self) -> Evidence | None:
        """The newest confirmed evidence."""
        return self.confirmed[0] if self.confirmed else None


def standings(rows: Iterable[Ownership], dated: Dated, year: int) -> list[Standing]:
    """`rows` (with their state) and their evidence of the year, the newest first. One query."""
    listed = list(rows)
    evidence = evidence_by_ownership([row.pk for row in listed], year)
    return [
        Standing(
            row,
            State(row.state),  # type: ignore[attr-defined]  # annotated by `with_state`
            dated.outcomes.get(row.pk),
            *(
                [one for one in evidence.get(row.pk, []) if one.state == state]
                for state in (EvidenceState.CONFIRMED, EvidenceState.WAITING, EvidenceState.RETURNED)
            ),
        )
        for row in listed
    ]


def evidence_by_ownership(ownerships: Collection[UUID], year: int) -> dict[UUID, list[Evidence]]:
    """What was given and not withdrawn for a year; for what is done once, for earlier years too."""
    found: dict[UUID, list[Evidence]] = defaultdict(list)
    rows = (
        Evidence.objects.filter(ownership__in=ownerships)
        .filter(Q(year=year) | Q(ownership__commitment__rule=Rule.ONCE, year__lte=year))
        .exclude(state=EvidenceState.WITHDRAWN)
        .order_by("-day", "-entered_at")
    )
    for row in rows:
        found[row.ownership_id].append(row)
    return found


def sheet_rows(actor: Actor, organisation: UUID, year: int, *, today: date | None = None) -> list[Standing]:
    """Every commitment of one body in a year, with its state and evidence; nothing for a year that is not open."""
    today = today or timezone.localdate()
    version = version_for(actor, year)
    if version is None or year not in years_of(actor, today):
        return []
    rows = owned(actor, version, year).filter(organisation=organisation)
    dated = dated_outcomes(actor, rows, frame_of(actor, year, today))
    return standings(with_state(rows, dated, year), dated, year)


def ownership(actor: Actor, ownership_id: UUID) -> Ownership | None:
    """One commitment of one body of the actor's network."""
    return (
        Ownership.objects.filter(network=actor.network_id, pk=ownership_id)
        .select_related("commitment__version", "organisation")
        .first()
    )


def commitment(actor: Actor, commitment_id: UUID) -> Commitment | None:
    return Commitment.objects.filter(network=actor.network_id, pk=commitment_id).first()


def evidence(actor: Actor, evidence_id: UUID) -> Evidence | None:
    """One piece of evidence with what it is about."""
    return (
        Evidence.objects.filter(network=actor.network_id, pk=evidence_id)
        .select_related(
            "ownership__commitment__version", "ownership__organisation", "organisation", "entered_by", "link"
        )
        .first()
    )


def upload_of(row: Evidence) -> Upload | None:
    """Its file, if it can be had."""
    files = EvidenceFile.objects.filter(network=row.network_id, evidence=row)
    content = files.values_list("content", flat=True).first() if row.has_file else None
    return None if content is None else Upload(DocumentKind(row.file_kind), bytes(content))


def history(row: Ownership, year: int) -> list[Evidence]:
    """Everything that was ever given for a year, withdrawn too, the newest first."""
    rows = Evidence.objects.filter(ownership=row).filter(
        Q(year__lte=year) if row.commitment.rule == Rule.ONCE else Q(year=year)
    )
    return list(
        rows.select_related("entered_by", "decided_by", "withdrawn_by", "link").order_by(
            "-entered_at", "-day"
        )
    )


def signatory(version: Version, organisation: UUID, year: int) -> Signatory | None:
    """That body, if it had commitments in `year`."""
    return _signatories(version, year).filter(organisation=organisation).first()


def bodies(version: Version, year: int) -> list[Signatory]:
    """The signatories that had commitments in `year`, in the order of the text."""
    return list(_signatories(version, year))


def _signatories(version: Version, year: int) -> QuerySet[Signatory]:
    there = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=date(year, 1, 1))
    rows = Signatory.objects.filter(there, network=version.network_id, version=version)
    return rows.select_related("organisation").order_by("order")


def to_decide(actor: Actor, *, coordinating: bool | None = None) -> QuerySet[Evidence]:
    """What waits for the actor's own decision, the oldest first: see `policies.may_decide`. One query at most."""
    waiting = Evidence.objects.filter(network=actor.network_id, state=EvidenceState.WAITING)
    mine = Q(pk__in=[])
    if Action.CONFIRM_EVIDENCE.allows(actor) and actor.has(Role.REFERENT):
        mine |= Q(way=Way.LEAD, organisation=actor.organisation_id)
    if governs(actor) if coordinating is None else coordinating:
        own = Membership.objects.filter(user=actor.user_id, ended_at__isnull=True).values("organisation")
        mine |= Q(way=Way.REFERENT)
        mine |= Q(way=Way.LINK) & ~Q(link__made_by=actor.user_id) & ~Q(organisation__in=own)
    return (
        waiting.filter(mine)
        .exclude(entered_by_user=actor.user_id)
        .select_related("ownership__commitment", "organisation", "entered_by", "link")
        .order_by("entered_at", "organisation__sort_key", "ownership__commitment__order")
    )
