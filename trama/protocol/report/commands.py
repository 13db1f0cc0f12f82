"""What `trama report` does."""

import argparse
from pathlib import Path

from django.utils import timezone

from trama.access.actor import Actor
from trama.access.context import acting
from trama.common.commands import CommandError, Exit, of_file
from trama.common.errors import DomainError
from trama.network.models import Network, NetworkMembership
from trama.protocol.report.services import produce_report


def write(args: argparse.Namespace) -> int:
    """Write the file for the body that coordinates the network."""
    actor = _lead(args.network)
    day = args.day or timezone.localdate()
    target = args.output or Path(f"relazione-{args.year}-al-{day.isoformat()}.pdf")
    try:
        with acting(actor):
            pdf = produce_report(actor=actor, year=args.year, day=day)
        target.write_bytes(pdf)
    except DomainError as error:
        raise CommandError(error.message) from error
    except OSError as error:
        raise CommandError(f"Non si può scrivere: {of_file(error, target)}", Exit.ENVIRONMENT) from error
    print(f"{target}: {len(pdf):,} byte")
    return Exit.OK


def _lead(slug: str | None) -> Actor:
    networks = Network.objects.filter(slug=slug) if slug else Network.objects.all()
    found = list(networks[:2])
    if len(found) != 1:
        names = ", ".join(Network.objects.order_by("slug").values_list("slug", flat=True)) or "nessuna"
        raise CommandError(f"Di’ quale rete con --network. Ci sono: {names}.", Exit.USAGE)
    lead = NetworkMembership.objects.filter(network=found[0], is_lead=True).first()
    if lead is None:
        raise CommandError(f"Nessun ente coordina {found[0].slug}.")
    return Actor.system(organisation_id=lead.organisation_id, network_id=found[0].pk)
