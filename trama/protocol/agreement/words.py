"""How days and terms of the protocol read. Nothing here decides: it says."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.protocol.agreement.models import ExpiryRule, Signatory
from trama.protocol.agreement.selectors import Expiry
from trama.protocol.agreement.validity import Term, days_left
from trama.ui.tones import Tone


def full_day(day: date | None) -> str:
    """Always with its year: "22 novembre 2026"."""
    return date_format(day, "j F Y").lower() if day else ""


def left_words(term: Term, today: date) -> str:
    """How long it still holds, or since when it is over."""
    left = days_left(term, today)
    if left is None:
        return _("non si sa")
    if left < 0:
        return ngettext("finita da %(days)d giorno", "finita da %(days)d giorni", -left) % {"days": -left}
    if left == 0:
        return _("oggi è l'ultimo giorno")
    if term.sure:
        return ngettext("manca %(days)d giorno", "mancano %(days)d giorni", left) % {"days": left}
    return ngettext("al più un altro giorno", "al più altri %(days)d giorni", left) % {"days": left}


def term_words(term: Term) -> str:
    """The end itself, as far as it is known."""
    if term.sure:
        return full_day(term.latest)
    if term.latest and term.earliest:
        return _("tra il %(first)s e il %(last)s") % {
            "first": full_day(term.earliest),
            "last": full_day(term.latest),
        }
    if term.latest:
        return _("non oltre il %(day)s") % {"day": full_day(term.latest)}
    if term.earliest:
        return _("non prima del %(day)s") % {"day": full_day(term.earliest)}
    return _("nessuna data provata")


def signed_words(signatory: Signatory) -> str:
    """When it was signed, as far as it is known."""
    return term_words(Term(signatory.not_before, signatory.not_after))


@dataclass(frozen=True)
class Reading:
    """One of the three dates, as the page shows them side by side."""

    rule: str
    label: str | Promise
    ends: str
    left: str
    note: str
    chosen: bool
    tone: Tone


def _tone(term: Term, today: date) -> Tone:
    left = days_left(term, today)
    if left is None:
        return "neutral"
    return "closed" if left < 0 else "attention" if left <= 180 else "ok"


def readings(expiry: Expiry) -> list[Reading]:
    """The three of DOMAIN §0.1, in its order."""
    by_document, by_evidence = expiry.readings.by_document, expiry.readings.by_last_evidence
    span, today, chosen = expiry.span, expiry.today, expiry.version.rule
    undated = expiry.readings.undated
    latest_only = Term(None, by_evidence.latest)
    return [
        Reading(
            ExpiryRule.DOCUMENT,
            ExpiryRule.DOCUMENT.label,
            term_words(by_document),
            left_words(by_document, today),
            _("Il documento porta la data del %(day)s.") % {"day": full_day(expiry.version.document_date)},
            chosen == ExpiryRule.DOCUMENT,
            _tone(by_document, today),
        ),
        Reading(
            ExpiryRule.LAST_EVIDENCE,
            ExpiryRule.LAST_EVIDENCE.label,
            term_words(latest_only),
            left_words(latest_only, today),
            _("Un rapporto di verifica prova che la firma c'era già, non in che giorno è stata messa."),
            chosen == ExpiryRule.LAST_EVIDENCE,
            _tone(latest_only, today),
        ),
        Reading(
            ExpiryRule.PER_SIGNATORY,
            ExpiryRule.PER_SIGNATORY.label,
            _("una data per ente"),
            term_words(span),
            ngettext(
                "Per %(count)d ente nessuna data è provata.",
                "Per %(count)d enti nessuna data è provata.",
                undated,
            )
            % {"count": undated},
            chosen == ExpiryRule.PER_SIGNATORY,
            "neutral",
        ),
    ]
