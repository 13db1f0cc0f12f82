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
                Error(f"{path} is missing.", hint="Run `trama setup`, or restore it.", id="vault.E002")
            )
        elif path.stat().st_mode & 0o077:
            found.append(Error(f"{path} can be read by others.", hint="chmod 600", id="vault.E003"))
    return found


@register(Tags.security, deploy=True)
def the_root_is_offline(app_configs: Sequence[AppConfig] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if key_path(settings.SECRETS_DIR, DEMO_ROOT).exists():
        found.append(
            Error(
                "The installation's root key lies on the server: this is a demo.",
                hint="Start a real installation with a root made by `trama root new` on another machine.",
                id="vault.E004",
            )
        )
    if not settings.ROOT_PUBLIC_KEY:
        found.append(
            Error("TRAMA_ROOT_PUBLIC_KEY is not set.", hint="The 64 hex digits of the root.", id="vault.E005")
        )
    return found
