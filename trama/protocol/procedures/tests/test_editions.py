"""Drafts, what is in force, what was: the service says it and the database holds it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection

from trama.access.actions import Forbidden
from trama.access.actor import Actor
from trama.access.context import acting
from trama.audit.models import Event
from trama.common.errors import DomainError
from trama.protocol.procedures import services
from trama.protocol.procedures.files import looked_at
from trama.protocol.procedures.models import Document, Edition, EditionFile, State
from trama.protocol.procedures.tests.conftest import NEW, OLD, enforce, write
from trama.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 prova"


@contextmanager
def refused_by_the_database(person: Person, why: str) -> Iterator[None]:
    with pytest.raises(DatabaseError, match=why), acting(person.actor):
        yield


def sql(text: str, *values: UUID) -> int:
    """Rows touched."""
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return int(cursor.rowcount)


def test_a_new_edition_supersedes_the_one_before(cast: Cast, guideline: Edition) -> None:
    with acting(cast.ada.actor):
        rows = list(Edition.objects.order_by("number"))
        assert [(row.number, row.state, row.text) for row in rows] == [
            (1, State.SUPERSEDED, OLD),
            (2, State.IN_FORCE, NEW),
        ]
        assert rows[0].superseded_on == rows[1].in_force_on == date(2025, 5, 1)


def test_a_draft_is_read_by_the_coordinating_body_alone(cast: Cast) -> None:
    draft = write(cast.tea, "Bozza", "Testo")
    with acting(cast.tilde.actor):
        assert Edition.objects.filter(pk=draft.pk).exists()
    for person in (cast.ada, cast.ivana, cast.sofia):
        with acting(person.actor):
            assert not Edition.objects.exists()


def test_another_network_reads_nothing(cast: Cast, guideline: Edition) -> None:
    elsewhere = Actor.system(organisation_id=cast.organisations["aurora"], network_id=uuid4())
    with acting(elsewhere):
        assert not Edition.objects.exists()
        assert not Document.objects.exists()


@pytest.mark.parametrize("name", ["franca", "ada", "ivana", "ugo", "vera"])
def test_only_the_coordinating_body_writes(cast: Cast, guideline: Edition, name: str) -> None:
    person = cast.people[name]
    with pytest.raises(Forbidden), acting(person.actor):
        services.open_document(actor=person.actor, kind="other", title="x", text="y", document_id=uuid4())
    with pytest.raises(Forbidden), acting(person.actor):
        services.put_in_force(actor=person.actor, edition=guideline, on=date(2025, 6, 1))


def test_raw_sql_of_another_body_changes_no_edition(cast: Cast, guideline: Edition) -> None:
    with acting(cast.franca.actor):
        assert sql("UPDATE protocol_edition SET state = 'superseded', superseded_on = '2026-01-01'") == 0
    with refused_by_the_database(cast.franca, "row-level security"):
        sql(
            "INSERT INTO protocol_document (id, organisation_id, network_id, kind) VALUES (%s, %s, %s, 'other')",
            uuid4(),
            cast.organisations["aurora"],
            cast.network_id,
        )


@pytest.mark.parametrize(
    "change",
    ["text = 'altro'", "title = 'altro'", "in_force_on = '2020-01-01'", "state = 'draft'", "number = 9"],
)
def test_what_came_into_force_is_not_rewritten_even_by_raw_sql(
    cast: Cast, guideline: Edition, change: str
) -> None:
    with refused_by_the_database(cast.tea, "rewritten|its place"):
        sql(f"UPDATE protocol_edition SET {change} WHERE id = %s", guideline.pk)


def test_what_was_superseded_does_not_come_back(cast: Cast, guideline: Edition) -> None:
    with refused_by_the_database(cast.tea, "rewritten"):
        sql("UPDATE protocol_edition SET state = 'in_force', superseded_on = NULL WHERE state = 'superseded'")


def test_two_editions_of_one_document_are_never_in_force(cast: Cast, guideline: Edition) -> None:
    with acting(cast.tea.actor):
        services.write_draft(actor=cast.tea.actor, document=guideline.document, title="Terza", text="x")
    with pytest.raises(IntegrityError, match="protocol_one_edition_in_force"), acting(cast.tea.actor):
        sql(
            "UPDATE protocol_edition SET state = 'in_force', in_force_on = '2026-01-01' WHERE state = 'draft'"
        )


def test_nobody_deletes_an_edition(cast: Cast, guideline: Edition) -> None:
    with refused_by_the_database(cast.tea, "permission denied"):
        sql("DELETE FROM protocol_edition")


def test_a_draft_written_twice_is_one_draft(cast: Cast, guideline: Edition) -> None:
    with acting(cast.tea.actor):
        for text in ("prima", "seconda"):
            services.write_draft(actor=cast.tea.actor, document=guideline.document, title="Terza", text=text)
        drafts = Edition.objects.filter(state=State.DRAFT)
        assert [(one.number, one.text) for one in drafts] == [(3, "seconda")]


def test_a_form_sent_twice_makes_one_document_and_puts_it_in_force_once(cast: Cast) -> None:
    pk = uuid4()
    with acting(cast.tea.actor):
        for _time in range(2):
            draft = services.open_document(
                actor=cast.tea.actor, kind="other", title="Una", text="x", document_id=pk
            )
        for _time in range(2):
            services.put_in_force(actor=cast.tea.actor, edition=draft, on=date(2025, 1, 1))
        assert Edition.objects.get().state == State.IN_FORCE
        assert Event.objects.filter(action="procedure.in_force").count() == 1


def test_a_new_edition_does_not_begin_before_the_one_in_force(cast: Cast, guideline: Edition) -> None:
    with acting(cast.tea.actor):
        draft = services.write_draft(
            actor=cast.tea.actor, document=guideline.document, title="Terza", text="x"
        )
        with pytest.raises(DomainError, match="before_the_last"):
            services.put_in_force(actor=cast.tea.actor, edition=draft, on=date(2025, 4, 30))


def test_an_annex_without_text_is_a_place_and_its_text_arrives_once(cast: Cast, annex: Edition) -> None:
    assert not annex.text_available
    assert annex.text == ""
    with acting(cast.tea.actor):
        services.supply_text(actor=cast.tea.actor, edition=annex, text="I princìpi della rete.")
        arrived = Edition.objects.get(pk=annex.pk)
        assert (arrived.text_available, arrived.number, arrived.state) == (True, 1, State.IN_FORCE)
        with pytest.raises(DomainError, match="has_text"):
            services.supply_text(actor=cast.tea.actor, edition=arrived, text="Un altro testo")


def test_the_file_of_a_draft_is_replaced_and_that_of_an_edition_in_force_is_not(cast: Cast) -> None:
    draft = write(cast.tea, "Con file", "Testo")
    with acting(cast.tea.actor):
        for content in (PDF, PDF + b" due"):
            services.write_draft(
                actor=cast.tea.actor, document=draft.document, title="Con file", upload=looked_at(content)
            )
        assert bytes(EditionFile.objects.get().content) == PDF + b" due"
    enforce(cast.tea, draft)
    for statement in ("DELETE FROM protocol_editionfile", "UPDATE protocol_editionfile SET size = 1"):
        with refused_by_the_database(cast.tea, "stays"):
            sql(statement)


def test_the_file_of_a_draft_is_hidden_with_it(cast: Cast) -> None:
    with acting(cast.tea.actor):
        draft = services.open_document(
            actor=cast.tea.actor, kind="other", title="File", upload=looked_at(PDF), document_id=uuid4()
        )
    with acting(cast.ada.actor):
        assert not EditionFile.objects.exists()
    enforce(cast.tea, draft)
    with acting(cast.ada.actor):
        assert EditionFile.objects.count() == 1


def test_an_edition_without_any_text_is_refused(cast: Cast) -> None:
    with acting(cast.tea.actor), pytest.raises(DomainError, match="empty"):
        services.open_document(actor=cast.tea.actor, kind="other", title="Vuota", document_id=uuid4())


def test_every_act_leaves_its_row_in_the_trail(cast: Cast, guideline: Edition) -> None:
    with acting(cast.tea.actor):
        acts = list(Event.objects.filter(action__startswith="procedure.").values_list("action", flat=True))
    assert sorted(acts) == [
        "procedure.drafted", "procedure.drafted", "procedure.in_force", "procedure.in_force", "procedure.opened",
    ]  # fmt: skip
