from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "trama.cases"
    label = "cases"

    def ready(self) -> None:
        from trama.cases import registrations  # noqa: PLC0415  # the models must be loaded first

        registrations.register()
