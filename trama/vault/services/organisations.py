"""Bringing an organisation in: request → the root signs, offline → install, with its first two custodians.

The identity key is made here, sealed to the custodians at once, and never written anywhere in clear.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.network.models import Organisation
from trama.vault.crypto.canonical import canonical
from trama.vault.crypto.derive import same
from trama.vault.crypto.formats import new_key
from trama.vault.crypto.keys import KeyPair, seal_to
from trama.vault.errors import Tampered
from trama.vault.installation import root_public
from trama.vault.keyring import Keyring
from trama.vault.models import EpochGrant, EpochManifest, IdentityGrant, OrganisationIdentity, UserKey
from trama.vault.opened import EpochKeys, epoch_context
from trama.vault.services.manifests import circle_digest, identity_context, identity_grant, store
from trama.vault.trust.fingerprints import fingerprint, identity_fingerprint, matches
from trama.vault.trust.manifests import Flag, Manifest, Member, MemberState
from trama.vault.trust.organisation import OrganisationStatement
from trama.vault.trust.statements import ORGANISATION, Signed

FEWEST_CUSTODIANS = 2
CUSTODIAN = frozenset({Flag.READER, Flag.CUSTODIAN})


@dataclass(frozen=True)
class Candidate:
    """A person about to be certified: her key, and the fingerprint she read out from her own screen."""

    user_key: UserKey
    fingerprint: str

    def check(self) -> None:
        """Raises DomainError: the key in the database is not the one on her screen."""
        if not matches(fingerprint(self.user_key.public), self.fingerprint):
            raise DomainError(
                "fingerprint_differs",
                _(
                    "Le cifre non corrispondono a quelle sul suo schermo: fermati e chiama chi gestisce il sistema."
                ),
                field="fingerprint",
            )

    def member(self, flags: frozenset[Flag], *, replaces: UUID | None = None) -> Member:
        return Member(self.user_key.pk, self.user_key.public, flags, MemberState.ACTIVE, replaces)


@dataclass(frozen=True)
class Request:
    """What travels to the holder of the root, who checks the fingerprint by telephone."""

    statement: OrganisationStatement

    @property
    def fingerprint(self) -> str:
        return identity_fingerprint(self.statement.identity)


def request_organisation(*, actor: Actor, custodians: Sequence[Candidate]) -> Request:
    """A new identity key, sealed to the custodians. Asking again makes a new one and forgets the unsigned one."""
    if len({candidate.user_key.pk for candidate in custodians}) < FEWEST_CUSTODIANS:
        raise DomainError("too_few_custodians", _("Servono due persone custodi."))
    for candidate in custodians:
        candidate.check()
    if EpochManifest.objects.filter(organisation=actor.organisation_id).exists():
        raise DomainError("already_installed", _("L'organizzazione ha già le sue chiavi."))
    return make_request(actor, [candidate.member(CUSTODIAN) for candidate in custodians])


def make_request(actor: Actor, custodians: Sequence[Member]) -> Request:
    """`custodians`: certified, or with fingerprints just compared."""
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    _forget_unsigned(organisation.pk)
    serial = _last_serial(organisation.pk) + 1
    identity = KeyPair.generate("identity")
    statement = OrganisationStatement(
        organisation.pk, organisation.official_name, identity.public.signing, serial
    )
    _store_request(statement)
    IdentityGrant.objects.bulk_create(
        identity_grant(organisation.pk, serial, member, identity, custodians) for member in custodians
    )
    record(actor, "organisation.requested", organisation.pk)
    return Request(statement)


def sign_request(statement: OrganisationStatement, root: KeyPair) -> Signed:
    """Done offline by the holder of the root, after comparing the fingerprint."""
    return statement.sign(root)


def install_organisation(*, actor: Actor, keyring: Keyring, signed: Signed) -> None:
    """The first manifest, by one of the custodians with her key. Raises UntrustedKey, KeyNotHeld, DomainError."""
    organisation = actor.organisation_id
    statement = accept_statement(organisation, signed)
    if EpochManifest.objects.filter(organisation=organisation).exists():
        raise DomainError("already_installed", _("L'organizzazione ha già le sue chiavi."))
    custodians = _custodians(organisation, statement.serial)
    identity = open_identity(keyring, statement, custodians)
    epoch = EpochKeys.generate(1)
    manifest = Manifest(
        organisation=organisation,
        serial=1,
        previous=None,
        identity_serial=statement.serial,
        epoch=1,
        epoch_public=epoch.pair.public,
        members={member.key_id: member for member in custodians},
        services={},
        recovery=None,
    )
    store(manifest, manifest.sign(identity))
    epoch.epoch_row(organisation, previous=None, lookup=new_key()).save(force_insert=True)
    grant_epoch(organisation, epoch, custodians)
    record(actor, "organisation.installed", organisation, *(member.key_id for member in custodians))
    keyring.refresh()


def found_organisation(
    *, actor: Actor, keyring: Keyring, custodians: Sequence[Candidate], root: KeyPair
) -> None:
    """All three steps where the root is at hand: the demo and tests."""
    request = request_organisation(actor=actor, custodians=custodians)
    install_organisation(actor=actor, keyring=keyring, signed=sign_request(request.statement, root))


def accept_statement(organisation: UUID, signed: Signed) -> OrganisationStatement:
    """Stores the root's signature beside the request it answers; raises UntrustedKey, DomainError."""
    statement = OrganisationStatement.read(signed.content(root_public(), ORGANISATION))
    row = OrganisationIdentity.objects.filter(
        organisation=organisation, serial=statement.serial, signature__isnull=True, body=signed.body
    ).first()
    if row is None or statement.id != organisation:
        raise DomainError("no_such_request", _("Questa firma non risponde a una richiesta aperta."))
    row.signature = signed.signature
    row.save(update_fields=["signature"])
    return statement


def open_identity(
    keyring: Keyring, statement: OrganisationStatement, custodians: Sequence[Member]
) -> KeyPair:
    """The identity key that `statement` names, by a custodian it was sealed to; raises DomainError, Tampered.

    The seal holds a digest of the custodians whose keys were compared at the request: nobody can have exchanged
    one of them since without knowing the identity key.
    """
    grant = IdentityGrant.objects.filter(
        organisation=statement.id, serial=statement.serial, user_key=keyring.user_key_id
    ).first()
    if grant is None:
        raise DomainError("not_a_custodian", _("Solo una persona custode può farlo."))
    context = identity_context(statement.id, statement.serial, keyring.user_key_id)
    opened = keyring.pair.open(grant.sealed, context)
    pair = KeyPair(opened[:32], "identity")
    if pair.public.signing != statement.identity or not same(opened[32:], circle_digest(custodians)):
        raise Tampered
    return pair


def grant_epoch(organisation: UUID, epoch: EpochKeys, readers: Sequence[Member]) -> None:
    """The epoch's seed for each of `readers`."""
    EpochGrant.objects.bulk_create(
        EpochGrant(
            organisation_id=organisation,
            number=epoch.number,
            user_key_id=reader.key_id,
            sealed=seal_to(
                reader.public.sealing,
                epoch.pair.seed,
                epoch_context(organisation, epoch.number, reader.key_id),
            ),
        )
        for reader in readers
    )


def _custodians(organisation: UUID, serial: int) -> list[Member]:
    """The candidates of the request."""
    grants = IdentityGrant.objects.filter(organisation=organisation, serial=serial).select_related("user_key")
    return [
        Member(grant.user_key_id, grant.user_key.public, CUSTODIAN, MemberState.ACTIVE) for grant in grants
    ]


def _store_request(statement: OrganisationStatement) -> None:
    body = canonical({**statement.content(), "type": ORGANISATION})
    OrganisationIdentity.objects.create(organisation_id=statement.id, serial=statement.serial, body=body)


def _forget_unsigned(organisation: UUID) -> None:
    unsigned = OrganisationIdentity.objects.filter(organisation=organisation, signature__isnull=True)
    IdentityGrant.objects.filter(organisation=organisation, serial__in=unsigned.values("serial")).delete()
    unsigned.delete()


def _last_serial(organisation: UUID) -> int:
    return (
        OrganisationIdentity.objects.filter(organisation=organisation).aggregate(last=Max("serial"))["last"]
        or 0
    )
