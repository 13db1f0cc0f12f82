from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.access.actions import Action
from trama.audit.details import DETAIL_WORDS
from trama.ui.menu import MenuItem, menu


class DeadlinesConfig(AppConfig):
    name = "trama.deadlines"
    label = "deadlines"

    def ready(self) -> None:
        from trama.deadlines import checks  # noqa: F401, PLC0415  registers the system checks
        from trama.deadlines.words import code_words  # noqa: PLC0415  needs the apps

        DETAIL_WORDS.register(code_words)
        menu.register(MenuItem(_("Agenda"), "deadlines:agenda", Action.READ_AGENDA, order=10, icon="agenda"))
