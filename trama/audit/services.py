"""Writing the trail."""

from uuid import UUID

from django.db import connection

from trama.access.actor import Actor
from trama.access.asking import same_cursor
from trama.audit.models import Event

# By hand: every page writes one, and nobody asks for the row or its id again.
_ADD = (
    f"INSERT INTO {Event._meta.db_table}"  # noqa: S608
    " (organisation_id, network_id, user_id, action, subjects, detail, roles, offices)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)


def record(actor: Actor, action: str, *subjects: UUID, detail: str = "") -> None:
    """Add one row in the caller's transaction: ids and codes only.

    One row stands for one list or search, and one for one opened record.
    """
    roles = sorted(role.value for role in actor.roles)
    who = (actor.organisation_id, actor.network_id, actor.user_id)
    values = (*who, action, list(subjects), detail, roles, sorted(actor.service_ids))
    same_cursor().execute(_ADD, values)


def record_anonymous(action: str, *, detail: str = "") -> None:
    """Add a row of nobody's: a failed sign-in, a denial before anyone is known."""
    # Not `create`: it asks the new id back, and nobody may read a row of nobody's.
    columns = "(action, detail, subjects, roles, offices)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Event._meta.db_table} {columns} VALUES (%s, %s, '{{}}', '{{}}', '{{}}')",  # noqa: S608
            [action, detail],
        )
