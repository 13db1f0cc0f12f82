"""Who must not know of a path, for whoever may open that list; for the others only that they may not choose."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from trama.cases.models import MustNotKnow, Path
from trama.common.errors import DomainError
from trama.vault.errors import KeyNotHeld
from trama.vault.keyring import Keyring


@dataclass(frozen=True)
class HiddenFrom:
    """Colleagues (memberships) and offices (organisations) that must not know. `readable`: the asker may know who."""

    memberships: frozenset[UUID] = frozenset()
    organisations: frozenset[UUID] = frozenset()
    note: str = ""
    readable: bool = True

    def as_json(self) -> dict[str, Any]:
        return {
            "memberships": sorted(str(key) for key in self.memberships),
            "organisations": sorted(str(key) for key in self.organisations),
            "note": self.note,
        }

    @property
    def is_empty(self) -> bool:
        return self.readable and not (self.memberships or self.organisations or self.note)


def hidden_from(path: Path, keyring: Keyring) -> HiddenFrom:
    """The list of `path`; an empty one when there is none; `readable=False` for who is not in its circle."""
    row = MustNotKnow.objects.filter(path=path).select_related("record_key").first()
    if row is None:
        return HiddenFrom()
    try:
        stored: Any = keyring.box(row.record_key).open(row, "content")
    except KeyNotHeld:
        return HiddenFrom(readable=False)
    return HiddenFrom(
        frozenset(UUID(key) for key in stored["memberships"]),
        frozenset(UUID(key) for key in stored["organisations"]),
        stored["note"],
    )


def readable_list(path: Path, keyring: Keyring) -> HiddenFrom:
    """The same, for choosing a person or an office. Raises DomainError, neutral, for who may not choose here."""
    hidden = hidden_from(path, keyring)
    if not hidden.readable:
        raise ask_who_can()
    return hidden


def ask_who_can() -> DomainError:
    return DomainError(
        "ask_who_can", _("Per questo percorso la scelta la fa la collega che lo segue: chiedi a lei.")
    )


def not_offered(field: str = "to") -> DomainError:
    """The one refusal of a person who was not on offer: it never says why."""
    return DomainError("not_offered", _("Scegli una delle persone dell’elenco."), field=field)


def hidden_organisations(path: Path, keyring: Keyring) -> frozenset[UUID]:
    """The offices to which nothing about this path may be sent. Raises DomainError for who may not choose."""
    return readable_list(path, keyring).organisations
