"""From a cookie to who is asking: one query, and no key opened before something needs it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from trama.access.actor import Actor
from trama.access.asking import asked_first
from trama.access.prepared import prepared
from trama.accounts.models import Membership, Session, User
from trama.accounts.people import actor_of
from trama.vault.errors import Tampered
from trama.vault.keyring import Keyring
from trama.vault.models import SessionState
from trama.vault.services import sessions as keys


@dataclass(frozen=True)
class PendingSignIn:
    """The password was right; the second factor is still to come."""

    session: Session
    secret: str = field(repr=False)

    @property
    def user(self) -> User:
        return self.session.user


@dataclass(frozen=True)
class Visitor:
    """Who is behind a request. `actor` is None for everybody who may not act: see `pending`, `expired`."""

    session: Session | None = None
    actor: Actor | None = None
    keyring: Keyring | None = None
    pending: PendingSignIn | None = None
    expired: bool = False  # a known session that has lost its key: what she sends now is carried over
    stale: bool = False  # a cookie that means nothing any more

    @cached_property
    def membership(self) -> Membership | None:
        return self.session.membership if self.session else None


NOBODY = Visitor()


def visitor(request: HttpRequest) -> Visitor:
    """What the middleware found."""
    found: Visitor = getattr(request, "visitor", NOBODY)
    return found


def identify(request: HttpRequest, *, at: datetime | None = None) -> Visitor:
    """Read the cookie. One query for a live session; a second one, once a minute, notes that it is used."""
    secret = request.COOKIES.get(settings.SESSION_COOKIE_KEY, "")
    if not secret:
        return NOBODY
    session = _session(secret)
    if session is None:
        return Visitor(stale=True)
    return _settled(session, secret, at or timezone.now())


def _session(secret: str) -> Session | None:
    wanted = keys.lookup(secret)
    return next(iter(asked_first(lambda: _sessions(wanted))), None) if wanted else None


@prepared
def _sessions(lookup: bytes) -> "QuerySet[Session]":
    rows = Session.objects.select_related("key__user_key", "membership__organisation", "user")
    return rows.filter(key__lookup=lookup)


def _settled(session: Session, secret: str, at: datetime) -> Visitor:
    state = keys.settle(session.key, at=at)
    if state is SessionState.PENDING:
        return Visitor(session, pending=PendingSignIn(session, secret))
    if state is SessionState.STUB:
        return Visitor(session, expired=True)
    membership = session.membership
    if state is not SessionState.LIVE or membership is None or not _may_act(session.user, membership):
        return Visitor(stale=True)
    try:
        keyring = keys.resume(session.key, secret, membership.organisation_id, at=at)
    except Tampered:
        return Visitor(stale=True)
    return Visitor(session, actor_of(membership), keyring) if keyring else Visitor(stale=True)


def _may_act(user: User, membership: Membership) -> bool:
    """Removed since: her next request is nobody's."""
    return user.is_active and membership.ended_at is None and membership.admitted_at is not None


def set_cookie(response: HttpResponse, secret: str) -> None:
    """HttpOnly, SameSite=Strict; `__Host-` (so Secure, Path=/) wherever there is HTTPS."""
    response.set_cookie(
        settings.SESSION_COOKIE_KEY,
        secret,
        max_age=settings.SESSION_MAX_HOURS * 3600 * 4,  # the stub outlives the session
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )


def forget_cookie(response: HttpResponse) -> None:
    response.delete_cookie(settings.SESSION_COOKIE_KEY, samesite="Strict")


def acting_in(found: Visitor, membership: Membership) -> Visitor:
    """The same session in another organisation of hers."""
    return replace(found, actor=actor_of(membership))
