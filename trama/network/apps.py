from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.access.actions import Action
from trama.audit.names import OFFICE_NAMES
from trama.ui.menu import MenuItem, menu


class NetworkConfig(AppConfig):
    name = "trama.network"
    label = "network"

    def ready(self) -> None:
        from trama.network.names import names_of  # noqa: PLC0415  models are not there before this

        OFFICE_NAMES.register(names_of)
        menu.register(
            MenuItem(_("La rete"), "network:directory", Action.READ_DIRECTORY, order=60, icon="network")
        )
