"""What can prove a commitment: kinds of evidence, and which fit what a commitment is about."""

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from trama.protocol.commitments.rules import Rule


class EvidenceKind(models.TextChoices):
    """The issue's eight kinds."""

    ACT = "act", _("Atto")
    EVENT = "event", _("Evento")
    COURSE = "course", _("Corso")
    MEETING = "meeting", _("Incontro")
    DOCUMENT = "document", _("Documento")
    PROCEDURE = "procedure", _("Procedura")
    SUBMISSION = "submission", _("Invio di dati")
    COUNT = "count", _("Numero")


K = EvidenceKind
# What happened on a day of its year; the others may be older and still hold (an agreement, a procedure).
HAPPENINGS: Final = frozenset({K.EVENT, K.COURSE, K.MEETING})
# A number beside a woman's path can let somebody be recognised: below this it is not written (DOMAIN §0.4).
SMALLEST_NUMBER: Final = 5

_WITH_HER: Final = (K.PROCEDURE, K.DOCUMENT, K.ACT, K.COUNT)
# The capability that a commitment asks for (`commitments.csv`) -> the kinds that fit, the most usual first.
FITTING: Final[Mapping[str, tuple[EvidenceKind, ...]]] = {
    "protocol_registry": (K.ACT, K.DOCUMENT, K.MEETING),
    "meeting": (K.MEETING, K.DOCUMENT, K.EVENT),
    "working_group": (K.MEETING, K.ACT, K.DOCUMENT),
    "resources": (K.ACT, K.DOCUMENT, K.EVENT, K.COUNT),
    "procedure_library": (K.PROCEDURE, K.DOCUMENT, K.ACT, K.MEETING),
    "training": (K.COURSE, K.EVENT, K.DOCUMENT, K.COUNT),
    "event": (K.EVENT, K.MEETING, K.ACT, K.DOCUMENT, K.COUNT),
    "material": (K.DOCUMENT, K.EVENT, K.ACT, K.COUNT),
    "public_directory": (K.EVENT, K.MEETING, K.DOCUMENT, K.ACT),
    "good_practice": (K.DOCUMENT, K.MEETING, K.EVENT),
    "impact_evaluation": (K.DOCUMENT, K.MEETING, K.SUBMISSION, K.ACT),
    "data": (K.SUBMISSION, K.DOCUMENT, K.COUNT),
    "ad_report": (K.ACT, K.DOCUMENT, K.COUNT),
    "glossary": (K.DOCUMENT, K.ACT, K.COURSE),
    "services": (*_WITH_HER, K.EVENT),
    "perpetrator_programme": (K.DOCUMENT, K.PROCEDURE, K.ACT, K.MEETING, K.COUNT),
    "risk": (*_WITH_HER, K.COURSE),
    "consent_privacy": (*_WITH_HER, K.COURSE),
    "case": (*_WITH_HER, K.COURSE),
    "minors": (*_WITH_HER, K.COURSE),
    "referral": (*_WITH_HER, K.MEETING),
    "placement": _WITH_HER,
    "art403": _WITH_HER,
    "er_pathway": (*_WITH_HER, K.COURSE),
}
CAPABILITIES: Final = {
    "protocol_registry": _("Governo del protocollo"),
    "meeting": _("Incontri"),
    "working_group": _("Gruppi di lavoro"),
    "resources": _("Risorse e progetti comuni"),
    "procedure_library": _("Procedure"),
    "training": _("Formazione"),
    "event": _("Iniziative ed eventi"),
    "material": _("Materiale informativo"),
    "public_directory": _("Far conoscere i centri"),
    "good_practice": _("Buone pratiche"),
    "impact_evaluation": _("Valutazione di impatto"),
    "data": _("Dati"),
    "ad_report": _("Pubblicità sessista"),
    "glossary": _("Parole e definizioni"),
    "services": _("Attivato insieme alla donna"),
    "perpetrator_programme": _("Programmi per uomini autori"),
    "risk": _("Valutazione del rischio"),
    "consent_privacy": _("Consenso e riservatezza"),
    "case": _("Percorsi con le donne"),
    "minors": _("Figli e figlie"),
    "referral": _("Invii e contatti tra enti"),
    "placement": _("Ospitalità e protezione"),
    "art403": _("Articolo 403"),
    "er_pathway": _("Pronto soccorso"),
}


def kinds_for(capability: str, rule: Rule) -> tuple[EvidenceKind, ...]:
    """The kinds that prove a commitment; one about dated meetings is proved by meetings alone."""
    if rule.counts_meetings:
        return (K.MEETING,)
    return FITTING[capability]
