"""What there is to do about the agreement, read from how things stand: nothing here is ticked off, it is done."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.protocol.agreement.models import SignatureState, Version, VersionState
from trama.protocol.agreement.selectors import Expiry, version_in_hand
from trama.protocol.agreement.selectors.referents import VACANT, posts
from trama.protocol.agreement.selectors.register import own_rows, waiting_files

# How long before the first of the three dates the lead body is told: a suggestion of the project.
SOON = timedelta(days=180)


@dataclass(frozen=True)
class Chore:
    """One thing, and the page where it is done."""

    title: str
    text: str
    url: str
    label: str


def chores(actor: Actor, expiry: Expiry, *, leads: bool) -> list[Chore]:
    """For the lead body: expiry, files, vacancies. For a referent: what her own body's signature lacks."""
    found = _of_lead(actor, expiry) if leads else []
    if Action.UPLOAD_SIGNATURE.allows(actor):
        found += _of_body(actor)
    return found


def _of_lead(actor: Actor, expiry: Expiry) -> list[Chore]:
    hand = version_in_hand(actor)
    found = [
        None if expiry.version.rule else _choose_the_rule(),
        _prepare_renewal() if hand is None and _is_near(expiry) else None,
        _go_on_with(hand) if hand else None,
        _look_at_files(waiting_files(actor).count()),
        _ask_for_referents(posts(expiry.version, expiry.today, which=VACANT).count()),
    ]
    return [chore for chore in found if chore]


def _is_near(expiry: Expiry) -> bool:
    return expiry.nearest is not None and expiry.nearest - expiry.today <= SOON


def _choose_the_rule() -> Chore:
    return Chore(
        _("Scegliere quale scadenza vale"),
        _("Il testo si legge in tre modi: finché nessuno sceglie, restano tutti e tre."),
        reverse("protocol:rule"),
        _("Scegli"),
    )


def _prepare_renewal() -> Chore:
    return Chore(
        _("La scadenza si avvicina: preparare il rinnovo"),
        _("Non si chiude da sola: il protocollo non si rinnova e non scade senza che qualcuno lo decida."),
        reverse("protocol:new_version"),
        _("Prepara il rinnovo"),
    )


def _go_on_with(hand: Version) -> Chore:
    signing = hand.state == VersionState.SIGNING
    words = _("Si raccolgono le firme") if signing else _("Il rinnovo è in preparazione")
    return Chore(words, hand.title, reverse("protocol:version", args=[hand.pk]), _("Continua"))


def _look_at_files(count: int) -> Chore | None:
    if not count:
        return None
    text = ngettext("%(count)d file aspetta", "%(count)d file aspettano", count) % {"count": count}
    return Chore(_("Guardare i file arrivati"), text, reverse("protocol:waiting"), _("Guarda"))


def _ask_for_referents(count: int) -> Chore | None:
    if not count:
        return None
    text = ngettext("%(count)d ente senza referente", "%(count)d enti senza referente", count) % {
        "count": count
    }
    return Chore(
        _("Chiedere i referenti"), text, reverse("protocol:referents") + "?which=vacant", _("Vedi quali")
    )


def _of_body(actor: Actor) -> list[Chore]:
    rows = own_rows(actor).filter(state=SignatureState.MISSING)
    return [
        Chore(
            _("La firma del tuo ente non è agli atti"),
            row.version.title,
            reverse("protocol:signatory", args=[row.pk]),
            _("Mandala"),
        )
        for row in rows
    ]
