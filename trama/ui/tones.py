"""The few tones of the interface. Colour never stands alone: each goes with words."""

from typing import Literal, get_args

Tone = Literal["neutral", "info", "ok", "attention", "danger", "private", "closed"]
TONES: frozenset[str] = frozenset(get_args(Tone))
