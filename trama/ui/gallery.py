"""Invented content for `/ui/`. No name, number or story here is anybody's."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.forms import Select
from django.urls import reverse
from django.utils import timezone

from trama.ui.agenda import AgendaItem
from trama.ui.charts import Chart, Series
from trama.ui.forms import (
    CodeField,
    CodesField,
    DateField,
    PasswordField,
    PhoneField,
    Section,
    TextField,
    TickField,
    TramaForm,
)
from trama.ui.timeline import TimelineItem
from trama.ui.tones import Tone

STATES = [
    ("contact", "Primo contatto"),
    ("reception", "Accoglienza"),
    ("active", "Percorso aperto"),
    ("paused", "In pausa"),
    ("closed", "Concluso"),
]
PATH_BADGES: list[tuple[str, Tone]] = [
    ("Percorso aperto", "ok"),
    ("Pericolo alto", "danger"),
    ("C’è chi non deve sapere", "private"),
]
VIOLENCE = [
    ("psychological", "Psicologica"),
    ("physical", "Fisica"),
    ("economic", "Economica"),
    ("threats", "Minacce"),
    ("stalking", "Atti persecutori, anche online"),
    ("sexual", "Sessuale"),
    ("digital", "Digitale"),
    ("unknown", "Non noto"),
]


class SignInForm(TramaForm):
    mark_required = False

    username = TextField(label="Nome di accesso", required=True)
    password = PasswordField(label="Password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.update({"autocomplete": "username", "autocapitalize": "none"})


class FilterForm(TramaForm):
    q = TextField(label="Nome", max_length=100)
    stato = CodeField(STATES, label="Stato", empty_label="Tutti", widget=Select())
    referente = CodeField(
        [(str(n), name) for n, name in enumerate(["Io", "Giulia R.", "Samira B."])],
        label="Chi la segue",
        empty_label="Chiunque",
        widget=Select(),
    )
    violenza = CodesField(VIOLENCE, label="Forme di violenza")


class BriefForm(TramaForm):
    name = TextField(label="Come vuoi essere chiamata", help_text="Anche un nome inventato.", required=True)
    when = DateField(label="Quando è successo", latest=timedelta())


class ConfirmForm(TramaForm):
    sure = TickField(label="Ne abbiamo parlato insieme e lo ha deciso lei", required=True)


class IntakeForm(TramaForm):
    """Intake as in the issue: everything optional but how she wants to be called."""

    sections: ClassVar[list[Section]] = [
        ("Chi è", "", ["name", "age", "languages"]),
        (
            "Come contattarla senza rischi",
            "Si legge prima di ogni numero di telefono.",
            ["phone", "safe", "safe_note"],
        ),
        (
            "Che cosa racconta",
            "Solo se ne parla lei. Nulla di questo serve per aprire il percorso.",
            ["violence", "urgency", "first", "story", "agreed"],
        ),
    ]

    name = TextField(
        label="Come vuole essere chiamata", help_text="Anche un nome inventato va bene.", required=True
    )
    age = CodeField(
        [
            ("u18", "Meno di 18"),
            ("a18", "18-29"),
            ("a30", "30-39"),
            ("a40", "40-49"),
            ("a50", "50-59"),
            ("a60", "60-69"),
            ("a70", "70 e più"),
            ("unknown", "Non noto"),
        ],
        label="Età",
    )
    languages = TextField(label="Lingue che parla", help_text="Per chiamare, se serve, una mediatrice.")
    phone = PhoneField(label="Telefono", help_text="Va bene qualsiasi indicazione: «la chiami la sorella».")
    safe = CodesField(
        [
            ("call", "Si può chiamare"),
            ("message", "Si può scrivere"),
            ("voicemail", "Si può lasciare un messaggio in segreteria"),
        ],
        label="Che cosa è sicuro",
        hints={"call": "Nelle ore che indica lei, qui sotto."},
    )
    safe_note = TextField(label="Quando e come", rows=2)
    violence = CodesField(VIOLENCE, label="Forme di violenza di cui parla")
    urgency = CodeField(
        [("now", "C’è un pericolo adesso"), ("soon", "Nei prossimi giorni"), ("no", "Non ora")],
        label="Quanto è urgente",
    )
    first = DateField(label="Primo contatto", latest=timedelta(), quick=True, help_text="Giorno, mese, anno.")
    story = TextField(label="Parole sue", rows=4, help_text="Restano sigillate con la chiave del centro.")
    agreed = TickField(label="Le ho letto come custodiamo quello che racconta", required=True)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name.isdigit():
            raise ValidationError("Un nome non è fatto di sole cifre: scrivine uno, anche inventato.")
        return name


def _at(days: int, hour: int, minute: int = 0) -> datetime:
    return timezone.localtime().replace(hour=hour, minute=minute, second=0, microsecond=0) - timedelta(
        days=days
    )


def timeline() -> list[TimelineItem]:
    return [
        TimelineItem(
            _at(0, 9, 30),
            "Telefonata",
            "Ha chiamato lei: domani viene al colloquio",
            "telephone",
            "Giulia R.",
            "Sta dalla sorella da due giorni. Preferisce il mattino, quando lui lavora.",
        ),
        TimelineItem(
            _at(0, 8, 50),
            "Rischio",
            "DA-5: il pericolo è alto, da rivedere insieme",
            "risk",
            "Giulia R.",
            "Giudizio dell’operatrice: alto. Le minacce sono cambiate nell’ultimo mese.",
            tone="danger",
            details=(("Da rivedere entro", "venerdì 28 novembre"),),
            url="#",
        ),
        TimelineItem(
            _at(1, 16, 15),
            "Colloquio",
            "Secondo colloquio in sede",
            "comment",
            "Giulia R.",
            "Ha portato i documenti dei bambini. Vuole capire che cosa succede se torna a prendere "
            "le sue cose.\n\n"
            "Abbiamo guardato insieme un piano per uscire in sicurezza.",
            url="#",
        ),
        TimelineItem(
            _at(1, 17, 0),
            "Nota della psicologa",
            "Appunti del colloquio",
            "locked",
            "Marta L.",
            tone="private",
            visible_to="La vede solo Marta L., nel suo fascicolo riservato",
        ),
        TimelineItem(
            _at(6, 11),
            "Invio",
            "Inviata una segnalazione al Servizio sociale di zona 4",
            "send",
            "Giulia R.",
            "Con il suo consenso: nome di fantasia, telefono sicuro, bisogno di un pediatra per i bambini.",
            tone="ok",
            badges=(("Accolta", "ok"),),
            url="#",
        ),
        TimelineItem(
            _at(6, 10, 30),
            "Consenso",
            "Ha acconsentito: Servizio sociale, fino al 31 marzo",
            "check-circle",
            "Giulia R.",
            details=(("Che cosa", "recapiti sicuri, figli e figlie"), ("Come", "a voce, letto insieme")),
        ),
        TimelineItem(
            timezone.localdate() - timedelta(days=20),
            "Attivato insieme",
            "Orientamento legale con l’avvocata del centro",
            "scales",
            "Marta L.",
            badges=(("In corso", "info"),),
        ),
        TimelineItem(
            _at(34, 15), "Accoglienza", "Primo colloquio: il percorso è aperto", "path", "Giulia R."
        ),
        TimelineItem(
            _at(36, 18, 40),
            "Primo contatto",
            "Ha telefonato al centro, la voce bassa",
            "telephone",
            "Samira B.",
            tone="closed",
        ),
    ]


def agenda() -> list[AgendaItem]:
    now, today = timezone.now(), timezone.localdate()
    wait = reverse("gallery-page", args=["agenda"])
    return [
        AgendaItem(
            "Rispondere al Pronto soccorso: segnalazione urgente",
            "safety",
            "#",
            now + timedelta(hours=3, minutes=20),
            "il passaggio per telefono è già avvenuto",
            "Neve",
            "inbox",
            action_label="Apri",
        ),
        AgendaItem(
            "Avviso al giudice tutelare per l’ospitalità dei figli",
            "legal",
            "#",
            now - timedelta(hours=2, minutes=5),
            "24 ore dall’ingresso",
            "Amina",
            "scales",
            action_label="Apri",
        ),
        AgendaItem(
            "Rivedere il rischio con Blessing",
            "suggestion",
            "#",
            today,
            "data scelta da te",
            "",
            "risk",
            wait,
        ),
        AgendaItem(
            "Richiamare Luz, fra le 10 e le 12",
            "suggestion",
            "#",
            today,
            "solo se risponde lei",
            "",
            "telephone",
            wait,
        ),
        AgendaItem(
            "Il consenso di Neve verso il Servizio sociale finisce",
            "suggestion",
            "#",
            today + timedelta(days=4),
            "",
            "",
            "check-circle",
            wait,
        ),
        AgendaItem(
            "L’ospitalità di Oksana arriva alla data concordata",
            "suggestion",
            "#",
            today + timedelta(days=6),
            "",
            "Casa Glicine",
            "house",
            wait,
        ),
        AgendaItem(
            "Sentire come va con Amina",
            "suggestion",
            "#",
            None,
            "proposto dopo la chiusura",
            "",
            "heart",
            wait,
        ),
    ]


@dataclass(frozen=True)
class PathRow:
    """A row of the example list."""

    name: str
    state: str
    tone: Tone
    who: str
    last: date
    note: str = ""


def paths(q: str = "", state: str = "", sort: str = "") -> list[PathRow]:
    tones: dict[str, Tone] = {
        "Primo contatto": "info",
        "Accoglienza": "info",
        "Percorso aperto": "ok",
        "In pausa": "neutral",
        "Concluso": "closed",
    }
    names = [
        "Amina",
        "Blessing",
        "Luz",
        "Neve",
        "Oksana",
        "Farah",
        "Margherita",
        "Thi Hoa",
        "Iolanda",
        "Świetlana",
        "Mei",
        "Rosa",
        "Zahra",
        "Inês",
        "Flutura",
        "Nadia",
        "Camila",
        "Ginevra",
    ]
    rows = []
    for index, name in enumerate(names):
        label = STATES[index * 7 % 5][1]
        last = timezone.localdate() - timedelta(days=index * 3 + index % 4)
        note = "Colloquio domani alle 10" if index == 0 else ""
        rows.append(
            PathRow(name, label, tones[label], ["Giulia R.", "Samira B.", "Marta L."][index % 3], last, note)
        )
    wanted = dict(STATES).get(state)
    rows = [row for row in rows if q.lower() in row.name.lower() and (not wanted or row.state == wanted)]
    key = sort.lstrip("-")
    if key in {"name", "last", "state"}:
        rows.sort(key=lambda row: str(getattr(row, key)), reverse=sort.startswith("-"))
    return rows


def charts() -> dict[str, Chart]:
    ages = ("Meno di 18", "18-29", "30-39", "40-49", "50-59", "60-69", "70 e più", "Non noto")
    months = ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic")
    return {
        "age": Chart(
            "age",
            "Età e cittadinanza",
            ages,
            (
                Series("Italiana", (None, 41, 62, 58, 31, 12, 6, 14)),
                Series("Straniera", (None, 33, 40, 27, 11, None, 0, 9)),
            ),
            category_label="Età",
            totals=(225, 125),
            note="Donne con un percorso aperto nell’anno. Totali arrotondati a 5.",
        ),
        "violence": Chart(
            "violence",
            "Forme di violenza",
            (
                "Psicologica",
                "Fisica",
                "Minacce",
                "Economica",
                "Atti persecutori (anche online)",
                "Altra violenza sessuale (molestie, immagini, costrizione)",
                "Stupro o tentato stupro",
                "Digitale",
            ),
            (Series("Donne", (294, 228, 183, 139, 80, 48, 36, None)),),
            category_label="Forma",
            summary="Ogni donna può parlare di più forme: la somma supera il totale.",
        ),
        "months": Chart(
            "months",
            "Primi contatti per mese",
            months,
            (Series("Contatti", (38, 41, 52, 47, 44, 36, 29, 18, 40, 51, 66, 43)),),
            kind="columns",
            category_label="Mese",
        ),
        "years": Chart(
            "years",
            "Percorsi aperti",
            ("2021", "2022", "2023", "2024", "2025"),
            (
                Series("Aperti nell’anno", (210, 236, 251, None, 288)),
                Series("Conclusi nell’anno", (150, 171, 190, 204, 231)),
            ),
            kind="line",
            category_label="Anno",
        ),
    }
