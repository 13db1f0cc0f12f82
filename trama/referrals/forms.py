"""What is chosen and written in each step of a letter."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trama.consent.duties import duties
from trama.consent.forms import NO, YES, SaidForm
from trama.consent.models import Consent
from trama.consent.words import SHE_KNOWS, choices
from trama.deadlines.rules import Term, Unit
from trama.referrals.drafts import LONGEST_DAYS, SHORTEST_DAYS, URGENT_HOURS, Draft, Handover, SharedField
from trama.referrals.landing import LETTER_ONLY, LETTER_ONLY_LABEL, LandingTarget
from trama.referrals.receivers import Receiver
from trama.referrals.services.receiving import DECLINE_REASONS
from trama.ui.forms import (
    CodeField,
    CodesField,
    DateField,
    InstantField,
    NumberField,
    TextField,
    TickField,
    TramaForm,
)

FARTHEST_ANSWER = timedelta(days=90)
FARTHEST_CONSENT = timedelta(days=2 * 366)


class ReceiverForm(TramaForm):
    """To whom. Only organisations that can open a letter, without those that must not know."""

    def __init__(self, *args: Any, offered: Sequence[Receiver], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [
            (str(one.organisation.pk), one.organisation.official_name) for one in offered if one.has_keys
        ]
        select = forms.Select
        self.fields["receiver"] = CodeField(required=True, label=_("A chi"), widget=select())
        # Nobody is chosen by not choosing.
        self.fields["receiver"].choices = [("", _("Scegli…")), *names]  # type: ignore[attr-defined]
        self.fields["second"] = CodeField(
            names,
            label=_("Un secondo ente"),
            empty_label=_("Nessuno"),
            widget=select(),
            help_text=_(
                "Solo se è urgente e lei è d’accordo: chi accoglie per primo è l’unico che continua."
            ),
        )

    @property
    def receivers(self) -> list[UUID]:
        chosen = [self.cleaned_data["receiver"], self.cleaned_data["second"]]
        return [UUID(one) for one in dict.fromkeys(chosen) if one]


class DraftForm(TramaForm):
    """What, what for, by when, what may come back."""

    sections: ClassVar = [
        (
            _("Che cosa si condivide"),
            _("Solo quello che serve a chi riceve, e che va bene a lei."),
            ["fields"],
        ),
        (_("Perché"), "", ["purpose", "contact"]),
        (_("Quando"), "", ["unit", "amount", "expires_on"]),
        (
            _("Che cosa può tornare a voi"),
            _("Niente, se non lo chiede lei."),
            ["return_progress", "return_message"],
        ),
    ]
    purpose = TextField(
        label=_("Che cosa si chiede"), required=True, help_text=_("Chi riceve legge queste parole."), rows=3
    )
    contact = TextField(
        label=_("Chi possono chiamare da voi"),
        help_text=_("Un ufficio o un ruolo, con il telefono dell’ufficio."),
    )
    unit = CodeField(
        [("days", _("In giorni lavorativi")), ("hours", _("È urgente: in ore"))],
        label=_("Entro quando serve una risposta"),
        required=True,
    )
    amount = NumberField(
        label=_("Quanti giorni, o quante ore"),
        required=True,
        min_value=1,
        max_value=LONGEST_DAYS,
        help_text=_(
            "Da %(days)s giorni in su; se è urgente da 1 a %(hours)s ore, e serve anche una telefonata."
        )
        % {"days": SHORTEST_DAYS, "hours": URGENT_HOURS},
    )
    expires_on = DateField(
        label=_("Se nessuno risponde, si distrugge dopo il"),
        required=True,
        earliest=timedelta(),
        latest=FARTHEST_ANSWER,
    )
    return_progress = TickField(
        label=_("Va bene a lei che sappiate se l’incontro c’è stato e quando finisce")
    )
    return_message = TickField(label=_("Va bene a lei che torni un messaggio"))

    def __init__(self, *args: Any, draft: Draft, offered: Sequence[SharedField], **kwargs: Any) -> None:
        kwargs["initial"] = {**self._of(draft), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.draft, self.offered = draft, {one.key: one for one in offered}
        listed = [(one.key, one.label) for one in offered]
        hints = {one.key: f"{one.text} · {one.note}" if one.note else one.text for one in offered}
        self.fields["fields"] = CodesField(listed, label=_("Di lei"), hints=hints, required=True)
        self.order_fields(["fields", *self.base_fields])

    @staticmethod
    def _of(draft: Draft) -> dict[str, Any]:
        return {
            "fields": sorted(draft.keys),
            "purpose": draft.purpose,
            "contact": draft.contact,
            "unit": "hours" if draft.urgent else "days",
            "amount": draft.term.amount,
            "expires_on": draft.expires_on,
            "return_progress": draft.return_progress,
            "return_message": draft.return_message,
        }

    @property
    def written(self) -> Draft:
        data = self.cleaned_data
        return Draft(
            receivers=self.draft.receivers,
            expires_on=data["expires_on"],
            term=Term(data["amount"], Unit.HOURS if data["unit"] == "hours" else Unit.WORKING_DAYS),
            fields=tuple(self.offered[key] for key in self.offered if key in data["fields"]),
            purpose=data["purpose"],
            contact=data["contact"],
            return_progress=data["return_progress"],
            return_message=data["return_message"],
        )


class AgreeForm(SaidForm):
    """Her answer to exactly this letter; or one she had already given that covers it."""

    def __init__(self, *args: Any, draft: Draft, before: Sequence[Consent], **kwargs: Any) -> None:
        kwargs["initial"] = {"until": draft.expires_on, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        answers: list[tuple[str, Any]] = [(YES, _("Sì")), (NO, _("No, e l’invio finisce qui"))]
        answers += [(str(one.pk), self._earlier(one)) for one in before]
        self.fields["answer"] = CodeField(
            answers, label=_("La sua risposta"), required=True, widget=forms.RadioSelect()
        )
        self.fields["until"] = DateField(
            label=_("Fino a quando vale il suo sì"),
            earliest=draft.expires_on - timezone.localdate(),
            latest=FARTHEST_CONSENT,
            help_text=_("L’ultimo giorno. Dopo non può tornare più nulla."),
        )
        self.order_fields(["answer", "way", "her_words", "until"])

    @staticmethod
    def _earlier(consent: Consent) -> str:
        given = timezone.localdate(consent.given_at).strftime("%d/%m/%Y")
        return str(_("L’aveva già detto il %(day)s, e basta anche per questo") % {"day": given})

    @property
    def answer(self) -> str:
        return str(self.cleaned_data["answer"])


class DutyForm(TramaForm):
    """A duty that this person cites and answers for."""

    typed = TextField(
        label=_("Articolo e legge, scritti da te"),
        required=True,
        help_text=_("Chi rilegge deve poterli controllare."),
    )
    why = TextField(
        label=_("Che cosa è successo"),
        required=True,
        help_text=_("Resta nella sua scheda, non parte."),
        rows=3,
    )
    confirmed = TickField(label=_("Confermo che l’obbligo c’è, e ne rispondo io"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = [(code, str(duty)) for code, duty in duties().items()]
        hints = {code: duty.warning for code, duty in duties().items()}
        self.fields["code"] = CodeField(
            rules, label=_("La norma"), required=True, hints=hints, widget=forms.RadioSelect()
        )
        self.fields["she_knows"] = CodeField(choices(SHE_KNOWS), label=_("Lei lo sa"), required=True)
        self.order_fields(["code", "typed", "why", "she_knows", "confirmed"])


class HandoverForm(TramaForm):
    """The telephone call beside an urgent letter."""

    office = TextField(
        label=_("Chi hai chiamato"),
        required=True,
        help_text=_("L’ufficio o il ruolo, non il nome della persona."),
    )
    at = InstantField(label=_("Quando"), required=True, earliest=-timedelta(days=7), latest=timedelta())
    reached = TickField(label=_("Ha risposto qualcuno"))
    note = TextField(label=_("Che cosa avete detto"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"at": timezone.localtime().replace(second=0, microsecond=0), "reached": True} | (
            kwargs.get("initial") or {}
        )
        super().__init__(*args, **kwargs)

    @property
    def handover(self) -> Handover:
        at: datetime = self.cleaned_data["at"]
        return Handover(
            self.cleaned_data["office"], at, self.cleaned_data["reached"], self.cleaned_data["note"]
        )


class AcceptForm(TramaForm):
    """What it becomes here."""

    def __init__(self, *args: Any, offered: Sequence[LandingTarget], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(one.code, one.label) for one in offered] + [(LETTER_ONLY, LETTER_ONLY_LABEL)]
        hints = {one.code: str(one.hint) for one in offered}
        self.fields["target"] = CodeField(
            listed, label=_("Che cosa diventa da voi"), required=True, hints=hints, initial=listed[0][0],
            widget=forms.RadioSelect(),
        )  # fmt: skip


class DeclineForm(TramaForm):
    note = TextField(
        label=_("Vuoi aggiungere qualcosa"),
        help_text=_("Lo legge solo chi ha inviato. Di lei non serve dire nulla."),
        rows=3,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = CodeField(
            choices(DECLINE_REASONS),
            label=_("Perché"),
            required=True,
            widget=forms.RadioSelect(),
            help_text=_(
                "Parla di voi, mai di lei. Se la seguite già non si dice a nessuno: accoglietelo come «solo l’invio»."
            ),
        )
        self.order_fields(["reason", "note"])


class MessageForm(TramaForm):
    text = TextField(label=_("Il messaggio"), required=True, rows=4)


ERASED, KEPT = "erased", "kept"


class WithdrawalForm(TramaForm):
    """A person decides what remains of what she took back."""

    decision = CodeField(
        [(ERASED, _("L’abbiamo cancellato")), (KEPT, _("Lo conserviamo, per obbligo di legge"))],
        label=_("Che cosa avete deciso"),
        required=True,
    )
    ground = TextField(
        label=_("Per quale norma si conserva"),
        help_text=_("Articolo e legge. Lei lo leggerà con chi la segue."),
        rows=2,
    )


class ListFilter(TramaForm):
    """What part of a list to show."""

    def __init__(self, *args: Any, parts: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"] = CodeField(
            parts, label=_("Mostra"), empty_label=_("Tutti"), widget=forms.Select()
        )

    @property
    def part(self) -> str:
        return str(self.cleaned_data.get("state") or "") if self.is_valid() else ""
