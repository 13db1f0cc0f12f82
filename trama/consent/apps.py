from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "trama.consent"
    label = "consent"

    def ready(self) -> None:
        from trama.consent import registrations  # noqa: PLC0415  the models must be loaded first

        registrations.register()
