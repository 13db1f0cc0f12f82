"""The call log: two or three clicks."""

from django.utils.translation import gettext_lazy as _

from trama.cases.codes import choices
from trama.cases.forms.base import happened_at
from trama.ui.forms import CodeField, CodesField, OnceForm, TextField

# The reasons that are on the first screen; the others are in the select of the intake.
REASONS = (
    "listening",
    "information",
    "legal_info",
    "psychological",
    "hospitality",
    "emergency",
    "work",
    "housing",
    "children",
    "other",
)


# Nothing is proposed: the page may have been open for half an hour, and its hour would be that of the call before.
NOW = _("Se lo lasci vuoto: adesso, quando la invii.")


class CallForm(OnceForm):
    """Who called is never asked."""

    sections = [
        (
            _("Che telefonata è stata"),
            _("Basta questo: tutto il resto si può lasciare vuoto."),
            ["kind", "urgency"],
        ),
        (_("Se ne ha parlato"), "", ["reasons", "channel", "note", "at"]),
    ]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = CodeField(choices("call_kind"), label=_("Telefonata"), required=True)
        self.fields["urgency"] = CodeField(choices("entry_urgency"), label=_("È un’emergenza?"))
        known = dict(choices("contact_reason"))
        self.fields["reasons"] = CodesField(
            [(code, known[code]) for code in REASONS], label=_("Che cosa cercava")
        )
        self.fields["channel"] = CodeField(choices("access_channel"), label=_("Come è arrivata a noi"))
        self.fields["note"] = TextField(
            label=_("Nota"),
            rows=3,
            help_text=_("Niente nomi né numeri: se vuole essere richiamata, apri un primo contatto."),
        )
        self.fields["at"] = happened_at(_("Quando"), help_text=NOW)
