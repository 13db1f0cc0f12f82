"""A colleague who must not know: nothing of hers is there, at no address, in no list, in no number."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from tests.contracts.test_other_organisations import NAMED, asking, bears_an_id, kwargs_of, strict
from tests.contracts.test_permissions import URLS, action_of, address
from trama.cases import services as cases
from trama.cases.contacts import Contacts
from trama.cases.models import Path
from trama.deadlines import services as deadlines
from trama.referrals.models import Referral
from trama.referrals.services.receiving import accept_referral
from trama.testing.cast import Cast, Person
from trama.testing.clients import signed_in
from trama.testing.world import World

# Ids of what is the house's or nobody's yet: not about her.
NOT_HERS = {
    "organisation", "membership_id", "invitation_id", "service_id", "referent_id", "submission_id", "house_id",
    "place_id", "call_id", "shift_call_id",
}  # fmt: skip
# Pages that count her too: nobody is told whom.
COUNTED = {"statistics", "shelters:places"}


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


def hide(world: World, path: Path, person: Person) -> None:
    with world.at_work(world.cast.ada) as who:
        cases.set_must_not_know(**who, path_id=path.pk, memberships=[person.membership_id])


def taken_over(world: World) -> Referral:
    """A letter that became a path here, with a deadline and a notice about it."""
    with world.at_work(world.cast.pia) as who:
        hers = cases.open_path(**who, name="Quetzal", contacts=Contacts(telephone="000 987"))
        letter = world.send(who, "aurora", path=hers)
    with world.at_work(world.cast.ada) as who:
        became = accept_referral(**who, referral=letter.pk, target="path")
        path = Path.objects.get(pk=became.subject)
    hide(world, path, world.cast.agata)
    return letter


def test_every_address_of_hers_is_a_404_by_every_verb(cast: Cast, world: World) -> None:
    """The rows of what was received are those of a letter that became a path hidden from Agata."""
    letter = taken_over(world)
    hide(world, world.path, cast.agata)
    ids = world.ids | {"taken": letter.pk, "referral": letter.pk}
    client, wrong, asked = strict(cast.agata), [], 0
    for name in NAMED:
        keys = set(URLS[name].pattern.converters)
        if keys & NOT_HERS or not action_of(name).allows(cast.agata.actor):
            continue
        for verb, status in asking(client, reverse(name, kwargs=kwargs_of(name, ids))):
            asked += 1
            if status not in {404, 405}:
                wrong.append(f"{verb} {name}: {status}")
    assert wrong == []
    assert asked >= 60


def lists(client: Client, person: Person) -> Iterator[tuple[str, str]]:
    """(name, what it shows) of every page without an id, tokens against forged requests aside."""
    for name in sorted(URLS):
        if bears_an_id(name) or not action_of(name).allows(person.actor) or name == "accounts:sign_out":
            continue
        if name.split(":")[0] in COUNTED or name in COUNTED:
            continue
        for query in ("", "?tutte=1&tutto=1&whose=service&state=all&snoozed=on&days=365"):
            text = client.get(address(name) + query).text
            yield name + query, re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|[0-9a-f-]{36}', "", text)


def test_no_list_and_no_number_tells_that_something_was_left_out(cast: Cast, world: World) -> None:
    """What Agata sees is to the letter what she saw before the two women came."""
    client = signed_in(cast.agata)
    hide(world, world.path, cast.agata)
    with world.at_work(cast.agata) as who:
        cases.open_path(**who, name="Marta")
    before = dict(lists(client, cast.agata))
    letter = taken_over(world)
    with world.at_work(cast.ada) as who:
        second = cases.open_path(**who, name="Zenobia")
        world.send(who, "sociale", path=second)
        world.parcel(who, "ginestra", path=second)
        for subject in (
            second.pk,
            Path.objects.exclude(pk__in=[second.pk, world.path.pk]).latest("opened_at").pk,
        ):
            deadlines.tell(actor=who["actor"], code="referral_taken_over", subject=subject, source=letter.pk)
    hide(world, second, cast.agata)
    after = dict(lists(client, cast.agata))
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name]] == []
