"""A letter that asks for a place becomes a path here and a request."""

from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.cases.landing import NEW_PATH
from trama.referrals.landing import Arrival, Landed
from trama.shelters.policies import houses_of
from trama.shelters.services.common import TEXT_MAX
from trama.shelters.services.requests import ask_place
from trama.vault.keyring import Keyring


class NewRequest:
    """Registered with `referrals`; offered only where there are houses."""

    code = "shelter"
    label: Promise | str = _("Richiesta di ospitalità")
    hint: Promise | str = _("Apre il percorso, e la richiesta di un posto da valutare.")

    def offered(self, actor: Actor) -> bool:
        allowed = Action.MANAGE_STAYS.allows(actor) and NEW_PATH.offered(actor)
        return allowed and houses_of(actor).filter(closed_at=None).exists()

    def land(self, *, actor: Actor, keyring: Keyring, arrival: Arrival, at: datetime) -> Landed:
        landed = NEW_PATH.land(actor=actor, keyring=keyring, arrival=arrival, at=at)
        request = ask_place(
            actor=actor, keyring=keyring, path_id=landed.subject, needed=arrival.letter.purpose[:TEXT_MAX],
            referral=arrival.referral, answer_by=arrival.respond_by, at=at,
        )  # fmt: skip
        return Landed(landed.subject, landed.record_key, reverse("shelters:request", args=[request.pk]))


NEW_REQUEST = NewRequest()
