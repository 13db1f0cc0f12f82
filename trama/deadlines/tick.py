"""What every organisation looks at by itself, at a rhythm: apps register a `Tick`; a job runs it for each in turn.

It acts as the system there: no key, no person. It may open deadlines and tell facts; it closes none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from trama.access.actor import Actor
from trama.common.registry import Registry
from trama.network.jobs import OrganisationsFailedError, for_each_organisation


class Every(StrEnum):
    """How often, as cron says it (UTC)."""

    FIVE_MINUTES = "*/5 * * * *"
    HOUR = "7 * * * *"
    NIGHT = "20 1 * * *"


@dataclass(frozen=True)
class Tick:
    """`act` runs in a transaction of its own for each organisation; it may run twice, so it looks before it acts."""

    name: str
    every: Every
    act: Callable[[Actor], None]


ticks: Final[Registry[Tick]] = Registry("ticks")


def run_due(every: Every) -> None:
    """Run the ticks of this rhythm. One that fails somewhere stops neither the others nor the other organisations.

    Raises OrganisationsFailedError at the end if any failed.
    """
    failed = total = 0
    for tick in ticks:
        if tick.every is every:
            try:
                for_each_organisation(tick.act)
            except OrganisationsFailedError as error:
                failed += error.failed
                total += error.total
    if failed:
        raise OrganisationsFailedError(failed, total)
