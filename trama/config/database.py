"""Django's DATABASES: the embedded server, or the one that DATABASE_URL names.

Nothing is started here: importing the settings has no effect. `trama` and the tests start the server.
"""

import os
from collections.abc import Mapping
from typing import Any

from trama.config.environment import flag
from trama.config.postgres.roles import APP, MAINTENANCE
from trama.config.postgres.server import known_dsn
from trama.config.postgres.urls import parse

# The application's own statements are short; a stuck one must not hold a lock or a connection for ever.
APP_LIMITS = "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
# Whose rows they are stands in a setting of the transaction: a plan for the value of a parameter is no better.
APP_PLANS = "-c plan_cache_mode=force_generic_plan"


def is_embedded() -> bool:
    """Whether this installation uses its own embedded server."""
    return not os.environ.get("DATABASE_URL")


def purpose() -> str:
    """Which embedded server: `main`, or `test` when the tests say so in TRAMA_SERVER."""
    return os.environ.get("TRAMA_SERVER") or "main"


def databases() -> dict[str, dict[str, Any]]:
    """`default` signs in as the application, `maintenance` passes row-level security.

    `maintenance` is missing where TRAMA_MAINTENANCE_URL is: a web server need not hold that password.
    """
    if is_embedded():
        name = os.environ.get("TRAMA_DATABASE") or "trama"
        return {alias: _entry(alias, known_dsn(purpose(), role, name)) for alias, role in _ROLES.items()}
    return {alias: _entry(alias, parse(url)) for alias, url in _urls().items()}


_ROLES = {"default": APP, "maintenance": MAINTENANCE}


def _urls() -> dict[str, str]:
    urls = {"default": os.environ["DATABASE_URL"]}
    if maintenance := os.environ.get("TRAMA_MAINTENANCE_URL"):
        urls["maintenance"] = maintenance
    return urls


def _entry(alias: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    options = {"connect_timeout": 10, "application_name": f"trama-{alias}"} | keys.get("OPTIONS", {})
    if alias == "default":
        options["options"] = f"{APP_LIMITS} {APP_PLANS}"
        # PostgreSQL plans a statement once a connection and not at every page: planning took most of its time. The
        # threads take turns, each with a connection of its own: soon and once, or most pages would meet a cold one.
        options["server_side_binding"] = True
        options["prepare_threshold"] = 1 if flag("TRAMA_PREPARE", default=True) else None
    return {
        "ENGINE": "trama.access.backend",
        **keys,
        "OPTIONS": options,
        "CONN_MAX_AGE": 600 if alias == "default" else 0,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,  # the innermost middleware opens the transaction (DESIGN §5)
    }
