"""The people of the tests, by name. Two centres, a shelter, a social service, the lead body, a body without keys.

Aurora (centre): Ada and Agata operators, Bianca coordinator and custodian, Carla custodian, Dina analyst, Elsa lawyer,
Franca referent, Bice on shift. Iris (centre): Gaia operator, Irma coordinator and custodian, Lia custodian, Luna
analyst, Ivana referent. Ginestra (shelter): Mara operator, Nora coordinator and custodian, Olga custodian. Sociale
(social service): Pia operator, Rita and Sara custodians, Sofia referent. Capofila (lead body): Tea and Tilde
coordinate the network, Ugo audits, Vera and Wanda custodians. Municipio has signed and has no keys.
"""

from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.founding import Insider, Newcomer, bring_in, found
from trama.accounts.models import Membership
from trama.accounts.people import actor_of
from trama.network.models import Category, Network, NetworkMembership, Organisation
from trama.network.services import fold
from trama.protocol.agreement.loading import MILAN_DATE, Known, load_agreement
from trama.protocol.commitments.loading import load_register
from trama.vault.crypto.keys import KeyPair
from trama.vault.keyring import Keyring
from trama.vault.secrets import demo_root_seed
from trama.vault.services.users import unlock

R = Role
ORGANISATIONS: dict[str, tuple[str, Category, dict[str, bool]]] = {
    "aurora": ("Centro antiviolenza Aurora", Category.CENTRE, {"is_cav": True}),
    "iris": ("Centro antiviolenza Iris", Category.CENTRE, {"is_cav": True}),
    "ginestra": ("Casa rifugio Ginestra", Category.CENTRE, {"is_shelter": True}),
    "sociale": ("Servizio sociale territoriale", Category.MUNICIPALITY, {}),
    "capofila": ("Area Diritti e Inclusione", Category.MUNICIPALITY, {}),
    "municipio": ("Municipio 10", Category.DISTRICT, {}),
}
# What binds each of them beside everybody's commitments (trama.protocol).
GROUPS = {
    "aurora": ["CAV"],
    "iris": ["CAV"],
    "ginestra": ["CR"],
    "sociale": ["WEL"],
    "capofila": ["DIR", "DWS", "COMUNE"],
    "municipio": ["MUN"],
}
PEOPLE: dict[str, dict[str, frozenset[Role]]] = {
    "aurora": {
        "bianca": frozenset({R.COORDINATOR, R.CUSTODIAN}),
        "carla": frozenset({R.OPERATOR, R.CUSTODIAN}),
        "ada": frozenset({R.OPERATOR}),
        "agata": frozenset({R.OPERATOR}),
        "dina": frozenset({R.ANALYST}),
        "elsa": frozenset({R.SPECIALIST}),
        "franca": frozenset({R.REFERENT}),
        "bice": frozenset({R.SHIFT}),
    },
    "iris": {
        "irma": frozenset({R.COORDINATOR, R.CUSTODIAN}),
        "lia": frozenset({R.OPERATOR, R.CUSTODIAN}),
        "gaia": frozenset({R.OPERATOR}),
        "luna": frozenset({R.ANALYST}),
        "ivana": frozenset({R.REFERENT}),
    },
    "ginestra": {
        "nora": frozenset({R.COORDINATOR, R.CUSTODIAN}),
        "olga": frozenset({R.OPERATOR, R.CUSTODIAN}),
        "mara": frozenset({R.OPERATOR, R.ANALYST}),
    },
    "sociale": {
        "rita": frozenset({R.COORDINATOR, R.CUSTODIAN}),
        "sara": frozenset({R.OPERATOR, R.CUSTODIAN}),
        "pia": frozenset({R.OPERATOR}),
        "sofia": frozenset({R.REFERENT}),
    },
    "capofila": {
        "vera": frozenset({R.CUSTODIAN}),
        "wanda": frozenset({R.CUSTODIAN}),
        "tea": frozenset({R.NETWORK_COORDINATOR, R.REFERENT}),
        "tilde": frozenset({R.NETWORK_COORDINATOR}),
        "ugo": frozenset({R.AUDITOR}),
    },
}


def password_of(name: str) -> str:
    return f"frase lunga di {name}"


@dataclass(frozen=True)
class Person:
    """One of the cast. `keyring` is opened with her password, anew for each test."""

    name: str
    organisation_id: UUID
    membership_id: UUID
    user_id: UUID
    user_key_id: UUID
    actor: Actor

    @property
    def username(self) -> str:
        return self.name

    @property
    def password(self) -> str:
        return password_of(self.name)

    def unlock(self) -> Keyring:
        """Her keyring, from her password; needs a database."""
        key = Membership.objects.select_related("user__key").get(pk=self.membership_id).user.key
        return unlock(key, self.password, self.organisation_id)


@dataclass(frozen=True)
class Cast:
    """Everybody, as attributes: `cast.ada`, and organisations by name: `cast.organisations["aurora"]`."""

    network_id: UUID
    organisations: dict[str, UUID]
    people: dict[str, Person] = field(repr=False)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    @cached_property
    def by_organisation(self) -> dict[UUID, list[Person]]:
        found: dict[UUID, list[Person]] = {}
        for person in self.people.values():
            found.setdefault(person.organisation_id, []).append(person)
        return found


def build_cast() -> Cast:
    """Create the cast, committed. Organisations by the maintenance role, people by the services."""
    Network.objects.using("maintenance").create(slug="rete", name="Rete di prova")
    network = Network.objects.get(slug="rete")
    organisations = {name: _organisation(network, name) for name in ORGANISATIONS}
    root = KeyPair(demo_root_seed(), "root")
    people: dict[str, Person] = {}
    for where, members in PEOPLE.items():
        newcomers = [
            Newcomer(name, password_of(name), name.title(), roles) for name, roles in members.items()
        ]
        insiders = found(organisations[where], network, newcomers[:2], root)
        insiders += [bring_in(insiders[0], newcomer) for newcomer in newcomers[2:]]
        people |= {
            new.username: _person(new.username, inside)
            for new, inside in zip(newcomers, insiders, strict=True)
        }
    _agreement(people["tea"].actor)
    return Cast(network.pk, {name: row.pk for name, row in organisations.items()}, people)


def _organisation(network: Network, name: str) -> Organisation:
    official, category, flags = ORGANISATIONS[name]
    row = Organisation.objects.using("maintenance").create(
        official_name=official, short_name=official, sort_key=fold(official), category=category, **flags
    )
    NetworkMembership.objects.using("maintenance").create(
        network_id=network.pk, organisation=row, is_lead=name == "capofila", signatory_code=name
    )
    return Organisation.objects.get(pk=row.pk)


def _agreement(coordinator: Actor) -> None:
    """The protocol that all of them signed."""
    known = [Known(name, groups, "digital_cades") for name, groups in GROUPS.items()]
    with acting(coordinator):
        version = load_agreement(
            actor=coordinator, title="Protocollo di prova", document_date=MILAN_DATE, signatories=known
        )
        load_register(actor=coordinator, version=version)


def _person(name: str, insider: Insider) -> Person:
    membership = insider.membership
    return Person(
        name,
        membership.organisation_id,
        membership.pk,
        membership.user_id,
        membership.user.key_id,
        actor_of(membership),
    )
