"""The library of the demonstration: the protocol's own shelf and two invented guidelines, each in two editions."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.founding import Insider
from trama.accounts.people import actor_of
from trama.demo.loading import Placed
from trama.protocol.agreement.loading import MILAN_DATE, MILAN_TITLE
from trama.protocol.procedures import services
from trama.protocol.procedures.loading import load_library, milan_summary
from trama.protocol.procedures.models import Edition, Kind, State

_NAMES = UUID("6f9d2f0e-1d7a-4f43-9d0b-4c7f6f1a5f11")

PHONE = """## Prima di rispondere

Chi risponde ha davanti i numeri della rete e un foglio bianco. Ascolta prima di chiedere.

## Durante la telefonata

- Si chiede se può parlare adesso, e se qualcuno può ascoltare.
- Si dice chi siamo e che cosa possiamo fare, senza promettere altro.
- Si chiede come preferisce essere richiamata, e quando non si deve.

## Dopo

Si scrive il meno possibile, con le sue parole. Nessun recapito resta su fogli sciolti.
"""
PHONE_2 = PHONE.replace("i numeri della rete", "i numeri della rete, il 1522 e il 112").replace(
    "Nessun recapito",
    "Se ha detto di essere in pericolo adesso, si telefona al 112 insieme a lei.\n\nNessun recapito",
)
SCHOOL = """## Quando una scuola si accorge di qualcosa

L'insegnante non indaga e non affronta la famiglia da sola: ne parla con chi è referente nella scuola.

## A chi si scrive

- Al centro antiviolenza del Municipio, per un confronto senza nomi.
- Ai Servizi Sociali, quando c'è un obbligo di segnalare.
"""
SCHOOL_2 = SCHOOL.replace("per un confronto senza nomi", "per un confronto senza nomi, anche al telefono") + (
    "\n## Che cosa non si fa\n\nNon si propone nessun incontro tra i genitori. Non si chiede alla ragazza o al ragazzo"
    " di ripetere quello che ha già detto.\n"
)
GUIDELINES = (
    (
        "Linee guida per chi risponde al telefono",
        PHONE,
        PHONE_2,
        "Il 1522, il 112 e che cosa fare in pericolo.",
    ),
    ("Indicazioni per le scuole che incontrano la violenza", SCHOOL, SCHOOL_2, "Che cosa non si fa."),
)


def fill_library(placed: Iterable[Placed], lead: Actor, now: datetime) -> None:
    """By the services, as the coordinating body and the bodies' referents would."""
    today = now.date()
    with acting(lead):
        load_library(actor=lead, title=MILAN_TITLE, on=MILAN_DATE, summary=milan_summary())
        for number, guideline in enumerate(GUIDELINES):
            _write(lead, guideline, today - timedelta(days=400 - 250 * number))
        in_force = list(
            Edition.objects.filter(state=State.IN_FORCE).exclude(content="missing").defer("search")
        )
    for turn, insider in enumerate(_referents(placed)):
        _confirm(actor_of(insider.membership), in_force, turn, today)
    with acting(lead):
        services.remind(actor=lead, edition=in_force[-1])


def _write(lead: Actor, guideline: tuple[str, str, str, str], on: date) -> None:
    title, text, second, changes = guideline
    draft = services.open_document(
        actor=lead,
        kind=Kind.GUIDELINE,
        title=title,
        text=text,
        adopted_by="Incontro operativo della rete",
        document_id=uuid5(_NAMES, title),
    )
    services.put_in_force(actor=lead, edition=draft, on=on)
    following = services.write_draft(
        actor=lead,
        document=draft.document,
        title=title,
        text=second,
        changes=changes,
        adopted_by="Incontro operativo della rete",
    )
    services.put_in_force(actor=lead, edition=following, on=on + timedelta(days=120))


def _referents(placed: Iterable[Placed]) -> list[Insider]:
    """One of each body, where there is one."""
    found = []
    for one in placed:
        found += [who for who in one.people.values() if Role.REFERENT in who.membership.roles][:1]
    return found


def _confirm(referent: Actor, editions: list[Edition], turn: int, today: date) -> None:
    """Some have said it, some not yet, some of one text only."""
    ways = ("meeting", "mail", "intranet", "training", "paper")
    for place, edition in enumerate(editions):
        since = edition.in_force_on
        if since is None or (turn + place) % 3 == 2:
            continue
        on = min(today, since + timedelta(days=7 + 5 * turn))
        with acting(referent):
            services.confirm_dissemination(
                actor=referent, edition=edition, way=ways[(turn + place) % 5], spread_on=on
            )
