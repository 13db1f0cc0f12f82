"""The states of meetings, answers, minutes, actions and milestones, and what may follow what.

The database has the same tables as triggers (migrations/_meetings.py); a test compares.
"""

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trama.ui.tones import Tone


class _Worded(StrEnum):
    """A code with its words and its colour."""

    @property
    def label(self) -> str:
        return str(_WORDS[self][0])

    @property
    def tone(self) -> Tone:
        return _WORDS[self][1]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """For model fields: codes and their names in code, so that words may change without a migration."""
        return [(one.value, one.name) for one in cls]

    @classmethod
    def worded(cls) -> list[tuple[str, str]]:
        """For forms."""
        return [(one.value, one.label) for one in cls]


class MeetingKind(_Worded):
    """What kind of meeting: each stands in the protocol."""

    OPERATIONAL = "operational"  # art. 3, 4, 6: two a year, of all signatories (A3-02a, A6-01, DIR-07a)
    COMMISSION = "commission"  # art. 4: yearly review with the Asylum Commission (CTE-04)
    GROUP = "group"  # art. 6: thematic and interdisciplinary working groups


class MeetingState(_Worded):
    PLANNED = "planned"
    CONVENED = "convened"
    HELD = "held"
    APPROVED = "approved"  # its minutes are
    CANCELLED = "cancelled"


class Answer(_Worded):
    """What a body said to the invitation; empty: nothing yet."""

    COMES = "comes"
    SENDS = "sends"
    DECLINES = "declines"


class Attendance(_Worded):
    """Whether a body was there; empty: not recorded."""

    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"

    @property
    def group_label(self) -> str:
        """The heading of a list of them."""
        words = {"present": _("Presenti"), "excused": _("Assenti, hanno avvisato"), "absent": _("Assenti")}
        return str(words[self.value])


class MinutesState(_Worded):
    DRAFT = "draft_minutes"
    APPROVED = "approved_minutes"


class ActionState(_Worded):
    OPEN = "open"
    DONE = "done"
    VERIFIED = "verified"
    DROPPED = "dropped"


class Stage(_Worded):
    """How far a piece of a roadmap is."""

    PROPOSED = "proposed"
    DRAFT = "draft"
    AGREED = "agreed"
    IN_FORCE = "in_force"


_M, _A, _S = MeetingState, ActionState, Stage
_WORDS: Final[dict[StrEnum, tuple[str | Promise, Tone]]] = {
    MeetingKind.OPERATIONAL: (_("Incontro operativo"), "info"),
    MeetingKind.COMMISSION: (_("Verifica con la Commissione territoriale"), "info"),
    MeetingKind.GROUP: (_("Gruppo di lavoro"), "neutral"),
    _M.PLANNED: (_("In programma"), "neutral"),
    _M.CONVENED: (_("Convocato"), "info"),
    _M.HELD: (_("Svolto, verbale da approvare"), "attention"),
    _M.APPROVED: (_("Verbale approvato"), "ok"),
    _M.CANCELLED: (_("Annullato"), "closed"),
    Answer.COMES: (_("Partecipa"), "ok"),
    Answer.SENDS: (_("Manda un altro ufficio"), "ok"),
    Answer.DECLINES: (_("Non partecipa"), "closed"),
    Attendance.PRESENT: (_("Presente"), "ok"),
    Attendance.EXCUSED: (_("Assente, ha avvisato"), "neutral"),
    Attendance.ABSENT: (_("Assente"), "closed"),
    MinutesState.DRAFT: (_("Bozza"), "attention"),
    MinutesState.APPROVED: (_("Approvato"), "ok"),
    _A.OPEN: (_("Da fare"), "info"),
    _A.DONE: (_("Fatta, da verificare"), "attention"),
    _A.VERIFIED: (_("Verificata"), "ok"),
    _A.DROPPED: (_("Non serve più"), "closed"),
    _S.PROPOSED: (_("Proposta"), "neutral"),
    _S.DRAFT: (_("In bozza"), "info"),
    _S.AGREED: (_("Concordata"), "ok"),
    _S.IN_FORCE: (_("In vigore"), "ok"),
}

MEETING_STEPS: Final[dict[MeetingState, frozenset[MeetingState]]] = {
    _M.PLANNED: frozenset({_M.CONVENED, _M.CANCELLED}),
    _M.CONVENED: frozenset({_M.HELD, _M.CANCELLED}),
    _M.HELD: frozenset({_M.APPROVED}),
    _M.APPROVED: frozenset(),
    _M.CANCELLED: frozenset(),
}
ACTION_STEPS: Final[dict[ActionState, frozenset[ActionState]]] = {
    _A.OPEN: frozenset({_A.DONE, _A.DROPPED}),
    _A.DONE: frozenset({_A.VERIFIED, _A.OPEN}),  # back: who looked found something missing
    _A.VERIFIED: frozenset(),
    _A.DROPPED: frozenset(),
}
# A text that was agreed, or is in force, may be taken up again.
STAGE_STEPS: Final[dict[Stage, frozenset[Stage]]] = {
    _S.PROPOSED: frozenset({_S.DRAFT}),
    _S.DRAFT: frozenset({_S.AGREED, _S.PROPOSED}),
    _S.AGREED: frozenset({_S.IN_FORCE, _S.DRAFT}),
    _S.IN_FORCE: frozenset({_S.DRAFT}),
}
BEFORE: Final = frozenset({_M.PLANNED, _M.CONVENED})
AFTER: Final = frozenset({_M.HELD, _M.APPROVED})
