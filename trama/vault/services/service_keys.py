"""A service's key: others write to it and read nothing back; a custodian signs who reads (DESIGN §6, write-only)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.vault.crypto.keys import KeyPair, seal_to
from trama.vault.errors import KeyNotHeld
from trama.vault.keyring import Keyring
from trama.vault.models import RecoverySeal, ServiceKeyGrant
from trama.vault.opened import OpenOrganisation
from trama.vault.received import service_grant_context, service_pair
from trama.vault.services.manifests import as_custodian, publish, seal_for_recovery
from trama.vault.trust.chain import VerifiedOrganisation
from trama.vault.trust.manifests import Manifest, ServicePublic

Readers = Mapping[UUID, frozenset[UUID]]  # of each service, the keys that read it


def open_service(*, actor: Actor, keyring: Keyring, service_id: UUID, readers: Iterable[UUID]) -> None:
    """Gives a service a key of its own, sealed to its reading members: from then on others may write to it only."""
    opened, identity = as_custodian(actor, keyring)
    if service_id in opened.verified.manifest.services:
        raise DomainError("service_has_key", _("Il servizio ha già la sua chiave."))
    wanted = _members(opened.verified, readers)
    pair = KeyPair.generate("service")
    public = ServicePublic(1, pair.public.sealing, wanted)
    verified = publish(opened.verified, identity, _with({service_id: public}))
    grant_present(verified, service_id, pair)
    record(actor, "service.key_made", service_id, *sorted(wanted))
    keyring.refresh()


def change_readers(*, actor: Actor, keyring: Keyring, service_id: UUID, readers: Iterable[UUID]) -> None:
    """Who reads from now on. For who leaves the key turns; who comes reads what is written from now on.

    What was written before is handed on by a custodian who reads it, or by the next reader (`hand_on`). Raises
    DomainError: "no_reader", and "not_handed_on" when nobody who stays could open what is already there.
    """
    opened, identity = as_custodian(actor, keyring)
    public = opened.verified.service(service_id)
    wanted, now = _members(opened.verified, readers), opened.verified.readers(service_id)
    if wanted == now:
        return
    held = _held(opened.verified)[service_id]
    if now <= wanted and public.generation in held.get(opened.me.key_id, ()):
        verified = publish(opened.verified, identity, _with({service_id: replace(public, readers=wanted)}))
        for generation in sorted(held[opened.me.key_id]):
            pair = service_pair(opened, service_id, generation)
            grant_service(verified, service_id, pair, sorted(wanted - now), generation)
    else:
        _require_heirs(held, wanted)
        _turn(opened, identity, service_id, wanted)
    record(actor, "service.readers", service_id, *sorted(wanted))
    keyring.refresh()


def share_service(*, actor: Actor, keyring: Keyring, service_id: UUID, with_key: UUID) -> None:
    """A reading member gives a reader that a custodian has signed what was written before she came.

    Raises KeyNotHeld for who does not read it, DomainError("not_a_reader").
    """
    opened = keyring.opened
    held = _held(opened.verified)[service_id]
    if opened.me.key_id not in held:
        raise KeyNotHeld("service")
    if with_key not in opened.verified.readers(service_id):
        raise DomainError("not_a_reader", _("Prima una custode la mette tra chi legge il servizio."))
    for generation in sorted(held[opened.me.key_id] - held.get(with_key, set())):
        pair = service_pair(opened, service_id, generation)
        grant_service(opened.verified, service_id, pair, [with_key], generation)
    record(actor, "service.shared", service_id, with_key)


def hand_on(*, actor: Actor, keyring: Keyring) -> None:
    """Gives the other readers of her services what they lack: who came later, who has a new key. A read may write."""
    opened = keyring.opened
    for service, held in _held(opened.verified).items():
        mine = held.get(opened.me.key_id, set())
        for reader in sorted(opened.verified.readers(service)) if mine else ():
            if mine - held.get(reader, set()):
                share_service(actor=actor, keyring=keyring, service_id=service, with_key=reader)


def held_by(organisation: UUID, key_id: UUID) -> set[tuple[UUID, int]]:
    """The (service, generation) pairs that a member opens. One query."""
    grants = ServiceKeyGrant.objects.filter(organisation=organisation, user_key=key_id)
    return set(grants.values_list("service_id", "generation"))


def behind(verified: VerifiedOrganisation) -> set[tuple[UUID, UUID]]:
    """(service, reader) for every reader who lacks what somebody else of them opens. One query."""
    held = _held(verified)
    return {
        (service, reader)
        for service in verified.manifest.services
        for reader in verified.readers(service)
        if set().union(*held[service].values()) - held[service].get(reader, set())
    }


def only_she_opens(verified: VerifiedOrganisation, key_id: UUID) -> set[UUID]:
    """Services of which something is lost when this member goes."""
    return {
        service
        for service, held in _held(verified).items()
        if held.get(key_id, set()) - set().union(*(had for key, had in held.items() if key != key_id))
    }


def readers_without(verified: VerifiedOrganisation, key_id: UUID) -> Readers:
    """Who still reads each service that this member read. Raises DomainError("last_reader")."""
    left = {
        service: verified.readers(service) - {key_id}
        for service in verified.manifest.services
        if key_id in verified.readers(service)
    }
    if not all(left.values()):
        raise DomainError(
            "last_reader", _("È l'unica che legge un servizio: prima scegli chi lo legge al posto suo.")
        )
    return left


def next_generation(public: ServicePublic, pair: KeyPair, readers: frozenset[UUID]) -> ServicePublic:
    return ServicePublic(public.generation + 1, pair.public.sealing, readers)


def grant_present(verified: VerifiedOrganisation, service: UUID, pair: KeyPair) -> None:
    """The key just published, to the readers that the manifest names; and to the recovery sheets."""
    generation = verified.service(service).generation
    grant_service(verified, service, pair, sorted(verified.readers(service)), generation)
    seal_for_recovery(verified, RecoverySeal.Kind.SERVICE, generation, pair.seed, service)


def grant_service(
    verified: VerifiedOrganisation, service: UUID, pair: KeyPair, readers: Iterable[UUID], generation: int
) -> None:
    """Two readers may hand the same key on at once: one grant is enough."""
    ServiceKeyGrant.objects.bulk_create(
        (
            ServiceKeyGrant(
                organisation_id=verified.id,
                service_id=service,
                generation=generation,
                user_key_id=key,
                sealed=seal_to(
                    verified.member(key).public.sealing,
                    pair.seed,
                    service_grant_context(service, generation, key),
                ),
            )
            for key in readers
        ),
        ignore_conflicts=True,
    )


def _turn(opened: OpenOrganisation, identity: KeyPair, service: UUID, readers: frozenset[UUID]) -> None:
    """A new generation for these readers; whoever is none of them keeps nothing of the earlier ones."""
    pair = KeyPair.generate("service")
    public = next_generation(opened.verified.service(service), pair, readers)
    verified = publish(opened.verified, identity, _with({service: public}))
    grants = ServiceKeyGrant.objects.filter(organisation=opened.id, service=service)
    grants.exclude(user_key__in=readers).delete()
    grant_present(verified, service, pair)


def _with(changed: dict[UUID, ServicePublic]) -> Callable[[Manifest], dict[str, object]]:
    return lambda manifest: {"services": manifest.services | changed}


def _members(verified: VerifiedOrganisation, readers: Iterable[UUID]) -> frozenset[UUID]:
    """Active members, one at least. Raises UntrustedKey, DomainError."""
    wanted = frozenset(verified.member(key).key_id for key in readers)
    if not wanted:
        raise DomainError("no_reader", _("Scegli chi legge: a un servizio che nessuna legge non si scrive."))
    return wanted


def _held(verified: VerifiedOrganisation) -> "defaultdict[UUID, dict[UUID, set[int]]]":
    """service -> active key -> generations, of the whole organisation. One query."""
    found: defaultdict[UUID, dict[UUID, set[int]]] = defaultdict(dict)
    active = [member.key_id for member in verified.active()]
    rows = ServiceKeyGrant.objects.filter(organisation=verified.id, user_key__in=active)
    for service, key, generation in rows.values_list("service_id", "user_key_id", "generation"):
        found[service].setdefault(key, set()).add(generation)
    return found


def _require_heirs(held: Mapping[UUID, set[int]], staying: frozenset[UUID]) -> None:
    """Nothing already written is lost because who could open it leaves. Raises DomainError."""
    there = set().union(*held.values())
    if there - set().union(*(had for key, had in held.items() if key in staying)):
        raise DomainError(
            "not_handed_on",
            _(
                "Chi resta non apre ancora quello che è stato scritto prima. Basta che chi legge adesso guardi una "
                "volta le chiamate da leggere; poi riprova."
            ),
        )
