"""Inviting a person, and coming in with the code she was given."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, Forbidden, require
from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.invitations.codes import LASTS, find, hashed
from trama.accounts.members.policies import check_roles, check_services
from trama.accounts.models import Invitation, InvitationKind, Membership, User
from trama.accounts.people import add_membership, draft_person
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.vault.crypto.onetime import new_code
from trama.vault.directory import trusted
from trama.vault.keyring import Keyring
from trama.vault.services.records import shred

KIND = InvitationKind


@dataclass(frozen=True)
class Handed:
    """A code to hand over on paper or aloud; it is known now and never again."""

    invitation_id: UUID
    code: str = field(repr=False)


def invite(
    *, actor: Actor, keyring: Keyring, name: str, roles: Iterable[Role], service_ids: Iterable[UUID] = ()
) -> Handed:
    """Who is expected, with what she will do; nothing is open yet. Raises DomainError."""
    require(actor, Action.MANAGE_MEMBERS)
    invitation, code = open_invitation(actor, KIND.JOIN)
    wanted = check_roles(actor, roles)
    invitation.roles = [role.value for role in wanted]
    invitation.service_ids = check_services(actor, service_ids, roles=wanted)
    invitation.record_key = keyring.new_record()
    invitation.name = keyring.box(invitation.record_key).seal(invitation, "name", name)
    invitation.save(force_insert=True)
    record(actor, "invitation.made", invitation.pk)
    return Handed(invitation.pk, code)


def open_invitation(actor: Actor, kind: InvitationKind) -> tuple[Invitation, str]:
    """Not saved yet; with the code that only the caller knows."""
    if actor.membership_id is None:  # a job invites nobody
        raise Forbidden(Action.MANAGE_MEMBERS)
    code = new_code()
    invitation = Invitation(
        organisation_id=actor.organisation_id,
        network_id=actor.network_id,
        kind=kind,
        code_hash=hashed(code),
        roles=[],
        created_by_id=actor.membership_id,
        expires_at=timezone.now() + LASTS[kind],
    )
    return invitation, code


def withdraw(*, actor: Actor, invitation: Invitation) -> None:
    """The code is worth nothing from now on; withdrawing twice changes nothing."""
    require(actor, Action.MANAGE_MEMBERS)
    if invitation.withdrawn_at is None and invitation.used_at is None:
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])
        forget_name(actor=actor, invitation=invitation)
        record(actor, "invitation.withdrawn", invitation.pk)


def forget_name(*, actor: Actor, invitation: Invitation) -> None:
    """The name of who was expected goes, with the key it was sealed by."""
    key = invitation.record_key
    if key is not None:
        invitation.name = invitation.record_key = None
        invitation.save(update_fields=["name", "record_key"])
        shred(actor=actor, record_keys=[key])


def register(*, code: str, username: str, password: str) -> Keyring:
    """A new person: her account, her keys, her place among those who wait for a custodian.

    Outside any transaction: the password run is slow, and nobody makes the server do one without a good code.
    Raises DomainError: those of `find` and of `draft_person`; Busy.
    """
    find(code, KIND.JOIN, at=timezone.now())
    draft = draft_person(username=username, password=password)
    with transaction.atomic():
        invitation = find(code, KIND.JOIN, at=timezone.now(), lock=True)
        _come_in(invitation, draft.save())
    return draft.keyring


def accept(*, user: User, code: str) -> Membership:
    """Somebody who has an account already comes in to one more organisation, with the same key."""
    with transaction.atomic():
        invitation = find(code, KIND.JOIN, at=timezone.now(), lock=True)
        if user.key_id in trusted(invitation.organisation_id).members:
            raise DomainError(
                "known_key",
                _(
                    "Con questo accesso hai già lavorato in questo ente: registrati con un altro nome di accesso."
                ),
                field="invitation",
            )
        try:
            with transaction.atomic():
                return _come_in(invitation, user)
        except IntegrityError:
            raise DomainError("there_already", _("In questo ente ci sei già."), field="invitation") from None


def _come_in(invitation: Invitation, user: User) -> Membership:
    """As the organisation itself: she is not one of its members before a custodian has seen her."""
    system = Actor.system(organisation_id=invitation.organisation_id, network_id=invitation.network_id)
    with acting(system):
        membership = add_membership(
            actor=system,
            user=user,
            roles=[Role(role) for role in invitation.roles],
            service_ids=invitation.service_ids,
        )
        invitation.membership, invitation.used_at = membership, timezone.now()
        invitation.save(update_fields=["membership", "used_at"])
        record(system, "invitation.used", invitation.pk, membership.pk)
    return membership
