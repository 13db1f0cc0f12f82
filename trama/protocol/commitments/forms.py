"""Filters, one piece of evidence, a decision about it, the lead body's date."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from trama.common.documents import DocumentKind, Upload, looked_at, read_upload
from trama.common.errors import DomainError
from trama.protocol.commitments.kinds import CAPABILITIES, EvidenceKind, kinds_for
from trama.protocol.commitments.models import Commitment
from trama.protocol.commitments.proofs import Proof
from trama.protocol.commitments.rules import Rule, State
from trama.ui.forms import CodeField, DateField, NumberField, TextField, TickField, TramaForm

PUBLIC_HINT = _(
    "Lo legge tutta la rete: nessun nome e niente che faccia riconoscere una donna. Bastano il titolo e il giorno."
)
FILE_HINT = _(
    "PDF, ODT, DOCX o un’immagine, fino a 5 MB. Lo apre tutta la rete: niente elenchi di presenze, nomi di donne o "
    "volti. Di una fotografia si toglie quello che dice di luogo e giorno."
)
AGAIN = _("Scegli di nuovo il file: il browser non lo tiene quando qualcosa non va.")
AGO = -timedelta(days=3653)


class _Select(CodeField):
    """A list, however few its choices: filters stand beside each other."""

    def __init__(self, choices: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(choices, widget=forms.Select(), **kwargs)
        if not kwargs.get("required"):
            self.choices = [("", kwargs.get("empty_label", _("Tutti"))), *choices]


def year_field(years: Sequence[int]) -> CodeField:
    return _Select([(str(year), str(year)) for year in years], label=_("Anno"), empty_label=_("Quest’anno"))


def group_field(groups: Sequence[tuple[str, str]]) -> CodeField:
    return _Select(groups, label=_("Chi ha promesso"))


class FilterForm(TramaForm):
    """What is shown of the register. The year is first, so that it always stands in sight."""

    def __init__(
        self, *args: Any, years: Sequence[int], articles: Sequence[str], state: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["anno"] = year_field(years)
        if state:
            self.fields["stato"] = _Select(State.choices, label=_("Stato"))
        self.fields["ambito"] = _Select(CAPABILITIES.items(), label=_("Ambito"))
        self.fields["articolo"] = _Select([(one, one) for one in articles], label=_("Articolo"))

    def chosen(self, name: str) -> str:
        """A filter that holds, or nothing: what is not in the list filters nothing."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


class LateForm(FilterForm):
    """Which of the late ones are shown: of every year, if none is chosen."""

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, years=years, articles=[], state=False, **kwargs)
        del self.fields["articolo"]
        self.fields["anno"] = _Select(
            [(str(year), str(year)) for year in years], label=_("Anno"), empty_label=_("Tutti gli anni")
        )


class EvidenceForm(TramaForm):
    """One piece of evidence; only the kinds that fit the commitment are offered. `keeps`: it has a file already."""

    def __init__(self, *args: Any, commitment: Commitment, keeps: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = kinds_for(commitment.capability, Rule(commitment.rule))
        self.fields["key"] = forms.UUIDField(widget=forms.HiddenInput(), required=False)
        self.fields["key"].initial = uuid4
        if len(kinds) > 1:
            self.fields["kind"] = CodeField(
                [(kind.value, kind.label) for kind in kinds], label=_("Che cosa lo dimostra"), required=True
            )
        self._only = kinds[0] if len(kinds) == 1 else None
        self.fields["day"] = DateField(label=_("Giorno"), required=True, latest=timedelta(), quick=True)
        self.fields["title"] = TextField(label=_("Titolo"), required=True, help_text=PUBLIC_HINT)
        if EvidenceKind.COUNT in kinds:
            self.fields["number"] = NumberField(
                label=_("Numero"),
                help_text=_("Solo se la prova è un numero: un totale dell’anno, non di una persona."),
            )
        self.fields["text"] = TextField(
            label=_("Altro da sapere"),
            rows=3,
            max_length=2000,
            help_text=_("Mai un episodio: un quartiere, un’età bastano a riconoscere qualcuna."),
        )
        self.fields["url"] = TextField(
            label=_("Indirizzo internet"),
            max_length=300,
            help_text=_("Se è pubblicato: comincia con https://"),
        )
        self.fields["file"] = forms.FileField(
            label=_("Un file che lo mostra"),
            required=False,
            widget=forms.FileInput(attrs={"accept": ".pdf,.odt,.docx,.jpg,.jpeg,.png"}),
            help_text=FILE_HINT,
            error_messages={
                "empty": _("Il file è vuoto."),
                "invalid": _("Il file non è arrivato: scegli di nuovo."),
            },
        )
        if keeps:
            self.fields["without"] = TickField(
                label=_("Togli il file di prima"),
                help_text=_("Se ne scegli un altro, prende il suo posto."),
            )

    def clean_file(self) -> Upload | None:
        """The file as looked at. More than the limit is never read into memory."""
        file: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if not file:
            return None
        wrong = _("Questo file non è un PDF, un ODT, un DOCX senza macro, un JPEG o un PNG.")
        try:
            return looked_at(read_upload(file), kinds=frozenset(DocumentKind), wrong=str(wrong))
        except DomainError as error:
            raise forms.ValidationError(error.message) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            self._ask_again()
        return data

    def refuse(self, error: DomainError) -> None:
        super().refuse(error)
        self._ask_again()

    def _ask_again(self) -> None:
        """A browser shows no file that was chosen for a form that came back."""
        if self.files.get("file") and "file" not in self.errors:
            self.add_error("file", AGAIN)

    @property
    def key(self) -> UUID | None:
        found: UUID | None = self.cleaned_data.get("key")
        return found

    @property
    def upload(self) -> Upload | None:
        found: Upload | None = self.cleaned_data.get("file")
        return found

    def proof(self) -> Proof:
        others = {"key", "file", "without"}
        data = {name: value for name, value in self.cleaned_data.items() if name not in others}
        return Proof(**{"kind": self._only, **data})


class DecideForm(TramaForm):
    """Confirm, or send back saying what is missing."""

    decision = CodeField(
        [
            ("confirmed", _("Confermo: dimostra l’impegno")),
            ("returned", _("Rimando indietro: manca qualcosa")),
        ],
        label=_("Decisione"),
        required=True,
    )
    because = TextField(
        label=_("Che cosa manca"),
        max_length=300,
        help_text=_("Solo se rimandi indietro. Lo legge chi l’ha inserita."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == "returned" and not data.get("because"):
            self.add_error("because", _("Scrivi che cosa manca, così si può correggere."))
        return data


class DataTermForm(TramaForm):
    """Until when the yearly data of a year are in time."""

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"] = _Select(
            [(str(year), str(year)) for year in years], label=_("Dati dell’anno"), required=True
        )
        self.fields["due_on"] = DateField(label=_("Entro il"), required=True, earliest=date(2020, 1, 1))
