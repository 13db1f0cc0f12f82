"""Slowing down whoever guesses passwords, without keeping whose name she guessed (docs/decisions/0004)."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.accounts.models import SignInFailure
from trama.common.errors import DomainError

WINDOW = timedelta(minutes=15)
FREE_TRIES = 5
KEPT = timedelta(days=2)


def take_try(login_hash: bytes) -> SignInFailure:
    """Count a try before its answer is known; `give_back` it when it was no failure.

    Looking and counting are one step for a name, so that guesses sent at the same moment are counted each. Outside any
    transaction of the caller's: the step ends here. Raises DomainError("throttled") when this name has failed too often
    of late, whether it exists or not.
    """
    with transaction.atomic():
        _one_at_a_time(login_hash)
        recent = SignInFailure.objects.filter(login_hash=login_hash, at__gte=timezone.now() - WINDOW).count()
        if recent >= FREE_TRIES:
            raise DomainError(
                "throttled", _("Troppi tentativi: riprova tra un quarto d'ora, o chiedi a una custode.")
            )
        return SignInFailure.objects.create(login_hash=login_hash)


def _one_at_a_time(login_hash: bytes) -> None:
    """Until this transaction ends; names that share the lock's number only wait for each other."""
    number = int.from_bytes(login_hash[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def give_back(taken: SignInFailure) -> None:
    """It was right, or was never looked at."""
    taken.delete()


def forget_failures(login_hash: bytes) -> None:
    """After a success."""
    SignInFailure.objects.filter(login_hash=login_hash).delete()


def forget_old_failures() -> None:
    """For a job: what no longer slows anybody down."""
    SignInFailure.objects.filter(at__lt=timezone.now() - KEPT).delete()
