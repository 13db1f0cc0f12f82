"""What issue 2 asked of the measurements, and whether it is met: printed, never asserted by a test."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Aim:
    """`words` say what was asked; `value` must not be above `most`."""

    words: str
    value: float
    most: float
    unit: str = ""

    @property
    def met(self) -> bool:
        return self.value <= self.most

    def __str__(self) -> str:
        digits = 0 if self.unit == " ms" or self.value == int(self.value) else 2
        verdict = "met" if self.met else "MISSED"
        return f"{verdict:<7} {self.words}: {self.value:.{digits}f}{self.unit}, aim {self.most:g}{self.unit}"


PATH_RATIO: Final = 5.0
PATH_QUERIES: Final = 12
LIST_GROWTH: Final = 1.3
SEARCH_P95: Final = 150.0
SIGN_IN_P95: Final = 1000.0
CROWDED_P95: Final = 150.0
