"""What may follow what: versions, signatures, files that were sent in. The database has the same tables as triggers."""

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trama.ui.tones import Tone

Steps = frozenset[tuple[str, str]]


class VersionState(StrEnum):
    """How far a version is."""

    PREPARING = "preparing"
    SIGNING = "signing"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    DROPPED = "dropped"  # prepared, and left before it came into force

    @property
    def words(self) -> Promise:
        """For choices: said in the language of the request, later."""
        return _VERSION[self][0]

    @property
    def label(self) -> str:
        return str(self.words)

    @property
    def tone(self) -> Tone:
        return _VERSION[self][1]


class SignatureState(StrEnum):
    """What is known of a signature. "Missing" means not at hand, never "did not sign" (DOMAIN §0.2)."""

    MISSING = "missing"
    RECEIVED = "received"
    VERIFIED = "verified"

    @property
    def words(self) -> Promise:
        """For choices: said in the language of the request, later."""
        return _SIGNATURE[self][0]

    @property
    def label(self) -> str:
        return str(self.words)

    @property
    def tone(self) -> Tone:
        return _SIGNATURE[self][1]


class FileState(StrEnum):
    """A file that a body sent waits for the lead body; `removed`: its bytes are gone, its trace stays."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REMOVED = "removed"

    @property
    def words(self) -> Promise:
        """For choices: said in the language of the request, later."""
        return _FILE[self][0]

    @property
    def label(self) -> str:
        return str(self.words)

    @property
    def tone(self) -> Tone:
        return _FILE[self][1]


_VERSION: dict[VersionState, tuple[Promise, Tone]] = {
    VersionState.PREPARING: (_("In preparazione"), "info"),
    VersionState.SIGNING: (_("Aperta alle firme"), "attention"),
    VersionState.IN_FORCE: (_("In vigore"), "ok"),
    VersionState.SUPERSEDED: (_("Sostituita"), "closed"),
    VersionState.DROPPED: (_("Lasciata"), "closed"),
}
_SIGNATURE: dict[SignatureState, tuple[Promise, Tone]] = {
    SignatureState.MISSING: (_("Non agli atti"), "neutral"),
    SignatureState.RECEIVED: (_("Ricevuta"), "info"),
    SignatureState.VERIFIED: (_("Verificata"), "ok"),
}
_FILE: dict[FileState, tuple[Promise, Tone]] = {
    FileState.WAITING: (_("Da guardare"), "attention"),
    FileState.ACCEPTED: (_("Agli atti"), "ok"),
    FileState.RETURNED: (_("Rimandato"), "neutral"),
    FileState.REMOVED: (_("Tolto"), "closed"),
}

VERSION_STEPS: Final[Steps] = frozenset(
    {
        ("preparing", "signing"),
        ("preparing", "dropped"),
        ("signing", "preparing"),  # the text changes again: nobody has signed yet
        ("signing", "in_force"),
        ("signing", "dropped"),
        ("in_force", "superseded"),
    }
)
SIGNATURE_STEPS: Final[Steps] = frozenset(
    {
        ("missing", "received"),
        ("received", "missing"),
        ("received", "verified"),
        ("verified", "received"),  # a person takes the judgement back
    }
)
FILE_STEPS: Final[Steps] = frozenset(
    {
        ("waiting", "accepted"),
        ("waiting", "returned"),
        ("waiting", "removed"),
        ("returned", "removed"),
    }
)


def may_follow(steps: Steps, before: str, after: str) -> bool:
    return (str(before), str(after)) in steps
