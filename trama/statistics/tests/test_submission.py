"""An analyst counts, somebody looks, somebody sends; it can be sent again until the year is closed."""

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from trama.access.actions import Forbidden
from trama.access.context import acting
from trama.audit.models import Event
from trama.common.errors import DomainError
from trama.statistics import selectors, services
from trama.statistics.categories import token
from trama.statistics.models import Cell, State, Submission
from trama.statistics.tests.conftest import LATER, YEAR, open_paths, states
from trama.testing.cast import Cast, Person


def computed(person: Person, year: int = YEAR) -> Submission:
    with acting(person.actor):
        return services.compute_submission(actor=person.actor, keyring=person.unlock(), year=year, at=LATER)


def test_the_cells_are_counted_from_what_the_centre_opens(cast: Cast) -> None:
    profile = {"age_class": "a30_39", "citizenship": "it", "violence_type": ["physical", "economic"]}
    open_paths(
        cast.ada, profile, profile, {"age_class": "a40_49"}, author={"relationship_l53": "ex_boyfriend"}
    )
    open_paths(cast.gaia, profile)  # another centre's
    submission = computed(cast.dina)
    with acting(cast.dina.actor):
        tables = selectors.tables_of([submission])[submission.pk]
    assert tables["age_class"].women == 3
    assert tables["age_class"].counts["a30_39"] == 2
    assert tables["citizenship"].counts == {"it": 2, "eu": 0, "non_eu": 0, "stateless": 0, "unknown": 1}
    assert tables["violence_type"].counts["economic"] == 2
    assert tables["relationship_group"].counts["ex_partner"] == 3
    assert tables["presence"].counts == {"new": 3, "continuing": 0}


def test_no_cell_is_about_age_by_citizenship(cast: Cast, dina: Person) -> None:
    computed(dina)
    assert "_x_" not in " ".join(Cell.objects.values_list("table_code", flat=True).distinct())


def test_counting_again_replaces_the_draft(cast: Cast) -> None:
    computed(cast.dina)
    computed(cast.dina)
    assert states(cast.dina) == [State.DRAFT]


def test_the_referent_sends_what_the_analyst_counted(cast: Cast) -> None:
    submission = computed(cast.dina)
    with acting(cast.franca.actor):
        services.submit_figures(actor=cast.franca.actor, submission_id=submission.pk, at=LATER)
    assert states(cast.dina) == [State.SUBMITTED]


def test_sent_twice_is_sent_once(cast: Cast, dina: Person) -> None:
    submission = computed(dina)
    for _again in range(2):
        services.submit_figures(actor=dina.actor, submission_id=submission.pk, at=LATER)
    assert states(dina) == [State.SUBMITTED]
    assert Event.objects.filter(action="figures.submit").count() == 1


def test_a_newer_one_replaces_what_was_sent(cast: Cast, dina: Person) -> None:
    first = computed(dina)
    services.submit_figures(actor=dina.actor, submission_id=first.pk, at=LATER)
    second = computed(dina)
    services.submit_figures(actor=dina.actor, submission_id=second.pk, at=LATER)
    assert states(dina) == [State.REPLACED, State.SUBMITTED]
    with pytest.raises(DomainError, match="outdated"):
        services.submit_figures(actor=dina.actor, submission_id=first.pk, at=LATER)


def test_another_centres_submission_is_not_there(cast: Cast) -> None:
    submission = computed(cast.dina)
    with acting(cast.luna.actor), pytest.raises(Http404):
        services.submit_figures(actor=cast.luna.actor, submission_id=submission.pk, at=LATER)


@pytest.mark.parametrize("name", ["ada", "bianca", "franca", "tea", "elsa"])
def test_only_an_analyst_counts_for_the_network(cast: Cast, name: str) -> None:
    person = cast.people[name]
    with acting(person.actor), pytest.raises(Forbidden):
        services.compute_submission(actor=person.actor, keyring=None, year=YEAR, at=LATER)  # type: ignore[arg-type]


def test_a_year_that_has_not_begun_is_refused(dina: Person) -> None:
    with pytest.raises(DomainError, match="no_such_year"):
        computed(dina, LATER.year + 1)


def test_what_was_sent_cannot_be_edited_by_hand(cast: Cast, dina: Person) -> None:
    submission = computed(dina)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cell.objects.filter(submission=submission).update(count=99)
    services.submit_figures(actor=dina.actor, submission_id=submission.pk, at=LATER)
    for tamper in (
        lambda: Cell.objects.filter(submission=submission).delete(),
        lambda: Submission.objects.filter(pk=submission.pk).delete(),
        lambda: Submission.objects.filter(pk=submission.pk).update(state=State.DRAFT, submitted_at=None),
        lambda: Submission.objects.filter(pk=submission.pk).update(year=YEAR - 1),
        lambda: Cell.objects.create(
            organisation_id=dina.organisation_id,
            submission=submission,
            table_code="age_class",
            category=token("x"),
            count=1,
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            tamper()
