from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "trama.risk"
    label = "risk"

    def ready(self) -> None:
        from trama.risk import registrations  # noqa: PLC0415  the models must be loaded first

        registrations.register()
