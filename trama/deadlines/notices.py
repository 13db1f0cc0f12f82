"""The facts that a person should read: apps register each with its words."""

from dataclasses import dataclass

from trama.common.registry import Registry
from trama.deadlines.rules import Text, Tone


@dataclass(frozen=True)
class NoticeRule:
    """One kind of fact: a referral arrived, a consent was withdrawn by who gave it, access to an envelope ended."""

    code: str
    label: Text
    tone: Tone = Tone.SUGGESTION


notice_rules: Registry[NoticeRule] = Registry("notice rules")


def notice_rule(code: str) -> NoticeRule:
    """The rule of `code`. Raises KeyError for an unknown one: a programming error."""
    for candidate in notice_rules:
        if candidate.code == code:
            return candidate
    raise KeyError(code)
