"""The tables of a year and the categories of each, in the order in which they are read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final
from uuid import UUID, uuid5

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trama.common.vocabularies import vocabulary

Text = str | Promise

UNKNOWN: Final = "unknown"  # asked and not known, or never asked: "non noto" is a category like the others
OPEN: Final = "open"
NEW, CONTINUING = "new", "continuing"

# No vocabulary code lies in clear in the database, not even in a table of counts: a cell names its category by this.
_NAMESPACE: Final = UUID("6d1f0c1e-5a4b-4b0e-9d53-7a1c52f3a0e4")


@cache
def token(category: str) -> UUID:
    """What stands for a category in a submitted cell; that of "unknown" is in `migrations/sql/collect.sql` too."""
    return uuid5(_NAMESPACE, category)


@dataclass(frozen=True)
class TableKind:
    """One question put to every woman of the year."""

    code: str
    title: Text
    heading: Text  # of the column of categories
    categories: Callable[[], dict[str, Text]]  # code -> words; a function, because words follow the language
    export: Callable[[], dict[str, Text]]
    several: bool = False  # a woman stands under every answer that is hers: the rows do not sum to the women
    note: Text = ""

    def label(self, category: str) -> str:
        """The words of a category; a code that a later version no longer knows is shown as it is."""
        return str(self.categories().get(category, category))


def _vocabulary(name: str, *, before: dict[str, Text] | None = None, after: dict[str, Text] | None = None) -> (
    tuple[Callable[[], dict[str, Text]], Callable[[], dict[str, Text]]]
):  # fmt: skip
    """Screen words and export labels of a vocabulary, with categories of ours around it."""

    def screen() -> dict[str, Text]:
        return {**(before or {}), **dict(vocabulary(name).choices()), **(after or {})}

    def export() -> dict[str, Text]:
        words = vocabulary(name)
        return {**(before or {}), **{code: words.export_label(code) for code in words}, **(after or {})}

    return screen, export


def _presence() -> dict[str, Text]:
    return {NEW: _("Percorso aperto nell’anno"), CONTINUING: _("Percorso già aperto prima")}


PRESENCE: Final = TableKind(
    "presence", _("Da quando"), _("Percorso"), _presence, _presence,
    note=_("Una donna che riapre il suo percorso non conta come nuova."),
)  # fmt: skip
AGE: Final = TableKind("age_class", _("Età"), _("Classe di età"), *_vocabulary("age_class"))
CITIZENSHIP: Final = TableKind(
    "citizenship", _("Cittadinanza"), _("Cittadinanza"), *_vocabulary("citizenship")
)
VIOLENCE: Final = TableKind(
    "violence_type", _("Forme di violenza"), _("Forma di violenza"), *_vocabulary("violence_type"), several=True,
    note=_("Una donna può averne vissute più d’una: le righe non sommano al totale e le percentuali superano cento."),
)  # fmt: skip
RELATIONSHIP: Final = TableKind(
    "relationship", _("Chi agisce la violenza"), _("Chi è per lei"),
    *_vocabulary("relationship_l53", after={UNKNOWN: _("Non noto")}),
    note=_("Le quindici relazioni della legge 53/2022, art. 2 c. 2."),
)  # fmt: skip
RELATIONSHIP_GROUP: Final = TableKind(
    "relationship_group", _("Chi agisce la violenza"), _("Chi è per lei"), *_vocabulary("relationship_group")
)
CHANNEL: Final = TableKind(
    "access_channel", _("Come è arrivata"), _("Canale"), *_vocabulary("access_channel")
)
OUTCOME: Final = TableKind(
    "outcome", _("Com’è andata"), _("A fine anno"),
    *_vocabulary(
        "closure_reason", before={OPEN: _("Il percorso continua")}, after={UNKNOWN: _("Concluso, motivo non noto")}
    ),
    note=_("Com’era il percorso alla fine dell’anno, non come è oggi."),
)  # fmt: skip

EXIT: Final = TableKind(
    "exit_reason",
    _("Com’è finita l’ospitalità"),
    _("Motivo"),
    *_vocabulary("exit_reason", after={UNKNOWN: _("Motivo non noto")}),
    note=_("Le ospitalità finite nell’anno; chi cambia posto nella stessa organizzazione non è uscita."),
)

# What an organisation sees of its own year, beside age × citizenship; and what it submits, one-way tables only.
OWN: Final = (VIOLENCE, RELATIONSHIP, CHANNEL, OUTCOME)
SUBMITTED: Final = (PRESENCE, AGE, CITIZENSHIP, VIOLENCE, RELATIONSHIP_GROUP, CHANNEL, OUTCOME)
PUBLISHED: Final = SUBMITTED[1:]  # `presence` stands beside the total
KINDS: Final = {kind.code: kind for kind in (*SUBMITTED, RELATIONSHIP)}
