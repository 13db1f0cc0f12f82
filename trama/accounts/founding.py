"""Bringing an organisation in with its people, where the root is at hand: the demonstration and the tests.

A real installation does the same in three steps with `trama org request|sign|install`, and people register themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from trama.access.context import acting
from trama.access.roles import KEY_READERS, Role
from trama.accounts.models import Membership, User
from trama.accounts.people import actor_of, add_membership, name_colleague, register_person
from trama.network.models import Network, Organisation
from trama.vault.crypto.keys import KeyPair
from trama.vault.keyring import Keyring
from trama.vault.services.members import admit_member
from trama.vault.services.organisations import Candidate, found_organisation
from trama.vault.services.users import fingerprint_of
from trama.vault.trust.manifests import Flag


@dataclass(frozen=True)
class Newcomer:
    """Who is to come in: how she signs in, what her colleagues call her, what she does."""

    username: str
    password: str
    name: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class Insider:
    """Who is in: her membership and her opened keys."""

    membership: Membership
    keyring: Keyring


def flags_for(roles: frozenset[Role]) -> frozenset[Flag]:
    """What the manifest certifies for these roles (DESIGN §6: who holds the organisation's keys)."""
    flags = {Flag.READER} if roles & KEY_READERS else set()
    return frozenset(flags | ({Flag.CUSTODIAN} if Role.CUSTODIAN in roles else set()))


def found(
    organisation: Organisation, network: Network, custodians: Sequence[Newcomer], root: KeyPair
) -> list[Insider]:
    """Give `organisation` its keys, with its first custodians (two at least), each named to the others."""
    people = [(one, *register_person(username=one.username, password=one.password)) for one in custodians]
    first = people[0][1]
    membership = Membership(
        user=first, organisation=organisation, network=network, roles=_sorted(custodians[0])
    )
    with acting(actor_of(membership)):
        insiders = [_join(organisation, network, one, user, keyring) for one, user, keyring in people]
        lead = insiders[0]
        candidates = [Candidate(user.key, fingerprint_of(user.key)) for _one, user, _keyring in people]
        actor = actor_of(lead.membership)
        found_organisation(actor=actor, keyring=lead.keyring, custodians=candidates, root=root)
        for newcomer, insider in zip(custodians, insiders, strict=True):
            name_colleague(
                actor=actor, keyring=lead.keyring, membership=insider.membership, name=newcomer.name
            )
    return insiders


def bring_in(custodian: Insider, newcomer: Newcomer) -> Insider:
    """Register a person and admit her at once, fingerprints being compared by the machine that made both."""
    user, keyring = register_person(username=newcomer.username, password=newcomer.password)
    actor = actor_of(custodian.membership)
    with acting(actor):
        membership = add_membership(actor=actor, user=user, roles=newcomer.roles, admitted=True)
        candidate = Candidate(user.key, fingerprint_of(user.key))
        admit_member(
            actor=actor, keyring=custodian.keyring, candidate=candidate, flags=flags_for(newcomer.roles)
        )
        name_colleague(actor=actor, keyring=custodian.keyring, membership=membership, name=newcomer.name)
    return Insider(membership, keyring.acting_for(membership.organisation_id))


def _join(
    organisation: Organisation, network: Network, newcomer: Newcomer, user: User, keyring: Keyring
) -> Insider:
    membership = Membership.objects.create(
        user=user,
        organisation=organisation,
        network=network,
        roles=_sorted(newcomer),
        admitted_at=timezone.now(),
    )
    return Insider(membership, keyring.acting_for(organisation.pk))


def _sorted(newcomer: Newcomer) -> list[str]:
    return sorted(role.value for role in newcomer.roles)
