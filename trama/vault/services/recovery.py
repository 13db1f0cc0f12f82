"""Two sheets of paper that bring an organisation back when all its custodians have lost their passwords."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.vault.crypto.keys import KeyPair
from trama.vault.crypto.recovery import Sheets, join, split
from trama.vault.errors import BadRecoverySheet, KeyNotHeld, Tampered
from trama.vault.keyring import Keyring
from trama.vault.models import IdentityGrant, RecoverySeal, ServiceKeyGrant
from trama.vault.opened import OpenOrganisation, certified, open_lookup
from trama.vault.received import service_pair
from trama.vault.services.epochs import turn
from trama.vault.services.manifests import (
    identity_grant,
    identity_pair,
    lock,
    publish,
    recovery_context,
    seal_for_recovery,
)
from trama.vault.services.organisations import CUSTODIAN, FEWEST_CUSTODIANS, Candidate
from trama.vault.services.service_keys import grant_service
from trama.vault.trust.chain import VerifiedOrganisation
from trama.vault.trust.manifests import Flag, Member, MemberState

Kind = RecoverySeal.Kind


def make_recovery(*, actor: Actor, keyring: Keyring) -> Sheets:
    """New sheets; earlier ones are worth nothing from now on. To be printed, kept by two people, never stored.

    Compartments are not recovered: they stay narrower than the organisation.
    """
    require(actor, Action.MANAGE_MEMBERS)
    lock(actor.organisation_id)
    keyring.refresh()
    identity = identity_pair(keyring.opened)
    recovery = KeyPair.generate("recovery")
    verified = publish(
        keyring.opened.verified, identity, lambda _before: {"recovery": recovery.public.sealing}
    )
    RecoverySeal.objects.filter(organisation=verified.id).delete()
    seal_for_recovery(verified, Kind.EPOCH, verified.epoch, keyring.opened.present().pair.seed)
    seal_for_recovery(verified, Kind.IDENTITY, verified.statement.serial, identity.seed)
    for grant in ServiceKeyGrant.objects.filter(organisation=verified.id, user_key=keyring.user_key_id):
        pair = service_pair(keyring.opened, grant.service_id, grant.generation)
        seal_for_recovery(verified, Kind.SERVICE, grant.generation, pair.seed, grant.service_id)
    record(actor, "recovery.made", actor.organisation_id)
    keyring.refresh()
    return split(recovery.seed)


def recover_organisation(*, actor: Actor, first: str, second: str, custodians: Sequence[Candidate]) -> None:
    """With both sheets and the new keys of at least two custodians: the epoch turns, the old custodians are out.

    The sheets are used up: `make_recovery` again. Raises BadRecoverySheet, DomainError, UntrustedKey.
    """
    if len({candidate.user_key.pk for candidate in custodians}) < FEWEST_CUSTODIANS:
        raise DomainError("too_few_custodians", _("Servono due persone custodi."))
    for candidate in custodians:
        candidate.check()
    recovery = KeyPair(join(first, second), "recovery")
    verified = lock(actor.organisation_id)
    if verified.manifest.recovery != recovery.public.sealing:
        raise BadRecoverySheet("sono di un’altra, o ne sono stati fatti di più nuovi")
    identity = KeyPair(_seed(verified, recovery, Kind.IDENTITY, verified.statement.serial), "identity")
    if identity.public.signing != verified.statement.identity:
        raise Tampered
    _reinstate(verified, recovery, identity, custodians)
    record(actor, "organisation.recovered", *(candidate.user_key.pk for candidate in custodians))


def _reinstate(
    verified: VerifiedOrganisation, recovery: KeyPair, identity: KeyPair, custodians: Sequence[Candidate]
) -> None:
    newcomers = [
        candidate.member(CUSTODIAN, replaces=candidate.user_key.replaces_id) for candidate in custodians
    ]
    for member in newcomers:
        if member.key_id in verified.members:
            raise DomainError("already_member", _("Questa persona fa già parte dell'organizzazione."))
    epoch = certified(verified, verified.epoch, _seed(verified, recovery, Kind.EPOCH, verified.epoch))
    opened = OpenOrganisation(verified, newcomers[0], recovery, {epoch.number: epoch}, open_lookup(verified))
    turned = turn(opened, identity, _members_after(verified, newcomers), forget_recovery=True)
    IdentityGrant.objects.filter(organisation=verified.id).delete()
    for member in newcomers:
        row = identity_grant(verified.id, verified.statement.serial, member, identity, newcomers)
        row.save(force_insert=True)
    _give_services(turned, recovery, newcomers)
    RecoverySeal.objects.filter(organisation=verified.id).delete()


def _members_after(verified: VerifiedOrganisation, newcomers: Sequence[Member]) -> dict[UUID, Member]:
    """Old custodians go, readers stay; who comes back with a new key replaces the old one."""
    members = dict(verified.members)
    for member in verified.active(Flag.CUSTODIAN):
        members[member.key_id] = replace(member, state=MemberState.REPLACED)
    for member in newcomers:
        if member.replaces and member.replaces not in members:
            member = replace(member, replaces=None)  # noqa: PLW2901
        members[member.key_id] = member
    return members


def _give_services(verified: VerifiedOrganisation, recovery: KeyPair, newcomers: Sequence[Member]) -> None:
    """What was written to services can be read again by the new custodians, who then give it on."""
    for seal in RecoverySeal.objects.filter(organisation=verified.id, kind=Kind.SERVICE):
        if seal.service_id is not None:
            context = recovery_context(verified.id, Kind.SERVICE, seal.number, seal.service_id)
            pair = KeyPair(recovery.open(seal.sealed, context), "service")
            grant_service(verified, seal.service_id, pair, [m.key_id for m in newcomers], seal.number)


def _seed(verified: VerifiedOrganisation, recovery: KeyPair, kind: Kind, number: int) -> bytes:
    seal = RecoverySeal.objects.filter(organisation=verified.id, kind=kind, number=number).first()
    if seal is None:
        raise KeyNotHeld("recovery")
    return recovery.open(seal.sealed, recovery_context(verified.id, kind, number, None))
