"""Each signatory says for itself that it spread an edition in force; nobody says it in its place."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from trama.access.actions import Forbidden
from trama.access.context import acting
from trama.common.errors import DomainError
from trama.protocol.models import Signatory
from trama.protocol.procedures import selectors, services
from trama.protocol.procedures.models import Dissemination, Edition
from trama.protocol.procedures.tests.conftest import enforce, write
from trama.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db


def confirm(
    person: Person, edition: Edition, *, on: date = date(2025, 6, 1), way: str = "meeting"
) -> Dissemination:
    with acting(person.actor):
        return services.confirm_dissemination(actor=person.actor, edition=edition, way=way, spread_on=on)


def test_the_list_says_who_has_and_who_has_not(cast: Cast, guideline: Edition) -> None:
    confirm(cast.franca, guideline)
    with acting(cast.ivana.actor):
        rows = list(selectors.spreading(cast.ivana.actor, guideline.pk))
        said = {row["organisation"]: row["spread_on"] for row in rows}
        assert len(said) == 6
        assert said[cast.organisations["aurora"]] == date(2025, 6, 1)
        assert said[cast.organisations["iris"]] is None
        assert selectors.spread(cast.ivana.actor, guideline.pk) == (1, 6)
        missing = selectors.spreading(cast.ivana.actor, guideline.pk, "missing")
        assert cast.organisations["aurora"] not in {row["organisation"] for row in missing}


def test_said_again_it_corrects_what_was_said(cast: Cast, guideline: Edition) -> None:
    confirm(cast.franca, guideline)
    confirm(cast.bianca, guideline, way="mail", on=date(2025, 7, 1))
    with acting(cast.franca.actor):
        row = Dissemination.objects.get()
        assert (row.way, row.spread_on) == ("mail", date(2025, 7, 1))


def test_a_new_edition_is_confirmed_anew(cast: Cast, guideline: Edition) -> None:
    confirm(cast.franca, guideline)
    with acting(cast.franca.actor):
        assert selectors.waiting(cast.franca.actor) == 0
    with acting(cast.tea.actor):
        third = services.write_draft(
            actor=cast.tea.actor, document=guideline.document, title="Terza", text="Nuovo testo"
        )
    enforce(cast.tea, third, date(2026, 1, 1))
    with acting(cast.franca.actor):
        assert selectors.waiting(cast.franca.actor) == 1
        old = Edition.objects.get(pk=guideline.pk)
    with pytest.raises(DomainError, match="not_in_force"):
        confirm(cast.franca, old)


def test_a_text_that_is_not_here_is_not_asked_for(cast: Cast, annex: Edition) -> None:
    with acting(cast.franca.actor):
        assert selectors.waiting(cast.franca.actor) == 1, "the protocol's summary, not the annex"
    with pytest.raises(DomainError, match="not_in_force"):
        confirm(cast.franca, annex)


def test_a_day_before_it_was_in_force_is_refused(cast: Cast, guideline: Edition) -> None:
    with pytest.raises(DomainError, match="too_early"):
        confirm(cast.franca, guideline, on=date(2025, 4, 30))


def test_who_withdrew_from_the_protocol_is_not_asked(cast: Cast, guideline: Edition) -> None:
    with acting(cast.tea.actor):
        Signatory.objects.filter(organisation=cast.organisations["aurora"]).update(
            withdrawn_on=date(2025, 1, 1)
        )
    with acting(cast.franca.actor):
        assert selectors.waiting(cast.franca.actor) == 0
        assert selectors.spread(cast.franca.actor, guideline.pk) == (0, 5)
    with pytest.raises(DomainError, match="not_signatory"):
        confirm(cast.franca, guideline)


@pytest.mark.parametrize("name", ["ada", "elsa", "dina", "ugo", "vera"])
def test_who_does_not_answer_for_her_body_does_not_confirm(cast: Cast, guideline: Edition, name: str) -> None:
    with pytest.raises(Forbidden):
        confirm(cast.people[name], guideline)


def insert(edition: Edition, organisation: str, cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO protocol_dissemination"
            " (id, organisation_id, network_id, edition_id, spread_on, way, note, confirmed_at)"
            " VALUES (%s, %s, %s, %s, '2025-06-01', 'mail', '', now())",
            [uuid4(), cast.organisations[organisation], cast.network_id, edition.pk],
        )


@pytest.mark.parametrize("name", ["tea", "ivana"])
def test_raw_sql_confirms_for_no_other_body_not_even_from_the_lead(
    cast: Cast, guideline: Edition, name: str
) -> None:
    person = cast.people[name]
    with pytest.raises(DatabaseError, match="row-level security"), acting(person.actor):
        insert(guideline, "aurora", cast)


def test_raw_sql_confirms_no_draft(cast: Cast) -> None:
    draft = write(cast.tea, "Bozza", "Testo")
    for name in ("franca", "tea"):
        body = "aurora" if name == "franca" else "capofila"
        with pytest.raises(DatabaseError, match="in force"), acting(cast.people[name].actor):
            insert(draft, body, cast)


def test_a_reminder_reaches_who_is_missing_once_a_day(cast: Cast, guideline: Edition) -> None:
    confirm(cast.franca, guideline)
    with acting(cast.tea.actor):
        assert services.remind(actor=cast.tea.actor, edition=guideline) == 5
        assert services.remind(actor=cast.tea.actor, edition=guideline) == 0
    with acting(cast.ivana.actor):
        reminder = selectors.last_reminder(cast.ivana.actor, guideline.pk)
        assert reminder and timezone.localdate(reminder.sent_at) == timezone.localdate()
    with acting(cast.franca.actor):
        assert selectors.last_reminder(cast.franca.actor, guideline.pk) is None
    with pytest.raises(Forbidden), acting(cast.franca.actor):
        services.remind(actor=cast.franca.actor, edition=guideline)
