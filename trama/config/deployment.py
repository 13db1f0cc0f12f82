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
# What Django says besides, in English, of what trama.E002 says already.
OF_HTTPS = {"security.W004", "security.W008", "security.W012", "security.W016"}
NO_REDIRECT = (
    "Chi arriva senza HTTPS non viene portato su HTTPS: togli TRAMA_SSL_REDIRECT, se non lo fa già il proxy."
)
Check = Callable[[], Iterable[CheckMessage]]


def run_check(args: argparse.Namespace) -> int:
    """`trama check`; apps register their own checks (such as the vault's on keys) with Django."""
    register(_all, Tags.security, deploy=True)
    found = checks.run_checks(include_deployment_checks=args.deploy, databases=list(connections))
    plain_http = any(one.id == "trama.E002" for one in found)
    told = [one for one in found if not one.is_silenced() and not (plain_http and one.id in OF_HTTPS)]
    for one in told:
        words = NO_REDIRECT if one.id == "security.W008" else one.msg
        print(f"({one.id}) {words}" + (f"\n    {one.hint}" if one.hint else ""), file=sys.stderr)
    print(f"Da guardare: {len(told)}." if told else "Non c’è niente da guardare.")
    fails = checks.WARNING if args.deploy else checks.ERROR
    return Exit.FAILED if any(one.level >= fails for one in told) else Exit.OK


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
        yield Error("Questa è una dimostrazione.", hint="Togli TRAMA_DEMO.", id="trama.E001")


def https() -> Iterable[CheckMessage]:
    if not settings.HTTPS:
        yield Error("I cookie viaggiano senza HTTPS.", hint="Togli TRAMA_HTTPS.", id="trama.E002")


def second_factor() -> Iterable[CheckMessage]:
    if not settings.SECOND_FACTOR:
        yield Error("Basta una password per entrare.", hint="Togli TRAMA_SECOND_FACTOR.", id="trama.E008")


def hosts() -> Iterable[CheckMessage]:
    if "*" in settings.ALLOWED_HOSTS or not os.environ.get("TRAMA_HOSTS"):
        yield Error("Non si dice come si chiama il sito.", hint="Imposta TRAMA_HOSTS.", id="trama.E003")


def private_files() -> Iterable[CheckMessage]:
    """Secrets readable by others, or lying where the database's backups would take them along."""
    folder = Path(settings.SECRETS_DIR)
    for path in [folder, *folder.rglob("*")] if folder.exists() else []:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Error(f"Altri possono leggere {path}.", hint=f"chmod go= {path}", id="trama.E004")


def server() -> Iterable[CheckMessage]:
    if is_embedded():
        yield Error(
            "Il PostgreSQL incorporato è per provare, non per dati veri.",
            hint="Imposta DATABASE_URL su un server con backup e una replica.",
            id="trama.E005",
        )
        return
    options = settings.DATABASES["default"]["OPTIONS"]
    host = settings.DATABASES["default"]["HOST"]
    if not host.startswith("/") and options.get("sslmode") != "verify-full":
        yield Error(
            "La connessione al database si potrebbe ascoltare o deviare.",
            hint="Aggiungi ?sslmode=verify-full&sslrootcert=… a DATABASE_URL.",
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
            f"L’applicazione entra nel database come {name!r}, che può vedere più di quello che deve.",
            hint="In DATABASE_URL ci va trama_app, che fa `trama db roles`.",
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
                    f"Nel registro del database potrebbe finire quello che si scrive: {name} è {value}.",
                    hint=f"ALTER SYSTEM SET {name} = '{wanted}'; SELECT pg_reload_conf();",
                    id="trama.W001",
                )
