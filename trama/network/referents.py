"""Who is called at a body (protocol, art. 3): appointed, followed by another, kept in the history. Offices only."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from trama.access.actions import Action, Forbidden, require
from trama.access.actor import Actor
from trama.access.turns import in_turn
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.network.hooks import with_keys
from trama.network.models import PLACEHOLDER_OFFICE, NetworkMembership, Referent
from trama.network.offices import looks_personal_name
from trama.network.selectors import leads


def valid_on(day: date) -> Q:
    """Rows of referents that are in office on `day`."""
    begun = Q(since__isnull=True) | Q(since__lte=day)
    return begun & (Q(until__isnull=True) | Q(until__gte=day)) & ~Q(office=PLACEHOLDER_OFFICE)


def referents_of(actor: Actor, organisation: UUID) -> QuerySet[Referent]:
    """Those of a body in the actor's network, the present and the past, the newest first; never the empty line."""
    rows = Referent.objects.filter(network=actor.network_id, organisation=organisation)
    return rows.exclude(office=PLACEHOLDER_OFFICE).order_by("-since", "office")


def appoints_for(actor: Actor, organisation: UUID) -> bool:
    """Whether the lead body would write in another's place, which it may only for one that does not sign in."""
    return organisation != actor.organisation_id


def may_appoint(actor: Actor, organisation: UUID) -> bool:
    """One's own body; or, for the lead body, one of its network that has nobody who signs in."""
    if not appoints_for(actor, organisation):
        return Action.APPOINT_REFERENT.allows(actor)
    if not Action.GOVERN_PROTOCOL.allows(actor) or not leads(actor):
        return False
    return _in_network(actor, organisation) and not with_keys([organisation])


def appoint_referent(
    *,
    actor: Actor,
    organisation: UUID,
    office: str,
    since: date,
    email: str = "",
    telephone: str = "",
    act: str = "",
    replaces: Collection[UUID] = (),
    seen: Collection[UUID] | None = None,
    referent_id: UUID | None = None,
) -> Referent:
    """An office becomes the referent from `since`; those in `replaces` end the day before. Sent twice it is one.

    `seen`: those in office as the page showed them. Raises DomainError("a_person") for a name, ("begins_earlier") when
    one of `replaces` begins after it, ("meanwhile") when somebody was appointed or ended in the meantime.
    """
    _require(actor, organisation)
    pk = referent_id or uuid4()
    in_turn("referent", actor.network_id, organisation)
    if found := Referent.objects.filter(pk=pk, organisation=organisation).first():
        return found
    if looks_personal_name(office):
        raise DomainError("a_person", not_a_person(), field="office")
    by_lead = appoints_for(actor, organisation)
    mine = Referent.objects.filter(network=actor.network_id, organisation=organisation, until__isnull=True)
    _require_unchanged({row.pk for row in mine if row.is_named}, replaces, seen)
    for row in mine.filter(Q(pk__in=list(replaces)) | Q(office=PLACEHOLDER_OFFICE)):
        _end(row, since - timedelta(days=1), by_lead)
    row = Referent.objects.create(
        id=pk,
        organisation_id=organisation,
        network_id=actor.network_id,
        office=office,
        email=email,
        telephone=telephone,
        since=since,
        act=act,
        by_lead=by_lead,
    )
    record(actor, "referent.appoint", row.pk, organisation, detail="by_lead" if by_lead else "")
    return row


def end_referent(*, actor: Actor, referent: Referent, last_day: date) -> Referent:
    """The office is no longer the referent after `last_day`. Raises DomainError("begins_later"), ("ended")."""
    _require(actor, referent.organisation_id)
    if referent.until is not None and referent.until <= last_day:
        return referent
    if referent.since and last_day < referent.since:
        raise DomainError("begins_later", _("È referente da dopo quel giorno."), field="last_day")
    by_lead = referent.by_lead or appoints_for(actor, referent.organisation_id)
    _end(referent, last_day, by_lead)
    record(actor, "referent.end", referent.pk, referent.organisation_id)
    return referent


def not_a_person() -> str:
    return _("Scrivi il nome dell'ufficio, non di una persona: resta anche quando lei cambia lavoro.")


def _require(actor: Actor, organisation: UUID) -> None:
    if not appoints_for(actor, organisation):
        require(actor, Action.APPOINT_REFERENT)
    elif not may_appoint(actor, organisation):
        raise Forbidden(Action.APPOINT_REFERENT)


def _require_unchanged(present: set[UUID], replaces: Collection[UUID], seen: Collection[UUID] | None) -> None:
    if not set(replaces) <= present or (seen is not None and set(seen) != present):
        raise DomainError(
            "meanwhile",
            _("Intanto una collega ha cambiato i referenti: guarda chi c'è adesso, e nomina di nuovo."),
        )


def _in_network(actor: Actor, organisation: UUID) -> bool:
    return NetworkMembership.objects.filter(network=actor.network_id, organisation=organisation).exists()


def _end(row: Referent, last_day: date, by_lead: bool) -> None:
    if row.since and row.since > last_day:
        if row.is_named:
            raise DomainError(
                "begins_earlier", _("Chi c'è adesso è referente da dopo quel giorno."), field="since"
            )
        last_day = row.since
    row.until, row.by_lead = last_day, by_lead
    row.save(update_fields=["until", "by_lead"])
