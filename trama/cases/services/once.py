"""A form sent twice makes one row: it carries the new row's id, chosen when the page was shown."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from trama.common.errors import DomainError
from trama.network.owned import OwnedModel

RowT = TypeVar("RowT", bound=OwnedModel)


def once(model: type[RowT], row_id: UUID, make: Callable[[], RowT]) -> RowT:
    """The row that `make` writes with the id `row_id`, or the one that the same form has already written.

    Two posts at the same instant meet at the primary key: the second waits, is refused, and finds the first one's row.
    """
    found = model._default_manager.filter(pk=row_id).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return make()
    except IntegrityError as error:
        found = model._default_manager.filter(pk=row_id).first()
        if found is not None:
            return found
        if str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")).endswith("_pkey"):
            # Somebody put the id of a row of another organisation there: a form like any other that is too old.
            raise DomainError(
                "stale_form", _("Questa pagina è vecchia: ricaricala e invia di nuovo.")
            ) from None
        raise
