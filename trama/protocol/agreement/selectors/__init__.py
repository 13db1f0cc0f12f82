"""Reading the agreement: the version in force, who adhered, who coordinates, until when it holds."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from trama.access.actor import Actor
from trama.network.selectors import leads
from trama.protocol.agreement.models import ExpiryRule, RuleChoice, Signatory, Version, VersionState
from trama.protocol.agreement.validity import Term, Validity, term_of, validity

__all__ = [
    "Expiry",
    "expiry",
    "leads",
    "organisations_of",
    "rule_choices",
    "signatories",
    "version_in_force",
    "version_in_hand",
    "versions",
]


def version_in_force(actor: Actor) -> Version | None:
    """The one in force in the actor's network; None before the first is signed."""
    return Version.objects.filter(network=actor.network_id, state=VersionState.IN_FORCE).first()


def version_in_hand(actor: Actor) -> Version | None:
    """The renewal: the one that is being prepared or signed; None: nobody began."""
    states = [VersionState.PREPARING, VersionState.SIGNING]
    return Version.objects.filter(network=actor.network_id, state__in=states).first()


def versions(actor: Actor) -> QuerySet[Version]:
    """All of the network's, the newest first."""
    return Version.objects.filter(network=actor.network_id).order_by("-number")


def signatories(version: Version) -> QuerySet[Signatory]:
    """The bodies of a version in the order of its text, with their names."""
    return (
        Signatory.objects.filter(network=version.network_id, version=version)
        .select_related("organisation")
        .order_by("order")
    )


def organisations_of(version: Version, group: str) -> list[UUID]:
    """The bodies that a list of commitments binds: `ALL`, or a group such as `MUN`. Withdrawn ones are left out."""
    rows = signatories(version).filter(withdrawn_on__isnull=True)
    if group != "ALL":
        rows = rows.filter(groups__contains=[group])
    return list(rows.values_list("organisation_id", flat=True))


def rule_choices(version: Version) -> QuerySet[RuleChoice]:
    """Who chose which rule, when and why; the last first."""
    rows = RuleChoice.objects.filter(network=version.network_id, version=version)
    return rows.select_related("organisation").order_by("-chosen_at")


@dataclass(frozen=True)
class Expiry:
    """What the page on validity shows: the three readings, and each body's own term."""

    version: Version
    readings: Validity
    own: list[tuple[Signatory, Term]]
    today: date

    @property
    def terms(self) -> list[Term]:
        """Of the bodies that are still in it."""
        return [term for row, term in self.own if row.withdrawn_on is None]

    @property
    def chosen(self) -> Term | None:
        """The end by the rule that was chosen; None: nobody chose. By bodies: from the first end to the last."""
        match self.version.rule:
            case ExpiryRule.DOCUMENT:
                return self.readings.by_document
            case ExpiryRule.LAST_EVIDENCE:
                return self.readings.by_last_evidence
            case ExpiryRule.PER_SIGNATORY:
                return self.span
        return None

    @property
    def span(self) -> Term:
        """From the first body's end to the last one's, as far as they are known."""
        earliest = [term.earliest for term in self.terms if term.earliest]
        latest = [term.latest for term in self.terms if term.latest]
        return Term(min(earliest, default=None), max(latest, default=None))

    @property
    def nearest(self) -> date | None:
        """The first day on which some reading ends: what a coordinator prepares for."""
        ends = [self.readings.by_document.latest, self.span.earliest, self.readings.by_last_evidence.latest]
        return min((end for end in ends if end), default=None)


def expiry(version: Version, today: date) -> Expiry:
    """One query. Who has left does not count in the readings of those who are in it."""
    rows = list(signatories(version))
    own = [(row, term_of(row, version.term_years)) for row in rows]
    adhering = [row for row in rows if row.withdrawn_on is None]
    return Expiry(version, validity(version.document_date, adhering, version.term_years), own, today)
