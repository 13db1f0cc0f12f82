"""The CSV of an organisation's own tables: codes and export labels, for a spreadsheet that reads Italian."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.utils.translation import gettext as _

from trama.statistics.categories import AGE, CITIZENSHIP, EXIT, OWN, PRESENCE, TableKind
from trama.statistics.stays import Stays
from trama.statistics.tables import Figures

HEADINGS = ("anno", "tabella", "codice", "voce", "codice_2", "voce_2", "donne", "percentuale")


def own_sheet(*years: Figures, stays: Stays | None = None) -> str:
    """One line a cell, semicolons and a byte order mark, as Italian spreadsheets expect; decimals with a comma."""
    text = StringIO()
    text.write("\ufeff")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for figures in years:
        writer.writerow(
            [
                figures.year,
                "totale",
                "",
                _("Donne in tutto"),
                "",
                "",
                figures.women,
                _percent(figures, figures.women),
            ]
        )
        for kind in (PRESENCE, *OWN):
            writer.writerows(_one_way(figures, kind))
        writer.writerows(_ages(figures))
    if stays is not None and stays.guests:
        writer.writerows(_stays(years[0].year, stays))
    return text.getvalue()


def _percent(figures: Figures, number: int) -> str:
    return f"{100 * number / figures.women:.1f}".replace(".", ",") if figures.women else ""


def _one_way(figures: Figures, kind: TableKind) -> Iterator[list[object]]:
    labels = kind.export()
    for code, number in figures.tables[kind.code].counts.items():
        yield [figures.year, kind.code, code, str(labels[code]), "", "", number, _percent(figures, number)]


def _stays(year: int, stays: Stays) -> Iterator[list[object]]:
    """Of the first year; exits are counted in stays, not in women, and have no percentage of the women."""
    yield [year, "ospitalita", "", _("Donne ospitate nell’anno"), "", "", stays.guests, ""]
    yield [year, "ospitalita", "", _("Notti di ospitalità"), "", "", stays.nights, ""]
    labels = EXIT.export()
    for code, number in stays.exits.counts.items():
        yield [year, EXIT.code, code, str(labels[code]), "", "", number, ""]


def _ages(figures: Figures) -> Iterator[list[object]]:
    ages, origins = AGE.export(), CITIZENSHIP.export()
    for (age, origin), number in figures.age_by_citizenship.counts.items():
        yield [
            figures.year, "age_class_x_citizenship", age, str(ages[age]), origin, str(origins[origin]), number,
            _percent(figures, number),
        ]  # fmt: skip
