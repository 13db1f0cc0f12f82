"""The roles a person may hold in an organisation (DESIGN §4)."""

from enum import StrEnum


class Role(StrEnum):
    OPERATOR = "operator"
    SPECIALIST = "specialist"
    COORDINATOR = "coordinator"
    CUSTODIAN = "custodian"
    REFERENT = "referent"
    ANALYST = "analyst"
    NETWORK_COORDINATOR = "network_coordinator"
    AUDITOR = "auditor"
    SHIFT = "shift"


# Who holds the organisation's keys (DESIGN §6): a specialist gets the keys of her paths only; the others none.
KEY_READERS = frozenset({Role.OPERATOR, Role.COORDINATOR, Role.CUSTODIAN, Role.ANALYST})
