"""The column of a sealed value."""

from typing import Any

from django.core import checks
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from trama.vault.crypto.formats import KINDS, OVERHEAD, Sealed, looks_sealed


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """Holds ciphertext only: a plain value raises TypeError, and the database checks the version byte and length."""

    def from_db_value(self, value: Any, *_rest: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def get_prep_value(self, value: Any) -> Any:
        if value is not None and not (isinstance(value, bytes) and looks_sealed(value)):
            raise TypeError(f"{self.name}: only sealed values are stored here")
        return super().get_prep_value(value)

    def db_check(self, connection: BaseDatabaseWrapper) -> str | None:
        column = connection.ops.quote_name(str(self.column))
        kinds = ", ".join(str(kind) for kind in KINDS)
        # octet_length first: get_byte of an empty value is an error, not a refusal.
        return f"octet_length({column}) > {OVERHEAD} AND get_byte({column}, 0) IN ({kinds})"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if getattr(self, "db_index", False) or self.unique:
            found.append(
                checks.Error(
                    "A sealed value differs each time: an index is useless.", obj=self, id="vault.E001"
                )
            )
        return found
