"""System checks of the vault: what `trama check --deploy` refuses."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from trama.vault.secrets import DEMO_ROOT, NAMES, key_path


@register(Tags.security, deploy=True)
def server_secrets_are_there_and_private(
    app_configs: Sequence[AppConfig] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for name in NAMES:
        path = key_path(settings.SECRETS_DIR, name)
        if not path.exists():
            found.append(
                Error(
                    f"Manca {path}.", hint="Fallo con `trama setup`, o rimetti la sua copia.", id="vault.E002"
                )
            )
        elif path.stat().st_mode & 0o077:
            found.append(Error(f"Altri possono leggere {path}.", hint="chmod 600", id="vault.E003"))
    return found


@register(Tags.security, deploy=True)
def the_root_is_offline(app_configs: Sequence[AppConfig] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if key_path(settings.SECRETS_DIR, DEMO_ROOT).exists():
        found.append(
            Error(
                "La chiave della radice sta sul server: questa è una dimostrazione.",
                hint="Comincia un’installazione vera con una radice fatta da `trama root new` su un’altra macchina.",
                id="vault.E004",
            )
        )
    if not settings.ROOT_PUBLIC_KEY:
        found.append(
            Error(
                "Manca TRAMA_ROOT_PUBLIC_KEY.", hint="Le 64 cifre esadecimali della radice.", id="vault.E005"
            )
        )
    return found
