"""A session of a Tavolo di Rete on paper: its call and its minutes, for who may read that table."""

from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from trama.common.pdf import render
from trama.protocol.meetings.models import TableSession
from trama.protocol.meetings.papers import FOLDER, paragraphs, when_words, where_words
from trama.protocol.meetings.states import Attendance, MeetingState


def _head(session: TableSession, *, title: str, network: str) -> dict[str, object]:
    return {
        "title": title,
        "heading": session.title,
        "kind": session.table.name,
        "network": network,
        "from": session.table.chair.official_name,
    }


def _facts(session: TableSession) -> list[list[str]]:
    reads = _("Chi siede al tavolo, e l’ente capofila") if session.shared_at else _("Chi siede al tavolo")
    return [
        [_("Quando"), when_words(session)],
        [_("Dove"), where_words(session)],
        [_("Chi la legge"), reads],
    ]


def session_call_pdf(session: TableSession, *, seats: Sequence[str], network: str) -> bytes:
    """A tagged PDF of the call; `seats`: the bodies that sit, empty for who does not read them."""
    cancelled = session.current is MeetingState.CANCELLED
    data = {
        **_head(session, title=_("Convocazione"), network=network),
        "facts": _facts(session),
        "cancelled": _("La seduta non si tiene.") if cancelled else "",
        "cancelled_title": _("Seduta annullata"),
        "agenda_title": _("Ordine del giorno"),
        "agenda": session.agenda,
        "message": [],
        "invited_title": _("Chi siede al tavolo") if seats else "",
        "invited": list(seats),
        "answer": "",
    }
    return render(FOLDER / "convocation.typ", data, day=timezone.localdate(session.changed_at))


def session_minutes_pdf(
    session: TableSession, *, there: Mapping[Attendance, Sequence[str]], network: str
) -> bytes:
    """A tagged PDF of the minutes, with who was there and the priorities; a draft says so."""
    approved = session.current is MeetingState.APPROVED
    said = paragraphs(session.minutes)
    data = {
        **_head(session, title=_("Verbale"), network=network),
        "draft": "" if approved else _("Bozza, non approvata"),
        "facts": _facts(session),
        "attendance_title": _("Chi c’era"),
        "attendance": [[code.group_label, list(names)] for code, names in there.items() if names],
        "sections_title": _("Ordine del giorno e discussione"),
        "sections": [
            *([[_("Ordine del giorno"), session.agenda]] if session.agenda else []),
            *([[_("Che cosa si è detto"), said]] if said else []),
        ],
        "courts": None,
        "decisions_title": _("Priorità d’intervento"),
        "decisions": session.priorities,
        "actions_title": "",
        "columns": [],
        "actions": [],
        "nothing": _("Nessuna."),
    }
    return render(FOLDER / "minutes.typ", data, day=timezone.localdate(session.changed_at))
