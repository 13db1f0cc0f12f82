"""The convocation and the minutes on paper, and the text of the mail that goes with the convocation."""

from datetime import date
from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from trama.common.pdf import render
from trama.protocol.meetings.models import Meeting, TableSession
from trama.protocol.meetings.selectors.meetings import MeetingPage
from trama.protocol.meetings.selectors.minutes import MinutesPage
from trama.protocol.meetings.states import MinutesState
from trama.ui.dates import day_words, hour_words

FOLDER: Final = Path(__file__).parent / "typst"
FAR = date(1, 1, 1)  # no year of ours: the day is written with its year


def when_words(meeting: Meeting | TableSession) -> str:
    """ "martedì 25 novembre 2026, dalle 9.30 alle 12.00"; over midnight both days."""
    first = day_words(meeting.starts_at, today=FAR, weekday=True)
    last = day_words(meeting.ends_at, today=FAR, weekday=True)
    start, end = hour_words(meeting.starts_at), hour_words(meeting.ends_at)
    if first == last:
        return _("%(day)s, dalle %(start)s alle %(end)s") % {"day": first, "start": start, "end": end}
    return _("da %(first)s alle %(start)s a %(last)s alle %(end)s") % {
        "first": first,
        "start": start,
        "last": last,
        "end": end,
    }


def where_words(meeting: Meeting | TableSession) -> str:
    return " · ".join(part for part in (meeting.place, meeting.link) if part)


def convocation_pdf(page: MeetingPage, *, network: str) -> bytes:
    """A tagged PDF of the call; the same meeting gives the same bytes."""
    meeting = page.meeting
    data = {
        "title": _("Convocazione"),
        "heading": meeting.title,
        "kind": meeting.group.name if meeting.group else meeting.what.label,
        "network": network,
        "from": meeting.organisation.official_name,
        "facts": [[_("Quando"), when_words(meeting)], [_("Dove"), where_words(meeting)]],
        "cancelled": meeting.cancelled_because,
        "cancelled_title": _("Incontro annullato"),
        "agenda_title": _("Ordine del giorno"),
        "agenda": page.agenda,
        "message": paragraphs(meeting.message),
        "invited_title": _("Enti invitati"),
        "invited": [one.organisation.official_name for one in page.invitations],
        "answer": _(
            "Ogni ente risponde in Trama, alla pagina dell’incontro: partecipa, non partecipa, manda un ufficio."
        ),
    }
    return render(FOLDER / "convocation.typ", data, day=timezone.localdate(meeting.changed_at))


def minutes_pdf(found: MinutesPage, *, network: str) -> bytes:
    """A tagged PDF of one version; approved, it never changes."""
    meeting, minutes = found.meeting, found.minutes
    draft = minutes.current is MinutesState.DRAFT
    approved = minutes.approved_at
    data = {
        "title": _("Verbale"),
        "heading": meeting.title,
        "kind": meeting.group.name if meeting.group else meeting.what.label,
        "network": network,
        "from": meeting.organisation.official_name,
        "draft": _("Bozza, non approvata") if draft else "",
        "facts": [
            [_("Quando"), when_words(meeting)],
            [_("Dove"), where_words(meeting)],
            [_("Versione"), _version_words(found)],
            *([[_("Approvato"), day_words(approved, today=FAR)]] if approved else []),
        ],
        "attendance_title": _("Chi c’era"),
        "attendance": [[code.group_label, names] for code, names in found.attendance.items() if names],
        "sections_title": _("Che cosa si è detto"),
        "sections": [[one.title, paragraphs(one.text)] for one in found.points if one.text],
        "courts": _courts(found),
        "decisions_title": _("Decisioni"),
        "decisions": found.decisions,
        "actions_title": _("Chi fa che cosa"),
        "columns": [_("Che cosa"), _("Chi"), _("Entro")],
        "actions": [[one.text, one.owner, day_words(one.due_on, today=FAR)] for one in found.actions],
        "nothing": _("Nessuna."),
    }
    return render(FOLDER / "minutes.typ", data, day=timezone.localdate(approved or minutes.changed_at))


def mail_text(page: MeetingPage, url: str) -> str:
    """What to paste into a mail: the call in plain words, with the address of its page."""
    meeting = page.meeting
    lines = [
        _("A tutti gli enti invitati,"),
        "",
        _("%(title)s: l’incontro è convocato per %(when)s.")
        % {"title": meeting.title, "when": when_words(meeting)},
        _("Dove: %(where)s") % {"where": where_words(meeting)},
        "",
        _("Ordine del giorno:"),
        *[f"{number}. {title}" for number, title in enumerate(page.agenda, start=1)],
        "",
        *([meeting.message, ""] if meeting.message else []),
        _("Per rispondere, e per il file da mettere in calendario:"),
        url,
        "",
        meeting.organisation.official_name,
    ]
    return "\n".join(lines)


def _version_words(found: MinutesPage) -> str:
    version = str(found.minutes.version)
    return f"{version}: {found.minutes.because}" if found.minutes.because else version


def _courts(found: MinutesPage) -> dict[str, Any] | None:
    section = found.courts
    if section is None:
        return None
    return {"title": section.title, "by": ", ".join(found.courts_by), "text": paragraphs(section.text)}


def paragraphs(text: str) -> list[str]:
    """The lines that say something."""
    return [part.strip() for part in text.split("\n") if part.strip()]
