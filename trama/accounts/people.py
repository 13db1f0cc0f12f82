"""Bringing a person in: her account, her place in an organisation, her name as colleagues read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.access.roles import Role
from trama.accounts.models import Colleague, Membership, User
from trama.accounts.passwords import check_password_strength
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.vault.crypto.lookup import username_hash
from trama.vault.keyring import Keyring
from trama.vault.models import UserKey
from trama.vault.secrets import server_secrets
from trama.vault.services.users import draft_user_key


def login_hash(username: str) -> bytes:
    """What is stored of a username: a hash keyed outside the database."""
    return username_hash(server_secrets().username, username)


def register_person(*, username: str, password: str) -> tuple[User, Keyring]:
    """A new account with its own pair of keys; it belongs nowhere and opens nothing yet.

    The password run comes first, outside any transaction. Raises DomainError("taken"), and those of
    `check_password_strength`.
    """
    draft = draft_person(username=username, password=password)
    with transaction.atomic():
        return draft.save(), draft.keyring


@dataclass(frozen=True)
class PersonDraft:
    """An account whose slow part is done and of which nothing is stored yet."""

    login_hash: bytes
    key: UserKey
    keyring: Keyring

    def save(self) -> User:
        """In the transaction of the caller's act; raises DomainError("taken")."""
        self.key.save(force_insert=True)
        try:
            with transaction.atomic():
                return User.objects.create(login_hash=self.login_hash, key=self.key)
        except IntegrityError:
            raise name_taken() from None


def draft_person(*, username: str, password: str) -> PersonDraft:
    """The slow half of `register_person`, outside any transaction; raises the same."""
    check_password_strength(password, field="password")
    hashed = login_hash(username)
    if User.objects.filter(login_hash=hashed).exists():
        raise name_taken()
    key, keyring = draft_user_key(password)
    return PersonDraft(hashed, key, keyring)


def name_taken() -> DomainError:
    return DomainError("taken", _("Questo nome di accesso c'è già: scegline un altro."), field="username")


def add_membership(
    *,
    actor: Actor,
    user: User,
    roles: Iterable[Role],
    service_ids: Iterable[UUID] = (),
    admitted: bool = False,
) -> Membership:
    """A place in the actor's organisation. Until `admitted` by a custodian it opens nothing."""
    membership = Membership.objects.create(
        user=user,
        organisation_id=actor.organisation_id,
        network_id=actor.network_id,
        roles=sorted(role.value for role in roles),
        service_ids=sorted(service_ids),
        admitted_at=timezone.now() if admitted else None,
    )
    record(actor, "membership.added", membership.pk)
    return membership


def name_colleague(*, actor: Actor, keyring: Keyring, membership: Membership, name: str) -> Colleague:
    """Seal the name by which her colleagues call her; replaces an earlier one."""
    colleague = Colleague.objects.filter(membership=membership).select_related("record_key").first()
    if colleague is None:
        colleague = Colleague(
            id=uuid4(),
            organisation_id=actor.organisation_id,
            membership=membership,
            record_key=keyring.new_record(),
        )
    colleague.name = keyring.box(colleague.record_key).seal(colleague, "name", name)
    colleague.save()
    record(actor, "colleague.named", membership.pk)
    return colleague


def actor_of(membership: Membership) -> Actor:
    """The frozen actor of a membership."""
    return Actor(
        organisation_id=membership.organisation_id,
        network_id=membership.network_id,
        user_id=membership.user_id,
        membership_id=membership.pk,
        roles=frozenset(Role(role) for role in membership.roles),
        service_ids=frozenset(membership.service_ids),
    )
