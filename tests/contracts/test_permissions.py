"""Who may open which URL: `docs/permissions.csv` has a row for each, and the server does what it says."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from trama.access.actions import Action
from trama.access.roles import Role
from trama.testing.cast import Cast, Person

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "permissions.csv"
DEMO_ONLY = {"gallery", "gallery-page"}
# One person for each role, so that a role is tested by itself.
BY_ROLE = {
    Role.OPERATOR: "ada",
    Role.SPECIALIST: "elsa",
    Role.ANALYST: "dina",
    Role.REFERENT: "franca",
    Role.SHIFT: "bice",
    Role.NETWORK_COORDINATOR: "tea",
    Role.AUDITOR: "ugo",
    Role.CUSTODIAN: "vera",
    Role.COORDINATOR: "bianca",
}


def walk(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(name with its namespace, pattern) of every URL."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern.url_patterns, inner)
        elif pattern.name not in DEMO_ONLY:
            yield f"{namespace}{pattern.name}", pattern


URLS = dict(walk(get_resolver().url_patterns))


def action_of(name: str) -> Action:
    action: Action = URLS[name].callback.action  # type: ignore[attr-defined]
    return action


def address(name: str) -> str:
    """The URL with made-up values for what it needs."""
    converters = URLS[name].pattern.converters
    examples = {"UUIDConverter": uuid4(), "IntConverter": 2025, "SlugConverter": "x", "StringConverter": "x"}
    kwargs = {key: examples[type(converter).__name__] for key, converter in converters.items()}
    return reverse(name, kwargs=kwargs)


def rows() -> list[dict[str, str]]:
    """What the document should say, in the order of names."""
    return [
        {
            "url": name,
            "route": str(URLS[name].pattern),
            "action": action_of(name).code,
            "roles": " ".join(sorted(action_of(name).roles))
            if action_of(name) is not Action.PUBLIC
            else "everybody",
        }
        for name in sorted(URLS)
    ]


def test_every_url_has_a_name_of_its_own() -> None:
    names = [name for name, _pattern in walk(get_resolver().url_patterns)]
    assert len(names) == len(set(names))


def test_the_document_says_who_may_open_what() -> None:
    with DOCUMENT.open(encoding="utf-8", newline="") as lines:
        documented = list(csv.DictReader(lines))
    assert documented == rows(), "run: python -m tests.contracts.test_permissions"


@pytest.fixture
def clients(client_of: Callable[[Person], Client], cast: Cast) -> dict[Role, Client]:
    return {role: client_of(cast.people[name]) for role, name in BY_ROLE.items()}


def test_each_role_opens_what_it_may_and_is_refused_the_rest(cast: Cast, clients: dict[Role, Client]) -> None:
    """403 exactly where the action does not allow; a made-up id is a 404, never a 403 for who may."""
    wrong = []
    for role, client in clients.items():
        actor = cast.people[BY_ROLE[role]].actor
        for name in URLS:
            if name in {"accounts:sign_out", "accounts:sign_in", "accounts:enter", "accounts:factor"}:
                continue
            refused = client.get(address(name)).status_code == 403
            if refused == action_of(name).allows(actor):
                wrong.append(f"{role} {name}: {'refused' if refused else 'let in'}")
    assert wrong == []


@pytest.mark.django_db
def test_who_is_not_signed_in_is_asked_to_sign_in() -> None:
    for name in URLS:
        if action_of(name) is not Action.PUBLIC:
            answer = Client().get(address(name))
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/entra/"), name


def test_a_post_without_the_token_is_refused_everywhere(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    for name in URLS:
        assert client.post(address(name)).status_code == 403, name


if __name__ == "__main__":
    with DOCUMENT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["url", "route", "action", "roles"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows())
