"""A name, a telephone, an address, a note put in through every form and job are read nowhere (DESIGN §1.2)."""

import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.contracts.test_other_organisations import kwargs_of
from tests.contracts.test_permissions import URLS, action_of
from trama.common import jobs
from trama.common.vocabularies import all_vocabularies
from trama.config.postgres import Cluster
from trama.demo import loading
from trama.demo.canary import plant
from trama.testing.canary import found_in, found_under
from trama.testing.cast import Cast, Person
from trama.testing.clients import signed_in
from trama.testing.forms import filled, forms_of
from trama.testing.world import World

TEXT = "Quetzal-Ombra Zq7"
CODE = "zqsentinel"
# What an organisation counted of itself: codes and numbers, no woman's row (DESIGN §8; docs/threat-model.md says so).
COUNTED = "statistics_cell"
# Governance is in clear, offices and acts that the whole network reads; its forms ask for no person's name.
GOVERNED = "protocol_*"
# Ends the session, or changes a password; the canary goes in there by the sign-in page.
LEFT_OUT = {
    "accounts:sign_out",
    "accounts:password",
    "accounts:factor",
    "accounts:enter",
    "accounts:signed_out",
}


@pytest.fixture
def sentinel(monkeypatch: pytest.MonkeyPatch) -> str:
    """A code that only this test knows, in every vocabulary."""
    for vocabulary in all_vocabularies():
        monkeypatch.setitem(vocabulary.export_labels, CODE, "Voce di prova")
    return CODE


def dump(cluster: Cluster, database: str, *options: str) -> bytes:
    """A plain dump, as a thief of a backup without encryption would have it."""
    keys = cluster.dsn("trama_maintenance", database)
    command = [
        cluster.bin("pg_dump"),
        "--host",
        keys["HOST"],
        "--port",
        keys["PORT"],
        "--username",
        keys["USER"],
    ]
    answer = subprocess.run(
        [str(part) for part in [*command, *options, database]],
        env={"PGPASSWORD": keys["PASSWORD"], "PATH": "/usr/bin:/bin"}, capture_output=True, check=True,
    )  # fmt: skip
    return answer.stdout


def write_everywhere(client: Client, person: Person, world: World) -> tuple[int, int, int]:
    """Fill in and send every form she may open; (forms accepted, forms sent, sentinel codes sent)."""
    accepted = sent = codes = 0
    today = timezone.localdate().isoformat()
    for name in sorted(URLS):
        if name in LEFT_OUT or not action_of(name).allows(person.actor):
            continue
        url = reverse(name, kwargs=kwargs_of(name, world.ids))
        page = client.get(url, follow=True)
        for form in forms_of(page.text) if "text/html" in page.get("Content-Type", "") else []:
            data = filled(form, TEXT, today=today, code=CODE)
            target = form.action or page.request["PATH_INFO"]
            if "esci" in target or "password" in target:
                continue
            answer = client.post(target, data)
            assert answer.status_code < 500, f"{person.name} {name}: {answer.status_code}"
            sent += 1
            accepted += answer.status_code == 302
            codes += sum(CODE in values for values in data.values())
    return accepted, sent, codes


def test_what_is_typed_into_every_form_is_read_nowhere(
    committed: str, everybody: Cast, sentinel: str, log: list[str], test_database: tuple[Cluster, str, Cast]
) -> None:
    world = World(everybody)
    Client().post("/entra/", {"username": TEXT, "password": TEXT})
    accepted = sent = codes = 0
    for person in (
        everybody.bice,  # first: what she writes is then taken over by who reads it
        everybody.ada,
        everybody.bianca,
        everybody.elsa,
        everybody.dina,
        everybody.tea,
        everybody.ugo,
    ):
        client = signed_in(person)
        done = write_everywhere(client, person, world)
        accepted, sent, codes = accepted + done[0], sent + done[1], codes + done[2]
        if person is everybody.ada:  # before the coordinator, in her turn, erases the record
            shown = client.get(f"/percorsi/{world.path.pk}/").text
    jobs.run_worker(wait=False)
    # The walk is worth something: forms were taken, codes were chosen, and she can read what she wrote.
    assert sent >= 40, sent
    assert accepted >= 15, (accepted, sent)
    assert codes >= 5, codes
    assert TEXT in shown
    thief = dump(test_database[0], committed)
    assert found_in(thief, ["Centro antiviolenza Aurora"]), "the dump must be one that can be read"
    assert found_in(dump(test_database[0], committed, "--exclude-table-data", GOVERNED), [TEXT]) == []
    clear = ("--exclude-table-data", COUNTED, "--exclude-table-data", GOVERNED)
    assert found_in(dump(test_database[0], committed, *clear), [CODE]) == []
    assert found_in("\n".join(log).encode(), [TEXT, CODE]) == []
    assert found_in("".join(str(letter.message()) for letter in mail.outbox).encode(), [TEXT, CODE]) == []
    assert found_under(Path(settings.VAR_DIR), [TEXT, CODE]) == []


def test_the_canary_of_the_demonstration_is_read_nowhere(
    committed: str, tmp_path: Path, test_database: tuple[Cluster, str, Cast], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    planted: list[int] = []
    loading.load(lambda told: None, lambda placed: planted.append(plant(placed, TEXT, timezone.now())))
    assert planted[0] >= 10
    assert found_in(dump(test_database[0], committed), [TEXT]) == []
    assert found_under(tmp_path, [TEXT]) == []
