"""The sentences that are read to her and the few word lists that no outside vocabulary has.

A sentence that was read to somebody never changes: a new wording is a new version (DESIGN §1.1; tests/test_words.py).
"""

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

SENTENCES: Final[dict[str, str]] = {
    "2026-11": _(
        "Puoi ritirarlo quando vuoi, e non cambia nulla in quello che facciamo insieme. Quello che l'altro servizio "
        "non ha ancora accolto viene distrutto subito. Quello che l'altro servizio ha già fatto suo riceve un avviso "
        "con una data: una persona decide se cancellarlo, oppure scrive per quale motivo di legge lo tiene."
    ),
}
PRESENT_SENTENCE: Final = "2026-11"

# How she said yes or no.
WAYS: Final[dict[str, str]] = {
    "in_person": _("A voce, in presenza"),
    "telephone": _("A voce, al telefono"),
    "mediator": _("A voce, con una mediatrice linguistico-culturale"),
    "signed": _("Con la sua firma su un foglio che resta al centro"),
    "written": _("Con un messaggio scritto da lei"),
}

# Whether she knows that something is told by law.
SHE_KNOWS: Final[dict[str, str]] = {
    "told": _("Sì, ne abbiamo parlato prima"),
    "to_tell": _("Non ancora: lo faremo insieme"),
    "not_safe": _("No: dirglielo adesso la metterebbe in pericolo"),
}


def sentence(version: str = PRESENT_SENTENCE) -> str:
    """The sentence on withdrawal, in the language of the request. Raises KeyError for an unknown version."""
    return gettext(SENTENCES[version])


def choices(words: dict[str, str]) -> list[tuple[str, str]]:
    return [(code, gettext(label)) for code, label in words.items()]
