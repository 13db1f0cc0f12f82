"""What was decided, who took what on, and what became of it."""

from collections import Counter

from django.utils import timezone
from django.utils.translation import gettext as _

from trama.protocol.meetings.models import ActionItem, Decision
from trama.protocol.meetings.selectors.minutes import actions, is_late
from trama.protocol.meetings.selectors.years import of_year
from trama.protocol.meetings.states import ActionState, MinutesState
from trama.protocol.report.blocks import Facts, Section, Table
from trama.protocol.report.scope import Scope, day_in_full


def decisions_section(scope: Scope) -> Section:
    taken = list(
        actions(scope.actor, still=False, today=scope.day).filter(of_year(scope.year, "meeting__starts_at"))
    )
    states = Counter(row.state for row in taken)
    late = sum(is_late(row, scope.day) for row in taken)
    facts = [(str(states[state]), state.label.lower()) for state in ActionState]
    return Section(
        "decisioni",
        _("Decisioni e azioni"),
        _("Le decisioni sono quelle dei verbali approvati. Un'azione è verificata da chi non l'ha fatta."),
        (
            _decisions(scope),
            Facts((*facts, (str(late), _("oltre il giorno stabilito")))),
            Table(
                _("Le azioni nate negli incontri dell'anno"),
                (_("Azione"), _("Ente"), _("Entro"), _("A che punto")),
                tuple(_action(row, scope) for row in taken),
                _("Nessuna azione."),
                widths=(2.6, 1.4, 1, 1),
            ),
        ),
    )


def _decisions(scope: Scope) -> Table:
    """Of the version of the minutes that stands: the last one approved."""
    rows = (
        Decision.objects.filter(
            of_year(scope.year, "minutes__meeting__starts_at"),
            network=scope.actor.network_id,
            minutes__state=MinutesState.APPROVED,
        )
        .select_related("minutes__meeting")
        .order_by("minutes__meeting__starts_at", "minutes__version", "order", "pk")
    )
    newest = {row.minutes.meeting_id: row.minutes.version for row in rows}  # versions come in their order
    lines = tuple(
        (day_in_full(timezone.localdate(row.minutes.meeting.starts_at)), row.text)
        for row in rows
        if row.minutes.version == newest[row.minutes.meeting_id]
    )
    columns = (_("Incontro del"), _("Decisione"))
    empty = _("Nessuna decisione in un verbale approvato.")
    return Table(_("Le decisioni"), columns, lines, empty, widths=(1, 3.6))


def _action(row: ActionItem, scope: Scope) -> tuple[str, str, str, str]:
    state = _("in ritardo") if is_late(row, scope.day) else ActionState(row.state).label.lower()
    return (row.text, row.organisation.short_name, day_in_full(row.due_on), state)
