"""An invented woman: everything that will be said of her, drawn before anything is written."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from trama.demo import calibration as c
from trama.demo.names import call_her, telephone

PROFILE: Final = {
    "age_class": c.AGE,
    "citizenship": c.CITIZENSHIP,
    "marital_status": c.MARITAL,
    "education": c.EDUCATION,
    "employment": c.EMPLOYMENT,
    "economic_autonomy": c.AUTONOMY,
    "access_channel": c.CHANNEL,
    "onset": c.ONSET,
    "entry_urgency": c.URGENCY,
    "complaint_status": c.COMPLAINT,
}
ALWAYS_ASKED: Final = {"age_class", "citizenship", "access_channel"}
HOURS: Final = ("di mattina, tra le 9 e le 11", "dopo le 16", "in pausa pranzo, sul cellulare del lavoro")
NOTES: Final = (
    "Primo colloquio: racconta con calma, torna la settimana prossima.",
    "Chiede informazioni sulla separazione. Ne parliamo con l'avvocata.",
    "Sta meglio dalla sorella. Rivediamo insieme il piano di sicurezza.",
    "Ha parlato con la scuola dei figli. Vuole capire i tempi del tribunale.",
    "Ha trovato un lavoro di mattina: spostiamo i colloqui al pomeriggio.",
    "Telefonata breve: sta bene, chiamerà lei.",
)


@dataclass(frozen=True)
class Invented:
    """One woman of the demonstration."""

    name: str
    telephone: str
    may_call: str
    times: str
    opened_at: datetime
    profile: dict[str, str | list[str]]
    author: dict[str, str]
    children: list[tuple[int, str]]  # (year of birth, exposure)
    notes: list[tuple[datetime, str]]
    activated: list[str]
    risk: str
    in_path: bool
    closed: tuple[datetime, str] | None = field(default=None)


def invent(random: Random, now: datetime) -> Invented:
    """Draw one; everything she is drawn with happened before `now`."""
    opened_at = _opened_at(random, now)
    age = (now - opened_at).days
    in_path = random.random() < 0.72
    closed = None
    if in_path and age > 200 and random.random() < 0.55:
        closed = (opened_at + timedelta(days=random.randrange(120, age)), c.draw(random, c.CLOSURE))
    return Invented(
        name=call_her(random),
        telephone=telephone(random),
        may_call=(may_call := random.choice(["yes", "times", "she_calls", "times"])),
        times=HOURS[opened_at.day % len(HOURS)] if may_call == "times" else "",
        opened_at=opened_at,
        profile=_profile(random),
        author={"relationship_l53": c.draw(random, c.RELATION)},
        children=_children(random, now.year),
        notes=_notes(random, opened_at, closed[0] if closed else now),
        activated=_activated(random) if in_path else [],
        risk=c.draw(random, c.RISK) if random.random() < 0.6 else "",
        in_path=in_path,
        closed=closed,
    )


def _opened_at(random: Random, now: datetime) -> datetime:
    """In this year for most, in the one before for the others; at an hour when somebody is there."""
    start = now.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    if random.random() > c.NEW_THIS_YEAR:
        start = start.replace(year=start.year - 1)
        days = 365
    else:
        days = max(1, (now - start).days - 1)
    return start + timedelta(
        days=random.randrange(days), hours=random.randrange(8, 19), minutes=random.randrange(60)
    )


def _profile(random: Random) -> dict[str, str | list[str]]:
    answers: dict[str, str | list[str]] = {
        question: c.draw(random, weights)
        for question, weights in PROFILE.items()
        if question in ALWAYS_ASKED or random.random() < c.ASKED
    }
    answers["violence_type"] = c.draw_several(random, c.VIOLENCE, at_least="psychological")
    return answers


def _children(random: Random, year: int) -> list[tuple[int, str]]:
    if random.random() > c.HAS_CHILDREN:
        return []
    count = random.choices([1, 2, 3, 4], [45, 38, 13, 4])[0]
    return [(year - random.randrange(0, 18), c.draw(random, c.EXPOSURE)) for _child in range(count)]


def _notes(random: Random, since: datetime, until: datetime) -> list[tuple[datetime, str]]:
    span = max(1, int((until - since).total_seconds() // 3600))
    count = random.choices([1, 2, 3, 5], [45, 30, 18, 7])[0]
    hours = sorted(random.randrange(span) for _note in range(count))
    return [(since + timedelta(hours=hour), random.choice(NOTES)) for hour in hours]


def _activated(random: Random) -> list[str]:
    drawn = [code for code, share in c.ACTIVATED.items() if random.random() * 100 < share]
    return drawn[:3]
