"""When a commitment is evidenced, due or late: derived from evidence and dates, never typed.

Only what the protocol dates can be due or late (art. 3, 4 and 6: the two meetings a year, the asylum commission's
yearly review, the yearly data of five groups). Everything else is evidenced or not yet reported. Pure functions.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEETINGS_A_YEAR: Final = 2


class State(models.TextChoices):
    """What is derived for one body, one commitment and one calendar year."""

    EVIDENCED = "evidenced", _("Dimostrato")
    NOT_YET = "not_yet", _("Non ancora segnalato")
    DUE = "due", _("Da fare")
    LATE = "late", _("In ritardo")


class Rule(models.TextChoices):
    """How the state is derived. The label is the sentence that pages show."""

    MEETINGS_HELD = (
        "meetings_held",
        _(
            "Il protocollo chiede almeno due incontri operativi nell’anno (art. 3, 4 e 6): lo dimostrano due incontri"
            " in giorni diversi. Fino al 31 dicembre è da fare, dopo è in ritardo."
        ),
    )
    MEETINGS_ATTENDED = (
        "meetings_attended",
        _(
            "Il protocollo chiede di partecipare ai due incontri operativi dell’anno (art. 3). Fino al 31 dicembre è da"
            " fare, dopo è in ritardo; chi ha partecipato a tutti quelli convocati non è in ritardo, anche se sono"
            " stati meno di due."
        ),
    )
    YEARLY_REVIEW = (
        "yearly_review",
        _(
            "Il protocollo chiede un incontro di verifica ogni anno (art. 4, Commissione territoriale). Fino al 31"
            " dicembre è da fare, dopo è in ritardo."
        ),
    )
    YEARLY_DATA = (
        "yearly_data",
        _(
            "Il protocollo chiede i dati ogni anno (art. 4) e non dice entro quando: la data la fissa l’ente capofila;"
            " finché non la fissa vale il 31 dicembre. Dopo è in ritardo."
        ),
    )
    ONCE = (
        "once",
        _("Si fa una volta: resta dimostrato dall’anno della prova in poi. Il protocollo non dà una data."),
    )
    UNDATED = (
        "undated",
        _(
            "Il protocollo non dà una data: per ogni anno è dimostrato, quando c’è almeno una prova confermata, o non"
            " ancora segnalato. Non è mai in ritardo."
        ),
    )

    @property
    def dated(self) -> bool:
        """Whether it can be due or late."""
        return self not in {Rule.ONCE, Rule.UNDATED}

    @property
    def counts_meetings(self) -> bool:
        return self in {Rule.MEETINGS_HELD, Rule.MEETINGS_ATTENDED, Rule.YEARLY_REVIEW}

    @property
    def needs(self) -> int:
        """How many days of confirmed evidence prove a year."""
        return MEETINGS_A_YEAR if self in {Rule.MEETINGS_HELD, Rule.MEETINGS_ATTENDED} else 1


# What the protocol of Milan dates; every other row follows its rhythm.
DATED: Final = {
    "A3-02a": Rule.MEETINGS_ATTENDED,
    "A6-01": Rule.MEETINGS_HELD,
    "DIR-07a": Rule.MEETINGS_HELD,
    "CTE-04": Rule.YEARLY_REVIEW,
    "WEL-10b": Rule.YEARLY_DATA,
    "POL-06b": Rule.YEARLY_DATA,
    "TOP-02b": Rule.YEARLY_DATA,
    "TMP-02b": Rule.YEARLY_DATA,
    "CIP-07b": Rule.YEARLY_DATA,
}


def rule_for(code: str, rhythm: str) -> Rule:
    """The rule of a row of `commitments.csv` by its code and kind."""
    return DATED.get(code) or (Rule.ONCE if rhythm == "one_off" else Rule.UNDATED)


@dataclass(frozen=True, slots=True)
class Frame:
    """One calendar year as it is looked at on `today`; `data_due` is what the lead body set for yearly data."""

    year: int
    today: date
    data_due: date | None = None

    @property
    def ends(self) -> date:
        return date(self.year, 12, 31)

    def due(self, rule: Rule) -> date:
        """The last day on which what `rule` asks is in time."""
        return self.data_due or self.ends if rule is Rule.YEARLY_DATA else self.ends

    def is_whole(self, since: date) -> bool:
        """Whether a body bound since that day was so for the whole year: in a part of one nothing is due or late."""
        return since <= date(self.year, 1, 1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`done` of `needs` days of proof; `due` where the protocol dates it and it is not done."""

    state: State
    done: int
    needs: int
    due: date | None = None


NO_DAYS: Final[frozenset[date]] = frozenset()


def outcome(
    rule: Rule,
    frame: Frame,
    *,
    since: date,
    proofs: AbstractSet[date],
    met: AbstractSet[date] = NO_DAYS,
    held: AbstractSet[date] | None = None,
) -> Outcome:
    """The state of one commitment of one body in one year.

    `proofs`: days of its confirmed evidence that hold for the year. `met`: days of meetings that it took part in (or
    held), as the area of meetings counts them; a day in both counts once. `held`: days of all such meetings of the
    network, None where nobody keeps them.
    """
    days = set(proofs) | (set(met) if rule.counts_meetings else set())
    done, needs = len(days), rule.needs
    if done >= needs:
        return Outcome(State.EVIDENCED, done, needs)
    if not rule.dated or not frame.is_whole(since):
        return Outcome(State.EVIDENCED if done and not rule.dated else State.NOT_YET, done, needs)
    due = frame.due(rule)
    if frame.today <= due:
        return Outcome(State.DUE, done, needs, due)
    if rule is Rule.MEETINGS_ATTENDED and held is not None and done >= len(held | days):
        return Outcome(State.EVIDENCED if done else State.NOT_YET, done, needs)
    return Outcome(State.LATE, done, needs, due)


def sentence(rule: Rule) -> str | Promise:
    """The rule in words, for the page."""
    return rule.label
