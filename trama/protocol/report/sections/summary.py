"""The year on one page: what who reads nothing else should know."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.protocol.agreement.selectors import signatories
from trama.protocol.commitments.rules import State
from trama.protocol.commitments.selectors import dated_outcomes, frame_of, owned, state_counts, with_state
from trama.protocol.meetings.selectors.meetings import Year, year_count
from trama.protocol.meetings.selectors.minutes import actions
from trama.protocol.meetings.selectors.years import of_year
from trama.protocol.meetings.states import ActionState
from trama.protocol.report.blocks import Facts, Paragraph, Section
from trama.protocol.report.scope import Scope


def summary_section(scope: Scope) -> Section:
    rows = owned(scope.actor, scope.version, scope.year)
    dated = dated_outcomes(scope.actor, rows, frame_of(scope.actor, scope.year, scope.day))
    states = state_counts(with_state(rows, dated, scope.year))
    met = year_count(scope.actor, scope.year)
    signed = signatories(scope.version).filter(withdrawn_on__isnull=True).count()
    born = actions(scope.actor, still=False).filter(of_year(scope.year, "meeting__starts_at"))
    open_still = born.filter(state=ActionState.OPEN).count()
    facts = (
        (str(signed), ngettext("ente firmatario", "enti firmatari", signed)),
        (_("%(held)d su %(wanted)d") % {"held": met.held, "wanted": met.wanted}, _("incontri operativi")),
        (str(states[State.EVIDENCED]), _("impegni dimostrati")),
        (str(states[State.LATE]), _("in ritardo")),
    )
    return Section(
        "in-breve",
        _("In breve"),
        "",
        (Facts(facts), Paragraph(_meetings(met)), Paragraph(_commitments(states)), Paragraph(_actions(open_still))),
    )  # fmt: skip


def _meetings(met: Year) -> str:
    if met.is_kept:
        return _("Gli incontri operativi che il protocollo chiede si sono svolti.")
    if met.missing:
        words = ngettext(
            "Manca un incontro operativo, e non è in calendario: il protocollo ne chiede %(wanted)d.",
            "Mancano %(count)d incontri operativi, e non sono in calendario: il protocollo ne chiede %(wanted)d.",
            met.missing,
        )
        return words % {"count": met.missing, "wanted": met.wanted}
    return _("Gli incontri operativi che mancano sono in calendario.")


def _commitments(states: dict[State, int]) -> str:
    if states[State.LATE]:
        return _(
            "In ritardo può essere solo quello che il protocollo mette a scadenza: l'elenco è più avanti."
        )
    return _("Niente di quello che il protocollo mette a scadenza è in ritardo.")


def _actions(count: int) -> str:
    if not count:
        return _("Nessuna azione decisa negli incontri dell'anno è ancora da fare.")
    words = ngettext(
        "Un'azione decisa negli incontri dell'anno è ancora da fare.",
        "Azioni decise negli incontri dell'anno e ancora da fare: %(count)d.",
        count,
    )
    return words % {"count": count}
