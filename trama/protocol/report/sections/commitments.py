"""Which commitments have evidence, which the protocol dates and are late, body by body."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from trama.protocol.commitments.models import Evidence, EvidenceState
from trama.protocol.commitments.rules import State
from trama.protocol.commitments.selectors import dated_outcomes, frame_of, owned, state_counts, with_state
from trama.protocol.report.blocks import Facts, Paragraph, Section, Table
from trama.protocol.report.scope import Scope, day_in_full


def commitments_section(scope: Scope) -> Section:
    rows = owned(scope.actor, scope.version, scope.year)
    dated = dated_outcomes(scope.actor, rows, frame_of(scope.actor, scope.year, scope.day))
    rows = with_state(rows, dated, scope.year)
    counts = state_counts(rows)
    return Section(
        "impegni",
        _("Impegni"),
        _("Ogni impegno conta una volta per ogni ente che l'ha preso. In ritardo può essere solo quello"
          " che il protocollo mette a scadenza: il resto è dimostrato, o non ancora segnalato."),
        (
            Facts(tuple((str(counts[state]), state.label.lower()) for state in State)),
            _late(rows),
            _by_body(rows),
            _evidenced(scope),
        ),
    )  # fmt: skip


def _late(rows: QuerySet[Any]) -> Table | Paragraph:
    found = rows.filter(state=State.LATE)
    lines = tuple((row.organisation.short_name, row.commitment.code, row.commitment.text_it) for row in found)
    if not lines:
        return Paragraph(_("Nessun impegno a scadenza è in ritardo."))
    columns = (_("Ente"), _("Impegno"), _("Che cosa"))
    return Table(_("In ritardo"), columns, lines, "", widths=(1.6, 0.6, 2.2))


def _by_body(rows: QuerySet[Any]) -> Table:
    """One query: how many commitments of each body are in each state, in the order of the names."""
    counted: Mapping[tuple[str, str], dict[str, int]] = defaultdict(dict)
    grouped = rows.order_by("organisation__sort_key", "organisation").values_list(
        "organisation__sort_key", "organisation__short_name", "state"
    )
    for key, name, state, count in grouped.annotate(n=Count("pk")):
        counted[key, name][state] = count
    lines = tuple(
        (name, *(str(found.get(state, 0)) for state in State)) for (_key, name), found in counted.items()
    )
    columns = (_("Ente"), *(str(state.label) for state in State))
    return Table(
        _("Ente per ente"), columns, lines, _("Nessun impegno."), widths=(2.2, 1, 1, 1, 1), align="lrrrr"
    )


def _evidenced(scope: Scope) -> Table:
    """One query: the confirmed evidence of the year, commitment by commitment."""
    confirmed = Evidence.objects.filter(
        network=scope.actor.network_id,
        year=scope.year,
        state=EvidenceState.CONFIRMED,
        day__lte=scope.day,
        ownership__commitment__version=scope.version,
    )
    grouped = (
        confirmed.order_by("ownership__commitment__order")
        .values_list(
            "ownership__commitment__order", "ownership__commitment__code", "ownership__commitment__text_it"
        )
        .annotate(bodies=Count("organisation", distinct=True), n=Count("pk"))
    )
    lines = tuple((code, text, str(bodies), str(n)) for _order, code, text, bodies, n in grouped)
    columns = (_("Impegno"), _("Che cosa"), _("Enti"), _("Prove"))
    empty = _("Nessuna prova confermata fino al %(day)s.") % {"day": day_in_full(scope.day)}
    return Table(
        _("Prove confermate nell'anno"), columns, lines, empty, widths=(0.7, 3.4, 0.6, 0.6), align="llrr"
    )
