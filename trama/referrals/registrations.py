"""What this app brings to the registries of the apps below, at start."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from trama.access.actions import Action
from trama.accounts.menu_numbers import MenuNumber, menu_numbers, number
from trama.consent.hooks import on_withdraw
from trama.deadlines.agenda import agenda_sources, notice_sources, rewordings
from trama.deadlines.tick import ticks
from trama.referrals.agenda import (
    ANSWER_NOTICES,
    RECEIVED_AGENDA,
    RECEIVED_NOTICES,
    SENT_AGENDA,
    SENT_NOTICES,
    became,
)
from trama.referrals.selectors import letters_waiting
from trama.referrals.tasks import ATTEND_ALL
from trama.referrals.withdrawal import end_letters
from trama.ui.menu import MenuItem, menu


def _waiting(request: HttpRequest) -> int:
    return number(request, "letters") or 0


def register() -> None:
    on_withdraw.register(end_letters)
    ticks.register(ATTEND_ALL)
    menu_numbers.register(MenuNumber("letters", letters_waiting))
    for source in (SENT_AGENDA, RECEIVED_AGENDA):
        agenda_sources.register(source)
    rewordings.register(became)
    for facts in (SENT_NOTICES, RECEIVED_NOTICES, ANSWER_NOTICES):
        notice_sources.register(facts)
    menu.register(
        MenuItem(_("Invii"), "referrals:inbox", Action.READ_REFERRALS, order=40, icon="inbox", count=_waiting)
    )
