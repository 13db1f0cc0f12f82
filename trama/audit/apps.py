from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.access.actions import Action
from trama.ui.menu import MenuItem, menu


class AuditConfig(AppConfig):
    name = "trama.audit"
    label = "audit"

    def ready(self) -> None:
        menu.register(MenuItem(_("Registro"), "audit:trail", Action.READ_TRAIL, order=80, icon="eye"))
