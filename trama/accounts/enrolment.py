"""The first time with an authenticator: the code to scan."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import segno
from django.utils.safestring import SafeString

from trama.accounts import totp
from trama.accounts.models import TotpDevice, User


@dataclass(frozen=True)
class Setup:
    """What the page shows once: the picture and the key in letters."""

    qr: SafeString
    secret: str


def first_time(user: User) -> Setup | None:
    """The set-up of a user who never confirmed an authenticator; None for the others."""
    device = TotpDevice.objects.filter(user=user).first()
    if device is not None and device.confirmed_at is not None:
        return None
    uri = totp.provisioning_uri(device) if device is not None else totp.begin_enrolment(user)
    secret = parse_qs(urlsplit(uri).query)["secret"][0]
    svg = segno.make(uri, error="m").svg_inline(scale=4, title="Codice da inquadrare", omitsize=True)
    return Setup(qr=SafeString(svg), secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)))


def reset_factor(user: User) -> None:
    """Forget the authenticator (lost telephone); the next sign-in enrols another. A custodian's act."""
    TotpDevice.objects.filter(user=user).delete()
