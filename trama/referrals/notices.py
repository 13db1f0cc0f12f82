"""The facts about letters that people should read: ids only, words from here."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from trama.deadlines.notices import NoticeRule, notice_rules
from trama.deadlines.rules import Tone

ARRIVED: Final = notice_rules.register(NoticeRule("referral_arrived", _("È arrivato un invio")))
ARRIVED_URGENT: Final = notice_rules.register(
    NoticeRule("referral_arrived_urgent", _("È arrivato un invio urgente"), Tone.SAFETY)
)
UNREAD: Final = notice_rules.register(
    NoticeRule("referral_unread", _("Un invio urgente non è ancora stato aperto"), Tone.SAFETY)
)
STILL_UNREAD: Final = notice_rules.register(
    NoticeRule(
        "referral_still_unread", _("Chi riceve non ha ancora aperto un invio urgente: telefona"), Tone.SAFETY
    )
)
TAKEN_OVER: Final = notice_rules.register(NoticeRule("referral_taken_over", _("Un invio è stato accolto")))
NOT_TAKEN: Final = notice_rules.register(NoticeRule("referral_declined", _("Un invio non è stato accolto")))
EXPIRED: Final = notice_rules.register(NoticeRule("referral_expired", _("Un invio è scaduto senza risposta")))
ENDED: Final = notice_rules.register(
    NoticeRule("referral_ended", _("Un invio non c'è più: non serve rispondere"))
)
WITHDRAWN: Final = notice_rules.register(
    NoticeRule("consent_withdrawn_here", _("Ha ritirato un consenso: decidere che cosa resta"), Tone.LEGAL)
)
WRITTEN: Final = notice_rules.register(NoticeRule("referral_message", _("C'è un messaggio su un invio")))
DECIDED: Final = notice_rules.register(
    NoticeRule("withdrawal_answered", _("C'è la risposta a un consenso ritirato"))
)
