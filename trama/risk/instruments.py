"""Risk instruments as data. Labels are our own and short: the wording of items belongs to their authors (DOMAIN §5).

What the answers suggest is advice beside a professional's judgement, never a result; each band says what it is worth.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trama.deadlines.rules import Status

Text = str | Promise


class Answer(StrEnum):
    """What an item can be answered. Not asking and not knowing are answers: neither ever blocks."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"

    @property
    def label(self) -> Promise:
        return _ANSWERS[self]


_ANSWERS: Final = {
    Answer.YES: _("Sì"),
    Answer.NO: _("No"),
    Answer.UNKNOWN: _("Non so"),
    Answer.NOT_ASKED: _("Non chiesto"),
}
Answers = Mapping[str, Answer]

# From the mildest to the gravest; "not assessed" is no judgement, so any suggestion is above it.
LEVELS: Final = ("not_assessed", "low", "medium", "high", "extreme")


@dataclass(frozen=True)
class Item:
    code: str
    label: Text


@dataclass(frozen=True)
class Band:
    """From `at_least` answers "yes" on, what the answers suggest."""

    at_least: int
    level: str  # code of `risk_level`
    advice: Text
    source: str
    status: Status

    @property
    def asks_reason(self) -> bool:
        """Whether judging lower takes a reason: not where the band was never verified."""
        return self.status is not Status.UNVERIFIED


@dataclass(frozen=True)
class Instrument:
    """One version of an instrument; `bands` from the gravest down."""

    code: str  # of `risk_instrument`
    version: str
    label: Text
    items: tuple[Item, ...]
    bands: tuple[Band, ...]
    source: str

    @property
    def key(self) -> str:
        return f"{self.code}_{self.version}" if self.version else self.code

    @property
    def item_codes(self) -> tuple[str, ...]:
        return tuple(item.code for item in self.items)

    def count(self, answers: Answers, answer: Answer = Answer.YES) -> int:
        return sum(answers.get(code, Answer.NOT_ASKED) is answer for code in self.item_codes)

    def band(self, answers: Answers) -> Band | None:
        """What the answers suggest; None when they suggest nothing, which is no reassurance."""
        yes = self.count(answers)
        return next((band for band in self.bands if yes >= band.at_least), None)

    def threshold(self, answers: Answers) -> Band | None:
        """The gravest band reached below which judging takes a reason.

        A verified threshold holds for more answers too, whatever band nobody verified lies above it.
        """
        yes = self.count(answers)
        return next((band for band in self.bands if yes >= band.at_least and band.asks_reason), None)


_WEAPON = Item("weapon", _("Armi usate o minacciate"))
_FEAR = Item("fear_of_death", _("Lei pensa che potrebbe ucciderla"))
_JEALOUSY = Item("jealousy", _("Gelosia violenta e continua"))

DA5_2009: Final = Instrument(
    "da5",
    "2009",
    _("DA-5 (2009)"),
    (
        Item("escalation", _("Peggiorata negli ultimi sei mesi")),
        _WEAPON,
        _FEAR,
        Item("pregnancy", _("Violenza in gravidanza")),
        _JEALOUSY,
    ),
    (
        Band(
            3,
            "high",
            _("Tre o più sì: nello studio del 2009 la soglia riconosceva l’83% delle situazioni più gravi."),
            "Snider e altri, 2009: sensibilità 83% (IC 95% 70,6–91,4)",
            Status.OFFICIAL_TEXT,
        ),
    ),
    "Snider e altri, 2009",
)

DA5_2017: Final = Instrument(
    "da5",
    "2017",
    _("DA-5 (2017)"),
    (
        Item("escalation", _("Peggiorata nell’ultimo anno")),
        _WEAPON,
        _FEAR,
        Item("strangulation", _("Mani al collo, soffocamento")),
        _JEALOUSY,
    ),
    (
        Band(
            4,
            "extreme",
            _("Quattro o cinque sì: pericolo estremo."),
            "fascia non verificata",
            Status.UNVERIFIED,
        ),
        Band(3, "high", _("Tre sì o più: pericolo elevato."), "fonte secondaria", Status.SECONDARY),
        Band(2, "medium", _("Due sì: pericolo presente."), "fascia non verificata", Status.UNVERIFIED),
    ),
    "Messing e altri, 2017",
)

JUDGEMENT: Final = Instrument("other", "", _("Solo il giudizio professionale"), (), (), "")

INSTRUMENTS: Final = (DA5_2009, DA5_2017, JUDGEMENT)
DEFAULT: Final = DA5_2009


def instrument(key: str) -> Instrument:
    """Raises KeyError for an unknown one."""
    for candidate in INSTRUMENTS:
        if candidate.key == key:
            return candidate
    raise KeyError(key)


def below(level: str, suggested: str) -> bool:
    """Whether `level` was judged lower than `suggested`."""
    return LEVELS.index(level) < LEVELS.index(suggested)
