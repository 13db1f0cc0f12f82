"""What may stand in a text that somebody typed or pasted: letters of every script, and nothing that cannot be seen.

An override turns letters round on the screen: what everybody reads would not be what is kept, searched and printed.
The other invisible signs come along with what one pastes (a telephone out of an address book): they go without a word.
"""

import unicodedata
from typing import Final

from django.utils.translation import gettext as _

from trama.common.errors import DomainError

# Unicode Standard Annex 9, §2.2.
OVERRIDES: Final = "\u202d\u202e"
# Embeddings and isolates of Annex 9; spaces without width, joiners of words, soft hyphens; letters that are drawn as
# nothing. What scripts need stays: U+200C and U+200D (Persian, Hindi), the weak marks U+200E, U+200F, U+061C.
_INVISIBLE: Final = frozenset(
    "\u202a\u202b\u202c\u2066\u2067\u2068\u2069\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u180e"
    "\u206a\u206b\u206c\u206d\u206e\u206f\ufff9\ufffa\ufffb\u3164\uffa0\u2800"
)


def one_line(text: str) -> str:
    """As it is kept; line breaks and tabs become spaces. Raises DomainError for an override."""
    return several_lines(text).replace("\n", " ").replace("\t", " ")


def several_lines(text: str) -> str:
    """As it is kept; line breaks and tabs stay. Raises DomainError for an override."""
    if any(sign in OVERRIDES for sign in text):
        raise DomainError(
            "turned_round",
            _(
                "Qui c’è un segno invisibile che rovescia l’ordine delle lettere:"
                " cancella tutto e riscrivilo a mano, senza incollare."
            ),
        )
    for breaks in ("\r\n", "\r", "\u2028", "\u2029"):
        text = text.replace(breaks, "\n")
    kept = "".join(sign for sign in text if _stays(sign))
    return kept if any(_is_drawn(sign) for sign in kept) else ""


def _stays(sign: str) -> bool:
    return sign in "\n\t" or (unicodedata.category(sign) not in {"Cc", "Cs"} and sign not in _INVISIBLE)


def _is_drawn(sign: str) -> bool:
    """Joiners, marks and spaces alone are no text."""
    return unicodedata.category(sign)[0] in "LNPSC" and unicodedata.category(sign) != "Cf"
