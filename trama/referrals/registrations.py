"""What this app brings to the registries of the apps below, at start."""

from trama.consent.hooks import on_withdraw
from trama.deadlines.tick import ticks
from trama.referrals.tasks import ATTEND_ALL
from trama.referrals.withdrawal import end_letters


def register() -> None:
    on_withdraw.register(end_letters)
    ticks.register(ATTEND_ALL)
