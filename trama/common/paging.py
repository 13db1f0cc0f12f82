"""Pages of long lists whose rows are joined to others."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.db.models.expressions import Combinable

M = TypeVar("M", bound=Model)


def cut_page(
    rows: QuerySet[M],
    order: Sequence[str | Combinable],
    join: Callable[[QuerySet[M]], QuerySet[M]],
    *,
    size: int,
    page: str | int | None,
) -> Page[M]:
    """One page of `rows`, cut first and then joined as `join` says: `size` rows are joined and not all of them.

    Row-level security puts the organisation's condition on every table of a join. PostgreSQL takes them for
    independent, expects next to no rows, and so joins and sorts a whole organisation's to show twenty-five.
    """
    found = Paginator(rows.order_by(*order), size).get_page(page)
    cut: QuerySet[M] = found.object_list  # type: ignore[assignment]  # a slice of a query set is one
    found.object_list = join(rows.model._default_manager.filter(pk__in=cut.values("pk"))).order_by(*order)
    return found
