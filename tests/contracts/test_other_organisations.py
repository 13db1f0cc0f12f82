"""Two centres: every URL that bears an id, with every verb and a valid token, asked with the other's ids, is a 404.

Governance is read by the whole network: its pages to read may answer, its pages to write are 404 or 403, also for who
has the role of the lead body's coordinators in a body that does not lead.
"""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.contracts.test_permissions import URLS, action_of
from trama.access.actions import Action
from trama.access.roles import Role
from trama.accounts.models import Membership
from trama.testing.cast import Cast, Person
from trama.testing.clients import signed_in
from trama.testing.world import World

# Names that bear an id of something public to the whole network.
PUBLIC_IDS = {"organisation"}
# What an id means where the name alone does not say.
MEANING = {
    ("deadlines:read", "pk"): "notice",
    ("referrals:seen", "referral"): "taken",
    ("referrals:met", "referral"): "taken",
    ("referrals:close", "referral"): "taken",
    ("referrals:message", "referral"): "taken",
    ("referrals:withdrawal", "referral"): "taken",
    ("protocol:reminders", "version_id"): "version_in_force",
}
# Pages whose row comes into being in the test of their own app: (URL, why this walk cannot bring one).
ELSEWHERE: dict[str, str] = {}

# Governance (trama.protocol): pages whose rows all the bodies of a network read, never one about a woman.
GOVERNANCE = "protocol:"
READ_BY_THE_NETWORK = {Action.READ_PROTOCOL, Action.READ_RESOURCES}
# Acts by which each body writes a row of its own about something of the network's, by action: what it writes.
EACH_FOR_ITSELF = {Action.CONFIRM_DISSEMINATION: "that it spread a procedure among its staff"}


def bears_an_id(name: str) -> bool:
    converters = URLS[name].pattern.converters
    return any(
        type(one).__name__ == "UUIDConverter" and key not in PUBLIC_IDS for key, one in converters.items()
    )


def is_the_networks(name: str) -> bool:
    return action_of(name) in READ_BY_THE_NETWORK or action_of(name) in EACH_FOR_ITSELF


WITH_ID = sorted(name for name in URLS if bears_an_id(name) and name not in ELSEWHERE)
NAMED = [name for name in WITH_ID if not is_the_networks(name)]
READ = [name for name in WITH_ID if action_of(name) in READ_BY_THE_NETWORK]


def kwargs_of(name: str, ids: dict[str, UUID]) -> dict[str, object]:
    """The world's row for each id of a URL; a KeyError says that the world lacks one."""
    plain = {"IntConverter": timezone.localdate().year, "SlugConverter": "vita", "StringConverter": "x"}
    found: dict[str, object] = {}
    for key, converter in URLS[name].pattern.converters.items():
        kind = type(converter).__name__
        found[key] = plain[kind] if kind in plain else ids[MEANING.get((name, key), key)]
    return found


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


def asking(client: Client, url: str) -> Iterator[tuple[str, int]]:
    """(verb, status) with a valid token against forged requests."""
    token = client.cookies["trama-csrf"].value
    yield "GET", client.get(url).status_code
    yield "POST", client.post(url, {"csrfmiddlewaretoken": token}, headers={"x-csrftoken": token}).status_code


def strict(person: Person) -> Client:
    """Signed in, and held to the token."""
    client = signed_in(person)
    client.handler.enforce_csrf_checks = True
    client.get("/accesso/password/")
    return client


def test_the_world_has_a_row_for_every_url_that_bears_an_id(world: World) -> None:
    missing = {key for name in WITH_ID for key in URLS[name].pattern.converters if not _has(world, name, key)}
    assert missing == set()


def _has(world: World, name: str, key: str) -> bool:
    kind = type(URLS[name].pattern.converters[key]).__name__
    return kind != "UUIDConverter" or MEANING.get((name, key), key) in world.ids


def refusals(name: str) -> tuple[int, ...]:
    """How another body is answered; 405 is a verb that the page does not know."""
    return (403, 404, 405) if name.startswith(GOVERNANCE) else (404, 405)


def pretender(cast: Cast) -> Person:
    """Ivana of Iris, whom somebody gave the role of who coordinates a network: her body does not."""
    roles = [Role.REFERENT.value, Role.NETWORK_COORDINATOR.value]
    Membership.objects.filter(pk=cast.ivana.membership_id).update(roles=roles)
    return replace(cast.ivana, actor=replace(cast.ivana.actor, roles=frozenset(Role(role) for role in roles)))


def test_another_centre_is_answered_404_by_every_verb(cast: Cast, world: World) -> None:
    clients = [(person, strict(person)) for person in (cast.irma, cast.gaia, cast.luna, cast.ivana)]
    wrong = []
    asked = 0
    for name in NAMED:
        url = reverse(name, kwargs=kwargs_of(name, world.ids))
        for person, client in clients:
            if not action_of(name).allows(person.actor):
                continue
            for verb, status in asking(client, url):
                asked += 1
                if status not in refusals(name):
                    wrong.append(f"{person.name} {verb} {name}: {status}")
    assert wrong == []
    assert asked >= len(NAMED)


def test_what_the_network_reads_of_governance_it_does_not_write(cast: Cast, world: World) -> None:
    clients = [(person, strict(person)) for person in (cast.irma, cast.ivana)]
    wrong, read = [], 0
    for name in READ:
        url = reverse(name, kwargs=kwargs_of(name, world.ids))
        for person, client in clients:
            statuses = dict(asking(client, url))
            read += statuses["GET"] == 200
            if statuses["POST"] not in (403, 404, 405):
                wrong.append(f"{person.name} POST {name}: {statuses['POST']}")
    assert wrong == []
    assert read >= len(READ)


def test_the_role_of_the_lead_body_opens_nothing_in_a_body_that_does_not_lead(
    cast: Cast, world: World
) -> None:
    """Pages without an id too: what only a coordinator of the network may, she may for the body that leads."""
    person = pretender(cast)
    client = strict(person)
    alone = frozenset({Role.NETWORK_COORDINATOR})
    names = [name for name in URLS if name.startswith(GOVERNANCE) and action_of(name).roles == alone]
    names += [name for name in NAMED if name.startswith(GOVERNANCE) and name not in names]
    wrong = [
        f"{verb} {name}: {status}"
        for name in names
        if action_of(name).allows(person.actor)
        for verb, status in asking(client, reverse(name, kwargs=kwargs_of(name, world.ids)))
        if status not in refusals(name)
    ]
    assert names
    assert wrong == []


def test_the_same_addresses_are_there_for_the_centre_itself(cast: Cast, world: World) -> None:
    """Without this the test above would pass on made-up addresses."""
    clients = [
        (person, signed_in(person))
        for person in (
            cast.ada,
            cast.bianca,
            cast.dina,
            cast.elsa,
            cast.franca,
            cast.tea,
        )
    ]
    for name in WITH_ID:
        url = reverse(name, kwargs=kwargs_of(name, world.ids))
        allowed = [client for person, client in clients if action_of(name).allows(person.actor)]
        answers = {client.get(url).status_code for client in allowed}
        assert answers & {200, 302, 403, 405, 409, 422}, f"{name}: {answers}"
