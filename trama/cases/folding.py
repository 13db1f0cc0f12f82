"""Names as one searches for them: no case, no accents, whatever the alphabet."""

import unicodedata
from typing import Final

# Letters that Unicode does not take apart into a letter and a mark.
_LETTERS: Final = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe", "’": "'",
}  # fmt: skip


class _Plain(dict[int, int | str | None]):
    """What each sign becomes, worked out when it is first met: nothing for a mark, else itself or a letter."""

    def __missing__(self, code: int) -> int | str | None:
        sign = chr(code)
        self[code] = None if unicodedata.combining(sign) else _LETTERS.get(sign, code)
        return self[code]


_PLAIN: Final = _Plain()


def fold(text: str) -> str:
    """ "Zoë" and "ZOE" become "zoe"; "Łucja" becomes "lucja"; Cyrillic, Arabic, Chinese keep their letters."""
    if text.isascii():
        return " ".join(text.lower().split())
    # Taken apart first and again after: a letter of another style ("𝕬") has no lower case until it is one of ours.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join(apart.translate(_PLAIN).split())
