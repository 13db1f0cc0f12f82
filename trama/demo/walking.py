"""Living an invented woman's path at a centre, by the same services that people use."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from trama.accounts.founding import Insider
from trama.accounts.people import actor_of
from trama.cases.contacts import Contacts
from trama.cases.models import Path
from trama.cases.services import activate, add_child, add_entry, change_state, close_path, open_path
from trama.cases.states import State
from trama.demo.women import Invented
from trama.risk.content import Content
from trama.risk.services import assess_risk

STATUSES = {"delivered": 60, "requested": 15, "offered": 15, "declined": 5, "referred": 5}


def walk(random: Random, insider: Insider, woman: Invented, now: datetime) -> Path:
    """Everything that happened to her path; the caller's transaction."""
    actor, keyring = actor_of(insider.membership), insider.keyring
    path = open_path(
        actor=actor, keyring=keyring, name=woman.name, profile=woman.profile, author=woman.author,
        contacts=Contacts(telephone=woman.telephone, may_call=woman.may_call, times=woman.times), at=woman.opened_at,
    )  # fmt: skip
    common: dict[str, Any] = {"actor": actor, "keyring": keyring, "path_id": path.pk}
    for year, exposure in woman.children:
        add_child(**common, birth_year=year, exposure=exposure, at=woman.opened_at)
    if woman.in_path:
        later = min(woman.opened_at + timedelta(days=2), now)
        change_state(**common, to=State.RECEPTION, at=later)
        change_state(**common, to=State.IN_PATH, at=min(later + timedelta(days=7), now))
    for at, text in woman.notes:
        add_entry(**common, kind=random.choice(["interview", "call", "note"]), words=text, at=at)
    for service in woman.activated:
        status = random.choices(list(STATUSES), list(STATUSES.values()))[0]
        activate(**common, service=service, status=status, at=min(woman.opened_at + timedelta(days=14), now))
    if woman.closed:
        at, reason = woman.closed
        close_path(**common, reason=reason, at=at)
    return path


def assess(random: Random, insider: Insider, path: Path, level: str, now: datetime) -> None:
    """The professional's judgement of the last weeks, with a day to look at it again: some are near, some are past."""
    at = max(now - timedelta(days=random.randrange(1, 40)), path.opened_at)
    review = (at + timedelta(days=random.choice([7, 30, 30, 90]))).date()
    assess_risk(
        actor=actor_of(insider.membership), keyring=insider.keyring, subject=path.pk,
        record_key=path.woman.record_key, content=Content(level=level), next_review_on=review,
        at=at, assignee=insider.membership.pk,
    )  # fmt: skip
