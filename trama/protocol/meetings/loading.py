"""The working groups that the protocol itself asks for: there from the start, with what its text says of them."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from trama.access.actor import Actor
from trama.protocol.agreement.selectors import signatories, version_in_force
from trama.protocol.meetings.models import WorkingGroup
from trama.protocol.meetings.services.groups import add_milestone, open_group

ARTICLE_403: Final = "art403"
VADEMECUM: Final = "vademecum"
# Lists of commitments that bind who sits in each: art. 4 of the protocol, TMP-07 and FFO.
_403_MEMBERS: Final = ("TMP", "CAV", "CR", "WEL")
_VADEMECUM_MEMBERS: Final = ("PRE", "FFO", "CAV", "CR")


def load_groups(*, actor: Actor) -> dict[str, WorkingGroup]:
    """The art. 403 group and that of the Vademecum, by code; run again, it changes nothing.

    `actor` coordinates a network whose agreement is in force. The roadmap is annex 3, whose text is not in the
    protocol: only its end stands there, and pieces are added by whoever has it.
    """
    found = {row.code: row for row in WorkingGroup.objects.filter(network=actor.network_id).exclude(code="")}
    if ARTICLE_403 not in found:
        found[ARTICLE_403] = _article_403(actor)
    if VADEMECUM not in found:
        found[VADEMECUM] = _vademecum(actor)
    return found


def _article_403(actor: Actor) -> WorkingGroup:
    return open_group(
        actor=actor,
        code=ARTICLE_403,
        name="Applicazione dell’articolo 403 del codice civile",
        theme="Tutela di figlie e figli con le loro madri",
        charter="Monitorare l’applicazione dell’articolo 403 del codice civile, insieme alla Rete dei centri"
        " antiviolenza e delle case rifugio e ai servizi sociali di secondo livello (protocollo, art. 4).",
        members={actor.organisation_id, *_bound_by(actor, _403_MEMBERS)},
        chair=next(iter(_bound_by(actor, ("TMP",))), None),
        commitments=["TMP-07"],
    )


def _vademecum(actor: Actor) -> WorkingGroup:
    group = open_group(
        actor=actor,
        code=VADEMECUM,
        name="Vademecum tra le Forze dell’ordine e la Rete",
        theme="Roadmap verso il Vademecum operativo (allegato 3)",
        charter="Definire un Vademecum operativo tra Prefettura, Forze dell’ordine e la Rete dei centri antiviolenza e"
        " delle case rifugio, sulla base della roadmap allegata al protocollo (art. 4). Il testo della roadmap non è"
        " nel protocollo: le sue tappe si aggiungono qui.",
        members={actor.organisation_id, *_bound_by(actor, _VADEMECUM_MEMBERS)},
        commitments=["PRE-02", "FFO-01"],
    )
    add_milestone(actor=actor, group_id=group.pk, title="Vademecum operativo, nel suo insieme")
    return group


def _bound_by(actor: Actor, groups: Iterable[str]) -> list[UUID]:
    """The bodies of these lists of commitments, in the order of the agreement in force."""
    version = version_in_force(actor)
    rows = (
        signatories(version).filter(withdrawn_on__isnull=True, groups__overlap=list(groups))
        if version
        else []
    )
    return [row.organisation_id for row in rows]
