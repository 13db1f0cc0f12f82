"""The kinds of deadline: what each asks, how long, who says so and what that is worth.

A term that is `unverified` is a proposal people see as such and change, never a rule of law. Only LEGAL and SAFETY are
red; a suggestion can be put off without a reason (DESIGN §1.5). Apps above add their own kinds to the registry.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trama.common.registry import Registry
from trama.deadlines.calendar import (
    add_business_days,
    add_days,
    add_hours,
    end_of_day,
    last_business_day,
    local_day,
)

Text = str | Promise


class Tone(StrEnum):
    """How a deadline speaks."""

    LEGAL = "legal"
    SAFETY = "safety"
    SUGGESTION = "suggestion"

    @property
    def is_red(self) -> bool:
        return self is not Tone.SUGGESTION


class Status(StrEnum):
    """What the source of a term is worth, as in `deadlines.csv`."""

    OFFICIAL_TEXT = "official_text"
    PROTOCOL = "protocol"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True)
class Term:
    """A length of time. `after` answers the instant; terms in days end with their last day."""

    amount: int
    unit: Unit

    def after(self, at: datetime) -> datetime:
        if self.unit is Unit.HOURS:
            return add_hours(at, self.amount)
        if self.unit is Unit.DAYS:
            return end_of_day(local_day(add_days(at, self.amount)))
        return end_of_day(add_business_days(local_day(at), self.amount, holidays_of()))


@dataclass(frozen=True)
class Rule:
    """One kind of deadline."""

    code: str
    label: Text  # what there is to do
    tone: Tone
    source: Text  # who says so
    status: Status
    term: Term | None = None  # None: a person gives the date
    by_hand: bool = True  # False: it is done by doing it (answering, taking over), never by ticking it off
    movable: bool = False  # people choose the date, and choose again

    @property
    def can_snooze(self) -> bool:
        return self.tone is Tone.SUGGESTION

    def proposal(self, at: datetime) -> datetime:
        """When it is due if nobody says otherwise. Raises ValueError where a person must give the date."""
        term = configured(self.code, self.term)
        if term is None:
            raise ValueError(self.code)
        return term.after(at)


def holidays_of() -> str | None:
    """The province whose patron's day is a holiday here."""
    province: str | None = settings.DEADLINE_PROVINCE
    return province


def configured(code: str, default: Term | None) -> Term | None:
    """The term of `code` as this installation sets it: `DEADLINE_AMOUNTS = {"referral_answer": 5}`, same unit."""
    amount: int | None = settings.DEADLINE_AMOUNTS.get(code)
    return default if amount is None or default is None else Term(amount, default.unit)


_PROJECT = _("nessun termine nel protocollo")

rules: Registry[Rule] = Registry("deadline rules")

REFERRAL_ANSWER: Final = rules.register(
    Rule(
        "referral_answer",
        _("Rispondere a un invio"),
        Tone.SUGGESTION,
        _PROJECT,
        Status.UNVERIFIED,
        Term(3, Unit.WORKING_DAYS),
        by_hand=False,
    )
)
REFERRAL_URGENT: Final = rules.register(
    Rule(
        "referral_urgent",
        _("Invio urgente non ancora letto"),
        Tone.SAFETY,
        _PROJECT,
        Status.UNVERIFIED,
        Term(1, Unit.HOURS),
        by_hand=False,
    )
)
REFERRAL_SENT: Final = rules.register(
    Rule(
        "referral_sent",
        _("Sentire com'è andato un invio"),
        Tone.SUGGESTION,
        _PROJECT,
        Status.UNVERIFIED,
        Term(3, Unit.WORKING_DAYS),
    )
)
REFERRAL_SENT_URGENT: Final = rules.register(
    Rule(
        "referral_sent_urgent",
        _("Un invio urgente è senza risposta, telefonare"),
        Tone.SAFETY,
        _PROJECT,
        Status.UNVERIFIED,
        Term(1, Unit.HOURS),
    )
)
RISK_REVIEW: Final = rules.register(
    Rule(
        "risk_review",
        _("Rivalutare il rischio"),
        Tone.SAFETY,
        _("data scelta da chi ha valutato"),
        Status.UNVERIFIED,
        movable=True,
    )
)
SHELTER_STAY_END: Final = rules.register(
    Rule(
        "shelter_stay_end",
        _("Fine del periodo di ospitalità"),
        Tone.SUGGESTION,
        _("durata decisa dalla casa; nessun massimo nazionale trovato"),
        Status.SECONDARY,
        by_hand=False,
    )
)
CONSENT_EXPIRY: Final = rules.register(
    Rule(
        "consent_expiry",
        _("Un consenso scade: riparlarne con lei"),
        Tone.SUGGESTION,
        _("scadenza scelta da lei"),
        Status.UNVERIFIED,
    )
)
CONSENT_WITHDRAWN: Final = rules.register(
    Rule(
        "consent_withdrawn",
        _("Consenso ritirato: cancellare, o dire per quale legge si conserva"),
        Tone.LEGAL,
        _("Reg. UE 2016/679, artt. 7 e 17: senza ingiustificato ritardo"),
        Status.UNVERIFIED,
        Term(7, Unit.DAYS),
        by_hand=False,
    )
)

# Days until the next look, by the level that was judged: a project proposal (DOMAIN §6: `risk_review`), people choose.
_RISK_REVIEW_DAYS: Final = {"extreme": 7, "high": 7, "medium": 30, "low": 90, "not_assessed": 7}


def risk_review_proposals() -> dict[str, int]:
    """Days proposed for each `risk_level`; `DEADLINE_AMOUNTS = {"risk_review.low": 60}` changes one."""
    amounts = settings.DEADLINE_AMOUNTS
    return {level: amounts.get(f"risk_review.{level}", days) for level, days in _RISK_REVIEW_DAYS.items()}


def propose_review(level: str, day: date) -> date:
    """The day proposed for looking again at a risk judged `level` on `day`: a working day, never after the term."""
    proposed = last_business_day(day + timedelta(days=risk_review_proposals()[level]), holidays_of())
    return max(proposed, add_business_days(day, 1, holidays_of()))


def configurable() -> set[str]:
    """What `DEADLINE_AMOUNTS` may name: the terms that are only proposals. The law's are not ours to set."""
    proposals = {one.code for one in rules if one.term and one.status is Status.UNVERIFIED}
    return proposals | {f"risk_review.{level}" for level in _RISK_REVIEW_DAYS}


def rule(code: str) -> Rule:
    """The rule of `code`. Raises KeyError for an unknown one: a programming error."""
    for candidate in rules:
        if candidate.code == code:
            return candidate
    raise KeyError(code)
