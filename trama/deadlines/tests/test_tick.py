"""What runs by itself in every organisation: as the system, one failure at a time, closing nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from trama.access.actions import Forbidden
from trama.access.actor import Actor
from trama.access.context import acting
from trama.common.registry import Registry
from trama.deadlines import services, tick
from trama.deadlines.models import Deadline
from trama.deadlines.tick import Every, Tick, run_due
from trama.network.jobs import OrganisationsFailedError
from trama.network.models import NetworkMembership
from trama.testing.cast import Cast


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> Registry[Tick]:
    registry = Registry[Tick]("ticks")
    monkeypatch.setattr(tick, "ticks", registry)
    return registry


def test_each_organisation_has_its_turn_and_only_at_its_rhythm(ticks: Registry[Tick]) -> None:
    hourly: list[Actor] = []
    nightly: list[Actor] = []
    ticks.register(Tick("hourly", Every.HOUR, hourly.append))
    ticks.register(Tick("nightly", Every.NIGHT, nightly.append))
    run_due(Every.HOUR)
    places = {(actor.organisation_id, actor.network_id) for actor in hourly}
    assert len(hourly) == len(places) == NetworkMembership.objects.count() > 1
    assert all(actor.is_system for actor in hourly)
    assert nightly == []


def test_a_tick_opens_in_its_organisation_and_twice_is_once(
    ticks: Registry[Tick], ada: Actor, gaia: Actor
) -> None:
    source, subject, due_at = uuid4(), uuid4(), timezone.now() + timedelta(days=1)

    def act(actor: Actor) -> None:
        if actor.organisation_id == ada.organisation_id:
            services.open_deadline(
                actor=actor, kind="consent_expiry", subject=subject, source=source, due_at=due_at
            )

    ticks.register(Tick("expiry", Every.NIGHT, act))
    run_due(Every.NIGHT)
    run_due(Every.NIGHT)
    with acting(ada):
        assert Deadline.objects.filter(source=source).count() == 1
    with acting(gaia):
        assert not Deadline.objects.filter(source=source).exists()


def test_a_tick_that_would_close_is_refused_everywhere_and_the_others_still_run(
    ticks: Registry[Tick], ada: Actor
) -> None:
    with acting(ada):
        deadline = services.open_deadline(
            actor=ada, kind="consent_expiry", subject=uuid4(), source=uuid4(), due_at=timezone.now()
        )
    refused: list[type[Exception]] = []
    ran: list[Actor] = []

    def close(actor: Actor) -> None:
        try:
            services.close_deadline(actor=actor, deadline=deadline)
        except Forbidden as error:
            refused.append(type(error))
            raise

    ticks.register(Tick("closes", Every.HOUR, close))
    ticks.register(Tick("after", Every.HOUR, ran.append))
    with pytest.raises(OrganisationsFailedError):
        run_due(Every.HOUR)
    assert len(refused) == len(ran) == NetworkMembership.objects.count()
    with acting(ada):
        deadline.refresh_from_db()
    assert deadline.state == "open"
