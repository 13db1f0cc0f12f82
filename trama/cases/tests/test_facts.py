"""What statistics may read: codes and months of the women of one year."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from trama.access.actions import Forbidden
from trama.cases import services
from trama.cases.facts import PathFact, call_facts, path_facts
from trama.cases.models import Path
from trama.cases.tests.conftest import AUTHOR, PROFILE, Hands, at_work, open_for
from trama.testing.cast import Cast

THIS = timezone.localdate().year


def at(year: int, month: int = 3, day: int = 5) -> datetime:
    return timezone.make_aware(datetime(year, month, day, 10))  # noqa: DTZ001


def open_in(hands: Hands, year: int, name: str = "Zoë") -> Path:
    return services.open_path(**hands.who, name=name, profile=PROFILE, author=AUTHOR, at=at(year))


@pytest.fixture
def ada(cast: Cast) -> Iterator[Hands]:
    with at_work(cast.ada) as hands:
        yield hands


def test_a_row_holds_her_codes_and_no_day(cast: Cast, ada: Hands) -> None:
    path = open_in(ada, THIS - 1)
    services.add_child(
        **ada.who, path_id=path.pk, name="Nina", birth_year=THIS - 9, exposure="witnessed", at=at(THIS - 1)
    )
    services.add_child(**ada.who, path_id=path.pk, birth_year=THIS - 30, at=at(THIS - 1))
    services.activate(**ada.who, path_id=path.pk, service="legal_civil", status="delivered", at=at(THIS - 1))
    services.activate(**ada.who, path_id=path.pk, service="shelter", status="declined", at=at(THIS - 1))
    services.close_path(**ada.who, path_id=path.pk, reason="agreed", at=at(THIS - 1, 11, 23))
    with at_work(cast.dina) as dina:
        (fact,) = path_facts(dina.actor, dina.keyring, year=THIS - 1)
    assert (fact.opened, fact.closed, fact.is_new, fact.closed_in_year) == (
        date(THIS - 1, 3, 1), date(THIS - 1, 11, 1), True, True,
    )  # fmt: skip
    assert (fact.age_class, fact.citizenship, fact.access_channel) == ("a30_39", "non_eu", "helpline_1522")
    assert fact.violence_type == ("physical", "psychological")
    assert (fact.relationship, fact.relationship_group, fact.author_dependency) == (
        "ex_spouse_cohabitant", "ex_partner", "yes",
    )  # fmt: skip
    assert (fact.children, fact.minors, fact.children_exposed) == (2, 1, 1)
    assert (fact.activated, fact.requested) == (("legal_civil",), ("legal_civil", "shelter"))
    assert fact.closure_reason == "agreed"


def test_no_typed_text_and_no_day_has_a_column() -> None:
    assert {str(field.type) for field in fields(PathFact)} <= {
        "<class 'str'>", "<class 'int'>", "<class 'bool'>", "<class 'datetime.date'>", "<class 'uuid.UUID'>",
        "datetime.date | None", "tuple[str, ...]",
    }  # fmt: skip
    assert not {"name", "note", "telephone", "contacts"} & {field.name for field in fields(PathFact)}


@pytest.mark.parametrize(
    ("opened", "closed", "years"),
    [
        (THIS - 3, THIS - 2, [THIS - 3, THIS - 2]),
        (THIS - 3, None, [THIS - 3]),
        (THIS - 1, THIS - 1, [THIS - 1]),
    ],
)
def test_a_path_counts_in_the_years_it_was_walked(
    cast: Cast, ada: Hands, opened: int, closed: int | None, years: list[int]
) -> None:
    path = open_in(ada, opened)
    if closed:
        services.close_path(**ada.who, path_id=path.pk, reason="agreed", at=at(closed, 6))
    with at_work(cast.dina) as dina:
        found = [
            year for year in range(THIS - 4, THIS + 1) if path_facts(dina.actor, dina.keyring, year=year)
        ]
        new = [year for year in found if path_facts(dina.actor, dina.keyring, year=year)[0].is_new]
    assert found == years
    assert new == [opened]


def _years(cast: Cast) -> dict[int, PathFact]:
    """The years in which the one path of the centre counts."""
    with at_work(cast.dina) as dina:
        found = {year: path_facts(dina.actor, dina.keyring, year=year) for year in range(THIS - 6, THIS + 1)}
    return {year: facts[0] for year, facts in found.items() if facts}


def test_a_path_closed_and_taken_up_again_does_not_count_in_the_years_between(cast: Cast, ada: Hands) -> None:
    path = open_in(ada, THIS - 6)
    services.close_path(**ada.who, path_id=path.pk, reason="agreed", at=at(THIS - 5, 6))
    services.reopen_path(**ada.who, path_id=path.pk, at=at(THIS - 2))
    services.close_path(**ada.who, path_id=path.pk, reason="abandoned", at=at(THIS - 2, 9))
    services.reopen_path(**ada.who, path_id=path.pk, at=at(THIS - 2, 11))
    services.close_path(**ada.who, path_id=path.pk, reason="moved", at=at(THIS - 1, 4))
    years = _years(cast)
    assert sorted(years) == [THIS - 6, THIS - 5, THIS - 2, THIS - 1]
    ended = {year: (fact.closed, fact.closure_reason) for year, fact in years.items() if fact.closed_in_year}
    assert ended == {
        THIS - 5: (date(THIS - 5, 6, 1), "agreed"),
        THIS - 1: (date(THIS - 1, 4, 1), "moved"),
    }
    assert [year for year, fact in years.items() if fact.is_new] == [THIS - 6]


def test_a_path_taken_up_again_counts_from_then_on(cast: Cast, ada: Hands) -> None:
    path = open_in(ada, THIS - 4)
    services.close_path(**ada.who, path_id=path.pk, reason="agreed", at=at(THIS - 4, 12, 30))
    services.reopen_path(**ada.who, path_id=path.pk, at=at(THIS - 1, 1, 2))
    services.add_entry(**ada.who, path_id=path.pk, kind="note", words="di nuovo qui")
    years = _years(cast)
    assert sorted(years) == [THIS - 4, THIS - 1, THIS]
    assert [year for year, fact in years.items() if fact.closed_in_year] == [THIS - 4]


def test_who_must_not_know_counts_her_and_reads_nothing_of_her(cast: Cast, ada: Hands) -> None:
    path = open_in(ada, THIS - 1)
    services.set_must_not_know(**ada.who, path_id=path.pk, memberships=[cast.dina.membership_id])
    with at_work(cast.dina) as dina:
        (fact,) = path_facts(dina.actor, dina.keyring, year=THIS - 1)
    assert not fact.readable
    assert (fact.age_class, fact.violence_type, fact.relationship_group) == ("", (), "")
    with at_work(cast.bianca) as bianca:
        assert path_facts(bianca.actor, bianca.keyring, year=THIS - 1)[0].readable


def test_another_organisation_and_who_has_no_right_count_nothing(cast: Cast, ada: Hands) -> None:
    open_in(ada, THIS - 1)
    with at_work(cast.luna) as luna:
        assert path_facts(luna.actor, luna.keyring, year=THIS - 1) == []
    for person in (cast.ada, cast.elsa, cast.tea):
        with at_work(person) as hands, pytest.raises(Forbidden):
            path_facts(hands.actor, hands.keyring, year=THIS - 1)


def test_calls_are_counted_by_month_and_kind(cast: Cast, ada: Hands) -> None:
    services.log_call(**ada.who, kind="silent", at=at(THIS - 1, 7, 14))
    call = services.log_call(**ada.who, kind="conversation", reasons=["listening"], at=at(THIS - 1, 7, 15))
    services.open_path(**ada.who, name="Zoë", from_call=call.pk, at=at(THIS - 1, 7, 16))
    with at_work(cast.dina) as dina:
        facts = call_facts(dina.actor, dina.keyring, year=THIS - 1)
    assert sorted((fact.kind, fact.month, fact.became_a_path) for fact in facts) == [
        ("conversation", date(THIS - 1, 7, 1), True),
        ("silent", date(THIS - 1, 7, 1), False),
    ]


def test_as_many_queries_for_many_women_as_for_one(cast: Cast) -> None:
    open_for(cast.ada, "Zoë")
    counts = []
    for _round in range(2):
        with at_work(cast.dina) as dina, CaptureQueriesContext(connection) as queries:
            path_facts(dina.actor, dina.keyring, year=THIS)
        counts.append(len(queries))
        for name in ("Marta", "Sole", "Iole"):
            open_for(cast.ada, name)
    assert counts[0] == counts[1]
