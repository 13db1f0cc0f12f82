"""From an organisation's id to its verified public keys: the only door to a key that something is sealed to."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from trama.vault import installation
from trama.vault.errors import UntrustedKey
from trama.vault.models import EpochManifest, OrganisationIdentity
from trama.vault.trust.chain import Chain, VerifiedOrganisation, verify_chain
from trama.vault.trust.statements import Signed
from trama.vault.trust.witness import Seen, is_new

_CACHE_SIZE = 1024
# Keyed by hashes: manifests are hash-linked, so the last one stands for all before it.
_verified: dict[tuple[bytes, UUID, str, str], VerifiedOrganisation] = {}


def trusted(organisation: UUID) -> VerifiedOrganisation:
    """Raises UntrustedKey: forged, truncated, edited, replayed, or without keys at all."""
    seen = installation.witness().seen()
    return verify_head(organisation, heads(organisation).first(), seen)


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
            statement_serial=Subquery(statement.values("serial")[:1]),
        )
        .order_by("-serial")
    )


def verify_head(organisation: UUID, head: Any, seen: Mapping[str, Seen]) -> VerifiedOrganisation:
    """What `head` (a row of `heads`) leads to; reads the whole chain only when it was not verified before.

    `seen`: what the witness knew before `head` was read.
    """
    if head is None or head.statement_body is None:
        raise UntrustedKey("the organisation has no keys")
    statement = Signed(bytes(head.statement_body), bytes(head.statement_signature))
    key = (installation.root_public(), organisation, statement.hash, head.signed.hash)
    verified = _verified.get(key)
    if verified is None:
        verified = _verify_all(organisation, head)
        if (verified.statement_hash, verified.signed.hash) != key[2:]:
            raise UntrustedKey("the chain changed while it was read")
        _keep(key, verified)
    remember(f"statement:{verified.id}", verified.statement.serial, verified.statement_hash, seen)
    remember(f"manifest:{verified.id}", verified.manifest.serial, verified.signed.hash, seen)
    return verified


def _verify_all(organisation: UUID, head: Any) -> VerifiedOrganisation:
    """Up to `head`: a manifest that is committed meanwhile belongs to the next reading."""
    statements = OrganisationIdentity.objects.filter(
        organisation=organisation, signature__isnull=False, serial__lte=head.statement_serial
    )
    manifests = EpochManifest.objects.filter(organisation=organisation, serial__lte=head.serial)
    chain = Chain(
        [row.signed for row in statements.order_by("serial")],
        [row.signed for row in manifests.order_by("serial")],
    )
    return verify_chain(installation.root_public(), organisation, chain)


def _keep(key: tuple[bytes, UUID, str, str], verified: VerifiedOrganisation) -> None:
    if len(_verified) >= _CACHE_SIZE:
        _verified.clear()
    _verified[key] = verified


def remember(name: str, serial: int, digest: str, seen: Mapping[str, Seen]) -> None:
    """Refuses what is older than `seen`; notes what is newer, once this transaction is committed."""
    if is_new(seen, name, serial, digest):
        witness = installation.witness()
        transaction.on_commit(lambda: witness.advance(name, serial, digest))
