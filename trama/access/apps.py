from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "trama.access"
    label = "access"

    def ready(self) -> None:
        from trama.access import checks  # noqa: F401, PLC0415  registers the system checks
