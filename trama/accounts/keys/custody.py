"""The state of an organisation's keys, as its custodians need to know it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from trama.vault.keyring import Keyring
from trama.vault.models import RecordKey
from trama.vault.services.epochs import rewrap_left
from trama.vault.services.identity import open_request, renewal_due
from trama.vault.services.organisations import Request
from trama.vault.trust.fingerprints import identity_fingerprint
from trama.vault.trust.manifests import Flag


@dataclass(frozen=True)
class Custody:
    """`rewrap_left`: record keys still under an earlier epoch's key, out of `rewrap_total`."""

    name: str
    fingerprint: str
    custodians: int
    members: int
    epoch: int
    sheets: bool
    renewal_due: bool
    request: Request | None
    rewrap_left: int
    rewrap_total: int

    @property
    def number(self) -> str:
        return _("la numero %(epoch)s") % {"epoch": self.epoch}

    @property
    def rewrap_done(self) -> int:
        return self.rewrap_total - self.rewrap_left


def custody(keyring: Keyring) -> Custody:
    """Raises KeyNotHeld, UntrustedKey."""
    verified = keyring.opened.verified
    return Custody(
        name=verified.name,
        fingerprint=identity_fingerprint(verified.statement.identity),
        custodians=len(verified.active(Flag.CUSTODIAN)),
        members=len(verified.active()),
        epoch=verified.epoch,
        sheets=verified.manifest.recovery is not None,
        renewal_due=renewal_due(verified),
        request=open_request(verified),
        rewrap_left=rewrap_left(verified.id, verified.epoch),
        rewrap_total=RecordKey.objects.filter(
            organisation=verified.id, compartment=None, destroyed_at=None
        ).count(),
    )
