"""`trama setup`: the secrets of a new installation. No settings yet: they need the first of these."""

import argparse

from trama.common.commands import Exit
from trama.config import paths
from trama.config.environment import secret_key
from trama.vault.secrets import create_secrets


def run(args: argparse.Namespace) -> int:
    folder = paths.secrets_folder()
    made = [] if (folder / "django.key").exists() else ["django"]
    secret_key(folder, may_create=True)
    made += create_secrets(folder)
    print(f"{folder}: fatti {', '.join(made)}" if made else f"{folder}: c’è già tutto")
    return Exit.OK
