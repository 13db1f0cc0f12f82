"""Names as one searches for them: no case, no accents, whatever the alphabet."""

import unicodedata
from typing import Final

# Letters that Unicode does not take apart into a letter and a mark.
_PLAIN: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe", "’": "'"}
)


def fold(text: str) -> str:
    """ "Zoë" and "ZOE" become "zoe"; "Łucja" becomes "lucja"; Cyrillic, Arabic, Chinese keep their letters."""
    if text.isascii():
        return " ".join(text.lower().split())
    # Taken apart first and again after: a letter of another style ("𝕬") has no lower case until it is one of ours.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join(
        "".join(sign for sign in apart if not unicodedata.combining(sign)).translate(_PLAIN).split()
    )
