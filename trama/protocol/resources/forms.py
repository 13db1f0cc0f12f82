"""The forms of resources and evaluation."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.protocol.resources.models import FIRST_YEAR, LAST_YEAR, Activity, Direction
from trama.protocol.resources.money import AmountField
from trama.ui.forms import CodeField, DateField, NumberField, OnceForm, TextField, TickField, TramaForm

Choices = list[tuple[str, str]]
NEVER = _(
    "Ore, corsi, iniziative: attività, mai donne. Trama non divide il denaro per le donne e non calcola quanto"
    " “costa” un percorso."
)
_FIFTY_YEARS = timedelta(days=365 * 50)


class RowForm(OnceForm):
    """A form whose fields are those of a row."""

    def said(self) -> dict[str, Any]:
        """What the service takes: the fields, and the id of a new row."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "once"}
        return {**data, "row_id": self.row_id}


def _year(label: Any, **kwargs: Any) -> NumberField:
    return NumberField(label=label, min_value=FIRST_YEAR, max_value=LAST_YEAR, **kwargs)


class LineFilterForm(TramaForm):
    """The filters of funding lines."""

    year = CodeField(label=_("Anno"), empty_label=_("Tutti gli anni"), widget=forms.Select())
    state = CodeField(
        [
            ("running", _("In corso")),
            ("ended", _("Finite")),
            ("over", _("Speso più del previsto")),
        ],
        label=_("Mostra"),
        empty_label=_("Tutte"),
        widget=forms.Select(),
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(str(year), str(year)) for year in years]
        self.fields["year"] = CodeField(
            listed, label=_("Anno"), empty_label=_("Tutti gli anni"), widget=forms.Select()
        )


class ConventionFilterForm(TramaForm):
    """The filters of agreements."""

    state = CodeField(
        [("running", _("In corso")), ("soon", _("Finiscono presto")), ("ended", _("Finite"))],
        label=_("Mostra"),
        empty_label=_("Tutte"),
        widget=forms.Select(),
    )


class IndicatorFilterForm(TramaForm):
    """The filters of indicators."""

    state = CodeField(
        [
            ("waiting", _("Senza il valore dell'ultimo anno")),
            ("agreed", _("Concordati")),
            ("proposed", _("Proposti")),
            ("retired", _("Non più raccolti")),
        ],
        label=_("Mostra"),
        empty_label=_("Tutti"),
        widget=forms.Select(),
    )
    mine = TickField(label=_("Solo quelli del mio ente"))


class LineForm(RowForm):
    """A funding line."""

    sections = [
        (_("La linea"), "", ["name", "source", "body", "act"]),
        (_("Quanto e quando"), "", ["total", "begins_on", "ends_on"]),
        ("", "", ["note"]),
    ]
    name = TextField(label=_("Come si chiama"), required=True, max_length=160)
    source = TextField(
        label=_("Chi dà il denaro"),
        required=True,
        max_length=160,
        help_text=_("L'ente o il fondo, come lo chiama l'atto."),
    )
    body = CodeField(label=_("Chi la gestisce"), required=True)
    act = TextField(label=_("Atto"), max_length=250)
    total = AmountField(label=_("Totale in euro"), required=True, help_text=_("Per esempio 120.000,00."))
    begins_on = DateField(label=_("Dal"), required=True, earliest=-_FIFTY_YEARS, latest=_FIFTY_YEARS)
    ends_on = DateField(label=_("Al"), earliest=-_FIFTY_YEARS, latest=_FIFTY_YEARS)
    note = TextField(label=_("Nota"), rows=3, max_length=2_000)

    def __init__(self, *args: Any, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"] = CodeField(
            bodies, label=_("Chi la gestisce"), required=True, widget=forms.Select()
        )

    def said(self) -> dict[str, Any]:
        data = super().said()
        return {**data, "body": UUID(data["body"])}


class YearForm(TramaForm):
    """What is foreseen and spent in a year."""

    year = _year(_("Anno"), required=True)
    budget = AmountField(label=_("Previsto, in euro"), required=True)
    spent = AmountField(
        label=_("Speso, in euro"),
        help_text=_("Vuoto se ancora non si sa. Se supera il previsto si vede, e si salva lo stesso."),
    )


class SustainedForm(RowForm):
    """What a line made possible."""

    year = _year(_("Anno"), required=True)
    activity = CodeField(Activity.choices, label=_("Che cosa"), required=True, widget=forms.Select())
    text = TextField(
        label=_("In parole"),
        required=True,
        max_length=300,
        help_text=_("Servizi e attività della rete, senza nomi di persone."),
    )
    number = NumberField(label=_("Quante attività"), help_text=NEVER)


class ConventionForm(RowForm):
    """An agreement with a private social body."""

    sections = [
        (
            _("Con chi"),
            _("Un ente della rete, oppure un altro scritto per nome."),
            ["partner", "partner_name"],
        ),
        (_("Che cosa"), "", ["title", "finances", "line", "amount", "act"]),
        (_("Fino a quando"), "", ["begins_on", "ends_on"]),
    ]
    partner = CodeField(label=_("Ente della rete"))
    partner_name = TextField(label=_("Altro ente"), max_length=160)
    title = TextField(label=_("Titolo"), required=True, max_length=200)
    finances = TextField(label=_("Che cosa finanzia"), required=True, rows=4, max_length=3_000)
    line = CodeField(label=_("Con quale linea di finanziamento"))
    amount = AmountField(label=_("Importo in euro"))
    act = TextField(label=_("Atto"), max_length=250)
    begins_on = DateField(label=_("Dal"), required=True, earliest=-_FIFTY_YEARS, latest=_FIFTY_YEARS)
    ends_on = DateField(label=_("Al"), required=True, earliest=-_FIFTY_YEARS, latest=_FIFTY_YEARS)

    def __init__(self, *args: Any, bodies: Choices, lines: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"] = CodeField(
            bodies, label=_("Ente della rete"), empty_label=_("Nessuno di questi"), widget=forms.Select()
        )
        self.fields["line"] = CodeField(
            lines,
            label=_("Con quale linea di finanziamento"),
            empty_label=_("Nessuna"),
            widget=forms.Select(),
        )

    def said(self) -> dict[str, Any]:
        data = super().said()
        line = data.pop("line")
        partner = data.pop("partner")
        return {
            **data,
            "line_id": UUID(line) if line else None,
            "partner": UUID(partner) if partner else None,
        }


class IndicatorForm(RowForm):
    """A measure that the signatories may agree on."""

    sections = [
        (_("Che cosa si misura"), "", ["name", "definition", "unit", "counts_people"]),
        (_("Chi e verso dove"), "", ["body", "direction", "target", "target_year"]),
    ]
    name = TextField(label=_("Come si chiama"), required=True, max_length=160)
    definition = TextField(
        label=_("Che cosa misura, e come"),
        required=True,
        rows=4,
        max_length=3_000,
        help_text=_("Abbastanza preciso perché un'altra persona, l'anno dopo, conti allo stesso modo."),
    )
    unit = TextField(
        label=_("In che cosa si misura"), required=True, max_length=40, help_text=_("Ore, scuole, giorni, %.")
    )
    counts_people = TickField(
        label=_("Conta persone"),
        help_text=_(
            "Allora i valori da uno a quattro non si scrivono: qualcuna potrebbe essere riconosciuta."
        ),
    )
    body = CodeField(label=_("Chi lo raccoglie"), required=True)
    direction = CodeField(Direction.choices, label=_("Verso dove"), required=True)
    target = AmountField(label=_("Obiettivo"))
    target_year = _year(_("Entro l'anno"))

    def __init__(self, *args: Any, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"] = CodeField(
            bodies, label=_("Chi lo raccoglie"), required=True, widget=forms.Select()
        )

    def said(self) -> dict[str, Any]:
        data = super().said()
        return {**data, "body": UUID(data["body"])}


class AgreeForm(TramaForm):
    """The decision by which the signatories agreed on an indicator."""

    agreed_on = DateField(label=_("Concordato il"), required=True, latest=timedelta())
    decision = TextField(
        label=_("La decisione"),
        required=True,
        rows=3,
        max_length=2_000,
        help_text=_("In quale incontro, con quali parole."),
    )


class ValueForm(TramaForm):
    """The value of a year."""

    year = _year(_("Anno"), required=True)
    value = AmountField(label=_("Valore"), required=True, largest=Decimal("99999999999999.99"))
    note = TextField(
        label=_("Nota"), max_length=300, help_text=_("Da dove viene il numero. Nessun nome di persona.")
    )


def last_full_year(today: date) -> int:
    """The year whose values can be whole: the one before."""
    return today.year - 1
