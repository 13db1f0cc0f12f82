"""A shelf to read: a guideline in force, its earlier edition, and an annex whose text is not here."""

from datetime import date
from uuid import uuid4

import pytest

from trama.access.context import acting
from trama.protocol.procedures import services
from trama.protocol.procedures.loading import load_library
from trama.protocol.procedures.models import Edition, State
from trama.testing.cast import Cast, Person

OLD = "## Accoglienza\n\nChi arriva trova una stanza tranquilla.\n\n- Si ascolta.\n- Si telefona al centro."
NEW = OLD.replace("tranquilla", "tranquilla e discreta").replace(
    "telefona al centro", "chiede che cosa vuole"
)


def write(person: Person, title: str, text: str, *, kind: str = "guideline") -> Edition:
    """A new document, as a draft."""
    with acting(person.actor):
        return services.open_document(
            actor=person.actor, kind=kind, title=title, text=text, document_id=uuid4()
        )


def enforce(person: Person, edition: Edition, on: date = date(2024, 3, 1)) -> Edition:
    with acting(person.actor):
        return services.put_in_force(actor=person.actor, edition=edition, on=on)


@pytest.fixture
def guideline(cast: Cast) -> Edition:
    """Second edition of a guideline, in force since 1 May 2025."""
    first = enforce(cast.tea, write(cast.tea, "Prima accoglienza", OLD))
    with acting(cast.tea.actor):
        second = services.write_draft(
            actor=cast.tea.actor, document=first.document, title="Prima accoglienza", text=NEW
        )
    return enforce(cast.tea, second, date(2025, 5, 1))


@pytest.fixture
def annex(cast: Cast) -> Edition:
    with acting(cast.tea.actor):
        load_library(
            actor=cast.tea.actor,
            title="Protocollo di prova",
            on=date(2023, 11, 22),
            summary="Sintesi di prova.",
            annexes=("Allegato 1. I princìpi",),
        )
        return Edition.objects.get(document__kind="annex", state=State.IN_FORCE)
