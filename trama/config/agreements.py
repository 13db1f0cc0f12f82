"""`trama protocol load`: a network's protocol comes in, once its lead body has keys and a coordinator. Needs Django."""

import argparse
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.models import Membership
from trama.accounts.people import actor_of, login_hash
from trama.common.commands import CommandError, Exit
from trama.common.errors import DomainError
from trama.common.tables import TableError
from trama.config.terminal import ask_password
from trama.network.models import NetworkMembership
from trama.protocol.agreement.loading import MILAN_DATE, MILAN_TITLE, load_agreement, read_known
from trama.protocol.agreement.selectors import version_in_force
from trama.protocol.commitments.loading import load_register, write_register
from trama.protocol.commitments.tables import OwnProtocol, read_own
from trama.protocol.meetings.loading import load_groups
from trama.protocol.procedures.loading import load_library, milan_summary
from trama.vault.errors import WrongPassword
from trama.vault.services.users import unlock

MOST_YEARS: Final = 50
LONGEST_TITLE: Final = 200


@dataclass(frozen=True)
class Text:
    """A protocol as it comes in: Milan's, or the network's own."""

    title: str
    date: date
    own: OwnProtocol | None = None
    years: int = 3

    def write(self, actor: Actor) -> str:
        """All of it, in the caller's transaction; what there is now, in words."""
        known = self.own.signatories if self.own else list(read_known())
        version = load_agreement(
            actor=actor, title=self.title, document_date=self.date, signatories=known, term_years=self.years
        )
        told = f"{self.title}: {len(known)} firmatari"
        if self.own:
            rows = write_register(actor=actor, version=version, rows=self.own.register(version))
            load_library(actor=actor, title=self.title, on=self.date, annexes=())
            return f"{told}, {len(rows)} impegni."
        rows = load_register(actor=actor, version=version)
        load_library(actor=actor, title=self.title, on=self.date, summary=milan_summary())
        return f"{told}, {len(rows)} impegni, {len(load_groups(actor=actor))} gruppi di lavoro."


def load(args: argparse.Namespace) -> int:
    """The protocol, in the name of a coordinator of its lead body, who types her password: the trail names her."""
    text = _text(args)
    membership = _coordinator(args.by)
    actor = actor_of(membership)
    try:
        with transaction.atomic(), acting(actor):
            if version_in_force(actor) is not None:
                raise CommandError("Un protocollo è già in vigore: rinnovalo sul sito.")
            if text.own:
                members = NetworkMembership.objects.filter(network=actor.network_id)
                codes = set(members.values_list("signatory_code", flat=True))
                read_own(args.signatories, args.commitments, members=codes)
            told = text.write(actor)
    except TableError as error:
        raise CommandError(str(error)) from error
    except DomainError as error:
        raise CommandError(str(error.message)) from error
    except KeyError as error:
        raise CommandError(f"Alla rete manca il firmatario {error}: prima `trama org load`.") from None
    print(f"{told} Fino a quando vale, lo sceglie una persona sul sito.")
    return Exit.OK


def _text(args: argparse.Namespace) -> Text:
    """What the command line asks for. Raises CommandError: half of an own protocol, or tables with errors."""
    own = {
        "--title": args.title,
        "--date": args.date,
        "--signatories": args.signatories,
        "--commitments": args.commitments,
    }
    missing = [name for name, value in own.items() if not value]
    if len(missing) == len(own) and args.years is None:
        return Text(MILAN_TITLE, MILAN_DATE)
    if missing:
        raise CommandError(f"Al protocollo di un’altra rete serve anche {', '.join(missing)}.", Exit.USAGE)
    if (
        not 1 <= (args.years or 3) <= MOST_YEARS
        or len(args.title.strip()) > LONGEST_TITLE
        or not args.title.strip()
    ):
        raise CommandError(
            "Un titolo ha da 1 a 200 lettere, e un protocollo vale da 1 a 50 anni.", Exit.USAGE
        )
    try:
        return Text(
            args.title.strip(), args.date, read_own(args.signatories, args.commitments), args.years or 3
        )
    except TableError as error:
        raise CommandError(str(error)) from error


def _coordinator(username: str) -> Membership:
    """Her membership in a body that leads a network. The password is asked for before anything is said of her."""
    password = ask_password(f"Password di {username}: ")
    rows = Membership.objects.select_related("user__key", "organisation").filter(
        ended_at=None, user__login_hash=login_hash(username), roles__contains=[Role.NETWORK_COORDINATOR.value]
    )
    for found in rows:
        leads = NetworkMembership.objects.filter(
            network=found.network_id, organisation=found.organisation_id, is_lead=True
        )
        if leads.exists():
            try:
                unlock(found.user.key, password, found.organisation_id)
            except WrongPassword:
                break
            return found
    raise CommandError(f"{username!r} non coordina una rete, o la password non è quella.", Exit.USAGE)
