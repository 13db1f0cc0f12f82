"""The deadlines of a shelter. Every term is a proposal; the end of a stay is the day that people agreed."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from trama.deadlines.notices import NoticeRule, notice_rules
from trama.deadlines.rules import SHELTER_STAY_END, Rule, Status, Term, Tone, Unit, rules

STAY_END: Final = SHELTER_STAY_END
HOLD_END: Final = rules.register(
    Rule(
        "shelter_hold_end",
        _("Un posto tenuto: arriva, o si libera"),
        Tone.SUGGESTION,
        _("giorno deciso da chi lo ha tenuto"),
        Status.UNVERIFIED,
        by_hand=False,
    )
)
REQUEST_ANSWER: Final = rules.register(
    Rule(
        "shelter_request",
        _("Rispondere a una richiesta di ospitalità"),
        Tone.SUGGESTION,
        _("nessun termine nel protocollo"),
        Status.UNVERIFIED,
        Term(3, Unit.WORKING_DAYS),
        by_hand=False,
    )
)
HOLD_EXPIRED: Final = notice_rules.register(
    NoticeRule(
        "shelter_hold_expired", _("Il giorno del posto tenuto è passato: tenerlo ancora, o liberarlo?")
    )
)
# How long a stay is proposed for, in days: defaults of the project (DOMAIN §1.2: no national number was found).
PROPOSED_DAYS: Final = {
    "emergency": 30,
    "protected_secret": 180,
    "semi_autonomy": 365,
    "autonomy": 365,
    "parent_child_community": 180,
}
