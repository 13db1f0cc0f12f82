"""The forms of the library."""

import unicodedata
from datetime import timedelta

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from trama.common.errors import DomainError
from trama.protocol.procedures.files import MAX_BYTES, Upload, looked_at
from trama.protocol.procedures.models import Content, Kind, Way
from trama.ui.forms import CodeField, DateField, OnceForm, TextField, TickField, TramaForm

# Bytes of a text: the words of the longest still fit PostgreSQL's search vector (1 MB), whatever they are.
TEXT_BYTES = 120_000
_HOW = _(
    "Una riga vuota separa i paragrafi; “## ” davanti fa un titolo, “- ” una voce di elenco. "
    "Nessun nome di persona: lo legge tutta la rete."
)


class ShelfForm(TramaForm):
    """The filters of the library."""

    q = TextField(label=_("Cerca nelle procedure"), max_length=120)
    kind = CodeField(Kind.choices, label=_("Che cosa è"), empty_label=_("Tutto"), widget=forms.Select())
    mine = CodeField(
        [("waiting", _("Da confermare")), ("confirmed", _("Confermate"))],
        label=_("Per il mio ente"),
        empty_label=_("Tutte"),
        widget=forms.Select(),
    )
    text = CodeField(Content.choices, label=_("Testo"), empty_label=_("Tutti"), widget=forms.Select())
    past = TickField(label=_("Anche le versioni sostituite"))


class SpreadFilterForm(TramaForm):
    """Who has confirmed and who has not."""

    state = CodeField(
        [("missing", _("Chi manca")), ("done", _("Chi ha confermato"))],
        label=_("Mostra"),
        empty_label=_("Tutti gli enti"),
        widget=forms.Select(),
    )


def _file_field() -> forms.FileField:
    return forms.FileField(
        label=_("File (PDF o ODT, fino a 5 MB)"),
        required=False,
        allow_empty_file=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.odt"}),
        error_messages={
            "empty": _("Il file è vuoto."),
            "invalid": _("Il file non è arrivato: scegli di nuovo."),
        },
        help_text=_("Il testo qui sopra si cerca e si confronta, il file si scarica soltanto."),
    )


class _WithContent(TramaForm):
    """What the forms that bring a text share."""

    def clean_text(self) -> str:
        text = unicodedata.normalize("NFC", self.cleaned_data["text"])
        if len(text.encode()) > TEXT_BYTES:
            raise forms.ValidationError(_("Il testo è troppo lungo: caricalo come file."))
        return text

    def clean_file(self) -> Upload | None:
        """The file as looked at. More than the limit is never read into memory."""
        file: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if not file:
            return None
        try:
            return looked_at(file.read(MAX_BYTES + 1))
        except DomainError as error:
            raise forms.ValidationError(error.message) from None


def _text_field() -> TextField:
    return TextField(label=_("Testo"), rows=16, max_length=TEXT_BYTES, help_text=_HOW)


class DocumentForm(_WithContent, OnceForm):
    """A document that is not on the shelf yet, with its first draft."""

    sections = [
        (_("Che cosa"), "", ["kind", "title", "adopted_by"]),
        (_("Il testo"), _("Nasce come bozza: la rete la legge quando entra in vigore."), ["text", "file"]),
    ]
    kind = CodeField(
        [choice for choice in Kind.choices if choice[0] not in {Kind.PROTOCOL, Kind.ANNEX}],
        label=_("Che cosa è"),
        required=True,
    )
    title = TextField(label=_("Titolo"), required=True, max_length=250)
    adopted_by = TextField(
        label=_("Adottato con"),
        max_length=250,
        help_text=_("L'atto o la riunione: per esempio una determinazione."),
    )
    text = _text_field()
    file = _file_field()


class DraftForm(_WithContent):
    """The next edition of a document."""

    sections = [
        (_("La versione"), "", ["title", "changes", "adopted_by"]),
        (_("Il testo"), "", ["text", "file"]),
    ]
    title = TextField(label=_("Titolo"), required=True, max_length=250)
    changes = TextField(
        label=_("Che cosa cambia"),
        rows=3,
        max_length=2_000,
        help_text=_("Per chi conosce la versione di prima."),
    )
    adopted_by = TextField(label=_("Adottata con"), max_length=250)
    text = _text_field()
    file = _file_field()


class SupplyForm(_WithContent):
    """The text of an edition that is already in force."""

    text = _text_field()
    file = _file_field()


class InForceForm(TramaForm):
    """From when an edition is in force."""

    on = DateField(label=_("In vigore dal"), required=True, latest=timedelta(), quick=True)


class SpreadForm(TramaForm):
    """That a body made an edition known to its staff, when and how."""

    spread_on = DateField(label=_("Quando"), required=True, latest=timedelta(), quick=True)
    way = CodeField(Way.choices, label=_("Come"), required=True)
    note = TextField(
        label=_("Nota"),
        max_length=300,
        help_text=_("A chi, in quale occasione. Uffici, non nomi di persone."),
    )
