"""What is drawn: euro by year, an indicator by year. The exact numbers stand in tables beside the drawings."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from trama.protocol.resources.models import Indicator, IndicatorValue
from trama.protocol.resources.selectors import YearTotal
from trama.ui.charts import Chart, Series


def money_chart(slug: str, title: str, totals: Sequence[YearTotal]) -> Chart | None:
    """Foreseen and spent, in whole euro, of the years whose spending is known; None: of no year."""
    known = [one for one in totals if one.spent is not None]
    if not known:
        return None
    budget = Series(_("Previsto"), tuple(int(one.budget) for one in known))
    spent = Series(_("Speso"), tuple(int(one.spent or 0) for one in known))
    names = tuple(str(one.year) for one in known)
    note = _("Euro interi, per gli anni di cui la spesa è nota.")
    return Chart(slug, title, names, (budget, spent), kind="columns", category_label=_("Anno"), note=note)


def indicator_chart(indicator: Indicator, values: Sequence[IndicatorValue]) -> Chart | None:
    """The values of the years that have one, with the target as a second line."""
    if not values:
        return None
    series = [Series(indicator.unit, tuple(float(one.value) for one in values))]
    if indicator.target is not None:
        series.append(Series(_("Obiettivo"), (float(indicator.target),) * len(values)))
    return Chart(
        f"indicator-{indicator.pk}",
        indicator.name,
        tuple(str(one.year) for one in values),
        tuple(series),
        kind="line" if len(values) > 1 else "columns",
        category_label=_("Anno"),
        note=_("Il disegno arrotonda a un decimale; i valori esatti sono nella tabella che segue."),
    )
