from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.access.actions import Action
from trama.ui.menu import MenuItem, menu

GROUP = _("Il protocollo")


class ProtocolConfig(AppConfig):
    name = "trama.protocol"
    label = "protocol"

    def ready(self) -> None:
        menu.register(
            MenuItem(
                _("Firme e validità"), "protocol:home", Action.READ_PROTOCOL, 80, icon="document", group=GROUP
            )
        )
        menu.register(
            MenuItem(
                _("Relazione annuale"),
                "protocol:report_home",
                Action.PRODUCE_REPORT,
                89,
                icon="print",
                group=GROUP,
            )
        )
