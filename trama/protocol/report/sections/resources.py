"""Where the money came from and what it sustained. Nothing is divided: what a path costs is not a question here."""

from django.utils.translation import gettext as _

from trama.protocol.report.blocks import Bars, Block, Section, Table
from trama.protocol.report.scope import Scope, day_in_full
from trama.protocol.resources.models import Convention, Sustained
from trama.protocol.resources.money import euro
from trama.protocol.resources.selectors import conventions, lines, year_totals

UNKNOWN = "—"


def resources_section(scope: Scope) -> Section:
    return Section(
        "risorse",
        _("Risorse"),
        _("Linee di finanziamento, convenzioni, e che cosa hanno sostenuto: ore, corsi, iniziative, posti."),
        (_lines(scope), *_years(scope), _sustained(scope), _conventions(scope)),
    )


def _lines(scope: Scope) -> Table:
    found = lines(scope.actor, year=scope.year, today=scope.day)
    rows = tuple(
        (row.name, row.source, row.organisation.short_name, _money(row.budget), _money(row.spent)) for row in found
    )  # fmt: skip
    columns = (_("Linea"), _("Chi finanzia"), _("Chi gestisce"), _("Previsto"), _("Speso"))
    empty = _("Nessuna linea di finanziamento ha un importo per questo anno.")
    return Table(
        _("Linee di finanziamento"), columns, rows, empty, widths=(1.6, 1.3, 1.4, 1, 1), align="lllrr"
    )


def _money(amount: object) -> str:
    return euro(amount) if amount is not None else UNKNOWN  # type: ignore[arg-type]  # summed by the database


def _years(scope: Scope) -> list[Block]:
    """What was spent, year by year, of the years whose spending is known."""
    known = [one for one in year_totals(scope.actor) if one.spent is not None and one.year <= scope.year]
    if not known:
        return []
    last = known[-1]
    alt = _("Nel %(year)d si sono spesi %(spent)s.") % {"year": last.year, "spent": euro(last.spent)}
    spent = tuple((str(one.year), int(one.spent or 0)) for one in known)
    return [Bars(_("Speso anno per anno, in euro interi"), alt, spent, _("Speso"), _("Anno"), "€")]


def _sustained(scope: Scope) -> Table:
    found = (
        Sustained.objects.filter(network=scope.actor.network_id, year=scope.year)
        .select_related("line")
        .order_by("line__name", "activity", "pk")
    )
    rows = tuple(
        (row.line.name, row.text, str(row.number) if row.number is not None else UNKNOWN) for row in found
    )
    columns = (_("Linea"), _("Che cosa ha sostenuto"), _("Quante"))
    return Table(
        _("Che cosa hanno sostenuto"),
        columns,
        rows,
        _("Nessuno l'ha ancora scritto."),
        widths=(1.4, 2.8, 0.6),
        align="llr",
    )


def _conventions(scope: Scope) -> Table:
    rows = tuple(
        (_partner(row), row.title, day_in_full(row.ends_on), _money(row.amount))
        for row in conventions(scope.actor, today=scope.day).filter(
            begins_on__year__lte=scope.year, ends_on__year__gte=scope.year
        )
    )
    columns = (_("Con chi"), _("Convenzione"), _("Fino al"), _("Importo"))
    empty = _("Nessuna convenzione in questo anno.")
    return Table(_("Convenzioni"), columns, rows, empty, widths=(1.4, 2, 1.1, 1), align="lllr")


def _partner(row: Convention) -> str:
    return row.partner.short_name if row.partner else row.partner_name
