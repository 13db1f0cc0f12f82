"""Slowing down whoever guesses passwords, without keeping whose name she guessed (docs/decisions/0004)."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from trama.accounts.models import SignInFailure
from trama.common.errors import DomainError

WINDOW = timedelta(minutes=15)
FREE_TRIES = 5
KEPT = timedelta(days=2)


def check_throttle(login_hash: bytes) -> None:
    """Raise DomainError("throttled") when this name has failed too often of late, whether it exists or not."""
    recent = SignInFailure.objects.filter(login_hash=login_hash, at__gte=timezone.now() - WINDOW).count()
    if recent >= FREE_TRIES:
        raise DomainError(
            "throttled", _("Troppi tentativi: riprova tra un quarto d'ora, o chiedi a una custode.")
        )


def count_failure(login_hash: bytes) -> None:
    SignInFailure.objects.create(login_hash=login_hash)


def forget_failures(login_hash: bytes) -> None:
    """After a success."""
    SignInFailure.objects.filter(login_hash=login_hash).delete()


def forget_old_failures() -> None:
    """For a job: what no longer slows anybody down."""
    SignInFailure.objects.filter(at__lt=timezone.now() - KEPT).delete()
