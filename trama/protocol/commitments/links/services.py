"""Links by which a referent without an account answers: made and ended by the lead body, one body and one year."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, Forbidden
from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.protocol.agreement.policies import require_lead
from trama.protocol.commitments.links.tokens import new_token, token_hash
from trama.protocol.commitments.models import AnswerLink, Evidence, EvidenceState, Way
from trama.protocol.commitments.policies import colleagues_of
from trama.protocol.commitments.proofs import check_proof
from trama.protocol.commitments.selectors import sheet_rows
from trama.protocol.commitments.services import Line, check_year, evidence_of, move, save_once

# A mistake of whoever holds the link, or somebody who plays with it, fills nothing.
MOST_SENDS: Final = 10  # in a quarter of an hour
MOST_ROWS: Final = 300
WINDOW: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class Handed:
    """A link to send by one's own mail; the token is known now and never again."""

    link: AnswerLink
    token: str = field(repr=False)


@dataclass(frozen=True)
class Holder:
    """Who came with a good link: nobody's account, acting for the body it was made for."""

    link_id: UUID
    actor: Actor
    year: int
    expires_at: datetime


def make_link(
    *,
    actor: Actor,
    organisation: UUID,
    year: int,
    days: int,
    key: UUID | None = None,
    at: datetime | None = None,
) -> Handed:
    """Raises Forbidden; DomainError: "own_body", "not_bound", "there_already" (the same form sent twice)."""
    require_lead(actor, Action.GOVERN_PROTOCOL)
    if actor.user_id is None:  # a job makes no links
        raise Forbidden(Action.GOVERN_PROTOCOL)
    if organisation == actor.organisation_id:
        raise DomainError("own_body", _("Il tuo ente risponde da qui, senza link."), field="organisation")
    if not sheet_rows(actor, organisation, year):
        raise DomainError("not_bound", _("Questo ente non ha impegni in quell’anno."), field="organisation")
    if key is not None and AnswerLink.objects.filter(pk=key).exists():
        raise DomainError(
            "there_already",
            _("Il link c’è già, e non si può più leggere: se non l’hai copiato, revocalo e rifallo."),
        )
    token, made_at = new_token(), at or timezone.now()
    link = AnswerLink(
        pk=key or uuid4(),
        organisation_id=organisation,
        network_id=actor.network_id,
        year=year,
        token_hash=token_hash(token),
        made_by=actor.user_id,
        made_at=made_at,
        expires_at=made_at + timedelta(days=days),
    )
    link.save(force_insert=True)
    record(actor, "commitment.link_made", link.pk, organisation, detail=str(year))
    return Handed(link, token)


def revoke_link(*, actor: Actor, link: AnswerLink) -> None:
    """It opens nothing from now on; revoking twice changes nothing."""
    require_lead(actor, Action.GOVERN_PROTOCOL)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        record(actor, "commitment.link_revoked", link.pk, link.organisation_id)


def find_holder(token: str) -> Holder | None:
    """Who holds a link that is neither ended nor too old; None for any other, without saying why. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM protocol_answer_link(%s)", [token_hash(token)])
        row = cursor.fetchone()
    if row is None:
        return None
    link_id, organisation, network, year, expires_at = row
    return Holder(link_id, Actor.system(organisation_id=organisation, network_id=network), year, expires_at)


def opened(*, holder: Holder) -> None:
    """Somebody read the page; in the trail of the body that it speaks of."""
    record(holder.actor, "commitment.link_opened", holder.link_id, detail=str(holder.year))


def answer(*, holder: Holder, lines: Iterable[Line], today: date | None = None) -> list[Evidence]:
    """Evidence by link, to be confirmed by the lead body; inside the holder's context. Sent twice it is saved once.

    Raises Forbidden for a commitment of another body; DomainError: "throttled", those of `check_proof`.
    """
    today = today or timezone.localdate()
    lines = list(lines)
    there = set(
        Evidence.objects.filter(link=holder.link_id, pk__in=[line.key for line in lines]).values_list(
            "pk", flat=True
        )
    )
    fresh = [line for line in lines if line.key not in there]
    if fresh:
        _not_too_fast(holder, len(fresh))
    given = []
    for line in fresh:
        if line.ownership.organisation_id != holder.actor.organisation_id:
            raise Forbidden(Action.GIVE_EVIDENCE)
        check_year(line.ownership, holder.year, today)
        check_proof(line.ownership.commitment, holder.year, line.proof, today=today)
        evidence = evidence_of(
            line.ownership, holder.year, line.proof, key=line.key, way=Way.LINK,
            entered_by_id=holder.actor.organisation_id, link_id=holder.link_id,
        )  # fmt: skip
        if save_once(evidence):
            given.append(evidence)
    if given:
        keys = [evidence.pk for evidence in given]
        record(holder.actor, "commitment.evidence", holder.link_id, *keys, detail=Way.LINK)
    return given


def confirm_by_link(*, holder: Holder, chosen: Collection[UUID]) -> int:
    """What the lead body entered for the body is right, says who holds its link. How many; inside her context."""
    rows = list(to_confirm(holder).filter(pk__in=chosen))
    for row in rows:
        move(
            row, state=EvidenceState.CONFIRMED, decided_by_id=holder.actor.organisation_id,
            decided_link_id=holder.link_id, decided_at=timezone.now(),
        )  # fmt: skip
        record(holder.actor, "commitment.confirm", row.pk, row.ownership_id, holder.link_id, detail=Way.LINK)
    return len(rows)


def to_confirm(holder: Holder) -> QuerySet[Evidence]:
    """What the lead body entered for the holder's body and year and waits; not by who made the link or may hold it."""
    link = AnswerLink.objects.get(pk=holder.link_id)
    return (
        Evidence.objects.filter(
            network=holder.actor.network_id, organisation=holder.actor.organisation_id, year=holder.year,
            way=Way.LEAD, state=EvidenceState.WAITING,
        )
        .exclude(entered_by_user=link.made_by)
        .exclude(entered_by_user__in=colleagues_of(holder.actor.organisation_id).values("user"))
        .select_related("ownership__commitment")
        .order_by("ownership__commitment__order")
    )  # fmt: skip


def _not_too_fast(holder: Holder, more: int) -> None:
    rows = Evidence.objects.filter(link=holder.link_id)
    sends = rows.filter(entered_at__gte=timezone.now() - WINDOW).values("entered_at").distinct().count()
    if sends >= MOST_SENDS:
        raise DomainError("throttled", _("Troppi invii in poco tempo: riprova tra un quarto d’ora."))
    if rows.count() + more > MOST_ROWS:
        raise DomainError(
            "throttled", _("Con questo link è arrivato già molto: chiedine un altro all’ente capofila.")
        )
