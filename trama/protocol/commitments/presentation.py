"""How states and evidence read on the pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from trama.protocol.agreement.models import Signatory
from trama.protocol.commitments.kinds import CAPABILITIES
from trama.protocol.commitments.models import Commitment, Evidence, EvidenceState
from trama.protocol.commitments.own import Outstanding
from trama.protocol.commitments.rules import Outcome, State
from trama.protocol.commitments.selectors import Standing
from trama.ui.agenda import AgendaItem
from trama.ui.dates import day_words

# Red is for law and safety: a late promise is neither (trama/ui/README.md).
STATE_TONES: Final = {
    State.EVIDENCED: "ok", State.NOT_YET: "neutral", State.DUE: "info", State.LATE: "attention",
}  # fmt: skip
EVIDENCE_TONES: Final = {
    EvidenceState.CONFIRMED: "ok", EvidenceState.WAITING: "info", EvidenceState.RETURNED: "attention",
    EvidenceState.WITHDRAWN: "closed",
}  # fmt: skip
SOON_DAYS: Final = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """A state in words and tone."""

    state: State
    detail: str = ""

    @property
    def label(self) -> str:
        return str(self.state.label)

    @property
    def tone(self) -> str:
        return STATE_TONES[self.state]


def mark_of(state: State, outcome: Outcome | None, last: Evidence | None) -> Mark:
    """ "Dimostrato" with when; "Da fare" with until when and how much is there."""
    if state is State.EVIDENCED:
        return Mark(state, day_words(last.day) if last else _("dagli incontri della rete"))
    if outcome is None or outcome.due is None:
        return Mark(state)
    due = _("entro il %(day)s") % {"day": day_words(outcome.due)}
    if outcome.needs > 1:
        due += " · " + _("%(done)s su %(needs)s") % {"done": outcome.done, "needs": outcome.needs}
    return Mark(state, due)


@dataclass(frozen=True, slots=True)
class Line:
    """A commitment of a body as a row of a list."""

    standing: Standing
    mark: Mark

    @property
    def capability(self) -> str:
        return capability_words(self.standing.commitment)


def line_of(standing: Standing) -> Line:
    return Line(standing, mark_of(standing.state, standing.outcome, standing.last))


def capability_words(commitment: Commitment) -> str:
    return str(CAPABILITIES[commitment.capability])


def evidence_tone(evidence: Evidence) -> str:
    return EVIDENCE_TONES[EvidenceState(evidence.state)]


def reminders(found: Iterable[Outstanding], today: date) -> list[AgendaItem]:
    """What is due within two months, or late, of whatever year."""
    return [
        AgendaItem(
            f"{one.ownership.commitment.text_it} · {one.year}",
            "suggestion",
            reverse("protocol:ownership", args=[one.ownership.pk]) + f"?anno={one.year}",
            one.outcome.due,
            why=_("chiesto dal protocollo, art. %(article)s") % {"article": one.ownership.commitment.article},
            icon="flag",
            action_label=_("Apri"),
        )
        for one in found
        if one.outcome.due is not None and (one.outcome.due - today).days <= SOON_DAYS
    ]


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body with how many of its commitments are in each state."""

    signatory: Signatory
    counts: dict[State, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def evidenced(self) -> int:
        return self.counts[State.EVIDENCED]

    @property
    def late(self) -> int:
        return self.counts[State.LATE]

    @property
    def due(self) -> int:
        return self.counts[State.DUE]

    @property
    def not_yet(self) -> int:
        return self.counts[State.NOT_YET]


def totals(counts: dict[State, int]) -> list[tuple[str, int, str]]:
    """(state, how many, tone) of the states that there are."""
    return [(str(state.label), n, STATE_TONES[state]) for state, n in counts.items() if n]


def by_state(counted: Iterable[tuple[State, str, str, int]]) -> dict[State, int]:
    """Of what `selectors.counts` counted, how many are in each state; every state is there."""
    found = dict.fromkeys(State, 0)
    for state, _article, _capability, n in counted:
        found[state] += n
    return found


def counts_words(counts: dict[State, int]) -> str:
    """ "3 dimostrati, 2 in ritardo": the states that there are."""
    words = {
        State.EVIDENCED: (_("%(n)s dimostrato"), _("%(n)s dimostrati")),
        State.LATE: (_("%(n)s in ritardo"), _("%(n)s in ritardo")),
        State.DUE: (_("%(n)s da fare"), _("%(n)s da fare")),
        State.NOT_YET: (_("%(n)s non ancora segnalato"), _("%(n)s non ancora segnalati")),
    }
    return ", ".join(
        words[state][counts[state] != 1] % {"n": counts[state]} for state in words if counts.get(state)
    )


def keyed(rows: list[tuple[UUID, str, int]]) -> dict[UUID, dict[State, int]]:
    """(id, state, how many) as counts by id."""
    found: dict[UUID, dict[State, int]] = {}
    for key, state, number in rows:
        found.setdefault(key, dict.fromkeys(State, 0))[State(state)] = number
    return found
