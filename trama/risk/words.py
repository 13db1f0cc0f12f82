"""A judgement in words: never a number alone, and nothing that reassures."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.common.vocabularies import vocabulary
from trama.deadlines.rules import Status
from trama.risk.content import Content
from trama.risk.instruments import Answer, Band, below
from trama.ui.dates import day_words
from trama.ui.tones import Tone

_TONES: dict[str, Tone] = {"extreme": "danger", "high": "danger", "medium": "attention"}


def level_words(level: str) -> str:
    """ "Elevato"; "Basso: non esclude il pericolo"."""
    return vocabulary("risk_level").label(level)


def level_tone(level: str) -> Tone:
    """Red for what is grave; a low level is never green."""
    return _TONES.get(level, "neutral")


def answered(content: Content) -> str:
    """ "3 sì, 1 no, 1 non chiesto"; nothing for a judgement without an instrument."""
    counts = {answer: content.instrument.count(content.answers, answer) for answer in Answer}
    words = {
        Answer.YES: _("%(n)s sì"),
        Answer.NO: _("%(n)s no"),
        Answer.UNKNOWN: _("%(n)s non so"),
        Answer.NOT_ASKED: ngettext("%(n)s non chiesta", "%(n)s non chieste", counts[Answer.NOT_ASKED]),
    }
    return ", ".join(text % {"n": counts[answer]} for answer, text in words.items() if counts[answer])


def yes_items(content: Content) -> list[str]:
    """What she said yes to."""
    return [
        str(item.label) for item in content.instrument.items if content.answers.get(item.code) is Answer.YES
    ]


def advice_words(band: Band) -> str:
    """What the answers suggest, with what that is worth."""
    if band.status is Status.UNVERIFIED:
        return _("%(advice)s Fascia non verificata: è solo un suggerimento.") % {"advice": band.advice}
    return str(band.advice)


def judged_lower(content: Content) -> bool:
    """Whether the professional judged the danger lower than the answers suggest."""
    return content.band is not None and below(content.level, content.band.level)


def review_words(day: date | None) -> str:
    return (
        _("Da riguardare entro %(day)s") % {"day": day_words(day)}
        if day
        else _("Nessuna data per riguardarlo")
    )
