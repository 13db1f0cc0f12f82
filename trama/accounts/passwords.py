"""What a password must be: long. No rule on kinds of characters, no expiry (NIST SP 800-63B, 5.1.1)."""

from django.utils.translation import gettext as _

from trama.common.errors import DomainError

SHORTEST = 12
_OBVIOUS = ("password", "123456", "qwerty", "trama", "milano", "centroantiviolenza")


def check_password_strength(password: str, *, field: str = "new") -> None:
    """Raise DomainError for a password that guessing finds first."""
    if len(password) < SHORTEST:
        raise DomainError(
            "short_password", _("La password è corta: servono almeno 12 caratteri."), field=field
        )
    folded = password.casefold()
    if len(set(folded)) < 5 or folded.strip("0123456789!?. ") in _OBVIOUS:
        raise DomainError(
            "weak_password", _("Questa password si indovina: prova con una frase."), field=field
        )
