"""Model fields of the wall."""

from typing import Any

from django.db import models


class _CompositeForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """A reference whose database constraint is made by a migration operation and has two columns."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs


class NetworkForeignKey(_CompositeForeignKey):
    """A reference to a row of governance of the same network: (network_id, x_id) -> (network_id, id).

    The migration operation `NetworkWide` makes the constraint, on both sides.
    """


class OwnedForeignKey(_CompositeForeignKey):
    """A reference to another row of the same organisation.

    PostgreSQL checks foreign keys past row-level security, so a plain one would tell whether another organisation's
    row exists. Here the database constraint is composite, (organisation_id, x_id) -> (organisation_id, id); the
    migration operation `Protect` makes it.
    """
