"""Who works where in the demonstration. The organisations are those of the protocol, the people are invented.

Which of the fourteen bodies are centres and which run shelters the protocol does not say (DOMAIN §0.9): the
choice below is the demonstration's own.
"""

from dataclasses import dataclass, field

from trama.access.roles import Role

PASSWORD = "un filo dopo l'altro"
CENTRES = ("S17", "S18", "S19", "S20", "S21", "S22", "S25", "S26", "S28")
SHELTERS = ("S23", "S27", "S29")
SOCIAL_SERVICE, LEAD = "S03", "S02"
FIRST_CENTRE, FIRST_SHELTER = CENTRES[4], SHELTERS[0]
_GIVEN = (
    "Adele",
    "Bruna",
    "Clara",
    "Delia",
    "Elisa",
    "Fulvia",
    "Greta",
    "Ilda",
    "Livia",
    "Miriam",
    "Noemi",
    "Ornella",
    "Paola",
    "Rosa",
)


@dataclass(frozen=True)
class Worker:
    """Someone of an organisation; `who` is set for those shown on the sign-in page."""

    username: str
    name: str
    roles: frozenset[Role]
    who: str = ""


@dataclass(frozen=True)
class Body:
    """An organisation that works with the system: its people, the first two its custodians."""

    code: str
    is_cav: bool | None = None
    is_shelter: bool | None = None
    people: tuple[Worker, ...] = field(default=())


def _worker(username: str, name: str, *roles: Role, who: str = "") -> Worker:
    return Worker(username, name, frozenset(roles), who)


def _custodians(code: str, name: str) -> tuple[Worker, Worker]:
    """Two people who hold the keys of an organisation nobody signs in to by hand."""
    number = int(code[1:])
    other = _GIVEN[(number + 5) % len(_GIVEN)]
    return (
        _worker(f"{code.lower()}-1", name, Role.COORDINATOR, Role.CUSTODIAN, Role.REFERENT),
        _worker(f"{code.lower()}-2", other, Role.OPERATOR, Role.CUSTODIAN, Role.ANALYST),
    )


SHOWN: dict[str, tuple[Worker, ...]] = {
    FIRST_CENTRE: (
        _worker(
            "coordinatrice",
            "Bianca",
            Role.COORDINATOR,
            Role.CUSTODIAN,
            who="Coordinatrice e custode di un centro antiviolenza",
        ),
        _worker("custode-centro", "Carla", Role.OPERATOR, Role.CUSTODIAN),
        _worker("operatrice", "Ada", Role.OPERATOR, who="Operatrice dello stesso centro"),
        _worker("analista", "Dina", Role.ANALYST, who="Analista dello stesso centro"),
        _worker("turno", "Bice", Role.SHIFT, who="Di turno la notte per il centro: scrive e non rilegge"),
        _worker("referente", "Franca", Role.REFERENT, who="Referente del protocollo per lo stesso centro"),
    ),
    FIRST_SHELTER: (
        _worker("custode-rifugio", "Nora", Role.COORDINATOR, Role.CUSTODIAN, Role.REFERENT),
        _worker("custode-rifugio-2", "Olga", Role.OPERATOR, Role.CUSTODIAN),
        _worker("rifugio", "Mara", Role.OPERATOR, who="Operatrice di una casa rifugio"),
    ),
    SOCIAL_SERVICE: (
        _worker("custode-sociale", "Rita", Role.COORDINATOR, Role.CUSTODIAN, Role.REFERENT),
        _worker("custode-sociale-2", "Sara", Role.OPERATOR, Role.CUSTODIAN),
        _worker("assistente", "Pia", Role.OPERATOR, who="Assistente sociale del Comune"),
    ),
    LEAD: (
        _worker("custode-capofila", "Vera", Role.CUSTODIAN),
        _worker("custode-capofila-2", "Wanda", Role.CUSTODIAN),
        _worker(
            "capofila", "Tea", Role.NETWORK_COORDINATOR, Role.REFERENT, who="Coordina la rete (ente capofila)"
        ),
        _worker("capofila-2", "Tilde", Role.NETWORK_COORDINATOR, who="Coordina la rete, la seconda persona"),
        _worker("revisore", "Ugo", Role.AUDITOR, who="Responsabile della protezione dei dati"),
    ),
}


def bodies() -> list[Body]:
    """Every organisation that works with the system, in the protocol's order."""
    found = []
    for number, code in enumerate(sorted({*CENTRES, *SHELTERS, SOCIAL_SERVICE, LEAD})):
        people = SHOWN.get(code) or _custodians(code, _GIVEN[number % len(_GIVEN)])
        found.append(Body(code, code in CENTRES or None, code in SHELTERS or None, people))
    return found
