"""Bring the database to the newest schema. Needs Django."""

import argparse

from django.core.management import call_command
from django.db import connections

from trama.access.provision import provision
from trama.common.commands import CommandError, Exit


def migrate(*, verbosity: int = 0) -> None:
    """By the maintenance role, then give out the rights; two at once wait for each other."""
    if "maintenance" not in connections:
        raise CommandError(
            "Migrations need the maintenance role: set TRAMA_MAINTENANCE_URL.", Exit.ENVIRONMENT
        )
    connection = connections["maintenance"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('trama migrate'))")
    call_command("migrate", database="maintenance", verbosity=verbosity, interactive=False)
    provision(connection)
    connection.close()  # frees the lock


def run(args: argparse.Namespace) -> int:
    migrate(verbosity=1)
    return Exit.OK
