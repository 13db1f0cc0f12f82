"""A path that has been quiet for a while is suggested, once, and never in red."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trama.access.actor import Actor
from trama.access.context import acting
from trama.cases import services
from trama.cases.models import Path
from trama.cases.quiet import suggest
from trama.cases.states import State
from trama.cases.tests.conftest import at_work
from trama.deadlines.models import Deadline
from trama.deadlines.services import tick_off
from trama.testing.cast import Cast, Person


def night(cast: Cast) -> list[Deadline]:
    """The job of the night at Aurora, without keys; what is open afterwards."""
    system = Actor.system(organisation_id=cast.ada.organisation_id, network_id=cast.network_id)
    with acting(system):
        suggest(system)
        return list(Deadline.objects.filter(kind="path_quiet", state="open"))


def quiet_for(cast: Cast, path: Path, days: int) -> None:
    with at_work(cast.ada):
        Path.objects.filter(pk=path.pk).update(last_activity_at=timezone.now() - timedelta(days=days))


@pytest.mark.parametrize(("days", "suggested"), [(29, 0), (31, 1), (89, 1), (91, 0)])
def test_it_is_suggested_after_a_month_and_not_for_ever(
    cast: Cast, path: Path, days: int, suggested: int
) -> None:
    quiet_for(cast, path, days)
    assert len(night(cast)) == suggested


def test_it_stands_once_on_the_agenda_of_who_follows_her(
    cast: Cast, client_of: Callable[[Person], Client], path: Path
) -> None:
    quiet_for(cast, path, 40)
    assert len(night(cast)) == len(night(cast)) == 1
    page = client_of(cast.ada).get(reverse("deadlines:agenda")).content.decode()
    assert "chiedere come sta" in page
    assert "Zoë" in page
    assert "agenda-safety" not in page
    assert "agenda-legal" not in page


def test_writing_is_an_answer(cast: Cast, path: Path) -> None:
    quiet_for(cast, path, 40)
    night(cast)
    with at_work(cast.ada) as ada:
        services.add_entry(**ada.who, path_id=path.pk, kind="call", words="L’ho sentita")
        (told,) = Deadline.objects.filter(kind="path_quiet")
        assert (told.state, told.closed_by) == ("done", cast.ada.user_id)
    assert night(cast) == []


def test_who_ticks_it_off_is_not_asked_twice_about_the_same_silence(cast: Cast, path: Path) -> None:
    quiet_for(cast, path, 40)
    (told,) = night(cast)
    with at_work(cast.ada) as ada:
        tick_off(actor=ada.actor, deadline=told)
    assert night(cast) == []


def test_a_pause_and_an_end_are_not_silence(cast: Cast, path: Path) -> None:
    with at_work(cast.ada) as ada:
        services.change_state(**ada.who, path_id=path.pk, to=State.IN_PATH)
        services.change_state(**ada.who, path_id=path.pk, to=State.SUSPENDED)
    quiet_for(cast, path, 40)
    assert night(cast) == []
    with at_work(cast.ada) as ada:
        services.close_path(**ada.who, path_id=path.pk, reason="agreed")
    quiet_for(cast, path, 40)
    assert night(cast) == []


def test_who_must_not_know_is_not_told_by_the_agenda(
    cast: Cast, client_of: Callable[[Person], Client], path: Path
) -> None:
    quiet_for(cast, path, 40)
    night(cast)
    with at_work(cast.ada) as ada:
        services.assign_path(**ada.who, path_id=path.pk, to=cast.agata.membership_id)
        services.set_must_not_know(**ada.who, path_id=path.pk, memberships=[cast.agata.membership_id])
    for whose in ("", "?whose=service&ahead=all"):
        page = client_of(cast.agata).get(reverse("deadlines:agenda") + whose).content.decode()
        assert "chiedere come sta" not in page
