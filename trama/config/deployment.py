"""What `trama check --deploy` adds: everything that must hold before real data come in."""

import argparse
import os
import stat
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connections

from trama.common.commands import Exit
from trama.config.database import is_embedded
from trama.config.postgres.roles import APP

LOG_SETTINGS = {
    "log_min_error_statement": {"fatal", "panic"},
    "log_parameter_max_length": {"0"},
    "log_parameter_max_length_on_error": {"0"},
    "log_statement": {"none", "ddl"},
    "log_min_duration_statement": {"-1"},
    "log_error_verbosity": {"terse"},
}
Check = Callable[[], Iterable[CheckMessage]]


def run_check(args: argparse.Namespace) -> int:
    """`trama check`; apps register their own checks (such as the vault's on keys) with Django."""
    register(_all, Tags.security, deploy=True)
    try:
        call_command(
            "check",
            deploy=args.deploy,
            databases=list(connections),
            fail_level="WARNING" if args.deploy else "ERROR",
        )
    except SystemCheckError as error:
        print(error, file=sys.stderr)
        return Exit.FAILED
    return Exit.OK


def _all(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    all_checks: tuple[Check, ...] = (
        demo,
        https,
        second_factor,
        hosts,
        private_files,
        server,
        role,
        server_log,
    )
    return [message for check in all_checks for message in check()]


def demo() -> Iterable[CheckMessage]:
    if settings.DEMO:
        yield Error("This is a demo.", hint="Unset TRAMA_DEMO.", id="trama.E001")


def https() -> Iterable[CheckMessage]:
    if not settings.HTTPS:
        yield Error("Cookies travel without HTTPS.", hint="Unset TRAMA_HTTPS.", id="trama.E002")


def second_factor() -> Iterable[CheckMessage]:
    if not settings.SECOND_FACTOR:
        yield Error("A password alone opens a session.", hint="Unset TRAMA_SECOND_FACTOR.", id="trama.E008")


def hosts() -> Iterable[CheckMessage]:
    if "*" in settings.ALLOWED_HOSTS or not os.environ.get("TRAMA_HOSTS"):
        yield Error("The site's names are not said.", hint="Set TRAMA_HOSTS.", id="trama.E003")


def private_files() -> Iterable[CheckMessage]:
    """Secrets readable by others, or lying where the database's backups would take them along."""
    folder = Path(settings.SECRETS_DIR)
    for path in [folder, *folder.rglob("*")] if folder.exists() else []:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Error(f"Others can read {path}.", hint=f"chmod go= {path}", id="trama.E004")


def server() -> Iterable[CheckMessage]:
    if is_embedded():
        yield Error(
            "The embedded PostgreSQL is for a first run, not for real data.",
            hint="Set DATABASE_URL to a server with backups and a standby.",
            id="trama.E005",
        )
        return
    options = settings.DATABASES["default"]["OPTIONS"]
    host = settings.DATABASES["default"]["HOST"]
    if not host.startswith("/") and options.get("sslmode") != "verify-full":
        yield Error(
            "The connection to the database could be listened to or diverted.",
            hint="Add ?sslmode=verify-full&sslrootcert=… to DATABASE_URL.",
            id="trama.E006",
        )


def role() -> Iterable[CheckMessage]:
    """The application's role must stand before the wall, not above it."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        name, powerful = cursor.fetchone()
    if name != APP or powerful:
        yield Error(
            f"The application signs in to the database as {name!r}, which may see more than it should.",
            hint="DATABASE_URL must name trama_app, made by `trama db roles`.",
            id="trama.E007",
        )


def server_log() -> Iterable[CheckMessage]:
    """Settings under which the server writes statements, parameters or rows into its log."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(LOG_SETTINGS)])
        for name, value in cursor.fetchall():
            if value not in LOG_SETTINGS[name]:
                wanted = min(LOG_SETTINGS[name])
                yield checks.Warning(
                    f"The database's log could hold what was typed: {name} is {value}.",
                    hint=f"ALTER SYSTEM SET {name} = '{wanted}'; SELECT pg_reload_conf();",
                    id="trama.W001",
                )
