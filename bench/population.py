"""Women in bulk: one organisation's own, sealed with its keys; and other organisations' rows, copied as ciphertext."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.db import connections
from django.utils import timezone

from trama.access.context import acting
from trama.accounts.founding import Insider
from trama.accounts.people import actor_of
from trama.cases.contacts import Contacts
from trama.cases.models import Entry, Path, Woman
from trama.cases.services import activate, add_child, add_entry, open_path
from trama.config.postgres import Cluster
from trama.config.postgres.cluster import SUPERUSER
from trama.demo.women import NOTES, invent
from trama.network.models import Organisation

CHUNK = 1000


def own_women(insider: Insider, number: int) -> None:
    """`number` women of one organisation, each openable by its people: as the services would have left them."""
    random = Random(7)
    for start in range(0, number, CHUNK):
        with acting(actor_of(insider.membership)):
            _chunk(random, insider, min(CHUNK, number - start))


def _chunk(random: Random, insider: Insider, number: int) -> None:
    keyring, membership, now = insider.keyring, insider.membership, timezone.localtime()
    women, paths, entries = [], [], []
    for key in keyring.new_records(number):
        box, drawn = keyring.box(key), invent(random, now)
        owner = {"organisation_id": membership.organisation_id}
        woman = Woman(id=uuid4(), record_key=key, **owner)
        woman.name = box.seal(woman, "name", drawn.name)
        woman.contacts = box.seal(woman, "contacts", {"telephone": drawn.telephone, "may_call": "yes"})
        woman.profile = box.seal(woman, "profile", drawn.profile)
        woman.author = box.seal(woman, "author", drawn.author)
        path = Path(
            id=uuid4(), woman=woman, state="reception", opened_at=drawn.opened_at, assignee=membership,
            last_activity_at=drawn.opened_at + timedelta(hours=random.randrange(1, 400)), **owner,
        )  # fmt: skip
        entry = Entry(id=uuid4(), path=path, at=drawn.opened_at, author=membership, **owner)
        entry.content = box.seal(entry, "content", {"kind": "note", "text": random.choice(NOTES)})
        women.append(woman)
        paths.append(path)
        entries.append(entry)
    Woman.objects.bulk_create(women)
    Path.objects.bulk_create(paths)
    Entry.objects.bulk_create(entries)


def one_long_path(insider: Insider) -> Path:
    """The path page that is measured: forty things on its timeline, through the services."""
    actor, keyring = actor_of(insider.membership), insider.keyring
    contacts = Contacts(telephone="000 123 456", may_call="times", times="di mattina")
    began = timezone.now() - timedelta(days=300)
    with acting(actor):
        path = open_path(actor=actor, keyring=keyring, name="Zenobia Q.", contacts=contacts, at=began)
        for day in range(28):
            at = began + timedelta(days=day * 10)
            add_entry(
                actor=actor, keyring=keyring, path_id=path.pk, kind="interview", words=NOTES[day % 6], at=at
            )
        for day in range(10):
            at = began + timedelta(days=day * 20)
            activate(
                actor=actor, keyring=keyring, path_id=path.pk, service="listening", status="delivered", at=at
            )
        for name in ("Sole", "Mare"):
            add_child(actor=actor, keyring=keyring, path_id=path.pk, name=name, exposure="witnessed")
    return path


# Each table, and what a copy of one of its rows has of its own; `copy` numbers the copies and says whose they are.
_OWN = {"id": "md5(t.id::text || copy.n)::uuid", "organisation_id": "copy.organisation"}
COPIES: dict[str, dict[str, str]] = {
    "vault_recordkey": _OWN,
    "cases_woman": {**_OWN, "record_key_id": "md5(t.record_key_id::text || copy.n)::uuid"},
    "cases_path": {**_OWN, "woman_id": "md5(t.woman_id::text || copy.n)::uuid"},
    "cases_entry": {**_OWN, "path_id": "md5(t.path_id::text || copy.n)::uuid"},
}


def others(cluster: Cluster, database: str, source: UUID, copies: range) -> None:
    """`len(copies)` times the source's rows, spread over the other organisations; nobody can open them.

    Copied inside the server by its superuser with triggers off: what is measured is how the rows weigh, not who wrote
    them. Indexes other than the keys are made again afterwards, which is quicker than to keep them while rows come in.
    """
    targets = list(Organisation.objects.exclude(pk=source).values_list("pk", flat=True))
    whose = [targets[n % len(targets)] for n in copies]
    with cluster.connect(SUPERUSER, database) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '256MB'")
        for table, own in COPIES.items():
            again = _drop_indexes(connection, table)
            names = _columns(table)
            values = ", ".join(own.get(name, f"t.{name}") for name in names)
            connection.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} t,"
                " unnest(%(numbers)s::text[], %(whose)s::uuid[]) AS copy (n, organisation)"
                " WHERE t.organisation_id = %(of)s",
                {"numbers": [str(n) for n in copies], "whose": whose, "of": source},
            )
            for definition in again:
                connection.execute(definition)
            connection.execute(f"VACUUM (ANALYZE) {table}")
        connection.execute("ANALYZE")
        connection.execute("CHECKPOINT")


def _drop_indexes(connection: "psycopg.Connection[Any]", table: str) -> list[str]:
    """Drop the indexes of `table` that hold no constraint up; how to make them again."""
    found = connection.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid = %s::regclass AND NOT i.indisunique"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
        [table],
    ).fetchall()
    for name, _definition in found:
        connection.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]


def _columns(table: str) -> list[str]:
    with connections["maintenance"].cursor() as cursor:
        return [
            column.name
            for column in connections["maintenance"].introspection.get_table_description(cursor, table)
        ]


def stages(sizes: list[int], own: int) -> Iterator[tuple[int, range]]:
    """(installation size, which copies to add to reach it)."""
    before = 0
    for size in sizes:
        copies = max(0, size // own - 1)
        yield size, range(before, copies)
        before = max(before, copies)
