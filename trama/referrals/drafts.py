"""What the sender prepares: chosen fields, purpose, terms. Sealed under her record's key from the first page on."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Self

from django.utils.translation import gettext as _

from trama.common.errors import DomainError
from trama.consent.terms import Recipient
from trama.deadlines.calendar import add_hours, end_of_day
from trama.deadlines.rules import Term, Unit
from trama.referrals.states import URGENT

Json = dict[str, Any]

URGENT_HOURS: Final = int(URGENT.total_seconds()) // 3600
SHORTEST_DAYS: Final = 3
LONGEST_DAYS: Final = 60
MOST_RECEIVERS: Final = 2


@dataclass(frozen=True, slots=True)
class SharedField:
    """One thing of hers as the receiver will read it. A note ("chiamare solo al mattino") always goes with it."""

    key: str
    label: str
    text: str
    note: str = ""

    def to_json(self) -> Json:
        return {"key": self.key, "label": self.label, "text": self.text, "note": self.note}

    @classmethod
    def from_json(cls, value: Json) -> Self:
        return cls(value["key"], value["label"], value["text"], value["note"])


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that is decided before sending."""

    receivers: tuple[Recipient, ...]
    expires_on: date  # the last day to answer; then the letter is destroyed
    term: Term = field(default=Term(3, Unit.WORKING_DAYS))
    fields: tuple[SharedField, ...] = ()
    purpose: str = ""
    contact: str = ""  # whom the receiver may call at the sender's
    return_progress: bool = False
    return_message: bool = False

    @property
    def urgent(self) -> bool:
        return self.term.unit is Unit.HOURS

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(item.key for item in self.fields)

    def expires_at(self) -> datetime:
        return end_of_day(self.expires_on)

    def respond_by(self, at: datetime) -> datetime:
        """Never after the letter's own end."""
        due = add_hours(at, self.term.amount) if self.urgent else self.term.after(at)
        return min(due, self.expires_at())

    def check(self) -> None:
        """Raise DomainError unless it can be sent."""
        if not self.fields:
            raise DomainError(
                "nothing_shared", _("Scegli che cosa condividere: almeno una cosa."), field="fields"
            )
        if not self.purpose.strip():
            raise DomainError(
                "no_purpose",
                _("Scrivi per che cosa: chi riceve deve sapere che cosa chiede lei."),
                field="purpose",
            )
        if self.urgent and not 0 < self.term.amount <= URGENT_HOURS:
            raise DomainError("hours", _("Per un invio urgente scegli da 1 a 48 ore."), field="amount")
        if not self.urgent and not SHORTEST_DAYS <= self.term.amount <= LONGEST_DAYS:
            raise DomainError(
                "days", _("Scegli da 3 a 60 giorni; se serve prima, conta in ore."), field="amount"
            )
        if len(self.receivers) > 1 and not self.urgent:
            raise DomainError(
                "second_only_urgent", _("Un secondo ente si può nominare solo se è urgente."), field="second"
            )

    def check_days(self, at: datetime) -> None:
        """Raise DomainError where a letter that gives days would leave hours, were it sent at `at`.

        Whoever receives it would see it as urgent, and nobody would have telephoned.
        """
        if not self.urgent and self.respond_by(at) - at <= URGENT:
            raise DomainError(
                "days_past_the_end",
                _(
                    "Si distruggerebbe prima che passino i giorni per rispondere: scegli un giorno più lontano, "
                    "oppure conta in ore."
                ),
                field="expires_on",
            )

    def to_json(self) -> Json:
        return {
            "receivers": [receiver.to_json() for receiver in self.receivers],
            "expires_on": self.expires_on.isoformat(),
            "term": [self.term.amount, self.term.unit.value],
            "fields": [item.to_json() for item in self.fields],
            "purpose": self.purpose,
            "contact": self.contact,
            "return_progress": self.return_progress,
            "return_message": self.return_message,
        }

    @classmethod
    def from_json(cls, value: Json) -> Self:
        return cls(
            receivers=tuple(Recipient.from_json(item) for item in value["receivers"]),
            expires_on=date.fromisoformat(value["expires_on"]),
            term=Term(value["term"][0], Unit(value["term"][1])),
            fields=tuple(SharedField.from_json(item) for item in value["fields"]),
            purpose=value["purpose"],
            contact=value["contact"],
            return_progress=value["return_progress"],
            return_message=value["return_message"],
        )


@dataclass(frozen=True, slots=True)
class Handover:
    """The telephone call beside an urgent letter: which office or role was reached, never a person's name."""

    office: str
    at: datetime
    reached: bool
    note: str = ""

    def to_json(self) -> Json:
        return {"office": self.office, "at": self.at.isoformat(), "reached": self.reached, "note": self.note}

    @classmethod
    def from_json(cls, value: Json) -> Self:
        return cls(value["office"], datetime.fromisoformat(value["at"]), value["reached"], value["note"])
