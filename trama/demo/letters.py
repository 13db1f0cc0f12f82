"""Letters from the centres: some ask a shelter for a place, some the social service for help. Not all are answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from trama.access.context import acting
from trama.accounts.founding import Insider
from trama.accounts.people import actor_of
from trama.cases.models import Path
from trama.consent.terms import Recipient
from trama.deadlines.calendar import local_day
from trama.deadlines.services import close_for_source
from trama.demo.calibration import TO_SHELTER, Weights, draw
from trama.demo.houses import open_houses
from trama.demo.loading import Placed
from trama.demo.people import SOCIAL_SERVICE
from trama.referrals.drafts import Draft
from trama.referrals.models import Referral
from trama.referrals.services.preparing import agree, prepare_parcel, write_draft
from trama.referrals.services.receiving import accept_referral, decline_referral
from trama.referrals.services.sending import send_parcel
from trama.referrals.sharing import shareable_fields
from trama.shelters import services
from trama.shelters.models import Request
from trama.shelters.states import RequestState

TO_SOCIAL: Final = 0.02
FEWEST: Final = 12  # so that a small demonstration has something to show
SHARED: Final = 4
PURPOSES: Final = {
    "shelter": (
        "Cerca un posto per sé e per i figli, lontano da dove vive ora. Le serve una scuola vicina.",
        "Ha bisogno di un posto subito: stanotte può restare dalla sorella. Evitare la zona della stazione.",
        "Vorrebbe una stanza per sé. Lavora la sera, ha bisogno dei mezzi.",
    ),
    "social": ("Chiede un aiuto economico e per la casa.", "Vuole iscrivere i figli al nido e al centro estivo."),
}  # fmt: skip
OUTCOMES: Final[Weights] = {"here": 46, "left": 30, "waiting": 10, "evaluating": 6, "refused": 8}
EXITS: Final[Weights] = {
    "path_completed": 30,
    "stay_ended": 20,
    "own_home": 25,
    "returned": 13,
    "abandoned": 12,
}
NOTES: Final = ("Aspetta la casa popolare.", "Il percorso continua bene: ancora qualche settimana.")


@dataclass(frozen=True, eq=False)
class Asking:
    """One letter to be sent."""

    at: datetime
    sender: Insider
    path: Path


@dataclass
class Letters:
    """Sends and answers them in the order of their days, so that a place is given to one after the other."""

    random: Random
    now: datetime
    free_from: dict[UUID, datetime] = field(default_factory=dict)  # by place: when the last one left

    def exchange(self, placed: Sequence[Placed], open_paths: Sequence[tuple[Placed, Insider, Path]]) -> None:
        places = open_houses(placed)
        shelters = [one for one in placed if one.body.is_shelter]
        social = next((one for one in placed if one.body.code == SOCIAL_SERVICE), None)
        drawn = list(open_paths)
        self.random.shuffle(drawn)
        few = min(FEWEST, len(drawn) // 3)
        cut = max(round(len(drawn) * TO_SHELTER), few)
        asked = self._asking(drawn[:cut])
        # The newest are the first shelter's, so that whoever signs in there finds something to answer.
        newest = dict(zip(reversed(asked), ("unread", "evaluating", "waiting"), strict=False))
        for asking in asked:
            shelter = shelters[0] if asking in newest else self.random.choice(shelters)
            self._to_shelter(asking, shelter, places[shelter.body.code], newest.get(asking, ""))
        if social is not None:
            for asking in self._asking(drawn[cut : cut + max(round(len(drawn) * TO_SOCIAL), few // 2)]):
                self._to_social(asking, social)

    def _asking(self, drawn: Sequence[tuple[Placed, Insider, Path]]) -> list[Asking]:
        found = []
        for _centre, sender, path in drawn:
            latest = self.now - timedelta(hours=self.random.randrange(3, 60))
            earliest = max(path.opened_at + timedelta(hours=2), self.now - timedelta(days=200))
            days = self.random.randrange(1, 150)
            at = min(max(earliest, latest - timedelta(days=days)), latest)
            if at > path.opened_at:
                found.append(Asking(at, sender, path))
        return sorted(found, key=lambda one: one.at)

    def _to_shelter(self, asking: Asking, shelter: Placed, places: list[UUID], outcome: str) -> None:
        letter = self.send(asking, shelter, self.random.choice(PURPOSES["shelter"]))
        answered = None if outcome == "unread" else self._answered(asking, surely=bool(outcome))
        if answered is None:
            return
        insider = self.random.choice(shelter.operators() or list(shelter.people.values()))
        with acting(actor_of(insider.membership)):
            if not outcome and self.random.random() < 0.06:
                self._decline(insider, letter, answered)
            else:
                self._accept(insider, letter, "shelter", answered)
                request = Request.objects.get(referral=letter.pk)
                self._walk(insider, request, places, answered, outcome or draw(self.random, OUTCOMES))
        self._heard(asking, letter, answered)

    def _walk(
        self, insider: Insider, request: Request, places: list[UUID], at: datetime, outcome: str
    ) -> None:
        """What came of the request."""
        on: dict[str, Any] = {
            "actor": actor_of(insider.membership), "keyring": insider.keyring, "request_id": request.pk
        }  # fmt: skip
        later = min(at + timedelta(days=self.random.randrange(1, 4)), self.now - timedelta(minutes=20))
        if outcome == "refused":
            services.answer_request(**on, to=RequestState.REFUSED, reason="not_suited", at=later)
            return
        if outcome == "evaluating":
            services.answer_request(**on, to=RequestState.EVALUATING, at=later)
            return
        free = [place for place in places if self.free_from.get(place, later) <= later]
        if outcome == "waiting" or not free or later < at:
            services.answer_request(**on, to=RequestState.WAITING, at=max(later, at))
            return
        self._host(insider, request, self.random.choice(free), later, leaves=outcome == "left")

    def _host(self, insider: Insider, request: Request, place: UUID, at: datetime, *, leaves: bool) -> None:
        who: dict[str, Any] = {"actor": actor_of(insider.membership), "keyring": insider.keyring}
        stayed = timedelta(days=self.random.randrange(4, 90))
        gone = at + stayed if leaves and at + stayed < self.now else None
        # Some periods end soon, a few ended yesterday and nobody has written yet what happens.
        until = local_day(gone or self.now) + timedelta(days=self.random.choice([-1, 3, 9, 25, 60, 110]))
        until = max(until, local_day(at) + timedelta(days=1))
        stay = services.admit(**who, request_id=request.pk, place_id=place, until=until, at=at)
        self.free_from[place] = gone or datetime.max.replace(tzinfo=at.tzinfo)
        if gone is None and self.random.random() < 0.25:
            day = until + timedelta(days=30)
            services.extend_stay(
                **who,
                stay_id=stay.pk,
                until=day,
                reason=self.random.choice(NOTES),
                at=at + (self.now - at) / 2,
            )
        if gone is not None:
            services.end_stay(**who, stay_id=stay.pk, reason=draw(self.random, EXITS), at=gone)

    def _to_social(self, asking: Asking, social: Placed) -> None:
        letter = self.send(asking, social, self.random.choice(PURPOSES["social"]))
        answered = self._answered(asking)
        if answered is None:
            return
        insider = self.random.choice(social.operators())
        with acting(actor_of(insider.membership)):
            if self.random.random() < 0.12:
                self._decline(insider, letter, answered)
            else:
                self._accept(insider, letter, "path", answered)
        self._heard(asking, letter, answered)

    def _answered(self, asking: Asking, *, surely: bool = False) -> datetime | None:
        """When; None for the newest, and for a few that nobody answers."""
        at = asking.at + timedelta(hours=self.random.randrange(2, 70))
        if surely:
            return min(at, self.now - timedelta(minutes=40))
        return at if at < self.now - timedelta(hours=1) and self.random.random() < 0.92 else None

    def send(self, asking: Asking, receiver: Placed, purpose: str) -> Referral:
        """On her consent, as an operator would send it."""
        actor, at = actor_of(asking.sender.membership), asking.at
        who: dict[str, Any] = {"actor": actor, "keyring": asking.sender.keyring}
        path, organisation = asking.path, receiver.organisation
        with acting(actor):
            parcel = prepare_parcel(
                **who, subject=path.pk, record_key=path.woman.record_key, receivers=[organisation.pk], at=at
            )
            draft = Draft(
                receivers=(Recipient(organisation.official_name, organisation.pk),),
                expires_on=local_day(at) + timedelta(days=30),
                fields=tuple(shareable_fields(**who, subject=path.pk)[:SHARED]),
                purpose=purpose,
                return_progress=True,
                return_message=self.random.random() < 0.6,
            )
            write_draft(**who, parcel=parcel.pk, draft=draft, at=at)
            until = max(draft.expires_on, local_day(self.now) + timedelta(days=60))
            agree(**who, parcel=parcel.pk, way="in_person", until=until, at=at)
            return send_parcel(**who, parcel=parcel.pk, at=at)[0]

    def _accept(self, insider: Insider, letter: Referral, target: str, at: datetime) -> None:
        accept_referral(
            actor=actor_of(insider.membership),
            keyring=insider.keyring,
            referral=letter.pk,
            target=target,
            at=at,
        )

    def _decline(self, insider: Insider, letter: Referral, at: datetime) -> None:
        decline_referral(
            actor=actor_of(insider.membership),
            keyring=insider.keyring,
            referral=letter.pk,
            reason="full",
            at=at,
        )

    def _heard(self, asking: Asking, letter: Referral, at: datetime) -> None:
        """The sender has read the answer."""
        actor = actor_of(asking.sender.membership)
        with acting(actor):
            close_for_source(actor=actor, source=letter.pk, at=max(at, asking.at))
