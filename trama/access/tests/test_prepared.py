"""Queries compiled once: the same rows as the queryset itself, inside the same wall, whatever ids are asked."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Count, QuerySet, Value
from django.test.utils import CaptureQueriesContext

from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.prepared import prepared
from trama.access.roles import Role
from trama.accounts.models import Colleague, Membership, Session, User
from trama.testing.cast import Cast

pytestmark = pytest.mark.django_db
made: list[str] = []


@prepared
def colleagues(actor: Actor, everybody: bool) -> QuerySet[Colleague]:
    made.append("made")
    rows = Colleague.objects.select_related("membership__user", "record_key").order_by("pk")
    rows = rows.filter(organisation_id=actor.organisation_id)
    return rows if everybody else rows.filter(membership=actor.membership_id)


def names_of(actor: Actor, everybody: bool = True) -> set[UUID]:
    with acting(actor):
        return {row.membership.pk for row in colleagues(actor, everybody)}


def test_the_rows_are_those_of_the_ids_asked_for(cast: Cast) -> None:
    made.clear()
    for person in (cast.ada, cast.agata, cast.gaia):
        with acting(person.actor):
            wanted = set(Colleague.objects.values_list("membership", flat=True))
        assert names_of(person.actor) == wanted
        assert names_of(person.actor, everybody=False) == {person.membership_id}
    assert len(made) == 4  # twice for each shape, and no more for the next person


def test_a_related_row_comes_with_it(cast: Cast) -> None:
    with acting(cast.ada.actor), CaptureQueriesContext(connection) as queries:
        (own,) = colleagues(cast.ada.actor, False)
        assert own.membership.user.pk == cast.ada.actor.user_id
        assert own.record_key.organisation_id == cast.ada.organisation_id
        assert own.name
    assert len([one for one in queries if '"accounts_colleague"' in one["sql"]]) == 1


def test_the_wall_stands_before_a_statement_that_was_answered_to_others(cast: Cast) -> None:
    assert names_of(cast.ada.actor)
    with acting(cast.gaia.actor):
        assert colleagues(cast.ada.actor, True) == []
    assert colleagues(cast.ada.actor, True) == []


def test_roles_and_a_missing_id_make_another_query(cast: Cast) -> None:
    @prepared
    def seen(actor: Actor) -> QuerySet[Membership]:
        rows = Membership.objects.filter(organisation_id=actor.organisation_id, ended_at=None)
        if actor.user_id is None:
            return rows.none()
        return rows if actor.has(Role.COORDINATOR) else rows.filter(user=actor.user_id)

    system = Actor.system(organisation_id=cast.ada.organisation_id, network_id=cast.ada.actor.network_id)
    assert [row.pk for row in seen(cast.ada.actor)] == [cast.ada.membership_id]
    assert len(seen(cast.bianca.actor)) > 1
    assert seen(system) == []
    assert [row.pk for row in seen(cast.agata.actor)] == [cast.agata.membership_id]


def test_bytes_tuples_and_numbers_come_out_as_from_the_queryset(cast: Cast) -> None:
    @prepared
    def by_hash(login_hash: bytes) -> "QuerySet[User, tuple[Any, ...]]":
        return User.objects.filter(login_hash=login_hash).values_list("pk", "is_active")

    @prepared
    def how_many(organisation: UUID) -> "QuerySet[Membership, int]":
        rows = Membership.objects.filter(organisation=organisation).values("organisation")
        return rows.annotate(number=Count("pk")).values_list("number", flat=True)

    for person in (cast.ada, cast.gaia):
        user = Membership.objects.get(pk=person.membership_id).user
        assert by_hash(bytes(user.login_hash)) == [(user.pk, True)]
        number = Membership.objects.filter(organisation=person.organisation_id).count()
        assert how_many(person.organisation_id) == [number]
    assert how_many(uuid4()) == []


def test_no_value_is_kept_in_the_text(cast: Cast) -> None:
    @prepared
    def baked(user: UUID) -> "QuerySet[User, tuple[Any, ...]]":
        return User.objects.filter(pk=user).annotate(said=Value(str(user))).values_list("said")

    with pytest.raises(TypeError, match="depends on the value"):
        baked(uuid4())


def test_nothing_is_asked_on_behalf_of_a_stand_in(cast: Cast) -> None:
    @prepared
    def others(user: UUID) -> QuerySet[Membership]:
        own = list(Membership.objects.filter(user=user).values_list("pk", flat=True))
        return Membership.objects.exclude(pk__in=own)

    with pytest.raises(TypeError, match="answer to another"):
        others(uuid4())


def test_what_is_no_shape_is_refused() -> None:
    @prepared
    def some(users: list[UUID]) -> QuerySet[Session]:
        return Session.objects.filter(user__in=users)

    with pytest.raises(TypeError, match="list"):
        some([uuid4()])
