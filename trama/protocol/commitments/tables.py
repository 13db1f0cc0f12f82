"""Another network's protocol: its own signatories and commitments, from two tables that somebody wrote.

The columns are those of Milan's files. All of what is wrong is told at once, with its line; nothing is guessed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from trama.common.tables import Table, raise_for
from trama.common.vocabularies import vocabulary
from trama.protocol.agreement.loading import Known, known_of
from trama.protocol.agreement.models import Version
from trama.protocol.commitments.kinds import FITTING
from trama.protocol.commitments.loading import GROUPS
from trama.protocol.commitments.models import EVERYBODY, Commitment, Rhythm
from trama.protocol.commitments.rules import Rule

COMMITMENTS: Final = (
    "id", "article", "signatory", "commitment_it_short", "commitment_en", "capability", "kind", "period",
)  # fmt: skip
SIGNATORIES: Final = (
    "id", "official_name", "category", "signature_method", "signature_date", "evidence", "commitment_group",
)  # fmt: skip
CODE: Final = re.compile(r"[A-Z][A-Z0-9]{0,9}")
_NAMED: Final = re.compile(r"(?P<words>.+?)\s*\[(?P<code>[^\]]*)\]")  # "Centri antiviolenza [CAV]"


@dataclass(frozen=True)
class Promise:
    """One row of the table of commitments; `words`: as the text calls who promised."""

    binds: str
    words: str
    cells: dict[str, str]
    rule: Rule


@dataclass(frozen=True)
class OwnProtocol:
    signatories: list[Known]
    promises: list[Promise]

    def register(self, version: Version) -> Iterator[Commitment]:
        """The rows of the register, not saved."""
        for order, promise in enumerate(self.promises, start=1):
            row = promise.cells
            yield Commitment(
                organisation_id=version.organisation_id, network_id=version.network_id, version=version,
                code=row["id"], order=order, article=row["article"], binds=promise.binds, signatory=promise.words,
                text_it=row["commitment_it_short"], text_en=row["commitment_en"], capability=row["capability"],
                rhythm=row["kind"], period=row["period"], rule=promise.rule,
            )  # fmt: skip


def read_own(signatories: Path, commitments: Path, *, members: set[str] | None = None) -> OwnProtocol:
    """Both tables, whole. `members`: the codes of the network's bodies, where it is known. Raises TableError."""
    bodies, promises = Table(signatories), Table(commitments)
    known = _read_signatories(bodies, members)
    groups = {group for one in known for group in one.groups}
    found = _read_commitments(promises, groups)
    raise_for(bodies, promises)
    return OwnProtocol(known, found)


def _read_signatories(table: Table, members: set[str] | None) -> list[Known]:
    rows = table.rows(SIGNATORIES)
    table.unique([(line, row["id"]) for line, row in rows], "id")
    if not rows:
        table.wrong(1, "sotto l’intestazione non c’è nessun firmatario.")
    return [known for line, row in rows if (known := _signatory(table, line, row, members))]


def _signatory(table: Table, line: int, row: dict[str, str], members: set[str] | None) -> Known | None:
    before = len(table.problems)
    table.needed(line, row, "id")
    table.longest(line, row, id=10, evidence=300)
    if row["signature_method"]:
        table.one_of(line, "signature_method", row["signature_method"], vocabulary("signature_method").codes)
    if members is not None and row["id"] and row["id"] not in members:
        table.wrong(line, f"alla rete manca l’ente {row['id']!r}: lo mette `trama org load`.")
    groups = [part.strip() for part in row["commitment_group"].split(";") if part.strip()]
    for group in groups:
        if not CODE.fullmatch(group):
            table.wrong(
                line, f"commitment_group {group!r} non è un codice: maiuscole e cifre, al massimo dieci."
            )
    try:
        known = known_of({**row, "signature_method": row["signature_method"] or "missing"}, groups)
    except ValueError:
        table.wrong(
            line, f"signature_date {row['signature_date']!r} non è un giorno, un istante, ≤giorno o ≥giorno."
        )
        return None
    return known if len(table.problems) == before else None


def _read_commitments(table: Table, groups: set[str]) -> list[Promise]:
    rows = table.rows(COMMITMENTS, optional=["rule"])
    table.unique([(line, row["id"]) for line, row in rows], "id")
    if not rows:
        table.wrong(1, "sotto l’intestazione non c’è nessun impegno.")
    return [_promise(table, line, row, groups) for line, row in rows]


def _promise(table: Table, line: int, row: dict[str, str], groups: set[str]) -> Promise:
    table.needed(line, row, "id", "article", "signatory", "commitment_it_short")
    table.longest(
        line, row, id=10, article=10, signatory=120, commitment_it_short=200, commitment_en=200, period=60
    )
    table.one_of(line, "capability", row["capability"], FITTING)
    table.one_of(line, "kind", row["kind"], Rhythm.values)
    binds, words = _who(row["signatory"])
    if binds != EVERYBODY and binds not in groups:
        table.wrong(
            line,
            f"nessun firmatario è di {row['signatory']!r}: scrivi uno dei loro gruppi"
            f" ({', '.join(sorted(groups)) or 'non ce n’è'}), parole con il gruppo tra parentesi, o “Tutti i"
            " firmatari”.",
        )
    rule = row.get("rule", "")
    if rule:
        table.one_of(line, "rule", rule, Rule.values)
    otherwise = Rule.ONCE if row["kind"] == Rhythm.ONE_OFF else Rule.UNDATED
    return Promise(binds, words, row, Rule(rule) if rule in Rule.values else otherwise)


def _who(text: str) -> tuple[str, str]:
    """(group, words) of "CAV", "Centri antiviolenza [CAV]", or a name that Milan's text uses."""
    named = _NAMED.fullmatch(text)
    if named:
        return named["code"].strip(), named["words"]
    return GROUPS.get(text, text), text
