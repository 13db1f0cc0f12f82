"""One more woman in every body that helps women, made of a text that must then be found nowhere."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from trama.access.context import acting
from trama.accounts.people import actor_of
from trama.cases.contacts import Contacts
from trama.cases.services import activate, add_child, add_entry, close_path, log_call, open_path
from trama.demo.loading import Placed


def plant(placed: Iterable[Placed], text: str, now: datetime) -> int:
    """Name, telephone, address and notes are `text`; how many women were made."""
    made = 0
    for body in placed:
        if body.helps_women:
            _one(body, text, now)
            made += 1
    return made


def _one(body: Placed, text: str, now: datetime) -> None:
    insider = body.operators()[0]
    actor, keyring = actor_of(insider.membership), insider.keyring
    opened = now - timedelta(days=3)
    with acting(actor):
        contacts = Contacts(
            telephone=text, address=text, email=text, times=text, who_answers=text, caution=text
        )
        path = open_path(actor=actor, keyring=keyring, name=text, contacts=contacts, at=opened)
        common: dict[str, Any] = {
            "actor": actor,
            "keyring": keyring,
            "path_id": path.pk,
            "at": now - timedelta(days=1),
        }
        add_entry(**common, kind="note", words=text)
        add_child(**common, name=text, note=text)
        activate(**common, service="listening", status="requested", partner=text, note=text)
        close_path(actor=actor, keyring=keyring, path_id=path.pk, reason="agreed", note=text, at=now)
        log_call(actor=actor, keyring=keyring, kind="conversation", note=text, at=now)
