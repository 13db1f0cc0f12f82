"""Reading colleagues."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from trama.access.actor import Actor
from trama.access.prepared import prepared
from trama.access.roles import Role
from trama.accounts.models import Colleague, Membership, User
from trama.vault.columns import to_open
from trama.vault.keyring import Keyring

SEALED = 5  # columns of `to_open("name")`

ROLE_LABELS = {
    Role.OPERATOR: _("Operatrice"),
    Role.SPECIALIST: _("Specialista"),
    Role.COORDINATOR: _("Responsabile"),
    Role.CUSTODIAN: _("Custode"),
    Role.REFERENT: _("Referente"),
    Role.ANALYST: _("Analista"),
    Role.NETWORK_COORDINATOR: _("Coordinamento di rete"),
    Role.AUDITOR: _("Protezione dei dati"),
    Role.SHIFT: _("Turno"),
}
# What each role brings, for the custodian who gives it.
ROLE_HINTS = {
    Role.OPERATOR: _("Cammina con le donne: apre e scrive i percorsi."),
    Role.SPECIALIST: _("Avvocata, psicologa: vede solo i percorsi in cui è chiamata."),
    Role.COORDINATOR: _("Risponde di un servizio: percorsi, posti, servizi nella rete."),
    Role.CUSTODIAN: _("Tiene la chiave dell'ente e ammette le colleghe. Ne servono almeno due."),
    Role.REFERENT: _("Rappresenta l'ente nella rete. Non apre percorsi."),
    Role.ANALYST: _("Prepara le tabelle dell'anno."),
    Role.NETWORK_COORDINATOR: _("Coordina la rete. Non apre percorsi."),
    Role.AUDITOR: _("Vede chi ha aperto che cosa, mai i contenuti."),
    Role.SHIFT: _("Risponde al telefono: scrive le chiamate e non rilegge niente, nemmeno le sue."),
}


@dataclass(frozen=True)
class Person:
    """A colleague, with her name opened."""

    membership_id: UUID
    user_id: UUID
    user_key_id: UUID
    name: str
    roles: frozenset[Role]
    current: bool


def role_label(roles: Collection[Role]) -> str:
    """The roles in words, the ones that say most first."""
    return ", ".join(gettext(label) for role, label in ROLE_LABELS.items() if role in roles)


def colleagues(actor: Actor, keyring: Keyring, *, ended: bool = False) -> dict[UUID, Person]:
    """The members of the actor's organisation by membership id, sorted by name; two queries, whatever their number."""
    people = [
        Person(membership, user, key, name, frozenset(map(Role, roles)), ended_at is None)
        for name, (membership, user, key, roles, ended_at) in _named(actor, keyring, ended)
    ]
    return {person.membership_id: person for person in sorted(people, key=lambda one: one.name.casefold())}


def colleague_names(actor: Actor, keyring: Keyring) -> dict[UUID, str]:
    """Names by membership, those of who has left too; what the asker cannot open is left out."""
    return {membership: name for name, (membership, *_rest) in _named(actor, keyring, True)}


def ask_names_ahead(actor: Actor) -> None:
    """Inside `asking.one_journey`: what `colleague_names` will ask."""
    _colleagues.ahead(actor.organisation_id, True)


def _named(actor: Actor, keyring: Keyring, ended: bool) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Each name that opens, with (membership, user, key, roles, when she left)."""
    rows = _colleagues(actor.organisation_id, ended)
    names = dict(keyring.open_rows(Colleague, ["name"], [row[:SEALED] for row in rows]))
    return ((str(names[row[0]][0]), row[SEALED:]) for row in rows if row[0] in names)


@prepared
def _colleagues(organisation: UUID, ended: bool) -> "QuerySet[Colleague, tuple[Any, ...]]":
    only = {} if ended else {"membership__ended_at": None}
    rows = Colleague.objects.filter(organisation_id=organisation, **only)
    return rows.values_list(
        *to_open("name"), "membership", "membership__user", "membership__user__key", "membership__roles",
        "membership__ended_at",
    )  # fmt: skip


def memberships_of(user_id: UUID) -> list[Membership]:
    """Where a user works now."""
    return list(
        Membership.objects.select_related("organisation", "user")
        .filter(user_id=user_id, ended_at=None, user__is_active=True)
        .order_by("organisation__sort_key")
    )


def user_of(user_key_id: UUID) -> User:
    """Whose key it is."""
    return User.objects.get(key=user_key_id)
