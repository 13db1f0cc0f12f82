"""The sheet of who was there: a line a body with two ticks, as it was sent or as it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from trama.protocol.meetings.services.holding import There, merged
from trama.protocol.meetings.states import Attendance


@dataclass(frozen=True)
class Line:
    """A body on the sheet with its two ticks."""

    one: There
    present: bool
    excused: bool
    meanwhile: str = ""  # what a colleague wrote since the page was shown, where this says otherwise

    @property
    def code(self) -> str:
        if self.present:
            return Attendance.PRESENT.value
        return (Attendance.EXCUSED if self.excused else Attendance.ABSENT).value


def line_of(one: There, code: str, meanwhile: str = "") -> Line:
    return Line(one, code == Attendance.PRESENT, code == Attendance.EXCUSED, meanwhile)


def sent(data: QueryDict, rows: Sequence[There]) -> list[Line]:
    """As it was ticked: who is neither present nor excused was absent."""
    present, excused = set(data.getlist("present")), set(data.getlist("excused"))
    return [
        Line(one, str(one.organisation_id) in present, str(one.organisation_id) in excused) for one in rows
    ]


def codes_of(lines: Sequence[Line]) -> dict[UUID, str]:
    return {line.one.organisation_id: line.code for line in lines}


def seen_on(data: QueryDict) -> dict[UUID, str] | None:
    """How each body stood on the page, as its form says it: "id:code"; None: it does not say."""
    pairs = [part.split(":", 1) for part in data.getlist("was") if ":" in part]
    try:
        return {UUID(body): code for body, code in pairs} if pairs else None
    except ValueError:
        return None


def shown_again(rows: Sequence[There], codes: dict[UUID, str], seen: dict[UUID, str] | None) -> list[Line]:
    """What was ticked; what a colleague wrote meanwhile where it was left alone, and beside it where it was not."""
    wanted = merged(rows, codes, seen)
    lines = []
    for one in rows:
        code = wanted[one.organisation_id]
        clash = Attendance(one.attendance).label if code is None and one.attendance else ""
        lines.append(line_of(one, codes[one.organisation_id] if code is None else code, clash))
    return lines
