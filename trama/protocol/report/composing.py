"""Putting the chapters together."""

from datetime import date

from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.network.models import Network
from trama.protocol.agreement.selectors import version_in_force
from trama.protocol.report.blocks import Report
from trama.protocol.report.scope import Scope, day_in_full
from trama.protocol.report.sections import SECTIONS


def years(actor: Actor, today: date) -> list[int]:
    """The years that have a report, the newest first: from the protocol's own on; none before it is in force."""
    version = version_in_force(actor)
    if version is None or version.document_date is None:
        return []
    return list(range(today.year, version.document_date.year - 1, -1))


def compose(*, actor: Actor, year: int, day: date) -> Report | None:
    """The report on `year` as of `day`; None when that year has none.

    A year that is over is looked at from its last day on: later days change only what was written down later.
    """
    version = version_in_force(actor)
    if version is None or year not in years(actor, day):
        return None
    scope = Scope(actor, version, year, day)
    network = Network.objects.get(pk=actor.network_id)
    return Report(
        title=_("Relazione di monitoraggio %(year)d") % {"year": year},
        subtitle=network.name,
        colophon=(
            version.title,
            _("Quello che è stato scritto fino al %(day)s.") % {"day": day_in_full(day)},
            _("Enti e atti: qui non c'è nessuna persona, e nessun dato su una donna."),
        ),
        contents=_("Che cosa c'è"),
        sections=tuple(section(scope) for section in SECTIONS),
    )
