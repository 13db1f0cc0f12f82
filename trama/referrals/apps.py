from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "trama.referrals"
    label = "referrals"

    def ready(self) -> None:
        # Registers itself: what happens to letters when she withdraws. Models must be loaded first.
        from trama.referrals import withdrawal  # noqa: F401, PLC0415
