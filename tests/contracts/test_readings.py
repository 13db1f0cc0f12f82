"""No page shows what is kept about a woman without a row in the trail: "who opened my record" would leave it out."""

from django.db.models import Max
from django.urls import reverse

from tests.contracts.test_other_organisations import kwargs_of
from tests.contracts.test_permissions import URLS, action_of
from trama.access.context import acting
from trama.audit.models import Event
from trama.testing.cast import Cast, Person
from trama.testing.clients import signed_in
from trama.testing.world import TEXT, World

HERS = ("000 123 456", TEXT, "Sole", "Zoë")  # telephone, words, a child, what she wants to be called
# What shows no more than how she wants to be called: the ways to a page, each told there.
ONLY_A_NAME = {"Zoë"}


def newest(person: Person) -> int:
    with acting(person.actor):
        found = Event.objects.filter(user_id=person.actor.user_id).aggregate(last=Max("pk"))["last"]
    return found or 0


def test_what_is_shown_of_her_stands_in_the_trail(cast: Cast) -> None:
    world = World(cast)
    shown: set[str] = set()
    untold: set[str] = set()
    for person in (cast.ada, cast.bianca, cast.elsa, cast.nora, cast.ugo):
        client = signed_in(person)
        for name in sorted(URLS):
            if name == "accounts:sign_out" or not action_of(name).allows(person.actor):
                continue
            before = newest(person)
            answer = client.get(reverse(name, kwargs=kwargs_of(name, world.ids)))
            if answer.status_code != 200 or "text/html" not in answer.get("Content-Type", ""):
                continue
            told = {one for one in HERS if one in answer.text}
            if told - ONLY_A_NAME:
                shown.add(name)
                if newest(person) == before:
                    untold.add(f"{name} shows {person.name} {sorted(told)}")
    assert untold == set()
    assert {"cases:path", "cases:contacts", "referrals:write"} <= shown, sorted(shown)
