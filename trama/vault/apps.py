"""The vault's Django app."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "trama.vault"
    verbose_name = "Cassaforte"

    def ready(self) -> None:
        # Registers itself; Django wants its checks imported once the apps are there.
        from trama.vault import checks  # noqa: F401, PLC0415
