"""Until when the protocol is valid: three readings of art. 7, side by side; a person decides (DOMAIN §0.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Dated(Protocol):
    """What is known of one body's signature: not before, not after, both the same where the day is sure."""

    @property
    def not_before(self) -> date | None: ...
    @property
    def not_after(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Term:
    """The end of a term as far as it is known: no earlier than `earliest`, no later than `latest`; None: not known."""

    earliest: date | None
    latest: date | None

    @property
    def sure(self) -> bool:
        return self.earliest is not None and self.earliest == self.latest

    def is_past(self, today: date) -> bool:
        """Over for certain. The day itself is still inside the term."""
        return self.latest is not None and self.latest < today


@dataclass(frozen=True, slots=True)
class Validity:
    """The readings of "tre anni dalla data di sottoscrizione dei soggetti aderenti" (protocol, art. 7)."""

    by_document: Term
    by_last_evidence: Term
    undated: int  # signatures whose date nothing proves


def years_after(day: date, years: int) -> date:
    """The same day `years` later; 29 February falls back to the 28th (a calendar term never lengthens itself)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def term_of(signatory: Dated, years: int) -> Term:
    """One body's own term, from what is known of its signature."""
    first, last = signatory.not_before, signatory.not_after
    return Term(first and years_after(first, years), last and years_after(last, years))


def validity(document_date: date | None, signatories: Iterable[Dated], years: int) -> Validity:
    """The readings for a version. The last evidence is an outer bound: the real signature may be earlier."""
    rows = list(signatories)
    known = [day for row in rows for day in (row.not_after, row.not_before) if day is not None]
    document = document_date and years_after(document_date, years)
    last = years_after(max(known), years) if known else None
    undated = sum(row.not_before is None and row.not_after is None for row in rows)
    return Validity(Term(document, document), Term(document, last), undated)


def days_left(term: Term, today: date) -> int | None:
    """Days until the end, as late as it can be; 0 on the last day, negative after it; None: no end is known."""
    return None if term.latest is None else (term.latest - today).days
