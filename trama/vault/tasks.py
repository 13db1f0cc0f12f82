"""The vault's jobs: they hold no key, they only take keys away."""

from django.utils import timezone

from trama.common.jobs import job
from trama.vault.services import carried, sessions


@job(name="vault.sweep", cron="* * * * *")
def sweep() -> None:
    """Opened keys of expired sessions go although nobody came back; carried forms after their day."""
    now = timezone.now()
    sessions.sweep(at=now)
    carried.sweep(at=now)
