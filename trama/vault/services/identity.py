"""A new identity key, after a custodian's removal, or for a new official name: the acts that need the root again."""

from uuid import UUID

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.vault.crypto.canonical import parse_canonical
from trama.vault.crypto.keys import verify
from trama.vault.errors import KeyNotHeld, UntrustedKey
from trama.vault.keyring import Keyring
from trama.vault.models import EpochManifest, IdentityGrant, OrganisationIdentity, RecoverySeal
from trama.vault.services.epochs import turn
from trama.vault.services.manifests import lock, seal_for_recovery
from trama.vault.services.organisations import Request, accept_statement, make_request, open_identity
from trama.vault.trust.chain import VerifiedOrganisation
from trama.vault.trust.manifests import Flag, Manifest, MemberState
from trama.vault.trust.organisation import OrganisationStatement
from trama.vault.trust.statements import Signed

REQUEST = "identity-request"


def request_renewal(*, actor: Actor, keyring: Keyring) -> Request:
    """The next statement for the root to sign; the new key is sealed to the present custodians."""
    require(actor, Action.MANAGE_MEMBERS)
    keyring.refresh()
    opened = keyring.opened
    if not opened.me.has(Flag.CUSTODIAN):
        raise KeyNotHeld("identity")
    asked = make_request(actor, opened.verified.active(Flag.CUSTODIAN))
    row = OrganisationIdentity.objects.get(organisation=opened.id, serial=asked.statement.serial)
    row.requested_by_id = opened.me.key_id
    row.request_signature = opened.pair.sign(REQUEST, bytes(row.body))
    row.save(update_fields=["requested_by", "request_signature"])
    return asked


def renewal_due(verified: VerifiedOrganisation) -> bool:
    """Whether somebody who is out has known the present identity key: a custodian removed since it was made."""
    rows = EpochManifest.objects.filter(organisation=verified.id).order_by("serial")
    manifests = [Manifest.read(row.signed.unverified()) for row in rows]
    knew = {
        key
        for manifest in manifests
        if manifest.identity_serial == verified.statement.serial
        for key, member in manifest.members.items()
        if member.has(Flag.CUSTODIAN)
    }
    return any(verified.members[key].state is MemberState.REMOVED for key in knew)


def is_requested(organisation: UUID) -> bool:
    """Whether a request waits for the root; who made it is checked by `open_request` alone."""
    return OrganisationIdentity.objects.filter(organisation=organisation, signature__isnull=True).exists()


def open_request(verified: VerifiedOrganisation) -> Request | None:
    """The request that the root has not answered yet; raises UntrustedKey unless one of the custodians made it.

    Its digits are read out to the holder of the root: with another key in the row she would sign a thief's.
    """
    rows = OrganisationIdentity.objects.filter(organisation=verified.id, signature__isnull=True)
    row = rows.order_by("-serial").first()
    if row is None:
        return None
    _check_requester(verified, row)
    return Request(OrganisationStatement.read(parse_canonical(bytes(row.body))))


def _check_requester(verified: VerifiedOrganisation, row: OrganisationIdentity) -> None:
    if row.requested_by_id is None or row.request_signature is None:
        raise UntrustedKey("nobody asked for this identity key")
    requester = verified.member(row.requested_by_id)
    if not requester.has(Flag.CUSTODIAN):
        raise UntrustedKey("not asked for by a custodian")
    verify(requester.public.signing, REQUEST, bytes(row.body), bytes(row.request_signature))


def install_renewal(*, actor: Actor, keyring: Keyring, signed: Signed) -> None:
    """From here on the old identity key signs nothing that counts; the epoch turns with it.

    Raises DomainError, UntrustedKey; Tampered when a custodian was exchanged since the request.
    """
    require(actor, Action.MANAGE_MEMBERS)
    lock(actor.organisation_id)
    keyring.refresh()
    opened = keyring.opened
    statement = accept_statement(actor.organisation_id, signed)
    _check_requester(
        opened.verified, OrganisationIdentity.objects.get(organisation=opened.id, serial=statement.serial)
    )
    identity = open_identity(keyring, statement, opened.verified.active(Flag.CUSTODIAN))
    verified = turn(opened, identity, opened.verified.members, identity_serial=statement.serial)
    IdentityGrant.objects.filter(organisation=opened.id, serial__lt=statement.serial).delete()
    seal_for_recovery(verified, RecoverySeal.Kind.IDENTITY, statement.serial, identity.seed)
    record(actor, "organisation.renewed", actor.organisation_id)
    keyring.refresh()
