"""The commitments of the demonstration: two years of invented evidence, confirmed, waiting, sent back, missing."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.people import actor_of
from trama.demo.loading import Placed
from trama.demo.people import LEAD
from trama.protocol.commitments import services
from trama.protocol.commitments.kinds import EvidenceKind
from trama.protocol.commitments.links.services import answer, find_holder, make_link
from trama.protocol.commitments.models import Evidence, Ownership
from trama.protocol.commitments.proofs import Proof
from trama.protocol.commitments.services import Line

K = EvidenceKind
# (commitment, kind, day and month, words): what a body of each sort shows. Invented.
EVERYBODY: Final = (
    ("A3-04a", K.PROCEDURE, (2, 20), "Protocollo e procedure mandati a tutto il personale"),
    ("A3-06", K.COURSE, (5, 12), "Giornata di formazione con la rete, quattro persone"),
)
CENTRE: Final = (
    ("CAV-00a", K.EVENT, (3, 8), "Incontro aperto in biblioteca"),
    ("CAV-00c", K.DOCUMENT, (1, 20), "Carta dei servizi, tutti gratuiti"),
    ("CAV-03", K.PROCEDURE, (2, 3), "Quando e come si valuta il rischio insieme"),
    ("CR-00a", K.PROCEDURE, (4, 2), "Come ci si passa la parola tra centro e casa"),
)
SOCIAL: Final = (
    ("WEL-01", K.PROCEDURE, (2, 10), "Vademecum applicato in tutte le sedi"),
    ("WEL-02", K.COURSE, (6, 4), "Due giornate con i centri"),
    ("WEL-10b", K.SUBMISSION, (3, 20), "Tavole annuali, aggregate e anonime"),
)
COORDINATION: Final = (
    ("DIR-03b", K.ACT, (2, 27), "Convenzioni con gli enti del privato sociale"),
    ("DIR-04", K.COURSE, (4, 16), "Percorso di formazione per servizi sociali e polizia locale"),
    ("DIR-12", K.PROCEDURE, (9, 30), "Linee guida sul primo colloquio, bozza condivisa"),
)
BY_LINK: Final = (
    ("ATS-02", K.EVENT, (5, 20), "Settimana della salute nei quartieri"),
    ("ATS-08", K.DOCUMENT, (3, 1), "Materiale della rete nei consultori"),
)
FOR_A_DISTRICT: Final = (("MUN-05", K.DOCUMENT, (11, 3), "Pieghevoli della rete agli sportelli"),)
DISTRICT, HEALTH = "S08", "S39"
GIVING: Final = 7  # bodies that gave evidence; the others have not reported yet


def keep_promises(placed: list[Placed], first: Actor, now: datetime) -> None:
    """Two coordinators, so that what one entered the other confirms."""
    second = _second_coordinator(placed, first)
    year, today = now.year, now.date()
    with acting(first):
        services.set_data_term(actor=first, year=year - 1, due_on=date(year, 3, 31))
        owned = _ownerships()
    for number, one in enumerate(placed[:GIVING]):
        referent = _referent(one)
        _decide(second, _appointed(referent, one.body.code, owned, today), leave=False)
        for asked in (year - 1, year):
            given = _give(referent, one.body.code, asked, owned, today)
            _decide(second, given, leave=asked == year and number % 2 == 0)
    with acting(first):
        for code, kind, when, words in FOR_A_DISTRICT:
            proof = Proof(kind, _day(when, year, today), words)
            services.give_evidence(actor=first, ownership=owned[DISTRICT, code], year=year, proof=proof)
    _answer_by_link(first, owned, year, today)


def _ownerships() -> dict[tuple[str, str], Ownership]:
    """By signatory and commitment."""
    rows = Ownership.objects.select_related("commitment", "organisation").prefetch_related(
        "organisation__memberships"
    )
    return {(row.organisation.memberships.all()[0].signatory_code, row.commitment.code): row for row in rows}


def _shown(code: str) -> Iterator[tuple[str, EvidenceKind, tuple[int, int], str]]:
    yield from EVERYBODY
    yield from {LEAD: COORDINATION, "S03": SOCIAL}.get(code, CENTRE)


def _day(when: tuple[int, int], year: int, today: date) -> date:
    return min(date(year, *when), today)


def _give(
    referent: Actor, code: str, year: int, owned: dict[tuple[str, str], Ownership], today: date
) -> list[Evidence]:
    """What a body shows of a year, so far as its day has come."""
    with acting(referent):
        return [
            services.give_evidence(
                actor=referent,
                ownership=owned[code, row],
                year=year,
                proof=Proof(kind, _sent(kind, when, year), words),
                today=today,
            )
            for row, kind, when, words in _shown(code)
            if (code, row) in owned and _sent(kind, when, year) <= today
        ]


def _appointed(
    referent: Actor, code: str, owned: dict[tuple[str, str], Ownership], today: date
) -> list[Evidence]:
    """Who has a referent shows so with what the register says; it is done once."""
    row = owned[code, "A3-01"]
    with acting(referent):
        for year in (today.year - 1, today.year):
            for offer in services.offers_for(referent, row, year):
                return [
                    services.attach_offer(
                        actor=referent,
                        ownership=row,
                        year=year,
                        source=offer.source,
                        key=offer.key,
                        today=today,
                    )
                ]
    return []


def _sent(kind: EvidenceKind, when: tuple[int, int], year: int) -> date:
    """The data of a year are sent in the next."""
    return date(year + (kind is K.SUBMISSION), *when)


def _decide(coordinator: Actor, given: list[Evidence], *, leave: bool) -> None:
    """With `leave`, the last but one still waits and the last goes back; the others are confirmed."""
    others = [evidence for evidence in given if evidence.entered_by_user != coordinator.user_id]
    done = others[:-2] if leave else others
    with acting(coordinator):
        for evidence in done:
            services.confirm_evidence(actor=coordinator, evidence=evidence)
        if leave and others:
            services.return_evidence(
                actor=coordinator, evidence=others[-1], because="Aggiungete dove si può leggere."
            )


def _answer_by_link(
    coordinator: Actor, owned: dict[tuple[str, str], Ownership], year: int, today: date
) -> None:
    """A body without accounts answers; a second person has still to confirm."""
    with acting(coordinator):
        body: UUID = owned[HEALTH, BY_LINK[0][0]].organisation_id
        handed = make_link(actor=coordinator, organisation=body, year=year, days=60)
        holder = find_holder(handed.token)
    if holder is None:
        raise RuntimeError("a new link opens nothing")
    lines = [
        Line(owned[HEALTH, code], uuid4(), Proof(kind, _day(when, year, today), words))
        for code, kind, when, words in BY_LINK
    ]
    with acting(holder.actor):
        answer(holder=holder, lines=lines, today=today)


def _referent(one: Placed) -> Actor:
    found = next(person for person in one.people.values() if Role.REFERENT in person.membership.roles)
    return actor_of(found.membership)


def _second_coordinator(placed: list[Placed], first: Actor) -> Actor:
    lead = next(one for one in placed if one.body.code == LEAD)
    actors = [
        actor_of(person.membership)
        for person in lead.people.values()
        if Role.NETWORK_COORDINATOR in person.membership.roles
    ]
    return next(actor for actor in actors if actor.user_id != first.user_id)
