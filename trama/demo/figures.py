"""The centres' figures: last year's published in the network, this year's handed in by all but the first centre.

What is left to do by hand is what a visitor wants to try: count, look, hand in; close the year, publish it.
"""

from collections.abc import Iterable
from datetime import datetime

from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.founding import Insider
from trama.accounts.people import actor_of
from trama.common.errors import DomainError
from trama.demo.governance import with_role
from trama.demo.loading import Placed
from trama.demo.people import FIRST_CENTRE, LEAD
from trama.statistics import services


def hand_in(placed: Iterable[Placed], now: datetime) -> None:
    """Nothing is published when fewer than three centres had women last year."""
    bodies = {one.body.code: one for one in placed}
    for one in bodies.values():
        if one.is_centre:
            _submit(one, now.year - 1, now)
            if one.body.code != FIRST_CENTRE:
                _submit(one, now.year, now)
    _publish(with_role(bodies[LEAD], Role.NETWORK_COORDINATOR), now.year - 1, now)


def _submit(one: Placed, year: int, now: datetime) -> None:
    analyst = with_role(one, Role.ANALYST)
    actor = actor_of(analyst.membership)
    with acting(actor):
        draft = services.compute_submission(actor=actor, keyring=analyst.keyring, year=year, at=now)
        services.submit_figures(actor=actor, submission_id=draft.pk, at=now)


def _publish(coordinator: Insider, year: int, now: datetime) -> None:
    """Two transactions: what is closed in the same one is not summed."""
    actor = actor_of(coordinator.membership)
    try:
        with acting(actor):
            services.close_collection(actor=actor, year=year, at=now)
    except DomainError as error:
        if error.code == "too_few":
            return
        raise
    with acting(actor):
        services.release_figures(actor=actor, year=year)
