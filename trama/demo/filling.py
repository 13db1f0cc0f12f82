"""Invented women at the centres, everything through the services, one transaction a woman."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from trama.access.context import acting
from trama.accounts.founding import Insider
from trama.accounts.people import actor_of
from trama.cases.models import Path
from trama.cases.services import log_call
from trama.demo import calibration
from trama.demo.letters import Letters
from trama.demo.loading import Placed
from trama.demo.shifts import night_line, write_calls
from trama.demo.walking import assess, walk
from trama.demo.women import invent

CALLS_PER_WOMAN = 0.5
CALL_KINDS = {"conversation": 45, "information": 25, "for_someone": 10, "silent": 12, "professional": 8}


@dataclass
class Filling:
    """Draws `women` women. The same seed on the same day draws the same ones."""

    women: int
    seed: int
    tick: Callable[[], None]
    now: datetime = field(default_factory=lambda: timezone.localtime(timezone.now()))
    open_paths: list[tuple[Placed, Insider, Path]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)

    def fill(self, placed: Sequence[Placed]) -> None:
        """Share the women out among the centres, unequally."""
        centres = [one for one in placed if one.is_centre]
        for centre, share in zip(centres, calibration.Split(self.women).shares(), strict=True):
            for _woman in range(share):
                self._one_woman(centre)
                self.tick()
        Letters(Random(self.seed + 1), self.now).exchange(placed, self.open_paths)
        write_calls(night_line(placed), self.now, random=Random(self.seed + 2))

    def _one_woman(self, centre: Placed) -> None:
        insider = self.random.choice(centre.operators())
        woman = invent(self.random, self.now)
        with acting(actor_of(insider.membership)):
            path = walk(self.random, insider, woman, self.now)
            if woman.risk and path.is_open:
                assess(self.random, insider, path, woman.risk, self.now)
            if self.random.random() < CALLS_PER_WOMAN:
                self._one_call(insider)
        if path.is_open:
            self.open_paths.append((centre, insider, path))

    def _one_call(self, insider: Insider) -> None:
        at = self.now - timedelta(days=self.random.randrange(90), minutes=self.random.randrange(600))
        kind = calibration.draw(self.random, CALL_KINDS)
        log_call(actor=actor_of(insider.membership), keyring=insider.keyring, kind=kind, at=at)
