from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.access.actions import Action
from trama.ui.menu import MenuItem, menu


class StatisticsConfig(AppConfig):
    name = "trama.statistics"
    label = "statistics"

    def ready(self) -> None:
        group = _("Dati")
        for order, item in enumerate(
            (
                (_("I nostri dati"), "statistics:home", Action.READ_OWN_FIGURES, "chart"),
                (_("Invio alla rete"), "statistics:submission_home", Action.SUBMIT_FIGURES, "send"),
                (_("I dati della rete"), "statistics:network_home", Action.READ_NETWORK_FIGURES, "network"),
            ),
            start=70,
        ):
            label, url_name, action, icon = item
            menu.register(MenuItem(label, url_name, action, order=order, icon=icon, group=group))
