"""The register of commitments of a version, from the file that lists the text's own (`commitments.csv`)."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.access.turns import in_turn
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.common.tables import read_rows
from trama.protocol.agreement.models import Version
from trama.protocol.agreement.policies import require_lead
from trama.protocol.commitments.kinds import FITTING
from trama.protocol.commitments.models import EVERYBODY, Commitment, Rhythm
from trama.protocol.commitments.rules import rule_for

MILAN_COMMITMENTS = Path(__file__).resolve().parents[1] / "data" / "commitments.csv"
# How `commitments.csv` calls who promised -> the group of `Signatory.groups`.
GROUPS: Final = {
    "Tutti i firmatari": EVERYBODY,
    "Comune di Milano": "COMUNE",
    "Comune di Milano – Direzione Welfare e Salute": "DWS",
    "Comune di Milano – Area Diritti e Inclusione": "DIR",
    "Comune di Milano – Unità Welfare Territoriale (Servizi Sociali)": "WEL",
    "Delegata del Sindaco alle Pari Opportunità di Genere": "DEL",
    "Presidente Commissione Consiliare Pari Opportunità e Diritti Civili": "PCO",
    "Municipi (9)": "MUN",
    "Comune di Milano – Nucleo Tutela Donna e Minori della Polizia Locale": "POL",
    "Centri Antiviolenza": "CAV",
    "Case Rifugio": "CR",
    "Tribunale Ordinario e Procura della Repubblica": "TOP",
    "Tribunale per i Minorenni e Procura presso il Tribunale per i Minorenni": "TMP",
    "Prefettura di Milano": "PRE",
    "Forze dell'Ordine (Questura, Carabinieri, Guardia di Finanza)": "FFO",
    "ATS della Città Metropolitana di Milano": "ATS",
    "ASST (e presidi ospedalieri con Pronto Soccorso)": "ASST",
    "Commissione Territoriale per il riconoscimento della protezione internazionale": "CTE",
    "Ufficio Scolastico Territoriale di Milano": "UST",
    "CIPM – Centro Italiano per la Promozione della Mediazione": "CIP",
}


def read_register(version: Version, path: Path = MILAN_COMMITMENTS) -> Iterator[Commitment]:
    """The rows of the file, not saved. Raises DomainError("unknown_row") for a signatory or capability not known."""
    for order, row in enumerate(read_rows(path), start=1):
        if row["signatory"] not in GROUPS or row["capability"] not in FITTING or row["kind"] not in Rhythm:
            raise DomainError(
                "unknown_row",
                _("Riga %(code)s: firmatario, ambito o ritmo sconosciuto.") % {"code": row["id"]},
            )
        yield Commitment(
            organisation_id=version.organisation_id,
            network_id=version.network_id,
            version=version,
            code=row["id"],
            order=order,
            article=row["article"],
            binds=GROUPS[row["signatory"]],
            signatory=row["signatory"],
            text_it=row["commitment_it_short"],
            text_en=row["commitment_en"],
            capability=row["capability"],
            rhythm=row["kind"],
            period=row["period"],
            rule=rule_for(row["id"], row["kind"]),
        )


def load_register(*, actor: Actor, version: Version, path: Path = MILAN_COMMITMENTS) -> list[Commitment]:
    """Write the register of a version that has none; the database adds its owners. Raises DomainError."""
    return write_register(actor=actor, version=version, rows=read_register(version, path))


def write_register(*, actor: Actor, version: Version, rows: Iterable[Commitment]) -> list[Commitment]:
    """As `load_register`, with rows that somebody read elsewhere."""
    require_lead(actor, Action.GOVERN_PROTOCOL)
    in_turn("register", version.pk)
    _empty(version)
    written = Commitment.objects.bulk_create(rows)
    record(actor, "commitment.loaded", version.pk)
    return written


def take_along(actor: Actor, version: Version) -> None:
    """A renewed version that comes into force without commitments of its own has those of the one before.

    The database finds their owners among the bodies of the new version; evidence stays with the old one's.
    """
    bare = not Commitment.objects.filter(network=actor.network_id, version=version).exists()
    if bare and version.previous is not None:
        copy_register(actor=actor, version=version, previous=version.previous)


def copy_register(*, actor: Actor, version: Version, previous: Version) -> list[Commitment]:
    """A renewed protocol begins with the commitments of the one before. Raises DomainError("there_already")."""
    require_lead(actor, Action.GOVERN_PROTOCOL)
    in_turn("register", version.pk)
    _empty(version)
    rows = [
        Commitment(
            **{
                field.attname: getattr(row, field.attname)
                for field in Commitment._meta.local_concrete_fields
                if field.name not in {"id", "version"}
            },
            version=version,
        )
        for row in Commitment.objects.filter(network=actor.network_id, version=previous).order_by("order")
    ]
    copied = Commitment.objects.bulk_create(rows)
    record(actor, "commitment.loaded", version.pk, previous.pk)
    return copied


def _empty(version: Version) -> None:
    if Commitment.objects.filter(network=version.network_id, version=version).exists():
        raise DomainError("there_already", _("Questa versione ha già il suo elenco di impegni."))
