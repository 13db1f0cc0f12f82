"""Whose row is it? How apps that know no subject reach one: a registry that the apps of the subjects fill.

Consent, referrals, risk and the scadenzario hold an opaque `subject` UUID. `cases` (later `programmes`, `frontline`)
registers a `SubjectAccess` from its `apps.py`; what that returns is already allowed to this actor.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.common.errors import DomainError
from trama.common.registry import Registry
from trama.vault.keyring import Keyring
from trama.vault.models import RecordKey


@dataclass(frozen=True)
class SubjectHandle:
    """One subject, opened for one actor. The label is her words in clear: never into a log, a message or a URL."""

    subject: UUID
    record_key: RecordKey  # seal what is about her under it, `keyring.box(handle.record_key)`
    label: str  # how she is called
    back_url: str  # the page one came from: her path
    service_id: UUID | None = None  # whose agenda her deadlines are on
    assignee_id: UUID | None = None  # membership who walks with her
    writable: bool = True  # False: closed, or only to read for this actor


class SubjectAccess(Protocol):
    """What an app that has subjects offers to the apps below it."""

    def open_subjects(
        self, actor: Actor, keyring: Keyring, subjects: Collection[UUID]
    ) -> Mapping[UUID, SubjectHandle]:
        """The handles of those among `subjects` that are this app's and that `actor` may read.

        The others are left out, without telling why. At most a fixed number of queries, whatever their number.
        """
        ...

    def hidden_subjects(self, actor: Actor) -> "Collection[UUID] | QuerySet[Any, UUID]":
        """Ids of this app's subjects that are not there for `actor`: what stands on the right of an `IN`."""
        ...


subject_registry: Registry[SubjectAccess] = Registry("subjects")


def open_subjects(actor: Actor, keyring: Keyring, subjects: Collection[UUID]) -> dict[UUID, SubjectHandle]:
    """Handles of the subjects that `actor` may read, in bulk. Not audited: a list's view writes its one row."""
    found: dict[UUID, SubjectHandle] = {}
    wanted = set(subjects)
    for access in subject_registry:
        if missing := wanted - found.keys():
            found.update(access.open_subjects(actor, keyring, missing))
    return found


def known(actor: Actor, field: str = "subject") -> Q:
    """Rows whose `field` is no subject hidden from `actor`: for every list and count of rows about subjects.

    In SQL, so that neither a number of rows nor a page that is not full tells that one was left out.
    """
    return ~hidden(actor, field)


def hidden(actor: Actor, field: str = "subject") -> Q:
    """The others."""
    found = Q(pk__in=())
    for access in subject_registry:
        found |= Q(**{f"{field}__in": access.hidden_subjects(actor)})
    return found


def open_subject(actor: Actor, keyring: Keyring, subject: UUID) -> SubjectHandle:
    """The handle of one subject. Raises Http404 for one that does not exist as for one that is not for this actor."""
    handle = open_subjects(actor, keyring, [subject]).get(subject)
    if handle is None:
        raise Http404
    return handle


def writable_subject(actor: Actor, keyring: Keyring, subject: UUID, *, sent: bool = False) -> SubjectHandle:
    """As `open_subject`, for a page that writes: a subject that is only to read is answered 404 as well.

    `sent`: not what was typed while a colleague closed her path. The act asks `require_writable`, so that it comes back
    on its form.
    """
    handle = open_subject(actor, keyring, subject)
    if not (handle.writable or sent):
        raise Http404
    return handle


def require_writable(handle: SubjectHandle) -> None:
    """Raise DomainError for a subject that became only to read while somebody was writing."""
    if not handle.writable:
        raise DomainError(
            "path_closed",
            _(
                "Nel frattempo il percorso è stato concluso: riprendilo in un’altra finestra, poi invia di nuovo."
            ),
        )
