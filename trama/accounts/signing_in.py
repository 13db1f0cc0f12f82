"""Signing in: password, second factor, and the organisation to act in. The password run is outside any transaction."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.access.context import acting
from trama.accounts.models import Membership, Session, User
from trama.accounts.people import actor_of, login_hash
from trama.accounts.selectors import memberships_of
from trama.accounts.sessions import PendingSignIn, Visitor
from trama.accounts.throttle import forget_failures, give_back, take_try
from trama.accounts.totp import verify_code
from trama.audit.services import record, record_anonymous
from trama.common.errors import DomainError
from trama.vault.errors import Busy, WrongPassword
from trama.vault.keyring import Keyring
from trama.vault.services import carried, sessions
from trama.vault.services.users import run_for_nobody, unlock


def check_password(*, username: str, password: str) -> str:
    """The first step; the secret for the cookie of a pending session (of a live one where no factor follows).

    Raises DomainError: "throttled", "credentials" (the same for an unknown name and a wrong password), "busy".
    """
    hashed = login_hash(username)
    taken = take_try(hashed)
    user = User.objects.select_related("key").filter(login_hash=hashed, is_active=True).first()
    try:
        keyring = _open(user, password)
    except Busy:
        give_back(taken)
        raise DomainError("busy", _("Stanno entrando in molte: riprova tra qualche secondo.")) from None
    if user is None or keyring is None:
        _refused(user, "password")
        raise DomainError("credentials", _("Nome o password non giusti."))
    give_back(taken)
    if not settings.SECOND_FACTOR:  # else the code does: a known password must not buy more guesses at it
        forget_failures(hashed)
    return begin(user, keyring)


def begin(user: User, keyring: Keyring) -> str:
    """A pending session: the second factor is still to come. The secret for its cookie."""
    with transaction.atomic():
        opened = sessions.begin(keyring, at=timezone.now(), second_factor=True)
        Session.objects.create(key=opened.session, user=user)
    return opened.secret


def _open(user: User | None, password: str) -> Keyring | None:
    """The keyring, or None; as slow for a name that does not exist."""
    if user is None:
        run_for_nobody(password)
        return None
    try:
        return unlock(user.key, password)
    except WrongPassword:
        return None


def _refused(user: User | None, step: str) -> None:
    """Audit it: for each of her organisations, or for nobody when the name is not known."""
    for membership in memberships_of(user.pk) if user else []:
        system = Actor.system(organisation_id=membership.organisation_id, network_id=membership.network_id)
        with acting(system):
            record(system, "sign_in.failed", membership.pk, detail=step)
    if user is None:
        with acting(None):
            record_anonymous("sign_in.failed", detail=step)


def check_factor(pending: PendingSignIn, code: str) -> None:
    """The second step. Failures count as those of the password do; raises DomainError("code" | "throttled")."""
    hashed = bytes(pending.user.login_hash)
    take_try(hashed)
    try:
        verify_code(pending.user, code)
    except DomainError:
        _refused(pending.user, "factor")
        raise
    forget_failures(hashed)


def enter(pending: PendingSignIn, *, factor_checked: bool = False) -> str:
    """Open the session in the first of her organisations; the secret of its new cookie.

    Raises DomainError("factor") where a second factor is required and was not checked, "waiting" while no custodian
    has admitted her anywhere.
    """
    if settings.SECOND_FACTOR and not factor_checked:
        raise DomainError("factor", _("Manca il codice del secondo passo."))
    choices = [one for one in memberships_of(pending.user.pk) if one.admitted_at is not None]
    if not choices:
        raise DomainError("waiting", _("Una custode deve ancora confermare la tua chiave, di persona."))
    membership = _where_she_was(pending.user, choices)
    session, actor = pending.session, actor_of(membership)
    with acting(actor):
        opened = sessions.promote(session.key, pending.secret, at=timezone.now())
        keyring = sessions.resume(opened.session, opened.secret, actor.organisation_id, at=timezone.now())
        session.membership = membership
        session.carried_form = carried.waiting(keyring, at=timezone.now()) if keyring else None
        session.save(update_fields=["membership", "carried_form"])
        record(actor, "sign_in")
    return opened.secret


def _where_she_was(user: User, choices: list[Membership]) -> Membership:
    """Where a form of hers waits, if one does; else the first of her organisations."""
    waits = carried.where_one_waits(user.key_id, at=timezone.now())
    return next((one for one in choices if one.organisation_id == waits), choices[0])


def switch(visitor: Visitor, membership_id: str) -> None:
    """Act in another of her organisations from now on; what is not hers changes nothing."""
    session = visitor.session
    for membership in choices(visitor):
        if session and str(membership.pk) == membership_id:
            session.membership = membership
            session.stepped_up_at = None
            session.carried_form = _waiting_in(visitor, membership)
            session.save(update_fields=["membership", "stepped_up_at", "carried_form"])
            with acting(actor_of(membership)):
                record(actor_of(membership), "sign_in.switched")


def _waiting_in(visitor: Visitor, membership: Membership) -> UUID | None:
    """The form of hers that waits in this organisation."""
    if visitor.keyring is None:
        return None
    return carried.waiting(visitor.keyring.acting_for(membership.organisation_id), at=timezone.now())


def choices(visitor: Visitor) -> list[Membership]:
    """The organisations she may act in."""
    rows = memberships_of(visitor.session.user_id) if visitor.session else []
    return [row for row in rows if row.admitted_at is not None]


def leave(visitor: Visitor) -> None:
    """Sign out: the session and its key are gone."""
    if visitor.session is not None:
        if visitor.actor is not None:
            record(visitor.actor, "sign_out")
        sessions.end(visitor.session.key)


HOMES = (
    (Action.READ_AGENDA, "deadlines:agenda"),
    (Action.READ_OWN_FIGURES, "statistics:home"),
    (Action.GIVE_EVIDENCE, "protocol:our_commitments"),
    (Action.READ_NETWORK_FIGURES, "statistics:network_home"),
    (Action.READ_TRAIL, "audit:trail"),
    (Action.WRITE_SHIFT_CALL, "cases:shift"),
    (Action.MANAGE_MEMBERS, "accounts:members"),
    (Action.READ_DIRECTORY, "network:directory"),
)


def home_of(actor: Actor | None) -> str:
    """The name of the URL that a person's day begins at."""
    return next((name for action, name in HOMES if action.allows(actor)), "accounts:account")
