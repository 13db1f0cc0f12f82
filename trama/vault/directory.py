"""From an organisation's id to its verified public keys: the only door to a key that something is sealed to."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from trama.vault import installation
from trama.vault.errors import UntrustedKey
from trama.vault.models import EpochManifest, OrganisationIdentity
from trama.vault.trust.chain import Chain, VerifiedOrganisation, verify_chain
from trama.vault.trust.statements import Signed

_CACHE_SIZE = 1024
# Keyed by hashes: manifests are hash-linked, so the last one stands for all before it.
_verified: dict[tuple[bytes, UUID, str, str], VerifiedOrganisation] = {}


def trusted(organisation: UUID) -> VerifiedOrganisation:
    """Raises UntrustedKey: forged, truncated, edited, replayed, or without keys at all."""
    return verify_head(organisation, heads(organisation).first())


def holders(organisations: Iterable[UUID]) -> set[UUID]:
    """Those of them that have keys, as far as the rows say: for a list. What is sealed asks `trusted`."""
    rows = EpochManifest.objects.filter(organisation__in=list(organisations))
    return set(rows.values_list("organisation_id", flat=True).distinct())


def heads(organisation: UUID) -> "QuerySet[Any]":
    """EpochManifests, newest first, with the newest root statement beside each (`statement_body`, `_signature`)."""
    statement = OrganisationIdentity.objects.filter(
        organisation=OuterRef("organisation"), signature__isnull=False
    ).order_by("-serial")
    return (
        EpochManifest.objects.filter(organisation=organisation)
        .annotate(
            statement_body=Subquery(statement.values("body")[:1]),
            statement_signature=Subquery(statement.values("signature")[:1]),
        )
        .order_by("-serial")
    )


def verify_head(organisation: UUID, head: Any) -> VerifiedOrganisation:
    """What `head` (a row of `heads`) leads to; reads the whole chain only when it was not verified before."""
    if head is None or head.statement_body is None:
        raise UntrustedKey("the organisation has no keys")
    statement = Signed(bytes(head.statement_body), bytes(head.statement_signature))
    key = (installation.root_public(), organisation, statement.hash, head.signed.hash)
    verified = _verified.get(key)
    if verified is None:
        verified = _verify_all(organisation)
        if (verified.statement_hash, verified.signed.hash) != key[2:]:
            raise UntrustedKey("the chain changed while it was read")
        _keep(key, verified)
    _witness(verified)
    return verified


def _verify_all(organisation: UUID) -> VerifiedOrganisation:
    statements = OrganisationIdentity.objects.filter(organisation=organisation, signature__isnull=False)
    manifests = EpochManifest.objects.filter(organisation=organisation)
    chain = Chain(
        [row.signed for row in statements.order_by("serial")],
        [row.signed for row in manifests.order_by("serial")],
    )
    return verify_chain(installation.root_public(), organisation, chain)


def _keep(key: tuple[bytes, UUID, str, str], verified: VerifiedOrganisation) -> None:
    if len(_verified) >= _CACHE_SIZE:
        _verified.clear()
    _verified[key] = verified


def _witness(verified: VerifiedOrganisation) -> None:
    remember(f"statement:{verified.id}", verified.statement.serial, verified.statement_hash)
    remember(f"manifest:{verified.id}", verified.manifest.serial, verified.signed.hash)


def remember(name: str, serial: int, digest: str) -> None:
    """Refuses what is older than seen; notes what is newer, once this transaction is committed."""
    witness = installation.witness()
    if witness.check(name, serial, digest):
        transaction.on_commit(lambda: witness.advance(name, serial, digest))
