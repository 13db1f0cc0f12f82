"""A forgotten password: a custodian gives a code, the person chooses another, a custodian sees her in person again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.access.context import acting
from trama.accounts.enrolment import reset_factor
from trama.accounts.invitations.codes import find
from trama.accounts.invitations.services import Handed, open_invitation
from trama.accounts.models import Invitation, InvitationKind, Membership, User
from trama.accounts.passwords import check_password_strength
from trama.accounts.people import login_hash, name_taken
from trama.accounts.selectors import memberships_of
from trama.accounts.throttle import forget_failures
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.vault.keyring import Keyring
from trama.vault.models import UserKey
from trama.vault.services.sessions import end_all
from trama.vault.services.users import draft_user_key, replace_user_key

KIND = InvitationKind


def begin_reset(*, actor: Actor, membership: Membership) -> Handed:
    """The code for a member who forgot her password; earlier ones of hers stop working. Raises DomainError."""
    require(actor, Action.MANAGE_MEMBERS)
    _somebody_else(actor, membership)
    invitation, code = open_invitation(actor, KIND.RESET)
    _close_open_codes(membership.user)
    invitation.membership = membership
    invitation.save(force_insert=True)
    record(actor, "reset.begun", membership.pk)
    return Handed(invitation.pk, code)


def complete_reset(*, code: str, username: str, password: str) -> Keyring:
    """A new pair of keys under the new password. It opens nothing, anywhere, before a custodian re-seals to it.

    The name to sign in with may be a new one: she may have forgotten that too. Outside any transaction.
    Raises DomainError: those of `find`, of `check_password_strength`, "taken"; Busy.
    """
    find(code, KIND.RESET, at=timezone.now())
    check_password_strength(password, field="password")
    hashed = login_hash(username)
    fresh, keyring = draft_user_key(password)
    with transaction.atomic():
        user = _claim(code)
        if User.objects.filter(login_hash=hashed).exclude(pk=user.pk).exists():
            raise name_taken()
        forget_failures(bytes(user.login_hash))
        user.login_hash = hashed
        give_new_key(user, fresh)
    return keyring


def give_new_key(user: User, fresh: UserKey) -> None:
    """In the caller's transaction: from here on her key is `fresh`, which nobody has admitted yet."""
    replace_user_key(user.key, fresh)
    user.key = fresh
    user.save(update_fields=["key", "login_hash"])
    _wait_again(user)


def forget_factor(*, actor: Actor, membership: Membership) -> None:
    """A lost telephone: the next sign-in enrols another authenticator. Her sessions end.

    She has one for all her work: every body of hers finds it in its own trail, the custodian's with who did it.
    """
    require(actor, Action.MANAGE_MEMBERS)
    _somebody_else(actor, membership)
    reset_factor(membership.user)
    end_all(membership.user.key_id)
    record(actor, "factor.reset", membership.pk)
    for elsewhere in memberships_of(membership.user_id):
        if elsewhere.pk != membership.pk:
            _record_there(elsewhere, "factor.reset")


def _somebody_else(actor: Actor, membership: Membership) -> None:
    if membership.pk == actor.membership_id:
        raise DomainError("not_oneself", _("Per te lo fa un'altra custode."))
    if membership.ended_at is not None:
        raise DomainError("ended", _("Questa persona non fa più parte dell'ente."))


def _claim(code: str) -> User:
    """Whose code it is; from here on it is used."""
    invitation = find(code, KIND.RESET, at=timezone.now(), lock=True)
    if invitation.membership is None or invitation.membership.ended_at is not None:
        raise DomainError("unknown_code", _("Il codice non è più valido."), field="invitation")
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    return (
        User.objects.select_for_update(of=("self",))
        .select_related("key")
        .get(pk=invitation.membership.user_id)
    )


def _wait_again(user: User) -> None:
    """In every organisation of hers a custodian must compare the new digits; each has it in its trail."""
    _close_open_codes(user)
    for membership in memberships_of(user.pk):
        membership.admitted_at = None
        membership.save(update_fields=["admitted_at"])
        _record_there(membership, "reset.done")


def _record_there(membership: Membership, act: str) -> None:
    """In the trail of that body, where nobody of it acted."""
    system = Actor.system(organisation_id=membership.organisation_id, network_id=membership.network_id)
    with acting(system):
        record(system, act, membership.pk)


def _close_open_codes(user: User) -> None:
    Invitation.objects.filter(kind=KIND.RESET, membership__user=user, used_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
