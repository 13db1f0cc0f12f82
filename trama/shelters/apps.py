from django.apps import AppConfig


class SheltersConfig(AppConfig):
    name = "trama.shelters"
    label = "shelters"

    def ready(self) -> None:
        from trama.shelters import registrations  # noqa: PLC0415  # the models must be loaded first

        registrations.register()
