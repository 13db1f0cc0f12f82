"""The forms of meetings, minutes, actions and groups."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trama.protocol.meetings.models import WorkingGroup
from trama.protocol.meetings.selectors.meetings import Invitable
from trama.protocol.meetings.states import STAGE_STEPS, Answer, MeetingKind, Stage
from trama.ui.forms import CodeField, CodesField, DateField, InstantField, OnceForm, TextField, TramaForm

LINE = 200


class LinesField(TextField):
    """Several lines, one thing a line; gives a list of lines."""

    def __init__(self, *, longest: int = LINE, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(rows=rows, **kwargs)
        self.longest = longest

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        found = [line.strip() for line in super().clean(value).split("\n") if line.strip()]
        if any(len(line) > self.longest for line in found):
            raise forms.ValidationError(
                _("Una riga è troppo lunga: al massimo %(most)s caratteri."), params={"most": self.longest}
            )
        return found


class LinkField(TextField):
    """An address of the web, for a call by video."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if text and not text.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Scrivi il collegamento per intero: comincia con https://"))
        if text:
            forms.URLField(assume_scheme="https").run_validators(text)
        return text


def _bodies(found: Iterable[Invitable]) -> list[tuple[str, str]]:
    return [(str(one.organisation.pk), one.organisation.short_name) for one in found]


def ids(values: Iterable[str]) -> set[UUID]:
    return {UUID(value) for value in values}


class _Occasion(OnceForm):
    """Title, when and where: what meetings and sessions of tables share."""

    def add_occasion(self) -> None:
        self.fields["title"] = TextField(label=_("Titolo"), required=True, max_length=160)
        self.fields["starts_at"] = InstantField(label=_("Inizio"), required=True)
        self.fields["ends_at"] = InstantField(label=_("Fine"), required=True)
        self.fields["place"] = TextField(
            label=_("Luogo"), help_text=_("Sede e sala. Mai un indirizzo riservato.")
        )
        self.fields["link"] = LinkField(label=_("Collegamento video"), max_length=300)
        self.fields["agenda"] = LinesField(
            label=_("Ordine del giorno"),
            rows=6,
            help_text=_("Un punto per riga, nell’ordine in cui si tratta. Niente che riguardi una donna."),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("La fine viene dopo l’inizio."))
        return data


class WhoInvited:
    """The answers to "whom does it invite?"."""

    ALL, GROUP, CHOSEN = "all", "group", "chosen"


class MeetingForm(_Occasion):
    """`groups` none: the meeting is there already, and its kind does not change."""

    def __init__(
        self, *args: Any, found: list[Invitable], groups: list[WorkingGroup] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        self.add_occasion()
        occasion = ["title", "starts_at", "ends_at", "place", "link"]
        what = []
        if groups is not None:
            what = ["kind", "group"]
            self.fields["kind"] = CodeField(MeetingKind.worded(), label=_("Che incontro è"), required=True)
            self.fields["group"] = CodeField(
                [(str(one.pk), one.name) for one in groups], label=_("Quale gruppo"),
                help_text=_("Solo per un gruppo di lavoro."), empty_label=_("Nessuno"),
            )  # fmt: skip
        self.fields["message"] = TextField(
            label=_("Da aggiungere alla convocazione"), rows=3, max_length=2000,
            help_text=_("Documenti da leggere prima, come si arriva."),
        )  # fmt: skip
        self.fields["who"] = CodeField(
            [
                (WhoInvited.ALL, _("Tutti i firmatari")),
                (WhoInvited.GROUP, _("Chi fa parte del gruppo di lavoro")),
                (WhoInvited.CHOSEN, _("Gli enti scelti qui sotto")),
            ],
            label=_("Chi si invita"), required=True,
        )  # fmt: skip
        self.fields["bodies"] = CodesField(_bodies(found), label=_("Enti"))
        self.sections = [  # type: ignore[misc]  # of these points alone
            (_("Che cosa e quando"), "", [*what, *occasion]),
            (_("Di che cosa si parla"), "", ["agenda", "message"]),
            (_("Chi"), "", ["who", "bodies"]),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        kind, group = data.get("kind"), data.get("group")
        if kind == MeetingKind.GROUP and not group:
            self.add_error("group", _("Scegli il gruppo di lavoro che si riunisce."))
        if data.get("who") == WhoInvited.CHOSEN and not data.get("bodies"):
            self.add_error("bodies", _("Scegli almeno un ente."))
        return data

    def invited(self, members: set[UUID]) -> set[UUID]:
        """The bodies that the answers mean; `members` sit in the group."""
        who = self.cleaned_data["who"]
        if who == WhoInvited.GROUP:
            return members
        if who == WhoInvited.CHOSEN:
            return ids(self.cleaned_data["bodies"])
        return {one.organisation.pk for one in self.found if one.groups} or {
            one.organisation.pk for one in self.found
        }


class CancelForm(TramaForm):
    because = TextField(
        label=_("Perché"), required=True, max_length=300, help_text=_("Lo leggono tutti gli enti.")
    )


class AnswerForm(TramaForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"] = CodeField(Answer.worded(), label=_("La risposta del tuo ente"), required=True)
        self.fields["office"] = TextField(
            label=_("Quale ufficio viene"),
            max_length=160,
            help_text=_("Il nome dell’ufficio, non della persona."),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == Answer.SENDS and not data.get("office"):
            self.add_error("office", _("Scrivi quale ufficio viene."))
        return data


class SeenForm(TramaForm):
    """Bears when the row that the page showed was last saved: who acts on it acts on what she read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput(), max_length=40)

    @property
    def instant(self) -> datetime | None:
        """None: the page did not say."""
        text = self.cleaned_data["seen"]
        try:
            return datetime.fromisoformat(text) if text else None
        except ValueError:
            return datetime.min.replace(tzinfo=timezone.get_default_timezone())  # never what was saved


class ShareForm(TramaForm):
    """What the page asked, to share or not: sent twice it does not turn into its opposite."""

    share = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], widget=forms.HiddenInput())

    @property
    def wanted(self) -> bool:
        return bool(self.cleaned_data["share"] == "yes")


class MinutesForm(SeenForm):
    """A text for each point of the agenda, the courts' contribution, the decisions."""

    def __init__(self, *args: Any, points: list[str], courts: list[Invitable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        names = [f"point_{number}" for number, _title in enumerate(points, start=1)]
        for name, title in zip(names, points, strict=True):
            self.fields[name] = TextField(label=title, rows=6)
        self.fields["courts"] = TextField(
            label=_("Che cosa hanno portato"), rows=6,
            help_text=_("Solo andamenti e quantità. Niente episodi, luoghi, date o dettagli da cui si riconosca"
                        " qualcuno; niente che sia coperto dal segreto d’indagine."),
        )  # fmt: skip
        self.fields["courts_by"] = CodesField(_bodies(courts), label=_("Da quale ufficio"))
        self.fields["decisions"] = LinesField(
            label=_("Che cosa si è deciso"), rows=5, longest=1000, help_text=_("Una decisione per riga.")
        )
        self.sections = [  # type: ignore[misc]  # of these points alone
            (_("Punto per punto"), _("Uffici e decisioni, mai nomi di persone."), names),
            (
                _("Il fenomeno nel quadro di tribunali e procure"),
                _("Lo chiede il protocollo all’articolo 4, nei limiti del segreto."),
                ["courts", "courts_by"],
            ),
            (_("Decisioni"), "", ["decisions"]),
        ]

    @property
    def texts(self) -> list[tuple[str, str]]:
        """(point, what was said)."""
        return [
            (title, self.cleaned_data[f"point_{number}"]) for number, title in enumerate(self.points, start=1)
        ]


def is_court(one: Invitable) -> bool:
    return bool({"TOP", "TMP"} & set(one.groups))


class CorrectionForm(TramaForm):
    because = TextField(label=_("Che cosa si corregge"), required=True, max_length=300)


class ActionForm(OnceForm):
    def __init__(self, *args: Any, found: list[Invitable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = TextField(
            label=_("Che cosa c’è da fare"),
            required=True,
            max_length=500,
            rows=3,
            help_text=_("Lo legge tutta la rete: niente che riguardi una donna."),
        )
        self.fields["owner"] = CodeField(_bodies(found), label=_("Chi lo fa"), required=True)
        self.fields["due_on"] = DateField(
            label=_("Entro"), required=True, earliest=-timedelta(days=366), latest=timedelta(days=1100)
        )


class DoneForm(TramaForm):
    note = TextField(
        label=_("Che cosa è stato fatto, e dove si vede"), required=True, rows=3, max_length=500,
        help_text=_("Atti, documenti, date. Niente che riguardi una donna."),
    )  # fmt: skip


class SendBackForm(TramaForm):
    note = TextField(
        label=_("Che cosa manca"), required=True, rows=3, max_length=500,
        help_text=_("Atti, documenti, date. Niente che riguardi una donna."),
    )  # fmt: skip


class MoveForm(TramaForm):
    due_on = DateField(
        label=_("Nuovo giorno"), required=True, earliest=timedelta(), latest=timedelta(days=1100)
    )


class DropForm(TramaForm):
    because = TextField(label=_("Perché non serve più"), required=True, max_length=300)


class GroupForm(OnceForm):
    """`new`: members are chosen here too; later they have a page of their own."""

    def __init__(self, *args: Any, found: list[Invitable], new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = TextField(label=_("Nome"), required=True, max_length=160)
        self.fields["theme"] = TextField(label=_("Tema"))
        self.fields["charter"] = TextField(
            label=_("Mandato"), rows=5, help_text=_("Perché c’è, che cosa fa, fino a quando.")
        )
        self.fields["chair"] = CodeField(
            _bodies(found), label=_("Chi lo coordina"), empty_label=_("Non ancora scelto"),
            help_text=_("Un ente che ne fa parte. Può verificare le azioni del gruppo."),
        )  # fmt: skip
        if new:
            self.fields["members"] = CodesField(_bodies(found), label=_("Chi ne fa parte"), required=True)
        else:
            self.fields["closed_on"] = DateField(label=_("Concluso il"), latest=timedelta())


class MembersForm(TramaForm):
    def __init__(self, *args: Any, found: list[Invitable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"] = CodesField(_bodies(found), label=_("Chi ne fa parte da oggi"), required=True)


class MilestoneForm(OnceForm):
    title = TextField(label=_("Che cosa"), required=True)
    expected_on = DateField(label=_("Il gruppo la prevede per il"))
    note = TextField(label=_("Nota"), max_length=300)


class StageForm(TramaForm):
    def __init__(self, *args: Any, now: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        following = [one for one in Stage if one is now or one in STAGE_STEPS[now]]
        self.fields["stage"] = CodeField(
            [(one.value, one.label) for one in following], label=_("A che punto è"), required=True
        )
        self.fields["on"] = DateField(label=_("Dal"), latest=timedelta(), help_text=_("Vuoto: da oggi."))
        self.fields["expected_on"] = DateField(label=_("Il gruppo la prevede per il"))
        self.fields["note"] = TextField(label=_("Nota"), max_length=300)


class YearForm(forms.Form):
    """Above lists: a year and a kind."""

    def __init__(self, *args: Any, years: list[int], kinds: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["year"] = forms.ChoiceField(
            choices=[(str(year), str(year)) for year in years], label=_("Anno"), required=False
        )
        if kinds:
            self.fields["kind"] = forms.ChoiceField(
                choices=[("", _("Tutti")), *MeetingKind.worded()], label=_("Che incontro"), required=False
            )


class TableForm(OnceForm):
    """`chairs`: of a table that is there; a new one is held by who opens it."""

    def __init__(
        self, *args: Any, centres: list[tuple[str, str]], chairs: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = TextField(label=_("Nome"), required=True, max_length=160)
        self.fields["about"] = TextField(label=_("Di che cosa si occupa"), rows=3, max_length=2000)
        self.fields["members"] = CodesField(centres, label=_("Chi vi siede"), required=True)
        if chairs:
            self.fields["chair"] = CodeField(centres, label=_("Chi lo coordina"), required=True)


class SessionForm(_Occasion):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_occasion()


class SessionMinutesForm(SeenForm):
    minutes = TextField(
        label=_("Verbale"), rows=10,
        help_text=_("Niente nomi e niente che faccia riconoscere una donna: basta un quartiere o un’età."),
    )  # fmt: skip
    priorities = LinesField(
        label=_("Priorità d’intervento decise"), longest=300, help_text=_("Una per riga, dalla prima.")
    )


class PaperForm(OnceForm):
    def __init__(self, *args: Any, sessions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"] = TextField(label=_("Titolo"), required=True, max_length=160)
        self.fields["text"] = TextField(
            label=_("Testo"),
            required=True,
            rows=12,
            help_text=_("Niente nomi e niente che faccia riconoscere una donna."),
        )
        if sessions:
            self.fields["session"] = CodeField(
                sessions, label=_("Per quale seduta"), empty_label=_("Nessuna")
            )
