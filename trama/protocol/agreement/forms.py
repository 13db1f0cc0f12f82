"""The forms of the agreement."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from trama.common.vocabularies import vocabulary
from trama.network.models import Category
from trama.protocol.agreement.models import ExpiryRule, FileKind, SignatureState
from trama.protocol.agreement.selectors.register import WITHDRAWN
from trama.ui.forms import (
    CodeField,
    CodesField,
    DateField,
    InstantField,
    NumberField,
    OnceForm,
    TextField,
    TickField,
    TramaForm,
)

LARGEST = 16 * 1024 * 1024  # bytes of one signed document
LARGEST_SIGNER = 100_000
LARGEST_BESIDE = 8 * 1024 * 1024  # of all revocation data that come with a file, so that the request fits
LARGEST_REVOCATION = 16 * 1024 * 1024  # of all that are given to verify again
MOST_REVOCATION_FILES = 10
LARGEST_LIST = 32 * 1024 * 1024  # of a trusted list
FIRST_PROTOCOLS = date(1990, 1, 1)
Choices = list[tuple[str, str]]


def _method() -> CodeField:
    return CodeField(
        vocabulary("signature_method").choices(), label=_("Come è stato firmato"), empty_label=_("Non si sa")
    )


class RegisterForm(TramaForm):
    """The filters of the list of signatories."""

    state = CodeField(
        [*((one.value, one.words) for one in SignatureState), (WITHDRAWN, _("Ha lasciato"))],
        label=_("Firma"),
        empty_label=_("Tutte"),
        widget=forms.Select(),
    )
    method = CodeField(
        (), label=_("Come è stato firmato"), empty_label=_("Tutti i modi"), widget=forms.Select()
    )
    category = CodeField(Category.choices, label=_("Che cosa è"), empty_label=_("Tutti"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"].choices = [  # type: ignore[attr-defined]
            ("", _("Tutti i modi")),
            *vocabulary("signature_method").choices(),
        ]


class RuleForm(TramaForm):
    rule = CodeField(ExpiryRule.choices, label=_("Da quando si contano gli anni"), required=True)
    reason = TextField(
        label=_("Perché"),
        rows=3,
        required=True,
        max_length=1000,
        help_text=_("Chi l'ha deciso, in quale incontro o con quale atto. Lo legge tutta la rete."),
    )

    def __init__(self, *args: Any, hints: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = CodeField(
            ExpiryRule.choices, label=_("Da quando si contano gli anni"), required=True, hints=hints
        )
        self.fields["rule"] = field


class KnownForm(TramaForm):
    """What the lead body knows of a signature."""

    sections = [
        (_("La firma"), "", ["state", "method", "evidence"]),
        (
            _("Quando"),
            _(
                "Se il giorno è sicuro scrivilo in tutti e due; se si sa solo che c'era già, scrivi “non dopo il”."
            ),
            ["not_before", "not_after", "signed_at"],
        ),
        (_("Con procura"), "", ["by_proxy", "proxy_note"]),
    ]

    def __init__(self, *args: Any, verified: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [one for one in SignatureState if (one is SignatureState.VERIFIED) == verified]
        self.fields["state"] = CodeField(
            [(one.value, one.label) for one in states],
            label=_("Che cosa si ha"),
            required=True,
            hints={
                "missing": str(
                    _("Vuol dire: non è in queste carte. Non vuol dire che l'ente non ha firmato.")
                )
            },
        )
        self.fields["method"] = _method()
        self.fields["evidence"] = TextField(
            label=_("Che cosa lo prova"),
            max_length=300,
            help_text=_(
                "Un rapporto di verifica, un protocollo in entrata, una nota. Nessun nome di persona."
            ),
        )
        bounds: dict[str, Any] = {"earliest": FIRST_PROTOCOLS, "latest": timedelta()}
        self.fields["not_before"] = DateField(label=_("Non prima del"), **bounds)
        self.fields["not_after"] = DateField(label=_("Non dopo il"), **bounds)
        self.fields["signed_at"] = InstantField(
            label=_("Ora scritta nella firma"),
            **bounds,
            help_text=_("Se la firma o la marca temporale la dicono."),
        )
        self.fields["by_proxy"] = TickField(label=_("Ha firmato qualcun altro con procura"))
        self.fields["proxy_note"] = TextField(
            label=_("Quale procura"),
            max_length=200,
            help_text=_("Atto e data. Il documento si carica a parte."),
        )


def _within(upload: "UploadedFile[bytes] | None", largest: int) -> bytes:
    if upload is None:
        return b""
    if upload.size is None or upload.size > largest:
        message = _("Il file è troppo grande: il massimo è %(size)s MB.")
        raise forms.ValidationError(message, params={"size": largest // (1024 * 1024)})
    return bytes(upload.read())


_EMPTY = {
    "required": _("Scegli il file."),
    "empty": _("Il file è vuoto."),
    "invalid": _("Il file non è arrivato: riprova."),
}


class FilesInput(forms.ClearableFileInput):
    """A list of uploads, and nothing to clear: there is never a file from before."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return list(files.getlist(name))


class FilesField(forms.FileField):
    """Several files in one field, each as its bytes; none is an empty tuple. `largest`: bytes of all together."""

    def __init__(self, *, most: int, largest: int, **kwargs: Any) -> None:
        self.most, self.largest = most, largest
        super().__init__(required=False, widget=FilesInput(), error_messages=_EMPTY, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> tuple[bytes, ...]:
        uploads = [super(FilesField, self).clean(one, initial) for one in data or ()]
        if len(uploads) > self.most:
            raise forms.ValidationError(_("Troppi file: al massimo %(most)d."), params={"most": self.most})
        if sum(one.size or 0 for one in uploads) > self.largest:
            message = _("Troppo grandi: tutti insieme al massimo %(size)s MB.")
            raise forms.ValidationError(message, params={"size": self.largest // (1024 * 1024)})
        return tuple(bytes(one.read()) for one in uploads)


def _revocation(largest: int) -> FilesField:
    return FilesField(
        label=_("Dati di revoca"),
        help_text=format_lazy(
            _(
                "Se li hai: liste di certificati revocati (CRL) o risposte OCSP di chi ha emesso i certificati, in DER"
                " o in PEM; anche più file insieme, al massimo {size} MB. Si conservano con il rapporto."
            ),
            size=largest // (1024 * 1024),
        ),
        most=MOST_REVOCATION_FILES,
        largest=largest,
    )


def _at() -> InstantField:
    return InstantField(
        label=_("Verifica com'era in questo momento"),
        help_text=_("Vuoto: adesso. Una data scritta qui non è una prova, e il rapporto lo dice."),
        earliest=FIRST_PROTOCOLS,
        latest=timedelta(),
    )


def _not_later(at: datetime | None) -> datetime | None:
    """The field knows days; a later hour of today is no time to have looked at, either."""
    if at is not None and at > timezone.now():
        raise forms.ValidationError(_("È nel futuro: lascia vuoto per verificare adesso."))
    return at


class UploadForm(OnceForm):
    """A signed document, or the document of a proxy."""

    sections = [
        ("", "", ["kind", "file", "document"]),
        (
            _("Per una verifica più completa"),
            _("Si può fare anche dopo, con “Verifica un'altra volta”."),
            ["revocation", "at"],
        ),
    ]
    kind = CodeField(FileKind.choices, label=_("Che cosa è"), required=True)
    file = forms.FileField(
        label=_("Il file"),
        help_text=_("Un .p7m, un PDF firmato, un .p7s con il suo documento. Al massimo 16 MB."),
        error_messages=_EMPTY,
    )
    document = forms.FileField(
        label=_("Il documento, se la firma è in un file a parte (.p7s)"),
        required=False,
        error_messages=_EMPTY,
    )

    revocation = _revocation(LARGEST_BESIDE)
    at = _at()

    def clean_file(self) -> bytes:
        return _within(self.cleaned_data["file"], LARGEST)

    def clean_document(self) -> bytes:
        return _within(self.cleaned_data.get("document"), LARGEST)

    def clean_at(self) -> datetime | None:
        return _not_later(self.cleaned_data["at"])


class AgainForm(TramaForm):
    """What one more verification is to know."""

    revocation = _revocation(LARGEST_REVOCATION)
    at = _at()

    def clean_at(self) -> datetime | None:
        return _not_later(self.cleaned_data["at"])


class TrustForm(TramaForm):
    file = forms.FileField(
        label=_("Il file"),
        help_text=_("La lista di fiducia europea (XML), o certificati in PEM."),
        error_messages=_EMPTY,
    )
    source = TextField(
        label=_("Da dove viene"),
        required=True,
        max_length=300,
        help_text=_("L'indirizzo da cui l'hai scaricata e chi la pubblica."),
    )

    signer = forms.FileField(
        label=_("Il certificato di chi ha firmato la lista, se lo conosci da un'altra parte"),
        help_text=_("Senza, la lista si usa lo stesso e si legge che la sua firma non è stata controllata."),
        required=False,
        error_messages=_EMPTY,
    )

    def clean_file(self) -> bytes:
        return _within(self.cleaned_data["file"], LARGEST_LIST)

    def clean_signer(self) -> bytes:
        return _within(self.cleaned_data.get("signer"), LARGEST_SIGNER)


class ReasonForm(TramaForm):
    reason = TextField(label=_("Perché"), required=True, max_length=300, rows=2)


class WithdrawForm(TramaForm):
    on = DateField(label=_("Da che giorno"), required=True)
    act = TextField(
        label=_("Con quale atto"),
        required=True,
        max_length=200,
        help_text=_("Numero e data. Nessun nome di persona."),
    )


class VerifyForm(TramaForm):
    """Which report a person looked at."""

    def __init__(self, *args: Any, reports: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["report"] = CodeField(reports, label=_("Il rapporto che hai guardato"), required=True)
        self.fields["looked"] = TickField(
            label=_("Ho guardato chi firma e per quale ente, e la firma è di questo ente"), required=True
        )


class VersionForm(OnceForm):
    title = TextField(label=_("Come si chiama"), required=True, max_length=200)
    term_years = NumberField(label=_("Quanti anni vale"), required=True, min_value=1, max_value=20)


class ItemForm(OnceForm):
    what = TextField(label=_("Che cosa"), required=True, max_length=300)
    decides = TextField(
        label=_("Chi decide"), max_length=160, help_text=_("Un ufficio o un incontro, non una persona.")
    )
    due_on = DateField(label=_("Entro quando"))
    done_on = DateField(label=_("Deciso il"), latest=timedelta())
    outcome = TextField(label=_("Che cosa si è deciso"), max_length=300)


class ActivateForm(TramaForm):
    document_date = DateField(
        label=_("La data del documento"),
        required=True,
        earliest=FIRST_PROTOCOLS,
        latest=timedelta(),
        help_text=_("Quella scritta sul protocollo."),
    )


class AdhesionForm(TramaForm):
    def __init__(self, *args: Any, bodies: Choices, groups: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = CodeField(
            bodies, label=_("Quale ente"), required=True, widget=forms.Select()
        )
        self.fields["groups"] = CodesField(
            groups,
            label=_("Quali elenchi di impegni lo legano"),
            help_text=_("Oltre a quelli comuni dell'articolo 3."),
        )
        self.fields["joined_on"] = DateField(label=_("Da che giorno"))
        self.fields["act"] = TextField(
            label=_("Con quale atto"), max_length=200, help_text=_("Numero e data. Nessun nome di persona.")
        )


class PostsForm(TramaForm):
    """The filters of the list of referents."""

    which = CodeField(
        [("named", _("Con referente")), ("vacant", _("Senza referente"))],
        label=_("Referente"),
        empty_label=_("Tutti"),
        widget=forms.Select(),
    )
    category = CodeField(Category.choices, label=_("Che cosa è"), empty_label=_("Tutti"))
