"""The vault's Django app."""

import resource

from django.apps import AppConfig

from trama.network.hooks import KEY_HOLDERS


class VaultConfig(AppConfig):
    name = "trama.vault"
    verbose_name = "Cassaforte"

    def ready(self) -> None:
        # Keys are in this process's memory: no core file of it. Swap is the host's business.
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        # Registers itself; Django wants its checks imported once the apps are there.
        from trama.vault import checks  # noqa: F401, PLC0415

        # The models that it reads are not there before this.
        from trama.vault.directory import holders  # noqa: PLC0415

        KEY_HOLDERS.register(holders)
