"""Bring the database to the newest schema. Needs Django."""

import argparse

from django.core.management import call_command
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from trama.access.provision import provision
from trama.common.commands import CommandError, Exit


def migrate() -> int:
    """By the maintenance role, then give out the rights; two at once wait for each other. How many steps it took."""
    if "maintenance" not in connections:
        raise CommandError(
            "Per le migrazioni serve il ruolo di manutenzione: imposta TRAMA_MAINTENANCE_URL.",
            Exit.ENVIRONMENT,
        )
    connection = connections["maintenance"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('trama migrate'))")
    before = len(MigrationRecorder(connection).applied_migrations())
    call_command("migrate", database="maintenance", verbosity=0, interactive=False)
    steps = len(MigrationRecorder(connection).applied_migrations()) - before
    provision(connection)
    connection.close()  # frees the lock
    return steps


def run(args: argparse.Namespace) -> int:
    steps = migrate()
    print(
        f"Schema aggiornato: {steps} passi." if steps else "Lo schema era già il più nuovo: niente da fare."
    )
    return Exit.OK
