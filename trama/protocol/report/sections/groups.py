"""Working groups and how far their roadmaps are."""

from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from trama.protocol.meetings.models import Milestone, WorkingGroup
from trama.protocol.meetings.selectors.groups import groups
from trama.protocol.meetings.selectors.years import of_year
from trama.protocol.meetings.states import AFTER, Stage
from trama.protocol.report.blocks import Section, Table
from trama.protocol.report.scope import Scope, day_in_full


def groups_section(scope: Scope) -> Section:
    held = Q(of_year(scope.year, "meetings__starts_at"), meetings__state__in=AFTER)
    rows = list(groups(scope.actor).annotate(met_in_year=Count("meetings", filter=held, distinct=True)))
    names = {group.pk: group.name for group in rows}
    return Section(
        "gruppi",
        _("Gruppi di lavoro"),
        "",
        (
            Table(
                _("I gruppi"),
                (_("Gruppo"), _("Lo coordina"), _("Enti"), _("Incontri nell'anno")),
                tuple(_row(group) for group in rows),
                _("Nessun gruppo di lavoro."),
                widths=(2.4, 1.6, 0.6, 1),
                align="llrr",
            ),
            _roadmap(scope, names),
        ),
    )


def _row(group: WorkingGroup) -> tuple[str, str, str, str]:
    name = group.name
    if group.closed_on:
        name = _("%(name)s (chiuso il %(day)s)") % {"name": name, "day": day_in_full(group.closed_on)}
    chair = group.chair.short_name if group.chair else _("da indicare")
    sitting, met = group.sitting, group.met_in_year  # type: ignore[attr-defined]  # annotated
    return (name, chair, str(sitting), str(met))


def _roadmap(scope: Scope, names: dict[UUID, str]) -> Table:
    rows = Milestone.objects.filter(network=scope.actor.network_id).order_by("group__name", "order", "pk")
    lines = tuple(
        (
            names[row.group_id],
            row.title,
            Stage(row.stage).label.lower(),
            day_in_full(row.stage_since),
        )
        for row in rows
    )  # fmt: skip
    columns = (_("Gruppo"), _("Tappa"), _("A che punto"), _("Dal"))
    return Table(_("Le tappe"), columns, lines, _("Nessuna tappa."), widths=(1.6, 2, 1, 1.1))
