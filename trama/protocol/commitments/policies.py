"""Who gives evidence, who confirms it. The database has the same rules (migrations/sql/commitments_evidence.sql)."""

from uuid import UUID

from django.db.models import QuerySet

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.access.roles import Role
from trama.accounts.models import Membership
from trama.protocol.agreement.policies import governs
from trama.protocol.commitments.models import Evidence, EvidenceState, Way


def way_for(actor: Actor, organisation: UUID, *, coordinating: bool | None = None) -> Way | None:
    """How she would enter evidence of `organisation`: for her own body, for another as the lead body; None: not hers.

    In her own body its referent does it; in the lead body who coordinates does it too.
    """
    if not Action.GIVE_EVIDENCE.allows(actor):
        return None
    if organisation == actor.organisation_id and actor.has(Role.REFERENT):
        return Way.REFERENT
    if not (governs(actor) if coordinating is None else coordinating):
        return None
    return Way.REFERENT if organisation == actor.organisation_id else Way.LEAD


def colleagues_of(organisation: UUID) -> QuerySet[Membership]:
    """Whoever works in a body: a link is anonymous, so each of them may be who answered by it."""
    return Membership.objects.filter(organisation=organisation, ended_at__isnull=True)


def may_have_answered(actor: Actor, evidence: Evidence) -> bool:
    """Whether what came in by a link may be her own: she made the link, or works in the body that answered."""
    if evidence.link is None:
        return False
    mine = evidence.link.made_by == actor.user_id
    return mine or colleagues_of(evidence.organisation_id).filter(user=actor.user_id).exists()


def may_decide(actor: Actor, evidence: Evidence, *, coordinating: bool | None = None) -> bool:
    """Whether it is hers to confirm or send back: the lead body's what a body gave, the body's what the lead entered.

    Never hers what she entered herself, or may have answered by a link: a second person confirms.
    """
    if not Action.CONFIRM_EVIDENCE.allows(actor) or evidence.state != EvidenceState.WAITING:
        return False
    if evidence.entered_by_user == actor.user_id:
        return False
    if evidence.way == Way.LEAD:
        return evidence.organisation_id == actor.organisation_id and actor.has(Role.REFERENT)
    if not (governs(actor) if coordinating is None else coordinating):
        return False
    return not may_have_answered(actor, evidence)


def may_withdraw(actor: Actor, evidence: Evidence, *, coordinating: bool | None = None) -> bool:
    """Its own body, whoever entered it; and the lead body what it entered or took in by a link."""
    if not Action.GIVE_EVIDENCE.allows(actor) or evidence.state == EvidenceState.WITHDRAWN:
        return False
    lead = governs(actor) if coordinating is None else coordinating
    if evidence.organisation_id == actor.organisation_id:
        return actor.has(Role.REFERENT) or lead
    return lead and evidence.way in {Way.LEAD, Way.LINK}
