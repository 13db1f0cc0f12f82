from django.apps import AppConfig

from trama.audit.names import OFFICE_NAMES


class NetworkConfig(AppConfig):
    name = "trama.network"
    label = "network"

    def ready(self) -> None:
        from trama.network.names import names_of  # noqa: PLC0415  models are not there before this

        OFFICE_NAMES.register(names_of)
