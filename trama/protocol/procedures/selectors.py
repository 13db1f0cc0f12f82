"""Reading the library: the shelf, an edition, who spread it and who has not yet said so."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower

from trama.access.actor import Actor
from trama.network.models import Referent
from trama.protocol.agreement.models import Signatory, VersionState
from trama.protocol.procedures.models import (
    Content,
    Dissemination,
    Document,
    Edition,
    EditionFile,
    Kind,
    Reminder,
    State,
)
from trama.protocol.procedures.searching import FOLD_FROM, FOLD_TO, ranked

_SHELF = Case(
    *(When(document__kind=kind, then=place) for place, kind in enumerate(Kind.values)),
    output_field=IntegerField(),
)
_BY_TITLE = Lower(
    Func(F("title"), Value(FOLD_FROM), Value(FOLD_TO), function="translate", output_field=TextField())
)


def _editions(actor: Actor) -> QuerySet[Edition]:
    """Those that the actor may see: the wall hides drafts from who does not coordinate. Without their search words."""
    return Edition.objects.filter(network=actor.network_id).select_related("document").defer("search")


def signatories(actor: Actor) -> QuerySet[Signatory]:
    """The bodies of the version in force that have not withdrawn."""
    return Signatory.objects.filter(
        network=actor.network_id, version__state=VersionState.IN_FORCE, withdrawn_on__isnull=True
    )


def is_signatory(actor: Actor) -> bool:
    return signatories(actor).filter(organisation=actor.organisation_id).exists()


@dataclass(frozen=True)
class Shelf:
    """What is asked of the list."""

    words: str = ""
    kind: str = ""
    text: str = ""  # a Content
    mine: str = ""  # "waiting" or "confirmed", by the actor's own body
    past: bool = False


def shelf(actor: Actor, asked: Shelf) -> QuerySet[Edition]:
    """One row a document: its edition in force, or its draft when it has none; with `past` every edition.

    Rows have `own_date` (when the actor's body spread it) and `confirmed` (how many signatories did).
    """
    own = Dissemination.objects.filter(edition=OuterRef("pk"), organisation=actor.organisation_id)
    other = Edition.objects.filter(document=OuterRef("document"), state=State.IN_FORCE)
    rows = (
        _editions(actor)
        .defer("search", "text")
        .annotate(own_date=Subquery(own.values("spread_on")[:1]), confirmed=_confirmed(actor))
    )
    if not asked.past:
        rows = rows.filter(Q(state=State.IN_FORCE) | (Q(state=State.DRAFT) & ~Exists(other)))
    if asked.kind:
        rows = rows.filter(document__kind=asked.kind)
    if asked.text:
        rows = rows.filter(content=asked.text)
    if asked.mine:
        rows = rows.filter(_ASKED, own_date__isnull=asked.mine == "waiting")
    if asked.words:
        return ranked(rows, asked.words)
    return rows.order_by(_SHELF, F("document__number").asc(nulls_last=True), _BY_TITLE, "-number", "id")


# What can be confirmed: nobody says that she spread what cannot be read here.
_ASKED = Q(state=State.IN_FORCE) & ~Q(content=Content.MISSING)


def _confirmed(actor: Actor) -> Coalesce:
    """How many of the signatories spread the edition of the outer query."""
    bodies = signatories(actor).values("organisation")
    rows = (
        Dissemination.objects.filter(edition=OuterRef("pk"), organisation__in=bodies)
        .order_by()
        .values("edition")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(rows), 0)


def waiting(actor: Actor) -> int:
    """How many editions the actor's body has not yet confirmed; 0 for who did not sign."""
    own = Dissemination.objects.filter(edition=OuterRef("pk"), organisation=actor.organisation_id)
    signed = signatories(actor).filter(organisation=actor.organisation_id)
    return Edition.objects.filter(_ASKED, ~Exists(own), Exists(signed), network=actor.network_id).count()


def document(actor: Actor, pk: UUID) -> Document | None:
    return Document.objects.filter(network=actor.network_id, pk=pk).first()


def edition(actor: Actor, pk: UUID) -> Edition | None:
    return _editions(actor).filter(pk=pk).first()


def editions_of(actor: Actor, document: UUID) -> list[Edition]:
    """All that the actor may see, the newest first, without their texts."""
    rows = _editions(actor).defer("search", "text").filter(document=document)
    return list(rows.order_by("-number"))


def current(actor: Actor, document: UUID) -> Edition | None:
    """The edition in force; else the draft, for who may see it."""
    rows = _editions(actor).filter(document=document).exclude(state=State.SUPERSEDED)
    return rows.order_by(Case(When(state=State.IN_FORCE, then=0), default=1)).first()


def draft_of(actor: Actor, document: UUID) -> Edition | None:
    return _editions(actor).filter(document=document, state=State.DRAFT).first()


def numbered(actor: Actor, document: UUID, numbers: set[int]) -> dict[int, Edition]:
    """The editions of a document by number, texts included."""
    return {row.number: row for row in _editions(actor).filter(document=document, number__in=numbers)}


def file_of(edition: Edition) -> EditionFile | None:
    return EditionFile.objects.filter(network=edition.network_id, edition=edition.pk).first()


def own_dissemination(actor: Actor, edition: UUID) -> Dissemination | None:
    return Dissemination.objects.filter(
        network=actor.network_id, edition=edition, organisation=actor.organisation_id
    ).first()


def last_reminder(actor: Actor, edition: UUID) -> Reminder | None:
    rows = Reminder.objects.filter(
        network=actor.network_id, edition=edition, organisation=actor.organisation_id
    )
    return rows.order_by("-sent_at").first()


def spreading(actor: Actor, edition: UUID, state: str = "") -> QuerySet[Any, Any]:
    """Each signatory with what it confirmed (None: nothing) and when it was reminded; `state`: done or missing."""
    said = Dissemination.objects.filter(edition=edition, organisation=OuterRef("organisation"))
    reminded = Reminder.objects.filter(edition=edition, organisation=OuterRef("organisation"))
    rows = (
        signatories(actor)
        .annotate(
            spread_on=Subquery(said.values("spread_on")[:1]),
            way=Subquery(said.values("way")[:1]),
            note=Subquery(said.values("note")[:1]),
            reminded_at=Subquery(reminded.order_by("-sent_at").values("sent_at")[:1]),
        )
        .order_by("order")
        .values("organisation", "organisation__short_name", "spread_on", "way", "note", "reminded_at")
    )
    return rows.filter(spread_on__isnull=state == "missing") if state else rows


def spread(actor: Actor, edition: UUID) -> tuple[int, int]:
    """(bodies that confirmed, bodies that signed)."""
    said = Dissemination.objects.filter(edition=edition, organisation=OuterRef("organisation"))
    counted = signatories(actor).aggregate(done=Count("pk", filter=Exists(said)), all=Count("pk"))
    return counted["done"], counted["all"]


def office_addresses(actor: Actor, bodies: list[UUID], today: date) -> list[str]:
    """The mail addresses of the referents' offices of `bodies`."""
    rows = Referent.objects.filter(network=actor.network_id, organisation__in=bodies).exclude(email="")
    still = rows.filter(Q(until__isnull=True) | Q(until__gte=today))
    return list(still.order_by("email").values_list("email", flat=True).distinct())
