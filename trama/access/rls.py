"""Migration operations that put a table behind the wall (DESIGN §5).

Each table takes exactly one of `Protect`, `TwoParty`, `Shared`, `NetworkWide`, `AppendOnly`, `Unscoped`; a contract
test reads the catalogue and fails for a table that has none. Policies are for the application's role alone: whoever is
not named sees nothing, the owner included.
"""

from typing import Any, Final, Literal

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from trama.access.fields import NetworkForeignKey, OwnedForeignKey

# A sub-select is evaluated once a query, a bare function call once a row.
OWN = "organisation_id = (SELECT trama_organisation())"
IN_NETWORK = "network_id = (SELECT trama_network())"
LEADS = "(SELECT trama_leads())"
UNSCOPED_MARK = "unscoped: "


class TableOperation(Operation):
    """Runs SQL about one model's table; the state does not change."""

    reversible = True
    reduces_to_sql = True
    referred_to = ""  # ending of the unique constraint that composite references lean on

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def sql(self, model: type[models.Model], table: str) -> list[str]:
        raise NotImplementedError

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        for statement in self.sql(model, model._meta.db_table):
            schema_editor.execute(statement)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        table = model._meta.db_table
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT policyname FROM pg_policies WHERE tablename = %s", [table])
            for (policy,) in cursor.fetchall():
                schema_editor.execute(f"DROP POLICY {policy} ON {table}")
        if self.referred_to:
            schema_editor.execute(
                f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_{self.referred_to} CASCADE"
            )
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"REVOKE ALL ON {table} FROM trama_app")

    def describe(self) -> str:
        return f"{type(self).__name__} {self.model_name}"


def _force(table: str) -> list[str]:
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
    ]


def _sequences(model: type[models.Model], table: str) -> list[str]:
    if isinstance(model._meta.pk, models.AutoField | models.BigAutoField):
        return [f"GRANT USAGE ON SEQUENCE {table}_{model._meta.pk.column}_seq TO trama_app"]
    return []


def owned_references(model: type[models.Model], table: str, only: str | None = None) -> list[str]:
    """The composite foreign keys of `model`'s OwnedForeignKey fields (of the field `only`, if given)."""
    statements = []
    for field in model._meta.local_fields:
        if isinstance(field, OwnedForeignKey) and only in (None, field.name):
            target = field.related_model._meta.db_table
            statements.append(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_{field.column}_own"
                f" FOREIGN KEY (organisation_id, {field.column}) REFERENCES {target} (organisation_id, id)"
                " DEFERRABLE INITIALLY DEFERRED"
            )
    return statements


def network_references(model: type[models.Model], table: str, only: str | None = None) -> list[str]:
    """The composite foreign keys of `model`'s NetworkForeignKey fields (of the field `only`, if given)."""
    return [
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{field.column}_net"
        f" FOREIGN KEY (network_id, {field.column})"
        f" REFERENCES {field.related_model._meta.db_table} (network_id, id) DEFERRABLE INITIALLY DEFERRED"
        for field in model._meta.local_fields
        if isinstance(field, NetworkForeignKey) and only in (None, field.name)
    ]


class Protect(TableOperation):
    """An organisation's own rows: visible and writable by that organisation only."""

    grants = "SELECT, INSERT, UPDATE, DELETE"
    referred_to = "own"

    def sql(self, model: type[models.Model], table: str) -> list[str]:
        return [
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_own UNIQUE (organisation_id, id)",
            *_force(table),
            f"CREATE POLICY own ON {table} TO trama_app USING ({OWN}) WITH CHECK ({OWN})",
            f"GRANT {self.grants} ON {table} TO trama_app",
            *_sequences(model, table),
            *owned_references(model, table),
        ]


class OwnedReference(TableOperation):
    """The composite constraint of an OwnedForeignKey added after its model was protected."""

    def __init__(self, model_name: str, field_name: str) -> None:
        super().__init__(model_name)
        self.field_name = field_name

    def sql(self, model: type[models.Model], table: str) -> list[str]:
        return owned_references(model, table, only=self.field_name)

    def database_backwards(self, *args: Any) -> None:
        """Dropping the column drops its constraint."""


class NetworkReference(OwnedReference):
    """The composite constraint of a NetworkForeignKey added after its model was made `NetworkWide`."""

    def sql(self, model: type[models.Model], table: str) -> list[str]:
        return network_references(model, table, only=self.field_name)


class TwoParty(Protect):
    """Rows that two organisations see: the one that made them and the one in column `other`.

    Both may update; which columns each may write is a trigger of the app's own migration. Nobody deletes.
    """

    def __init__(self, model_name: str, other: str) -> None:
        super().__init__(model_name)
        self.other = other

    def sql(self, model: type[models.Model], table: str) -> list[str]:
        either = f"({OWN} OR {self.other} = (SELECT trama_organisation()))"
        return [
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_own UNIQUE (organisation_id, id)",
            *_force(table),
            f"CREATE POLICY seen ON {table} FOR SELECT TO trama_app USING ({either})",
            f"CREATE POLICY made ON {table} FOR INSERT TO trama_app WITH CHECK ({OWN})",
            f"CREATE POLICY kept ON {table} FOR UPDATE TO trama_app USING ({either}) WITH CHECK ({either})",
            f"GRANT SELECT, INSERT, UPDATE ON {table} TO trama_app",
            *owned_references(model, table),
        ]


class Shared(Protect):
    """Rows that everybody signed in may read and only their organisation may write (the directory)."""

    def sql(self, model: type[models.Model], table: str) -> list[str]:
        return [
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_own UNIQUE (organisation_id, id)",
            *_force(table),
            f"CREATE POLICY seen ON {table} FOR SELECT TO trama_app"
            " USING ((SELECT trama_organisation()) IS NOT NULL)",
            f"CREATE POLICY made ON {table} FOR INSERT TO trama_app WITH CHECK ({OWN})",
            f"CREATE POLICY kept ON {table} FOR UPDATE TO trama_app USING ({OWN}) WITH CHECK ({OWN})",
            f"CREATE POLICY gone ON {table} FOR DELETE TO trama_app USING ({OWN})",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO trama_app",
            *owned_references(model, table),
        ]


class NetworkWide(TableOperation):
    """Governance: rows about the body in `organisation_id` that all bodies of one network read.

    `writer` is "own" (that body), "lead" (the one that coordinates the network) or "either"; with `deletes` whoever
    may write may also delete. `readers="parties"`: not the whole network reads them, only that body and the lead one.
    Nothing about a woman ever stands in such a table.
    """

    _WRITERS: Final = {"own": OWN, "lead": LEADS, "either": f"({OWN} OR {LEADS})"}
    referred_to = "net"

    def __init__(
        self,
        model_name: str,
        *,
        writer: Literal["own", "lead", "either"] = "own",
        deletes: bool = False,
        readers: Literal["network", "parties"] = "network",
    ) -> None:
        super().__init__(model_name)
        self.writer = writer
        self.deletes = deletes
        self.readers = readers

    def sql(self, model: type[models.Model], table: str) -> list[str]:
        writes = f"({IN_NETWORK} AND {self._WRITERS[self.writer]})"
        reads = IN_NETWORK if self.readers == "network" else f"{IN_NETWORK} AND {self._WRITERS['either']}"
        gone = (
            [f"CREATE POLICY gone ON {table} FOR DELETE TO trama_app USING {writes}"] if self.deletes else []
        )
        return [
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_net UNIQUE (network_id, id)",
            *_force(table),
            f"CREATE POLICY seen ON {table} FOR SELECT TO trama_app USING ({reads})",
            f"CREATE POLICY made ON {table} FOR INSERT TO trama_app WITH CHECK {writes}",
            f"CREATE POLICY kept ON {table} FOR UPDATE TO trama_app USING {writes} WITH CHECK {writes}",
            *gone,
            f"GRANT SELECT, INSERT, UPDATE{', DELETE' if self.deletes else ''} ON {table} TO trama_app",
            *network_references(model, table),
        ]


class AppendOnly(TableOperation):
    """Rows that are added and never changed; `anonymous` also admits rows of no organisation (failed sign-ins)."""

    def __init__(self, model_name: str, *, anonymous: bool = False) -> None:
        super().__init__(model_name)
        self.anonymous = anonymous

    def sql(self, model: type[models.Model], table: str) -> list[str]:
        added = f"({OWN} OR organisation_id IS NULL)" if self.anonymous else OWN
        return [
            *_force(table),
            f"CREATE POLICY seen ON {table} FOR SELECT TO trama_app USING ({OWN})",
            f"CREATE POLICY made ON {table} FOR INSERT TO trama_app WITH CHECK ({added})",
            f"GRANT SELECT, INSERT ON {table} TO trama_app",
            *_sequences(model, table),
        ]


class Unscoped(TableOperation):
    """A table that needs no wall, with the reason written on the table itself."""

    def __init__(
        self, model_name: str, *, reason: str, grants: str = "SELECT, INSERT, UPDATE, DELETE"
    ) -> None:
        super().__init__(model_name)
        self.reason = reason
        self.grants = grants

    def sql(self, model: type[models.Model], table: str) -> list[str]:
        reason = self.reason.replace("'", "''")
        return [
            f"COMMENT ON TABLE {table} IS '{UNSCOPED_MARK}{reason}'",
            f"GRANT {self.grants} ON {table} TO trama_app",
            *_sequences(model, table),
        ]
