"""The library as the protocol itself makes it: the protocol, in a summary of ours, and the annexes that it names."""

from datetime import date
from pathlib import Path

from trama.access.actor import Actor
from trama.audit.services import record
from trama.protocol.procedures.models import Content, Document, Edition, Kind, State
from trama.protocol.procedures.policies import require_librarian

SUMMARY = Path(__file__).parent / "data" / "milan.txt"
# As art. 7 lists them; their texts are not at hand and are never invented (DOMAIN §0.14).
MILAN_ANNEXES = (
    "Allegato 1. Normativa in materia di prevenzione e contrasto alla violenza maschile contro le donne",
    "Allegato 2. La Rete Antiviolenza del Comune di Milano: principi fondamentali",
    "Allegato 3. La roadmap verso il Vademecum tra la Rete dei Centri Antiviolenza e delle Case Rifugio del Comune"
    " di Milano, la Prefettura, la Questura, i Carabinieri e la Guardia di Finanza",
    "Allegato 4. La violenza contro le donne: linee guida di intervento per la Polizia Locale",
    "Allegato 5. La violenza contro le donne: relazioni tra la Commissione Territoriale per il riconoscimento della"
    " protezione internazionale e la Rete Antiviolenza del Comune di Milano",
    "Allegato 6. Vademecum – indicazioni operative. Primi esiti dei laboratori «violenza di genere». Tutelare i"
    " diritti delle donne per tutelare i diritti dei figli e delle figlie minorenni"
    " (determinazione dirigenziale n. 1712 del 06/03/2023)",
)


def load_library(
    *, actor: Actor, title: str, on: date, summary: str = "", annexes: tuple[str, ...] = MILAN_ANNEXES
) -> None:
    """Put the protocol and its annexes on the shelf, in force since `on`; `actor` is of the coordinating body."""
    require_librarian(actor)
    _shelve(actor, Document(kind=Kind.PROTOCOL), title, on, summary)
    for number, name in enumerate(annexes, start=1):
        _shelve(actor, Document(kind=Kind.ANNEX, number=number), name, on)
    record(actor, "procedure.loaded")


def _shelve(actor: Actor, document: Document, title: str, on: date, summary: str = "") -> None:
    document.organisation_id, document.network_id = actor.organisation_id, actor.network_id
    document.save()
    Edition.objects.create(
        organisation_id=actor.organisation_id,
        network_id=actor.network_id,
        document=document,
        number=1,
        title=title,
        state=State.IN_FORCE,
        content=Content.SUMMARY if summary else Content.MISSING,
        text=summary,
        in_force_on=on,
    )


def milan_summary() -> str:
    return SUMMARY.read_text(encoding="utf-8")
