"""The coded profile: which questions there are, from which list they are answered, how they are grouped on the screen.

Every answer is optional. What was not asked is absent; `unknown` says that it was asked and is not known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from trama.common.errors import DomainError
from trama.common.vocabularies import vocabulary

Text = str | Promise
Answer = str | list[str]
Answers = dict[str, Answer]

# Short lists that only this app uses; the official ones are in `vocabularies.csv`.
LISTS: Final[dict[str, dict[str, Text]]] = {
    "yes_no": {"yes": _("Sì"), "no": _("No"), "unknown": _("Non si sa")},
    "call_kind": {
        "conversation": _("Ha parlato con noi"),
        "information": _("Voleva un’informazione"),
        "for_someone": _("Chiamava per un’altra donna"),
        "silent": _("Telefonata muta"),
        "wrong_number": _("Numero sbagliato"),
        "professional": _("Un altro servizio della rete"),
    },
    "entry_kind": {
        "interview": _("Colloquio"),
        "call": _("Telefonata"),
        "message": _("Messaggio"),
        "note": _("Nota"),
        "letter": _("Lettera o relazione"),
        "accompaniment": _("Accompagnamento"),
        "meeting": _("Incontro con altri servizi"),
        "handover": _("Passaggio tra colleghe"),
    },
    # Written by the services, never chosen in a form.
    "event_kind": {
        "state": _("Percorso"),
        "assignment": _("Chi la segue"),
        "landing": _("Arrivata con un invio"),
    },
    "lives_with": {
        "her": _("Con lei"),
        "author": _("Con l’autore"),
        "both": _("Con tutti e due"),
        "relatives": _("Con parenti"),
        "community": _("In comunità o affido"),
        "own": _("Per conto suo"),
        "unknown": _("Non si sa"),
    },
    "expertise": {
        "legal_civil": _("Avvocata civilista"),
        "legal_criminal": _("Avvocata penalista"),
        "psychologist": _("Psicologa"),
        "educator": _("Educatrice"),
        "mediator": _("Mediatrice linguistica"),
        "other": _("Altra professione"),
    },
}


def choices(name: str) -> list[tuple[str, str]]:
    """(code, words) of a list of ours or of a vocabulary."""
    if name in LISTS:
        return [(code, str(label)) for code, label in LISTS[name].items()]
    return vocabulary(name).choices()


def label(name: str, code: str) -> str:
    """The words of one code; a code that a later version no longer knows is shown as it is."""
    return words_of(name).get(code, code)


def words_of(name: str) -> Mapping[str, str]:
    """The words of all codes of a list, for a page that says many of them."""
    return _words(name, get_language())


@lru_cache(maxsize=256)
def _words(name: str, _language: str | None) -> dict[str, str]:
    """A page says a hundred of them."""
    return dict(choices(name))


def labels(name: str, codes: Iterable[str]) -> list[str]:
    return [label(name, code) for code in codes]


@dataclass(frozen=True)
class Question:
    """One datum of a profile: `source` is a vocabulary or a list above, `several` takes a list of codes."""

    name: str
    words: Text
    source: str
    several: bool = False
    hint: Text = ""

    def accepts(self, answer: object) -> bool:
        known = {code for code, _label in choices(self.source)}
        if self.several:
            return isinstance(answer, list) and set(answer) <= known
        return isinstance(answer, str) and answer in known

    def answer_in_words(self, answer: Answer) -> str:
        codes = [answer] if isinstance(answer, str) else answer
        return ", ".join(labels(self.source, codes))


@dataclass(frozen=True)
class Section:
    """Questions asked together, on one short page."""

    slug: str
    title: Text
    hint: Text
    questions: tuple[Question, ...]


PROFILE: Final = (
    Section(
        "arrivo", _("Come è arrivata"), _("Quello che ha già raccontato: non serve chiederlo di nuovo."),
        (
            Question("access_channel", _("Da chi ha saputo del centro"), "access_channel"),
            Question("contact_reason", _("Che cosa cerca"), "contact_reason", several=True),
            Question("entry_urgency", _("È un’emergenza?"), "entry_urgency"),
            Question("prior_help", _("A chi aveva già chiesto aiuto"), "prior_help", several=True),
        ),
    ),
    Section(
        "violenza", _("Che cosa ha vissuto"), _("Con le sue parole e i suoi tempi: solo quello che lei vuole dire."),
        (
            Question("violence_type", _("Forme di violenza"), "violence_type", several=True),
            Question("onset", _("Da quanto tempo"), "onset"),
            Question("complaint_status", _("Denuncia"), "complaint_status",
                     hint=_("Denunciare è una sua scelta: qui si annota solo com’è la situazione.")),
            Question("protective_measure", _("Misure di protezione in corso"), "protective_measure", several=True),
        ),
    ),
    Section(
        "vita", _("La sua vita"), _("Serve per i dati dell’anno: si può completare più avanti, o mai."),
        (
            Question("age_class", _("Età"), "age_class"),
            Question("citizenship", _("Cittadinanza"), "citizenship"),
            Question("permit_status", _("Permesso di soggiorno"), "permit_status"),
            Question("marital_status", _("Stato civile"), "marital_status"),
            Question("education", _("Studi"), "education"),
            Question("employment", _("Lavoro"), "employment"),
            Question("economic_autonomy", _("Autonomia economica"), "economic_autonomy"),
            Question("vulnerability", _("Condizioni da considerare"), "vulnerability", several=True),
        ),
    ),
)  # fmt: skip

AUTHOR: Final = Section(
    "autore", _("Chi agisce la violenza"), _("Solo queste voci: nessun nome, nessun dato che lo identifichi."),
    (
        Question("relationship_l53", _("Chi è per lei"), "relationship_l53"),
        Question("age_class", _("Età"), "age_class"),
        Question("citizenship", _("Cittadinanza"), "citizenship"),
        Question("lives_with_her", _("Vivono insieme"), "yes_no"),
        Question("dependency", _("Dipendenze (alcol, sostanze, gioco)"), "yes_no"),
        Question("weapons", _("Ha armi o può procurarsele"), "yes_no"),
        Question("past_record", _("Ha precedenti per violenza"), "yes_no"),
        Question("proceeding_status", _("Procedimento penale"), "proceeding_status"),
    ),
)  # fmt: skip

PROFILE_QUESTIONS: Final = {question.name: question for section in PROFILE for question in section.questions}
AUTHOR_QUESTIONS: Final = {question.name: question for question in AUTHOR.questions}


def profile_section(slug: str) -> Section | None:
    return next((section for section in PROFILE if section.slug == slug), None)


def checked(questions: Mapping[str, Question], answers: Mapping[str, object]) -> Answers:
    """`answers` without the empty ones. Raises DomainError for a question or a code that does not exist."""
    kept: Answers = {}
    for name, answer in answers.items():
        if answer in ("", None, []):
            continue
        question = questions.get(name)
        if question is None or not question.accepts(answer):
            raise unknown_code(name)
        kept[name] = answer  # type: ignore[assignment]  # `accepts` has just looked at it
    return kept


def require_code(source: str, code: str, *, field: str) -> str:
    """`code` if it is of the list `source`. Raises DomainError."""
    if code not in {known for known, _label in choices(source)}:
        raise unknown_code(field)
    return code


def require_codes(source: str, codes: Iterable[str], *, field: str) -> list[str]:
    return [require_code(source, code, field=field) for code in codes]


def unknown_code(field: str) -> DomainError:
    return DomainError(
        "unknown_code",
        gettext("Una delle risposte non è tra quelle previste: scegli dall’elenco."),
        field=field,
    )


# The group that ISTAT publishes for each of the fifteen relations of law 53/2022, art. 2 c. 2.
_GROUPS: Final = {
    "spouse_cohabitant": "partner",
    "boyfriend": "partner",
    "ex_spouse_cohabitant": "ex_partner",
    "ex_boyfriend": "ex_partner",
    "other_relative": "other_relative",
    "unidentified": "unknown",
}


def relationship_group(relationship: str) -> str:
    """The code of `relationship_group` for one of `relationship_l53`, "" for no answer."""
    return _GROUPS.get(relationship, "non_family") if relationship else ""


PROFILE_LOCK = gettext_lazy("Lo vede solo il tuo centro")
