"""Kinds of deadlines and notices in words, for the trail."""

from trama.deadlines.notices import notice_rules
from trama.deadlines.rules import rules


def code_words(code: str) -> str | None:
    """ "Rivalutare il rischio" for `risk_review`; None for what is neither a deadline's nor a notice's kind."""
    return next((str(one.label) for one in (*rules, *notice_rules) if one.code == code), None)
