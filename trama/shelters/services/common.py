"""What the verbs share: taking rows to write on them, and what the database's refusals mean in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.cases.models import Path
from trama.cases.services.common import take
from trama.common.errors import DomainError
from trama.network.owned import OwnedModel
from trama.shelters.models import ONE_PLACE_ONE_STAY, ONE_PLACE_ONE_WOMAN, House, Place, Request, Stay
from trama.shelters.policies import visible_requests, visible_stays

RowT = TypeVar("RowT", bound=OwnedModel)
NAME_MAX, LINE_MAX, TEXT_MAX = 80, 300, 20_000


def locked(rows: QuerySet[RowT], pk: UUID) -> RowT:
    """The row, locked for the rest of the transaction. Raises Http404."""
    found = rows.filter(pk=pk).select_for_update(of=("self",), no_key=True).first()
    if found is None:
        raise Http404
    return found


def house_to_write(actor: Actor, house_id: UUID) -> House:
    return locked(
        House.objects.filter(organisation_id=actor.organisation_id).select_related("record_key"), house_id
    )


def place_to_fill(actor: Actor, place_id: UUID) -> Place:
    """A place in use. Who admits two women at the same moment meets here: the second waits, and then is told."""
    rows = Place.objects.filter(organisation_id=actor.organisation_id, closed_at=None, house__closed_at=None)
    return locked(rows.select_related("house__record_key"), place_id)


def take_request(actor: Actor, request_id: UUID, *, even_closed: bool = False) -> tuple[Path, Request]:
    """Her path and her request, both locked, the path first as everywhere. Raises Http404, DomainError."""
    path_id = visible_requests(actor).filter(pk=request_id).values_list("path_id", flat=True).first()
    if path_id is None:
        raise Http404
    path = take(actor, path_id, Action.MANAGE_STAYS, even_closed=even_closed)
    return path, locked(Request.objects.filter(path=path), request_id)


def take_stay(actor: Actor, stay_id: UUID) -> tuple[Path, Stay]:
    """Her path and the stay, both locked; a path that is closed meanwhile stops nobody from saying that she left."""
    path_id = visible_stays(actor).filter(pk=stay_id).values_list("path_id", flat=True).first()
    if path_id is None:
        raise Http404
    path = take(actor, path_id, Action.MANAGE_STAYS, even_closed=True)
    return path, locked(Stay.objects.filter(path=path), stay_id)


def place_taken() -> DomainError:
    return DomainError(
        "place_taken", _("Nel frattempo quel posto è stato preso: scegline un altro."), field="place"
    )


@contextmanager
def one_place_one_stay() -> Iterator[None]:
    """What the database refuses, in words: the place is somebody else's, or she has one already."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = _constraint(error)
        if name in (ONE_PLACE_ONE_STAY, ONE_PLACE_ONE_WOMAN):
            raise place_taken() from None
        if name == "shelters_stay_one_a_woman":
            raise DomainError(
                "hosted_already", _("Ha già un posto: da lì si proroga o si trasferisce.")
            ) from None
        raise


def _constraint(error: IntegrityError) -> str:
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", "") or "")
