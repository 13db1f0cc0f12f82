"""A custodian's acts on the people of her organisation: the key in the vault and the row beside it, as one act."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.access.roles import KEY_READERS, Role
from trama.accounts.founding import flags_for
from trama.accounts.invitations.services import forget_name
from trama.accounts.members.policies import check_roles, check_services
from trama.accounts.models import Invitation, Membership
from trama.accounts.people import name_colleague
from trama.accounts.registries import new_reader
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.vault.keyring import Keyring
from trama.vault.services.members import (
    admit_member,
    change_flags,
    key_to_replace,
    remove_member,
    reseal_for,
)
from trama.vault.services.organisations import Candidate


def admit(*, actor: Actor, keyring: Keyring, membership_id: UUID, name: str, fingerprint: str) -> Membership:
    """`fingerprint`: the digits that she read out from her own screen, in person. Raises DomainError, KeyNotHeld.

    After a forgotten password the new key takes the place of the old one, with what the old one opened.
    """
    membership = _current(actor, membership_id)
    if membership.admitted_at is not None:
        raise DomainError("admitted_already", _("È già dentro: un'altra custode l'ha ammessa."))
    candidate = Candidate(membership.user.key, fingerprint)
    old = key_to_replace(keyring.opened.verified, membership.user.key)
    if old is not None:
        reseal_for(actor=actor, keyring=keyring, old_key=old, candidate=candidate)
    else:
        roles = frozenset(Role(role) for role in membership.roles)
        admit_member(actor=actor, keyring=keyring, candidate=candidate, flags=flags_for(roles))
    membership.admitted_at = timezone.now()
    membership.save(update_fields=["admitted_at"])
    name_colleague(actor=actor, keyring=keyring, membership=membership, name=name)
    _forget_expected_name(actor, membership)
    record(actor, "membership.admitted", membership.pk)
    if old is None:
        _tell_if_new(actor, membership, before=())
    return membership


def change_roles(
    *,
    actor: Actor,
    keyring: Keyring,
    membership_id: UUID,
    roles: Iterable[Role],
    service_ids: Iterable[UUID] = (),
) -> Membership:
    """Another role or desk, from her next request on. Who reads no longer loses the keys: the epoch turns."""
    membership = _current(actor, membership_id)
    wanted = check_roles(actor, roles)
    if membership.admitted_at is None:
        raise DomainError("waiting", _("Prima confronta con lei le cifre della chiave."))
    change_flags(
        actor=actor, keyring=keyring, key_id=membership.user.key_id, flags=flags_for(frozenset(wanted))
    )
    before = membership.roles
    membership.roles = [role.value for role in wanted]
    membership.service_ids = check_services(actor, service_ids, roles=wanted)
    membership.save(update_fields=["roles", "service_ids"])
    record(actor, "membership.roles", membership.pk)
    _tell_if_new(actor, membership, before=before)
    return membership


def _tell_if_new(actor: Actor, membership: Membership, *, before: Iterable[str]) -> None:
    """To the apps above, when she opens the organisation's records and did not before."""
    if KEY_READERS.intersection(membership.roles) and not KEY_READERS.intersection(before):
        for heard in new_reader:
            heard(actor=actor, membership=membership)


def rename(*, actor: Actor, keyring: Keyring, membership_id: UUID, name: str) -> None:
    """What her colleagues read."""
    name_colleague(actor=actor, keyring=keyring, membership=_current(actor, membership_id), name=name)


def remove(*, actor: Actor, keyring: Keyring, membership_id: UUID) -> Membership:
    """She is out at her next request: sessions and keys go, the epoch turns. Then rewrap until nothing is left.

    Raises DomainError: "ended", "not_oneself", "too_few_custodians".
    """
    membership = _current(actor, membership_id)
    if membership.pk == actor.membership_id:
        raise DomainError("not_oneself", _("Nessuna persona può togliere sé stessa: lo fa un'altra custode."))
    verified = keyring.opened.verified
    key = membership.user.key
    present = verified.members.get(key.pk)
    certified = key.pk if present and present.active else key_to_replace(verified, key)
    if certified is not None:
        remove_member(actor=actor, keyring=keyring, key_id=certified)
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    Invitation.objects.filter(membership=membership, used_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    record(actor, "membership.ended", membership.pk)
    return membership


def _current(actor: Actor, membership_id: UUID) -> Membership:
    """Locked: of two custodians who act on the same person one comes second. Raises Forbidden, DomainError."""
    require(actor, Action.MANAGE_MEMBERS)
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user__key")
        .filter(pk=membership_id, organisation=actor.organisation_id)
        .first()
    )
    if membership is None or membership.ended_at is not None:
        raise DomainError("ended", _("Questa persona non fa più parte dell'ente."))
    return membership


def _forget_expected_name(actor: Actor, membership: Membership) -> None:
    """Her name is now among her colleagues': what the invitation kept of it goes, with its key."""
    for invitation in Invitation.objects.filter(membership=membership).exclude(record_key=None):
        forget_name(actor=actor, invitation=invitation)
