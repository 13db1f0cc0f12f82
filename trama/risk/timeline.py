"""How judgements of danger stand on her path's page."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from trama.risk.content import Content
from trama.risk.selectors import OpenAssessment, assessments
from trama.risk.words import (
    advice_words,
    answered,
    judged_lower,
    level_tone,
    level_words,
    review_words,
    yes_items,
)
from trama.ui.timeline import TimelineItem
from trama.vault.keyring import Box

NO_NAMES: Mapping[UUID, str] = {}


def timeline_items(
    subject: UUID, box: Box, *, names: Mapping[UUID, str] = NO_NAMES, url: str = ""
) -> list[TimelineItem]:
    """Every judgement about her as an item; `names` says how colleagues are called, by membership. One query."""
    return items_of(assessments(subject, box), names=names, url=url)


def items_of(
    found: Iterable[OpenAssessment], *, names: Mapping[UUID, str] = NO_NAMES, url: str = ""
) -> list[TimelineItem]:
    return [
        TimelineItem(
            at=one.assessed_at,
            kind=_("Valutazione del rischio"),
            title=_("Giudizio: %(level)s") % {"level": level_words(one.content.level)},
            icon="risk",
            who=names.get(one.assessed_by, ""),
            text=one.content.note,
            url=url,
            tone=level_tone(one.content.level),
            details=details(one),
        )
        for one in found
    ]


def details(one: OpenAssessment) -> tuple[tuple[str, str], ...]:
    """What stands beside the judgement: the answers in words, what they suggest, why it was judged lower."""
    content: Content = one.content
    rows = []
    if content.instrument.items:
        rows.append((str(content.instrument.label), answered(content)))
        if said := yes_items(content):
            rows.append((_("Ha detto sì a"), ", ".join(said)))
    if content.band:
        rows.append((_("Le risposte suggeriscono"), advice_words(content.band)))
    if content.reason and judged_lower(content):
        rows.append((_("Perché il giudizio è più basso"), content.reason))
    rows.append((_("Prossima volta"), review_words(one.next_review_on)))
    return tuple(rows)
