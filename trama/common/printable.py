"""What paper can bear of typed text: a sign that no font has stops a whole document, and some make typst panic.

Nobody may keep a letter, minutes or the year's report from being printed by typing a pictogram into a title.
"""

import unicodedata
from collections.abc import Callable
from typing import Any, Final

MISSING: Final = "□"  # a reader sees that something stood here
# What typst's own fonts hold, tried one by one: Latin, Greek, Cyrillic, Hebrew, Arabic, signs.
_HELD: Final = (
    (0x20, 0x4FF), (0x5D0, 0x5EA), (0x621, 0x63A), (0x641, 0x64A), (0x1E00, 0x1FFF), (0x2010, 0x2040),
    (0x2070, 0x20BF), (0x2190, 0x22FF), (0x2500, 0x25FF),
)  # fmt: skip


def settled(text: str) -> str:
    """Without what is never drawn: invisible and direction marks go, private, unassigned and control signs show."""
    signs = unicodedata.normalize("NFC", text)
    return _never_empty("".join(_settled(sign) for sign in signs), text)


def plain(text: str) -> str:
    """Only what the fonts certainly hold."""
    return "".join(sign if sign in "\n\t" or _is_held(ord(sign)) else MISSING for sign in text)


def everywhere(data: Any, change: Callable[[str], str]) -> Any:
    """`data` (lists, dictionaries, texts, numbers) with every text changed; keys are ours and stay."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {key: everywhere(value, change) for key, value in data.items()}
    return [everywhere(value, change) for value in data] if isinstance(data, list | tuple) else data


def _settled(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Cf":
        return ""
    return MISSING if category in {"Cc", "Cn", "Co", "Cs"} and sign not in "\n\t" else sign


def _never_empty(now: str, before: str) -> str:
    """A heading of invisible signs alone would be an empty heading, which a tagged PDF may not have."""
    return now if now.strip() or not before.strip() else MISSING


def _is_held(code: int) -> bool:
    return any(first <= code <= last for first, last in _HELD)
