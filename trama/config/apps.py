from typing import Any

from django.apps import AppConfig

from trama.ui.menu import allow_with


class ConfigConfig(AppConfig):
    """Where rooms that may not know each other are introduced."""

    name = "trama.config"
    label = "config"

    def ready(self) -> None:
        allow_with(may)


def may(actor: Any, action: Any) -> bool:
    """Whether the menu shows an entry: `access` decides, `ui` asks."""
    return bool(action.allows(actor))
