"""A year of one body on one sheet: a line a commitment, saved where something is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.common.errors import DomainError
from trama.protocol.commitments.kinds import EvidenceKind, kinds_for
from trama.protocol.commitments.presentation import Line as Shown
from trama.protocol.commitments.presentation import line_of
from trama.protocol.commitments.proofs import Proof, check_proof
from trama.protocol.commitments.rules import Rule
from trama.protocol.commitments.selectors import Standing
from trama.protocol.commitments.services import Line
from trama.ui.forms import CodeField, DateField, NumberField, TextField, TramaForm

SHORT: Final = 6  # lines: so many are shown at once on a telephone too


@dataclass(frozen=True)
class SheetLine:
    """A line as the page draws it: the commitment, what is there already, the fields."""

    shown: Shown
    fields: list[BoundField]
    wrong: bool


@dataclass(frozen=True)
class SheetGroup:
    """An article of the sheet: folded on a long one, until something in it is typed or wrong."""

    article: str
    lines: list[SheetLine]
    is_open: bool

    @property
    def shown(self) -> int:
        """Commitments that have evidence of the year already, whether somebody confirmed it or not."""
        return sum(bool(one.shown.standing.confirmed or one.shown.standing.waiting) for one in self.lines)


class SheetForm(TramaForm):
    """Four fields a commitment, named after its row; `sheet` makes the ids, so that sent twice is saved once."""

    def __init__(self, *args: Any, rows: Sequence[Standing], year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.year = rows, year
        self.fields["sheet"] = forms.UUIDField(widget=forms.HiddenInput(), required=False, initial=uuid4)
        for row in rows:
            self._add(row)

    def _add(self, row: Standing) -> None:
        kinds = kinds_for(row.commitment.capability, Rule(row.commitment.rule))
        name = row.ownership.pk.hex
        choices = [(kind.value, kind.label) for kind in kinds]
        kind = CodeField(
            choices,
            label=gettext_lazy("Che cosa"),
            initial=kinds[0].value,
            required=True,
            widget=forms.Select(),
        )
        kind.choices = choices
        kind.required = False
        self.fields[f"{name}-kind"] = kind
        self.fields[f"{name}-day"] = DateField(label=gettext_lazy("Giorno"), latest=timedelta())
        self.fields[f"{name}-title"] = TextField(label=gettext_lazy("In poche parole"))
        if EvidenceKind.COUNT in kinds:
            self.fields[f"{name}-number"] = NumberField(label=gettext_lazy("Numero"))

    def clean(self) -> dict[str, Any]:
        """Each filled line is checked by itself, beside its fields; what is typed in the others stays."""
        data = super().clean() or {}
        filled = [row for row in self.rows if self._is_filled(row)]
        if not filled and not self.errors and not self._may_be_empty():
            raise forms.ValidationError(_("Non c’è ancora niente di scritto: basta una riga."))
        for row in filled:
            self._check(row)
        return data

    def _may_be_empty(self) -> bool:
        return False

    def _said(self, row: Standing, part: str) -> Any:
        return self.cleaned_data.get(f"{row.ownership.pk.hex}-{part}")

    def _is_filled(self, row: Standing) -> bool:
        return any(self._said(row, part) not in (None, "") for part in ("day", "title", "number"))

    def _check(self, row: Standing) -> None:
        name = row.ownership.pk.hex
        needed = {"day": _("Scrivi il giorno."), "title": _("Scrivi in poche parole che cosa è stato.")}
        missing = [
            part for part in needed if f"{name}-{part}" not in self.errors and not self._said(row, part)
        ]
        for part in missing:
            self.add_error(f"{name}-{part}", needed[part])
        if missing or any(key.startswith(name) for key in self.errors):
            return
        try:
            check_proof(row.commitment, self.year, self._proof(row), today=timezone.localdate())
        except DomainError as error:
            field = f"{name}-{error.field}"
            self.add_error(field if field in self.fields else None, error.message)

    def _proof(self, row: Standing) -> Proof:
        kinds = kinds_for(row.commitment.capability, Rule(row.commitment.rule))
        return Proof(
            self._said(row, "kind") or kinds[0].value, self._said(row, "day"), self._said(row, "title"),
            number=self._said(row, "number"),
        )  # fmt: skip

    def lines(self) -> list[Line]:
        """The filled ones; ids follow from the sheet's and the commitment's."""
        sheet: UUID = self.cleaned_data["sheet"] or uuid4()
        return [
            Line(row.ownership, uuid5(sheet, row.ownership.pk.hex), self._proof(row))
            for row in self.rows
            if self._is_filled(row)
        ]

    def groups(self) -> list[SheetGroup]:
        """By article, in the order of the text."""
        found = groupby(self.rows, key=lambda row: row.commitment.article)
        return [self._group(article, list(rows)) for article, rows in found]

    def _group(self, article: str, rows: list[Standing]) -> SheetGroup:
        lines = [self._line(row) for row in rows]
        short = len(self.rows) <= SHORT or self.carried
        return SheetGroup(article, lines, short or any(map(self._is_touched, rows)))

    def _is_touched(self, row: Standing) -> bool:
        name = row.ownership.pk.hex
        typed = any(self.data.get(f"{name}-{part}") for part in ("day", "title", "number"))
        return self.is_bound and (typed or any(key.startswith(name) for key in self.errors))

    def _line(self, row: Standing) -> SheetLine:
        names = [name for name in self.fields if name.startswith(row.ownership.pk.hex)]
        wrong = any(name in self.errors for name in names) if self.is_bound else False
        return SheetLine(line_of(row), [self[name] for name in names], wrong)
