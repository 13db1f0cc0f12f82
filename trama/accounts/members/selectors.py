"""What a custodian reads of the people of her organisation."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from trama.access.actor import Actor
from trama.access.roles import Role
from trama.accounts.models import Colleague, Invitation, InvitationKind, Membership
from trama.accounts.selectors import role_label
from trama.network.models import Service
from trama.vault.keyring import Keyring


@dataclass(frozen=True)
class Member:
    """A line of the list. `state`: "inside", "waiting" (for a custodian) or "left"."""

    id: UUID
    name: str  # empty when nobody has written it yet
    roles: str
    state: str
    since: datetime | None


@dataclass(frozen=True)
class Expected:
    """Who has a code and has not used it yet."""

    id: UUID
    name: str
    roles: str
    until: datetime
    late: bool


def members(actor: Actor, keyring: Keyring, *, left: bool = False) -> list[Member]:
    """Who waits first, then by name; with `left` also those who are no longer there. Four queries."""
    rows = Membership.objects.filter(
        organisation=actor.organisation_id, **({} if left else {"ended_at": None})
    )
    names = _names(actor, keyring)
    people = [_member(row, names.get(row.pk, "")) for row in rows]
    order = {"waiting": 0, "inside": 1, "left": 2}
    return sorted(people, key=lambda one: (order[one.state], one.name.casefold() or "\uffff"))


def member_name(actor: Actor, keyring: Keyring, membership: Membership) -> str:
    return _names(actor, keyring, only=membership).get(membership.pk, "")


def described(actor: Actor, keyring: Keyring, membership: Membership) -> Member:
    return _member(membership, member_name(actor, keyring, membership))


def desks_of(membership: Membership) -> list[str]:
    """Where she works, by name."""
    rows = Service.objects.filter(organisation=membership.organisation_id, pk__in=membership.service_ids)
    return [row.name for row in rows.order_by("name")]


def membership_of(actor: Actor, membership_id: UUID) -> Membership | None:
    """Only of the actor's own organisation."""
    rows = Membership.objects.select_related("user__key", "organisation")
    return rows.filter(pk=membership_id, organisation=actor.organisation_id).first()


def expected(actor: Actor, keyring: Keyring) -> list[Expected]:
    """The invitations that are still open, and those whose time has passed."""
    rows = _invitations(actor).filter(kind=InvitationKind.JOIN, used_at=None, withdrawn_at=None)
    now = timezone.now()
    return [
        Expected(row.pk, name, _labels(row.roles), row.expires_at, row.expires_at <= now)
        for row, name in _opened(keyring, rows)
    ]


def invitation_of(actor: Actor, invitation_id: UUID) -> Invitation | None:
    return _invitations(actor).filter(pk=invitation_id).first()


def services_of(actor: Actor) -> list[tuple[str, str]]:
    """The desks of the organisation, as choices."""
    rows = Service.objects.filter(organisation=actor.organisation_id).order_by("name")
    return [(str(row.pk), row.name) for row in rows]


def _member(row: Membership, name: str) -> Member:
    state = "left" if row.ended_at else "inside" if row.admitted_at else "waiting"
    return Member(row.pk, name, _labels(row.roles), state, row.ended_at or row.admitted_at)


def _labels(roles: list[str]) -> str:
    return role_label([Role(role) for role in roles])


def _names(actor: Actor, keyring: Keyring, *, only: Membership | None = None) -> dict[UUID, str]:
    """By membership: as colleagues read it; before she is admitted, as the invitation says."""
    rows = Colleague.objects.select_related("record_key").filter(organisation=actor.organisation_id)
    invited = _invitations(actor).exclude(membership=None)
    if only is not None:
        rows, invited = rows.filter(membership=only), invited.filter(membership=only)
    names = {row.membership_id: name for row, name in _opened(keyring, invited) if row.membership_id}
    named = list(rows)
    boxes = keyring.boxes(row.record_key for row in named)
    return names | {
        row.membership_id: str(boxes[row.record_key_id].open(row, "name"))
        for row in named
        if row.record_key_id in boxes
    }


def _invitations(actor: Actor) -> "QuerySet[Invitation]":
    rows = Invitation.objects.select_related("record_key").filter(organisation=actor.organisation_id)
    return rows.order_by("-created_at")


def _opened(keyring: Keyring, invitations: "QuerySet[Invitation]") -> list[tuple[Invitation, str]]:
    rows = list(invitations)
    boxes = keyring.boxes(row.record_key for row in rows if row.record_key)
    return [
        (row, str(boxes[row.record_key_id].open(row, "name")) if row.record_key_id in boxes else "")
        for row in rows
    ]
