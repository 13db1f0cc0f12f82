"""Load the demonstration: the network, its bodies with their keys and people."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from django.conf import settings

from trama.accounts.demo import DemoPerson
from trama.accounts.founding import Newcomer, bring_in, found
from trama.accounts.models import Membership
from trama.demo.people import PASSWORD, Body, Worker, bodies
from trama.network.models import Network, NetworkMembership, Organisation
from trama.network.services import load_milan
from trama.vault.crypto.keys import KeyPair
from trama.vault.secrets import demo_root_seed

Told = Callable[[str], None]


def folder() -> Path:
    path: Path = settings.VAR_DIR / "demo"
    return path


def is_loaded() -> bool:
    """Whether a load came to its end: the people are written down last."""
    return (folder() / "people.json").exists() and Membership.objects.exists()


def was_interrupted() -> bool:
    """Whether a load began and did not end."""
    return (folder() / "loading").exists()


def load(tell: Told) -> None:
    """Everything, through the services; `tell` hears what is being done."""
    folder().mkdir(parents=True, exist_ok=True)
    (folder() / "people.json").unlink(missing_ok=True)
    (folder() / "loading").touch()
    tell("the network of the protocol")
    load_milan()
    network = Network.objects.get(slug="milano")
    root = KeyPair(demo_root_seed(), "root")
    for body in bodies():
        _found(body, network, root, tell)
    _write_people()
    (folder() / "loading").unlink()


def _found(body: Body, network: Network, root: KeyPair, tell: Told) -> None:
    signatory = NetworkMembership.objects.using("maintenance").get(network=network, signatory_code=body.code)
    rows = Organisation.objects.using("maintenance").filter(pk=signatory.organisation_id)
    rows.update(is_cav=body.is_cav, is_shelter=body.is_shelter)
    organisation = Organisation.objects.get(pk=signatory.organisation_id)
    tell(f"the keys of {organisation.short_name}")
    custodians, others = body.people[:2], body.people[2:]
    insiders = found(organisation, network, [_newcomer(worker) for worker in custodians], root)
    for worker in others:
        bring_in(insiders[0], _newcomer(worker))


def _newcomer(worker: Worker) -> Newcomer:
    return Newcomer(worker.username, PASSWORD, worker.name, worker.roles)


def _write_people() -> None:
    """For the sign-in page of the demonstration."""
    shown = [worker for body in bodies() for worker in body.people if worker.who]
    rows = [asdict(DemoPerson(worker.who, worker.username, PASSWORD)) for worker in shown]
    (folder() / "people.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
