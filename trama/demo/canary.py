"""One more woman in every body that helps women, made of a text that must then be found nowhere."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from trama.access.context import acting
from trama.accounts.people import actor_of
from trama.cases.contacts import Contacts
from trama.cases.services import activate, add_child, add_entry, close_path, log_call, open_path
from trama.deadlines.calendar import local_day
from trama.demo.houses import coordinator
from trama.demo.letters import Asking, Letters
from trama.demo.loading import Placed
from trama.demo.shifts import night_line, write_calls
from trama.referrals.services.receiving import accept_referral
from trama.shelters import services
from trama.shelters.models import Request
from trama.shelters.states import RequestState


def plant(placed: Iterable[Placed], text: str, now: datetime) -> int:
    """Name, telephone, address and notes are `text`; how many women were made."""
    made = 0
    bodies = list(placed)
    for body in bodies:
        if body.helps_women:
            _one(body, text, now)
            made += 1
    write_calls(night_line(bodies), now, [{"kind": "conversation", "note": text}])
    shelters = [body for body in bodies if body.body.is_shelter]
    centre = next((body for body in bodies if body.is_centre), None)
    for shelter in shelters:
        place = _house(shelter, text)
        if centre is not None:
            _letter(centre, shelter, place, text, now)
    return made


def _house(shelter: Placed, text: str) -> UUID:
    """A house of that name, at that address; its place."""
    insider = coordinator(shelter)
    who: dict[str, Any] = {"actor": actor_of(insider.membership), "keyring": insider.keyring}
    circle = [one.membership.pk for one in shelter.people.values()]
    with acting(who["actor"]):
        house = services.open_house(**who, name=text, level="emergency", days=30)
        services.write_address(**who, house_id=house.pk, address=text, directions=text, members=circle)
        return services.add_place(**who, house_id=house.pk, beds=2, note=text).pk


def _letter(centre: Placed, shelter: Placed, place: UUID, text: str, now: datetime) -> None:
    """From a centre to the shelter, taken over; she is admitted, stays longer and leaves, with `text` as every word."""
    sender, receiver = centre.operators()[0], coordinator(shelter)
    who: dict[str, Any] = {"actor": actor_of(sender.membership), "keyring": sender.keyring}
    with acting(who["actor"]):
        contacts = Contacts(telephone=text, address=text)
        path = open_path(**who, name=text, contacts=contacts, at=now - timedelta(days=3))
        asking = Asking(now - timedelta(days=2), sender, path)
    letter = Letters(Random(0), now).send(asking, shelter, text)
    who = {"actor": actor_of(receiver.membership), "keyring": receiver.keyring}
    with acting(who["actor"]):
        accept_referral(**who, referral=letter.pk, target="shelter", at=now - timedelta(days=1))
        request = Request.objects.get(referral=letter.pk)
        again = services.ask_place(**who, path_id=request.path_id, needed=text, avoid=text)
        services.answer_request(
            **who, request_id=again.pk, to=RequestState.REFUSED, reason="other", note=text
        )
        today = local_day(now)
        admitted = now - timedelta(hours=5)
        stay = services.admit(**who, request_id=request.pk, place_id=place, until=today, at=admitted)
        services.extend_stay(**who, stay_id=stay.pk, until=today + timedelta(days=9), reason=text)
        services.end_stay(**who, stay_id=stay.pk, reason="own_home", note=text, at=now)


def _one(body: Placed, text: str, now: datetime) -> None:
    insider = body.operators()[0]
    actor, keyring = actor_of(insider.membership), insider.keyring
    opened = now - timedelta(days=3)
    with acting(actor):
        contacts = Contacts(
            telephone=text, address=text, email=text, times=text, who_answers=text, caution=text
        )
        path = open_path(actor=actor, keyring=keyring, name=text, contacts=contacts, at=opened)
        common: dict[str, Any] = {
            "actor": actor,
            "keyring": keyring,
            "path_id": path.pk,
            "at": now - timedelta(days=1),
        }
        add_entry(**common, kind="note", words=text)
        add_child(**common, name=text, note=text)
        activate(**common, service="listening", status="requested", partner=text, note=text)
        close_path(actor=actor, keyring=keyring, path_id=path.pk, reason="agreed", note=text, at=now)
        log_call(actor=actor, keyring=keyring, kind="conversation", note=text, at=now)
