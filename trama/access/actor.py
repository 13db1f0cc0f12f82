"""Who acts: ids and roles, no models, frozen for the length of a request or of a job."""

from dataclasses import dataclass, field
from uuid import UUID

from trama.access.roles import Role


@dataclass(frozen=True)
class Actor:
    """One person acting in one organisation of one network; or the system doing a job for an organisation."""

    organisation_id: UUID
    network_id: UUID
    user_id: UUID | None
    membership_id: UUID | None
    roles: frozenset[Role] = field(default_factory=frozenset)
    service_ids: frozenset[UUID] = field(default_factory=frozenset)

    @classmethod
    def system(cls, *, organisation_id: UUID, network_id: UUID) -> "Actor":
        """The actor of a job: no person, no role, no key; services name explicitly what a job may do."""
        return cls(organisation_id=organisation_id, network_id=network_id, user_id=None, membership_id=None)

    @property
    def is_system(self) -> bool:
        return self.user_id is None

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds at least one of `roles`."""
        return not self.roles.isdisjoint(roles)
