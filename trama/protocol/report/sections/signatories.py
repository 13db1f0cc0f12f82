"""Who signed, what proves it, until when it is valid."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.common.vocabularies import vocabulary
from trama.protocol.agreement.models import Signatory, SignatureState
from trama.protocol.agreement.selectors import expiry
from trama.protocol.agreement.selectors.referents import posts, with_referents
from trama.protocol.agreement.validity import Term
from trama.protocol.report.blocks import Facts, Paragraph, Section, Table
from trama.protocol.report.scope import Scope, day_in_full


def signatories_section(scope: Scope) -> Section:
    found = expiry(scope.version, scope.day)
    states = Counter(row.state for row, _term in found.own if row.withdrawn_on is None)
    facts = [
        (str(states.total()), ngettext("ente firmatario", "enti firmatari", states.total())),
        *((str(states[state]), state.label.lower()) for state in reversed(SignatureState)),
    ]
    readings = found.readings
    rows = (
        (_("Dalla data del documento"), day_in_full(readings.by_document.latest)),
        (
            _("Dall'ultima data provata dalle firme"),
            _("non oltre il %(day)s") % {"day": day_in_full(readings.by_last_evidence.latest)},
        ),
        (
            _("Da ciascuna firma"),
            _("una data per ente; %(count)d senza una data provata") % {"count": readings.undated},
        ),
    )
    return Section(
        "firmatari",
        _("Firmatari e validità"),
        _("“Non agli atti” vuol dire che la firma non è nelle carte di chi coordina, non che l'ente non ha firmato."),
        (
            Facts(tuple(facts)),
            Table(
                _("Fino a quando vale: tre letture dell'articolo 7"),
                (_("Lettura"), _("Fine del termine")),
                rows,
                "",
            ),
            Paragraph(_rule(scope)),
            Table(
                _("Le firme, nell'ordine del protocollo"),
                (_("Ente"), _("Firma"), _("Come"), _("Fine del termine")),
                tuple(_row(row, term) for row, term in found.own),
                _("Nessun ente ha ancora aderito."),
                widths=(2.1, 0.9, 1.6, 1.5),
            ),
            *_referents(scope),
        ),
    )  # fmt: skip


def _referents(scope: Scope) -> tuple[Paragraph, Table]:
    """The offices that each body appointed (art. 3), as of the day. Two queries."""
    found = with_referents(list(posts(scope.version, scope.day)), scope.day)
    vacant = sum(not one.referents for one in found)
    lines = tuple(
        (
            one.signatory.organisation.short_name,
            ", ".join(referent.office for referent in one.referents) or _("nessuno indicato"),
            day_in_full(min((day for referent in one.referents if (day := referent.since)), default=None)),
        )
        for one in found
    )
    words = ngettext(
        "Un ente non ha ancora indicato il proprio referente operativo.",
        "Enti che non hanno ancora indicato il proprio referente operativo: %(count)d.",
        vacant,
    )
    said = words % {"count": vacant} if vacant else _("Ogni ente ha indicato il proprio referente operativo.")
    columns = (_("Ente"), _("Ufficio referente"), _("Dal"))
    return Paragraph(said), Table(_("I referenti operativi"), columns, lines, "", widths=(2.2, 2, 1.1))


def _rule(scope: Scope) -> str:
    if not scope.version.rule:
        return _("Nessuno ha ancora scelto quale lettura vale: la scelta è di una persona.")
    return _("La lettura scelta è: %(rule)s.") % {"rule": scope.version.get_rule_display().lower()}


def _row(row: Signatory, term: Term) -> tuple[str, str, str, str]:
    state = _("recesso") if row.withdrawn_on else row.get_state_display().lower()
    return (row.organisation.short_name, state, vocabulary("signature_method").label(row.method), _end(term))


def _end(term: Term) -> str:
    if term.sure:
        return day_in_full(term.latest)
    if term.latest:
        return _("non oltre il %(day)s") % {"day": day_in_full(term.latest)}
    if term.earliest:
        return _("non prima del %(day)s") % {"day": day_in_full(term.earliest)}
    return _("non provata")
