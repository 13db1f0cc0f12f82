"""Load the demonstration: the network, its bodies with their keys and people, invented women at the centres."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from trama.access.roles import Role
from trama.accounts.demo import DemoPerson
from trama.accounts.founding import Insider, Newcomer, bring_in, found
from trama.accounts.models import Membership
from trama.demo.people import LEAD, PASSWORD, Body, Worker, bodies
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


@dataclass(frozen=True)
class Placed:
    """A body that has its keys, and who works there with her keys open."""

    body: Body
    organisation: Organisation
    people: dict[str, Insider]  # by username

    @property
    def is_centre(self) -> bool:
        return bool(self.body.is_cav)

    @property
    def helps_women(self) -> bool:
        return self.body.code != LEAD

    def operators(self) -> list[Insider]:
        """Who walks with women here."""
        return [one for one in self.people.values() if Role.OPERATOR in one.membership.roles]


def load(tell: Told, then: Callable[[list[Placed]], None] = lambda placed: None) -> None:
    """Everything, through the services; `tell` hears what is being done, `then` goes on with the bodies."""
    folder().mkdir(parents=True, exist_ok=True)
    (folder() / "people.json").unlink(missing_ok=True)
    (folder() / "loading").touch()
    tell("la rete del protocollo")
    load_milan()
    network = Network.objects.get(slug="milano")
    root = KeyPair(demo_root_seed(), "root")
    then([_found(body, network, root, tell) for body in bodies()])
    _write_people()
    (folder() / "loading").unlink()


def _found(body: Body, network: Network, root: KeyPair, tell: Told) -> Placed:
    signatory = NetworkMembership.objects.using("maintenance").get(network=network, signatory_code=body.code)
    rows = Organisation.objects.using("maintenance").filter(pk=signatory.organisation_id)
    rows.update(is_cav=body.is_cav, is_shelter=body.is_shelter)
    organisation = Organisation.objects.get(pk=signatory.organisation_id)
    tell(f"le chiavi di {organisation.short_name}")
    custodians, others = body.people[:2], body.people[2:]
    insiders = found(organisation, network, [_newcomer(worker) for worker in custodians], root)
    insiders += [bring_in(insiders[0], _newcomer(worker)) for worker in others]
    names = [worker.username for worker in body.people]
    return Placed(body, organisation, dict(zip(names, insiders, strict=True)))


def _newcomer(worker: Worker) -> Newcomer:
    return Newcomer(worker.username, PASSWORD, worker.name, worker.roles)


def _write_people() -> None:
    """For the sign-in page of the demonstration."""
    shown = [worker for body in bodies() for worker in body.people if worker.who]
    rows = [asdict(DemoPerson(worker.who, worker.username, PASSWORD)) for worker in shown]
    (folder() / "people.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
