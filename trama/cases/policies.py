"""Which paths a person sees, defined once: for the list, for the page, for the apps below."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.access.roles import Role
from trama.accounts.models import User
from trama.cases.models import Call, Path, PathMember
from trama.common.errors import DomainError
from trama.vault.models import CompartmentGrant

_WOMEN = (Role.OPERATOR, Role.COORDINATOR)
_NOBODY = UUID(int=0)


def member_id(actor: Actor) -> UUID:
    """The actor's membership; for the system an id that is nobody's."""
    return actor.membership_id or _NOBODY


def _circles_of(actor: Actor) -> QuerySet[CompartmentGrant]:
    """The compartments that hold a wrap for this person; an empty set for the system."""
    keys = User.objects.filter(pk=actor.user_id or _NOBODY).values("key")
    return CompartmentGrant.objects.filter(user_key__in=keys).values("compartment")  # type: ignore[return-value]


def _called_in(actor: Actor) -> QuerySet[PathMember]:
    members = PathMember.objects.filter(membership_id=member_id(actor), until__isnull=True)
    return members.values("path")  # type: ignore[return-value]


def visible_paths(actor: Actor) -> QuerySet[Path]:
    """The paths that are there for `actor`.

    An operator or coordinator: those of her organisation, but for the narrow circles she is not in. A specialist:
    those she was called into. Whoever must not know of a path finds nothing, as if it did not exist.
    """
    paths = Path.objects.filter(organisation_id=actor.organisation_id)
    called_in = Q(pk__in=_called_in(actor))
    if actor.has(*_WOMEN):
        return paths.filter(Q(circle__isnull=True) | Q(circle__in=_circles_of(actor)) | called_in)
    return paths.filter(called_in)


def hidden_paths(actor: Actor) -> QuerySet[Path]:
    """The others: the complement of `visible_paths`, for what other apps list about them."""
    paths = Path.objects.filter(organisation_id=actor.organisation_id).exclude(pk__in=_called_in(actor))
    if actor.has(*_WOMEN):
        return paths.filter(circle__isnull=False).exclude(circle__in=_circles_of(actor))
    return paths


def visible_calls(actor: Actor) -> QuerySet[Call]:
    """The calls of the organisation, without those that now belong to a path `actor` does not see."""
    calls = Call.objects.filter(organisation_id=actor.organisation_id)
    return calls.filter(Q(path__isnull=True) | Q(path__in=visible_paths(actor)))


def require_open(path: Path) -> None:
    """Raise DomainError for a path that is closed: it is read, and reopened before anything is written."""
    if not path.is_open:
        raise DomainError("path_closed", _("Il percorso è concluso: per scrivere, prima riprendilo."))
