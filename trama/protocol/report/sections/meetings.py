"""Who met when, and who came."""

from django.utils import timezone
from django.utils.translation import gettext as _

from trama.protocol.meetings.models import Meeting
from trama.protocol.meetings.selectors.attendance import Came, attendance_by_body
from trama.protocol.meetings.selectors.meetings import meetings, year_count
from trama.protocol.meetings.states import AFTER, MeetingKind, MeetingState
from trama.protocol.report.blocks import Bars, Block, Facts, Section, Table
from trama.protocol.report.scope import Scope, day_in_full


def meetings_section(scope: Scope) -> Section:
    rows = list(meetings(scope.actor, year=scope.year).exclude(state=MeetingState.CANCELLED).reverse())
    others = sum(row.kind != MeetingKind.OPERATIONAL and row.state in AFTER for row in rows)
    year = year_count(scope.actor, scope.year)
    came = attendance_by_body(scope.actor, scope.year)
    facts = Facts(
        (
            (str(year.held), _("incontri operativi svolti")),
            (str(year.planned), _("in calendario")),
            (str(year.wanted), _("chiesti dal protocollo")),
            (str(others), _("altri incontri svolti")),
        )
    )
    return Section(
        "incontri",
        _("Incontri e presenze"),
        _("Gli incontri operativi sono quelli degli articoli 3, 4 e 6: gli stessi, contati una volta."),
        (facts, _listed(rows), *_attendance(came)),
    )


def _listed(rows: list[Meeting]) -> Table:
    lines = tuple(
        (day_in_full(timezone.localdate(row.starts_at)), row.title, _state(row), _presence(row))
        for row in rows
    )
    columns = (_("Giorno"), _("Incontro"), _("Stato"), _("Presenti"))
    empty = _("Nessun incontro in questo anno.")
    return Table(_("Gli incontri dell'anno"), columns, lines, empty, widths=(1, 2.2, 1.4, 0.8))


def _state(row: Meeting) -> str:
    return MeetingState(row.state).label.lower()


def _presence(row: Meeting) -> str:
    """Only of a meeting that was held: before, nobody came."""
    if row.state not in AFTER:
        return "—"
    counts = {"present": row.present, "invited": row.invited}  # type: ignore[attr-defined]  # annotated
    return _("%(present)d enti su %(invited)d") % counts


def _attendance(came: list[Came]) -> list[Block]:
    """Nothing while no operational meeting was held; who never was invited is not counted as absent."""
    invited = [one for one in came if one.invited]
    if not invited:
        return []
    most = max(one.invited for one in invited)
    by_times = [
        (_("%(count)d su %(most)d") % {"count": times, "most": most}, sum(one.present == times for one in invited))
        for times in range(most, -1, -1)
    ]  # fmt: skip
    always = by_times[0][1]
    alt = _("%(always)d enti su %(all)d c'erano a tutti gli incontri operativi.") % {
        "always": always,
        "all": len(invited),
    }
    lines = tuple(
        (one.organisation.short_name, str(one.invited), str(one.present), str(one.excused), str(one.absent))
        for one in invited
    )
    columns = (_("Ente"), _("Invitato"), _("Presente"), _("Ha avvisato"), _("Assente"))
    return [
        Bars(
            _("A quanti incontri operativi gli enti c'erano"), alt, tuple(by_times), _("Enti"), _("Incontri")
        ),
        Table(_("Presenze ente per ente"), columns, lines, "", widths=(2.4, 0.8, 0.8, 1, 0.8), align="lrrrr"),
    ]
