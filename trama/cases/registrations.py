"""What this app brings to the registries of the apps below, at start."""

from django.utils.translation import gettext_lazy as _

from trama.access.actions import Action
from trama.accounts.registries import new_reader
from trama.cases.landing import NEW_PATH
from trama.cases.newcomers import NOTICES, tell_circles
from trama.cases.quiet import AGENDA, QUIET, TICK
from trama.cases.sharing import SHARING
from trama.cases.shifts import AGENDA as SHIFT_AGENDA
from trama.cases.shifts import UNREAD
from trama.cases.subjects import PATHS
from trama.deadlines.agenda import agenda_sources, notice_sources
from trama.deadlines.rules import rules
from trama.deadlines.subjects import subject_registry
from trama.deadlines.tick import ticks
from trama.referrals.landing import landing
from trama.referrals.sharing import sharing
from trama.ui.menu import MenuItem, menu


def register() -> None:
    menu.register(MenuItem(_("Percorsi"), "cases:list", Action.LIST_PATHS, order=20, icon="women"))
    menu.register(MenuItem(_("Telefonate"), "cases:calls", Action.LOG_CALL, order=30, icon="telephone"))
    subject_registry.register(PATHS)
    sharing.register(SHARING)
    landing.register(NEW_PATH)
    menu.register(MenuItem(_("Turno"), "cases:shift", Action.WRITE_SHIFT_CALL, order=5, icon="telephone"))
    rules.register(QUIET)
    rules.register(UNREAD)
    agenda_sources.register(AGENDA)
    agenda_sources.register(SHIFT_AGENDA)
    ticks.register(TICK)
    notice_sources.register(NOTICES)
    new_reader.register(tell_circles)
