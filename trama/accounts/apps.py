from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.access.actions import Action
from trama.ui.menu import MenuItem, menu


class AccountsConfig(AppConfig):
    name = "trama.accounts"
    label = "accounts"

    def ready(self) -> None:
        group = _("Il mio ente")
        menu.register(
            MenuItem(
                _("Colleghe"), "accounts:members", Action.MANAGE_MEMBERS, order=80, icon="people", group=group
            )
        )
        menu.register(
            MenuItem(
                _("Servizi"), "accounts:desks", Action.MANAGE_MEMBERS, order=82, icon="inbox", group=group
            )
        )
        menu.register(
            MenuItem(_("Chiavi"), "accounts:keys", Action.MANAGE_MEMBERS, order=81, icon="key", group=group)
        )
