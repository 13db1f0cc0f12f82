"""Opening what was sealed to the organisation or to a service."""

from uuid import UUID

from trama.vault.crypto.formats import Sealed
from trama.vault.crypto.keys import KeyPair
from trama.vault.errors import KeyNotHeld, Tampered
from trama.vault.models import ServiceKeyGrant
from trama.vault.opened import OpenOrganisation


def open_from_organisation(opened: OpenOrganisation, envelope: Sealed, context: str) -> bytes:
    """With the pair of the epoch that the envelope names. Raises KeyNotHeld for who is no reader; Tampered."""
    sealed = Sealed(envelope)
    return opened.epoch(sealed.epoch).pair.open(sealed, organisation_context(opened.id, context))


def open_from_service(opened: OpenOrganisation, service: UUID, envelope: Sealed, context: str) -> bytes:
    sealed = Sealed(envelope)
    pair = service_pair(opened, service, sealed.epoch)
    return pair.open(sealed, service_context(opened.id, service, context))


def service_pair(opened: OpenOrganisation, service: UUID, generation: int) -> KeyPair:
    """The pair of one generation, for a reading member; the present one must be the manifest's."""
    grant = ServiceKeyGrant.objects.filter(
        organisation=opened.id, service=service, generation=generation, user_key=opened.me.key_id
    ).first()
    if grant is None:
        raise KeyNotHeld("service")
    seed = opened.pair.open(grant.sealed, service_grant_context(service, generation, opened.me.key_id))
    pair = KeyPair(seed, "service")
    present = opened.verified.manifest.services.get(service)
    if present and present.generation == generation and present.sealing != pair.public.sealing:
        raise Tampered
    return pair


def organisation_context(organisation: UUID, context: str) -> str:
    return f"organisation {organisation} {context}"


def service_context(organisation: UUID, service: UUID, context: str) -> str:
    return f"service {organisation} {service} {context}"


def service_grant_context(service: UUID, generation: int, key: UUID) -> str:
    return f"service key {service} {generation} {key}"
