"""The states of a request and of a stay, and what may follow what. The database has the same tables as triggers."""

from enum import StrEnum
from typing import Final

from django.utils.translation import gettext

from trama.common.vocabularies import vocabulary
from trama.ui.tones import Tone


class RequestState(StrEnum):
    """Codes of `placement_state` up to the admission, and one of ours: she no longer wants it."""

    REQUESTED = "requested"
    EVALUATING = "evaluating"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ADMITTED = "admitted"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        if self is RequestState.WITHDRAWN:
            return gettext("Non le serve più")
        return vocabulary("placement_state").label(self)

    @property
    def tone(self) -> Tone:
        return _TONES[self]

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for a place, or for a word about it."""
        return self in OPEN


class StayState(StrEnum):
    """`released`: the place was held and she did not come."""

    HELD = "held"
    ADMITTED = "admitted"
    ENDED = "ended"
    RELEASED = "released"

    @property
    def label(self) -> str:
        return {
            StayState.HELD: gettext("Posto tenuto"),
            StayState.ADMITTED: gettext("Ospitata"),
            StayState.ENDED: gettext("Ospitalità conclusa"),
            StayState.RELEASED: gettext("Posto lasciato libero"),
        }[self]

    @property
    def tone(self) -> Tone:
        tones: dict[StayState, Tone] = {StayState.HELD: "info", StayState.ADMITTED: "ok"}
        return tones.get(self, "closed")


_R, _S = RequestState, StayState
_TONES: Final[dict[RequestState, Tone]] = {
    _R.REQUESTED: "attention",
    _R.EVALUATING: "info",
    _R.WAITING: "info",
    _R.ACCEPTED: "ok",
    _R.REFUSED: "closed",
    _R.ADMITTED: "ok",
    _R.WITHDRAWN: "closed",
}
OPEN: Final = frozenset({_R.REQUESTED, _R.EVALUATING, _R.WAITING, _R.ACCEPTED})
UNANSWERED: Final = frozenset({_R.REQUESTED, _R.EVALUATING})
ON_THE_PLACE: Final = frozenset({_S.HELD, _S.ADMITTED})

# In an emergency she is admitted from any open state. A "no" can be thought over, and she may change her mind.
REQUEST_STEPS: Final[dict[RequestState, frozenset[RequestState]]] = {
    _R.REQUESTED: frozenset({_R.EVALUATING, _R.WAITING, _R.ACCEPTED, _R.REFUSED, _R.WITHDRAWN, _R.ADMITTED}),
    _R.EVALUATING: frozenset({_R.WAITING, _R.ACCEPTED, _R.REFUSED, _R.WITHDRAWN, _R.ADMITTED}),
    _R.WAITING: frozenset({_R.EVALUATING, _R.ACCEPTED, _R.REFUSED, _R.WITHDRAWN, _R.ADMITTED}),
    _R.ACCEPTED: frozenset({_R.WAITING, _R.REFUSED, _R.WITHDRAWN, _R.ADMITTED}),
    _R.REFUSED: frozenset({_R.EVALUATING}),
    _R.WITHDRAWN: frozenset({_R.EVALUATING}),
    _R.ADMITTED: frozenset(),
}
STAY_STEPS: Final[dict[StayState, frozenset[StayState]]] = {
    _S.HELD: frozenset({_S.ADMITTED, _S.RELEASED}),
    _S.ADMITTED: frozenset({_S.ENDED}),
    _S.ENDED: frozenset(),
    _S.RELEASED: frozenset(),
}
STAY_BEGINNINGS: Final = frozenset({_S.HELD, _S.ADMITTED})


def answers_from(state: RequestState) -> list[RequestState]:
    """What a person may answer; an admission has a page of its own."""
    return [after for after in RequestState if after in REQUEST_STEPS[state] and after is not _R.ADMITTED]
