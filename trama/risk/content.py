"""What an assessment says, and its sealed form."""

from dataclasses import dataclass, field
from typing import Any

from trama.risk.instruments import JUDGEMENT, Answer, Answers, Band, Instrument, instrument
from trama.vault.crypto.formats import Json

FORMAT = 1


@dataclass(frozen=True)
class Content:
    """The professional's judgement, then the answers that stand beside it. `reason`: why lower than they suggest."""

    level: str
    instrument: Instrument = JUDGEMENT
    answers: Answers = field(default_factory=dict)
    reason: str = ""
    note: str = ""

    @property
    def band(self) -> Band | None:
        return self.instrument.band(self.answers)

    def to_json(self) -> Json:
        """Every item is written, asked or not: the length of a sealed value says nothing of the answers."""
        return {
            "format": FORMAT,
            "instrument": self.instrument.key,
            "answers": {
                code: self.answers.get(code, Answer.NOT_ASKED).value for code in self.instrument.item_codes
            },
            "level": self.level,
            "reason": self.reason,
            "note": self.note,
        }

    @classmethod
    def from_json(cls, value: Json) -> "Content":
        """Raises ValueError for a format of another time."""
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            raise ValueError("unknown format of an assessment")
        answers: Any = value["answers"]
        return cls(
            level=str(value["level"]),
            instrument=instrument(str(value["instrument"])),
            answers={str(code): Answer(answer) for code, answer in answers.items()},
            reason=str(value["reason"]),
            note=str(value["note"]),
        )
