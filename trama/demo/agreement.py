"""The agreement in the demonstration: some referents, a renewal in preparation, a signed file that waits."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.people import actor_of
from trama.demo.loading import Placed
from trama.demo.people import FIRST_CENTRE
from trama.network.models import NetworkMembership
from trama.network.referents import appoint_referent, referents_of
from trama.protocol.agreement.models import FileKind
from trama.protocol.agreement.selectors.register import own_rows
from trama.protocol.agreement.services.files import take_in
from trama.protocol.agreement.services.renewal import prepare_version, write_item
from trama.protocol.agreement.services.trust import load_trust
from trama.protocol.agreement.verification import look_at, look_at_trust
from trama.protocol.signatures.jobs import Source

DATA = Path(__file__).parent / "data"
OFFICES = ("Ufficio di rete", "Segreteria", "Coordinamento", "Direzione", "Accoglienza")
NAMED = 6  # bodies beside the lead one that have appointed their referent
BY_LEAD = ("S08", "S34")  # bodies without keys: the lead body writes for them


def fill_agreement(placed: Iterable[Placed], lead: Actor, now: datetime) -> None:
    """`lead` coordinates the network; the protocol is loaded."""
    bodies = [one for one in placed if one.organisation.pk != lead.organisation_id]
    for number, one in enumerate(bodies[:NAMED]):
        _appoint(_referent_of(one), one.organisation.pk, number, now)
    _appoint(lead, lead.organisation_id, NAMED, now)
    with acting(lead):
        codes = NetworkMembership.objects.filter(network=lead.network_id, signatory_code__in=BY_LEAD)
        others = list(codes.values_list("organisation", flat=True))
    for number, body in enumerate(others, start=1):
        _appoint(lead, body, number, now)
    _renew(lead, now)
    _sign(lead, _referent_of(next(one for one in bodies if one.body.code == FIRST_CENTRE)))


def _referent_of(one: Placed) -> Actor:
    insiders = one.people.values()
    return actor_of(next(who for who in insiders if Role.REFERENT in who.membership.roles).membership)


def _appoint(actor: Actor, body: UUID, number: int, now: datetime) -> None:
    """Two in turn at the first body: one followed the other."""
    day = now.date()
    for months in (20, 4) if number == 0 else (12 + number,):
        office = OFFICES[(number + months) % len(OFFICES)]
        with acting(actor):
            present = referents_of(actor, body).filter(until__isnull=True)
            appoint_referent(
                actor=actor,
                organisation=body,
                office=office,
                since=day - timedelta(days=30 * months),
                email=f"protocollo{number}@ente.example",
                telephone="02 0000 0000",
                act="Nota di nomina",
                replaces=list(present.values_list("pk", flat=True)),
            )


def _renew(lead: Actor, now: datetime) -> None:
    day = now.date()
    with acting(lead):
        version = prepare_version(
            actor=lead, title="Protocollo d'intesa della rete antiviolenza, rinnovo (bozza)"
        )
        for item in version.items.order_by("order")[:2]:
            write_item(
                actor=lead,
                version=version,
                item=item,
                what=item.what,
                decides="Incontro operativo di tutti gli enti",
                due_on=day + timedelta(days=30 * item.order),
                done_on=day - timedelta(days=20) if item.order == 1 else None,
                outcome="Restano gli articoli da 1 a 4; si riscrive il 7" if item.order == 1 else "",
            )


def _sign(lead: Actor, referent: Actor) -> None:
    """Three invented signatures, one of an expired certificate: it waits for the lead body."""
    trust = Source("Autorità inventata della dimostrazione", (DATA / "radice-inventata.pem").read_bytes())
    with acting(lead):
        load_trust(actor=lead, source=trust, found=look_at_trust(trust))
    signed = (DATA / "firme-inventate.p7m").read_bytes()
    arrival = look_at(signed, b"", kind=FileKind.SIGNED, sources=(trust,))
    with acting(referent):
        take_in(actor=referent, signatory=own_rows(referent)[0], kind=FileKind.SIGNED, arrival=arrival)
