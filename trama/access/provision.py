"""What follows a migration: owners of the tables, rights on the tables of libraries."""

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from trama.access.rls import UNSCOPED_MARK

# Tables of libraries, which cannot carry our migration operations: (reason, rights of the application's role).
LIBRARY_TABLES: Final[dict[str, tuple[str, str]]] = {
    "django_migrations": ("names of migrations; no person", "SELECT"),
    "django_content_type": ("names of models; no person", "SELECT"),
    "procrastinate_jobs": ("ids only, by the rule on jobs", "SELECT, INSERT, UPDATE, DELETE"),
    "procrastinate_events": ("instants of jobs", "SELECT, INSERT, UPDATE, DELETE"),
    "procrastinate_periodic_defers": ("instants of periodic jobs", "SELECT, INSERT, UPDATE, DELETE"),
    "procrastinate_workers": ("heartbeats", "SELECT, INSERT, UPDATE, DELETE"),
}

_OWNED_BY_OWNER = """
DO $$
DECLARE item record;
BEGIN
  FOR item IN
    SELECT c.oid::regclass AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm')
      AND pg_get_userbyid(c.relowner) <> 'trama_owner'
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO trama_owner', item.name);
  END LOOP;
END $$
"""


def provision(connection: BaseDatabaseWrapper) -> None:
    """Give tables to `trama_owner` and rights on library tables to the application; safe to repeat.

    Functions stay with the maintenance role: the few SECURITY DEFINER ones must see past the wall.
    """
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, (reason, grants) in LIBRARY_TABLES.items():
            if table in existing:
                cursor.execute(f"COMMENT ON TABLE {table} IS '{UNSCOPED_MARK}{reason}'")
                cursor.execute(f"GRANT {grants} ON {table} TO trama_app")
        cursor.execute(
            "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND sequencename LIKE 'procrastinate%'"
        )
        for (sequence,) in cursor.fetchall():
            cursor.execute(f"GRANT USAGE ON SEQUENCE {sequence} TO trama_app")
        cursor.execute(_OWNED_BY_OWNER)
