from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "trama.referrals"
    label = "referrals"

    def ready(self) -> None:
        from trama.referrals import registrations  # noqa: PLC0415  the models must be loaded first

        registrations.register()
