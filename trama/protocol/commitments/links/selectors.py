"""Reading the links that were made."""

from uuid import UUID

from django.db.models import Count, QuerySet

from trama.access.actor import Actor
from trama.protocol.commitments.models import AnswerLink


def links(actor: Actor) -> QuerySet[AnswerLink]:
    """The newest first, with how many `answers` came in by each."""
    return (
        AnswerLink.objects.filter(network=actor.network_id)
        .select_related("organisation")
        .annotate(answers=Count("evidence"))
        .order_by("-made_at")
    )


def link(actor: Actor, link_id: UUID) -> AnswerLink | None:
    return AnswerLink.objects.filter(network=actor.network_id, pk=link_id).first()
