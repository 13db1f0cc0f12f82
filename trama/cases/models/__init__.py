"""What a centre writes of a woman's path. In clear: states, dates, who is assigned. Everything else is sealed."""

from trama.cases.models.calls import Call
from trama.cases.models.circle import MustNotKnow, PathMember
from trama.cases.models.shifts import ShiftCall
from trama.cases.models.timeline import Activation, Child, Entry
from trama.cases.models.women import ClosedSpan, Path, PhoneKey, Woman

__all__ = [
    "Activation",
    "Call",
    "Child",
    "ClosedSpan",
    "Entry",
    "MustNotKnow",
    "Path",
    "PathMember",
    "PhoneKey",
    "ShiftCall",
    "Woman",
]
