"""What is written of her."""

from typing import Any, ClassVar

from django.forms import BaseForm
from django.utils.translation import gettext_lazy as _

from trama.cases import codes
from trama.cases import contacts as rules
from trama.cases.codes import Question, choices
from trama.cases.contacts import Contacts
from trama.cases.forms.base import SeenForm, happened_at
from trama.ui.forms import CodeField, CodesField, OnceForm, PhoneField, Section, TextField, TramaForm

NAME_LABEL = _("Come vuoi essere chiamata")
NAME_HELP = _("Va bene anche un nome inventato.")


def name_field() -> TextField:
    return TextField(label=NAME_LABEL, help_text=NAME_HELP, required=True, max_length=120)


def add_contact_fields(form: BaseForm) -> None:
    """The rules first, the numbers after: in the form as on her page."""
    add = form.fields
    add["may_call"] = CodeField(rules.MAY_CALL.items(), label=_("La possiamo chiamare?"))
    add["times"] = TextField(
        label=_("Quando e come"),
        max_length=500,
        help_text=_("Per esempio: al mattino, o due squilli e poi richiamare."),
    )
    add["who_answers"] = TextField(
        label=_("Se risponde qualcun altro"), max_length=500, help_text=_("Che cosa dire, o riattaccare.")
    )
    add["message"] = CodeField(rules.MESSAGE.items(), label=_("Si può lasciare un messaggio?"))
    add["write"] = CodeField(rules.WRITE.items(), label=_("Le si può scrivere?"))
    add["paper"] = CodeField(rules.PAPER.items(), label=_("Carta e lettere"))
    add["caution"] = TextField(
        label=_("Altre attenzioni"),
        rows=2,
        help_text=_("Per esempio: lui controlla il telefono, un vicino lo avvisa."),
    )
    add["telephone"] = PhoneField(
        label=_("Telefono"),
        max_length=300,
        help_text=_("Anche più di uno, anche a parole: «333 1234567, oppure la sorella»."),
    )
    add["email"] = TextField(
        label=_("E-mail"), max_length=300, help_text=_("Solo se è sicura: chi altro la legge?")
    )
    add["address"] = TextField(label=_("Dove vive"), rows=2, help_text=_("Solo se lei vuole dirlo."))
    add["language"] = TextField(label=_("Lingua"), max_length=120)
    add["interpreter"] = CodeField(
        [("yes", _("Sì")), ("no", _("No"))], label=_("Serve una mediatrice linguistica?")
    )


CONTACT_SECTIONS: list[Section] = [
    (
        _("Come contattarla in sicurezza"),
        _("Chiediglielo così: «Come posso farti sapere qualcosa senza metterti in difficoltà?»"),
        ["may_call", "times", "who_answers", "message", "write", "paper", "caution"],
    ),
    (
        _("Recapiti"),
        _("Li vede solo il tuo centro. Nessuno è obbligatorio."),
        ["telephone", "email", "address", "language", "interpreter"],
    ),
]
CONTACT_FIELDS = [name for _title, _hint, names in CONTACT_SECTIONS for name in names]


class ReachingForm(TramaForm):
    """What the two forms with her contacts have in common."""

    @property
    def contacts(self) -> Contacts:
        return Contacts.from_json(self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.contacts.hours_missing:
            self.add_error("times", _("Scrivi quali: senza gli orari chi la chiama non può rispettarli."))
        return typed


class ContactsForm(ReachingForm, SeenForm):
    sections = CONTACT_SECTIONS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_contact_fields(self)


class NameForm(SeenForm):
    name = name_field()


class IntakeForm(ReachingForm, OnceForm):
    """First contact: her name and how to reach her. The rest comes later, a little at a time."""

    NOW = ("may_call", "times", "who_answers", "message", "caution", "telephone", "language")
    sections: ClassVar[list[Section]] = [
        (_("Il nome"), "", ["name"]),
        (
            CONTACT_SECTIONS[0][0],
            CONTACT_SECTIONS[0][1],
            ["may_call", "times", "who_answers", "message", "caution"],
        ),
        (_("Un recapito, se vuole"), _("Lo vede solo il tuo centro."), ["telephone", "language"]),
        (_("Da dove si comincia"), "", ["state", "at"]),
    ]
    name = name_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"state": "contact", **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        add_contact_fields(self)
        for later in set(CONTACT_FIELDS) - set(self.NOW):
            del self.fields[later]
        self.fields["state"] = CodeField(
            [("contact", _("È un primo contatto")), ("reception", _("Comincia già l’accoglienza"))],
            label=_("Che incontro è"), required=True,
        )  # fmt: skip
        self.fields["at"] = happened_at(
            _("Quando"), help_text=_("Se lo lasci vuoto: adesso. Conta per l’anno in cui si comincia.")
        )


class AnswersForm(SeenForm):
    """One section of coded questions."""

    def __init__(self, *args: Any, section: codes.Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in section.questions:
            self.fields[question.name] = field_for(question)


def field_for(question: Question) -> CodeField | CodesField:
    field = CodesField if question.several else CodeField
    return field(choices(question.source), label=question.words, help_text=question.hint)
