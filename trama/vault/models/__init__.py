"""Tables of the vault: wraps, public statements, sessions. No key stands here in clear."""

from trama.vault.models.organisations import (
    Epoch,
    EpochGrant,
    EpochManifest,
    IdentityGrant,
    OrganisationIdentity,
    RecoverySeal,
    ServiceKeyGrant,
)
from trama.vault.models.records import (
    Compartment,
    CompartmentGrant,
    CompartmentKind,
    CompartmentTurn,
    RecordGrant,
    RecordKey,
)
from trama.vault.models.users import CarriedForm, SessionKey, SessionState, UserKey

__all__ = [
    "CarriedForm",
    "Compartment",
    "CompartmentGrant",
    "CompartmentKind",
    "CompartmentTurn",
    "Epoch",
    "EpochGrant",
    "EpochManifest",
    "IdentityGrant",
    "OrganisationIdentity",
    "RecordGrant",
    "RecordKey",
    "RecoverySeal",
    "ServiceKeyGrant",
    "SessionKey",
    "SessionState",
    "UserKey",
]
