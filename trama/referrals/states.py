"""The states of a referral and who may move it, as data; a trigger holds the same table (tests/test_wall.py).

`accepted`, `declined` and `expired` always come back to the sender: they say what became of its letter. Where the
woman is afterwards (`first_contact`, `closed`) comes back only if she said so.
"""

from datetime import timedelta
from typing import Final, NamedTuple

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _


class State(models.TextChoices):
    PROPOSED = "proposed"  # being written; the receiver sees nothing
    CONSENTED = "consented"  # she agreed to exactly this
    SENT = "sent"
    ACCEPTED = "accepted"
    FIRST_CONTACT = "first_contact"
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"  # the other receiver of the same parcel took it over first


class Party(models.TextChoices):
    SENDER = "sender"
    RECEIVER = "receiver"
    DATABASE = "database"  # the trigger of a take-over alone


class Move(NamedTuple):
    before: State
    after: State
    party: Party


MOVES: Final[frozenset[Move]] = frozenset(
    {
        Move(State.PROPOSED, State.CONSENTED, Party.SENDER),
        Move(State.CONSENTED, State.PROPOSED, Party.SENDER),
        Move(State.PROPOSED, State.SENT, Party.SENDER),  # by legal duty only
        Move(State.CONSENTED, State.SENT, Party.SENDER),
        Move(State.PROPOSED, State.WITHDRAWN, Party.SENDER),
        Move(State.CONSENTED, State.WITHDRAWN, Party.SENDER),
        Move(State.SENT, State.WITHDRAWN, Party.SENDER),
        Move(State.SENT, State.EXPIRED, Party.SENDER),
        Move(State.SENT, State.EXPIRED, Party.RECEIVER),
        Move(State.SENT, State.SUPERSEDED, Party.DATABASE),
        Move(State.SENT, State.ACCEPTED, Party.RECEIVER),
        Move(State.SENT, State.DECLINED, Party.RECEIVER),
        Move(State.ACCEPTED, State.FIRST_CONTACT, Party.RECEIVER),
        Move(State.ACCEPTED, State.CLOSED, Party.RECEIVER),
        Move(State.FIRST_CONTACT, State.CLOSED, Party.RECEIVER),
    }
)

# An answer asked for within this is urgent: in hours, and by telephone too.
URGENT: Final = timedelta(hours=48)

DRAFTS: Final = (State.PROPOSED, State.CONSENTED)
TAKEN_OVER: Final = (State.ACCEPTED, State.FIRST_CONTACT, State.CLOSED)
ENDED: Final = (State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.SUPERSEDED)

_LABELS: Final[dict[str, str]] = {
    State.PROPOSED: _("In preparazione"),
    State.CONSENTED: _("Pronto da inviare"),
    State.SENT: _("Aspetta risposta"),
    State.ACCEPTED: _("Accolto"),
    State.FIRST_CONTACT: _("Si sono incontrate"),
    State.CLOSED: _("Concluso"),
    State.DECLINED: _("Non accolto"),
    State.WITHDRAWN: _("Ritirato"),
    State.EXPIRED: _("Senza risposta"),
    State.SUPERSEDED: _("Accolto da altri"),
}
TONES: Final[dict[str, str]] = {
    State.PROPOSED: "neutral",
    State.CONSENTED: "info",
    State.SENT: "attention",
    State.ACCEPTED: "ok",
    State.FIRST_CONTACT: "ok",
    State.CLOSED: "closed",
    State.DECLINED: "attention",
    State.WITHDRAWN: "closed",
    State.EXPIRED: "attention",
    State.SUPERSEDED: "closed",
}


def state_label(state: str) -> str:
    return gettext(_LABELS[state])


def may_move(before: str, after: str, party: Party) -> bool:
    return any(move == (before, after, party) for move in MOVES)
