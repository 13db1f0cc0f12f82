"""Bringing a network's bodies in, from the list of its signatories."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from trama.common.tables import read_rows
from trama.network.models import (
    PLACEHOLDER_OFFICE,
    AddressRegime,
    Category,
    Network,
    NetworkMembership,
    Organisation,
    Referent,
    Service,
    ServiceKind,
)

_CATEGORIES = {
    "comune": Category.MUNICIPALITY,
    "municipio": Category.DISTRICT,
    "centro antiviolenza/casa rifugio": Category.CENTRE,
    "magistratura": Category.JUDICIARY,
    "forze dell'ordine": Category.POLICE,
    "sistema socio-sanitario": Category.HEALTH,
    "protezione internazionale": Category.ASYLUM,
    "sistema educativo": Category.EDUCATION,
    "autori": Category.AUTHORS,
}
# A line in the directory for each body, until it writes its own: nothing that the protocol does not say.
_FIRST_SERVICE = {
    Category.MUNICIPALITY: (ServiceKind.OTHER, "Ufficio da indicare"),
    Category.DISTRICT: (ServiceKind.DESK, "Sportello da indicare"),
    Category.CENTRE: (ServiceKind.FRONT_OFFICE, "Accoglienza"),
    Category.JUDICIARY: (ServiceKind.OTHER, "Ufficio da indicare"),
    Category.POLICE: (ServiceKind.OTHER, "Ufficio da indicare"),
    Category.HEALTH: (ServiceKind.OTHER, "Servizio da indicare"),
    Category.ASYLUM: (ServiceKind.OTHER, "Ufficio da indicare"),
    Category.EDUCATION: (ServiceKind.OTHER, "Ufficio da indicare"),
    Category.AUTHORS: (ServiceKind.OTHER, "Servizio da indicare"),
}
LEAD_CODE = "S02"  # Direzione Welfare e Salute – Area Diritti e Inclusione coordinates (protocol, art. 4)


@dataclass(frozen=True)
class Signatory:
    """One row of `signatories.csv`."""

    code: str
    official_name: str
    category: Category


LONGEST_NAME = 80
MILAN = Path(__file__).parent / "data" / "signatories.csv"


def read_signatories(path: Path = MILAN) -> Iterator[Signatory]:
    """The signatories of a protocol (Milan's), in their order. KeyError: a column is missing, a category unknown."""
    for row in read_rows(path):
        yield Signatory(row["id"], row["official_name"], _CATEGORIES[row["category"]])


def fold(text: str) -> str:
    """A key that sorts as an Italian reader expects: no case, no accents (PostgreSQL has no Italian collation)."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(plain.casefold().split())


def short_name(official_name: str) -> str:
    """The name for lists: the last part of a hierarchy, without the legal form."""
    last = (
        official_name.rsplit(" – ", maxsplit=1)[-1] if official_name.startswith("Comune") else official_name
    )
    for word in (" Onlus", " Odv", " Società Cooperativa Sociale", " Cooperativa Sociale"):
        last = last.replace(word, "")
    name = last.replace("Associazione ", "").strip()
    while len(name) > LONGEST_NAME and (end := max(name.rfind(" – "), name.rfind(", "))) > 0:
        name = name[:end]  # without what it belongs to, rather than cut within a word
    return name[:LONGEST_NAME]


def load_milan() -> Network:
    """Milan's network and its 47 signatories.

    `is_cav` and `is_shelter` stay unknown: the protocol does not say which of the 14 bodies is which (DOMAIN §0.9).
    """
    return load_network(
        slug="milano",
        name="Rete antiviolenza di Milano",
        signatories=list(read_signatories()),
        lead=LEAD_CODE,
    )


def load_network(*, slug: str, name: str, signatories: Iterable[Signatory], lead: str) -> Network:
    """Create a network with its bodies; what exists stays as it is (its people may have corrected it).

    Who is in a network is public and nobody's own: only the maintenance role writes it.
    """
    network, _created = Network.objects.using("maintenance").get_or_create(slug=slug, defaults={"name": name})
    present = set(
        NetworkMembership.objects.using("maintenance")
        .filter(network=network)
        .values_list("signatory_code", flat=True)
    )
    for signatory in signatories:
        if signatory.code in present:
            continue
        organisation = Organisation.objects.using("maintenance").create(
            official_name=signatory.official_name,
            short_name=short_name(signatory.official_name),
            sort_key=fold(short_name(signatory.official_name)),
            category=signatory.category,
        )
        NetworkMembership.objects.using("maintenance").create(
            network=network,
            organisation=organisation,
            signatory_code=signatory.code,
            is_lead=signatory.code == lead,
        )
        _first_lines(organisation, network)
    return network


def _first_lines(organisation: Organisation, network: Network) -> None:
    """What the body has still to say of itself. A centre's address is reserved until it says otherwise."""
    kind, name = _FIRST_SERVICE[Category(organisation.category)]
    centre = organisation.category == Category.CENTRE
    Service.objects.using("maintenance").create(
        organisation=organisation,
        kind=kind,
        name=name,
        address_regime=AddressRegime.RESERVED if centre else AddressRegime.OPEN,
    )
    Referent.objects.using("maintenance").create(
        organisation=organisation, network=network, office=PLACEHOLDER_OFFICE
    )
