"""The centres' and shelters' own tables: who sits, sessions, papers, what the lead body may read."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, Forbidden, require
from trama.access.actor import Actor
from trama.access.turns import in_turn
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.protocol.meetings.models import NetworkTable, TablePaper, TableSeat, TableSession
from trama.protocol.meetings.policies import may_open_table, require_chair, require_change, require_seat
from trama.protocol.meetings.selectors.sittings import who_could_be_there
from trama.protocol.meetings.selectors.tables import eligible
from trama.protocol.meetings.services.common import lines
from trama.protocol.meetings.services.holding import settled
from trama.protocol.meetings.states import BEFORE, MEETING_STEPS, Attendance, MeetingState

_CODE = Action.HOLD_TABLE.code


def open_table(
    *, actor: Actor, name: str, members: Collection[UUID], about: str = "", table_id: UUID | None = None
) -> NetworkTable:
    """A table that the actor's body holds, with who sits at it. Only centres and shelters. Raises DomainError."""
    require(actor, Action.HOLD_TABLE)
    if not may_open_table(actor):
        raise Forbidden(Action.HOLD_TABLE)
    table_id = table_id or uuid4()
    in_turn(table_id)
    again = NetworkTable.objects.filter(network=actor.network_id, pk=table_id).first()
    if again is not None:
        return again
    table = NetworkTable.objects.create(
        pk=table_id, organisation_id=actor.organisation_id, network_id=actor.network_id, name=name, about=about,
        chair_id=actor.organisation_id,
    )  # fmt: skip
    _sit(actor, table, {actor.organisation_id, *members})
    record(actor, _CODE, table.pk, detail="table")
    return table


def change_table(
    *, actor: Actor, table_id: UUID, name: str, members: Collection[UUID], chair: UUID, about: str = ""
) -> NetworkTable:
    """Name, who sits, who holds it from now on. Who leaves reads nothing more of it.

    Where the body that held it has left the protocol, any body that sits may take it in hand, for itself.
    """
    in_turn("seats", table_id)
    table = _take(actor, table_id)
    require_change(actor, table)
    wanted = set(members) | {actor.organisation_id}
    if chair not in wanted:
        raise DomainError("chair", _("Chi coordina il tavolo ne fa parte."), field="chair")
    if table.chair_id != actor.organisation_id:
        _take_in_hand(actor, table, chair)
    seats = TableSeat.objects.filter(network=actor.network_id, table=table, until__isnull=True)
    sitting = set(seats.values_list("organisation_id", flat=True))
    _sit(actor, table, wanted - sitting)
    seats.exclude(organisation__in=wanted).update(until=timezone.localdate())
    table.name, table.about, table.chair_id = name, about, chair
    table.save()
    record(actor, _CODE, table.pk, detail="table_changed")
    return table


def _take_in_hand(actor: Actor, table: NetworkTable, chair: UUID) -> None:
    """Before anything else is written: from here on the actor's body holds it. Raises DomainError("chair")."""
    if chair != actor.organisation_id:
        raise DomainError(
            "chair", _("Prima lo coordina il tuo ente; poi può passarlo a un altro."), field="chair"
        )
    table.chair_id = chair
    table.save(update_fields=["chair"])
    record(actor, _CODE, table.pk, detail="table_taken_in_hand")


def call_session(
    *, actor: Actor, table_id: UUID, title: str, starts_at: datetime, ends_at: datetime, place: str = "",
    link: str = "", agenda: Sequence[str] = (), session_id: UUID | None = None,
) -> TableSession:  # fmt: skip
    """A session, called at once: at a table everybody knows one another. Raises DomainError."""
    table = _take(actor, table_id)
    require_chair(actor, table)
    session_id = session_id or uuid4()
    in_turn(session_id)
    again = TableSession.objects.filter(network=actor.network_id, pk=session_id).first()
    if again is not None:
        return again
    _check(starts_at, ends_at, place, link)
    session = TableSession.objects.create(
        pk=session_id, organisation_id=actor.organisation_id, network_id=actor.network_id, table=table, title=title,
        starts_at=starts_at, ends_at=ends_at, place=place, link=link, agenda=lines(agenda),
        changed_at=timezone.now(),
    )  # fmt: skip
    _step(session, MeetingState.CONVENED)
    session.save()
    record(actor, _CODE, session.pk, detail="session")
    return session


def change_session(
    *, actor: Actor, session_id: UUID, title: str, starts_at: datetime, ends_at: datetime, place: str = "",
    link: str = "", agenda: Sequence[str] = (),
) -> TableSession:  # fmt: skip
    session = _take_session(actor, session_id)
    if session.current not in BEFORE:
        raise DomainError("closed", _("La seduta si è già svolta o è stata annullata: non si cambia più."))
    _check(starts_at, ends_at, place, link)
    session.title, session.place, session.link, session.agenda = title, place, link, lines(agenda)
    session.starts_at, session.ends_at = starts_at, ends_at
    session.sequence += 1
    session.changed_at = timezone.now()
    session.save()
    record(actor, _CODE, session.pk, detail="session_changed")
    return session


def cancel_session(*, actor: Actor, session_id: UUID) -> TableSession:
    session = _take_session(actor, session_id)
    _step(session, MeetingState.CANCELLED)
    session.sequence += 1
    session.changed_at = timezone.now()
    session.save()
    record(actor, _CODE, session.pk, detail="session_cancelled")
    return session


def write_session(
    *, actor: Actor, session_id: UUID, minutes: str, priorities: Sequence[str], approve: bool = False,
    seen: datetime | None = None,
) -> TableSession:  # fmt: skip
    """What was said and the priorities that were set; approved, they are frozen. `seen` as in `approve_session`."""
    session = _take_session(actor, session_id)
    _as_seen(session, seen)
    if session.current is MeetingState.CONVENED:
        _begun(session)
        _step(session, MeetingState.HELD)
    if session.current is not MeetingState.HELD:
        raise DomainError("frozen", _("Il verbale della seduta è approvato: non si cambia più."))
    session.minutes, session.priorities = minutes, lines(priorities)
    session.changed_at = timezone.now()
    session.save()
    record(actor, _CODE, session.pk, detail="session_minutes")
    return approve_session(actor=actor, session_id=session_id) if approve else session


def approve_session(*, actor: Actor, session_id: UUID, seen: datetime | None = None) -> TableSession:
    """Freeze what is written. `seen`: the session as it was when the person was asked; twice changes nothing.

    Raises DomainError("changed") if somebody saved meanwhile.
    """
    session = _take_session(actor, session_id)
    if session.current is MeetingState.APPROVED:
        return session
    _as_seen(session, seen)
    _step(session, MeetingState.APPROVED)
    session.save(update_fields=["state"])
    record(actor, _CODE, session.pk, detail="session_approved")
    return session


def record_session_attendance(
    *, actor: Actor, session_id: UUID, attendance: Mapping[UUID, str], seen: Mapping[UUID, str] | None = None
) -> TableSession:
    """Write which bodies were there; the first time says that the session was held. As `holding.record_attendance`.

    Raises DomainError("too_early"), ("frozen") once its minutes are approved, ("meanwhile").
    """
    session = _take_session(actor, session_id)
    if session.current is MeetingState.CONVENED:
        _begun(session)
        _step(session, MeetingState.HELD)
        session.save(update_fields=["state"])
    if session.current is not MeetingState.HELD:
        raise DomainError(
            "frozen", _("Il verbale della seduta è approvato: le presenze non si cambiano più.")
        )
    rows = who_could_be_there(actor, session)
    wanted = settled(rows, attendance, seen)
    for row in rows:
        if wanted[row.organisation_id] != row.attendance:
            row.attendance = Attendance(wanted[row.organisation_id]).value
            row.save()
    record(actor, _CODE, session.pk, detail="session_attendance")
    return session


def share_session(*, actor: Actor, session_id: UUID, share: bool) -> TableSession:
    """Let the lead body read this session, or no longer; what it read it has read. Twice changes nothing."""
    session = _take_session(actor, session_id)
    if (session.shared_at is not None) is share:
        return session
    session.shared_at = timezone.now() if share else None
    session.save(update_fields=["shared_at"])
    record(actor, _CODE, session.pk, detail="shared" if share else "unshared")
    return session


def put_paper(
    *, actor: Actor, table_id: UUID, title: str, text: str, session_id: UUID | None = None,
    paper_id: UUID | None = None,
) -> TablePaper:  # fmt: skip
    """Put a paper on the table: any body that sits there."""
    table = _take(actor, table_id)
    require_seat(actor, table)
    paper_id = paper_id or uuid4()
    in_turn(paper_id)
    again = TablePaper.objects.filter(network=actor.network_id, pk=paper_id).first()
    if again is not None:
        return again
    session = table.sessions.filter(pk=session_id).first() if session_id else None
    paper = TablePaper.objects.create(
        pk=paper_id, organisation_id=actor.organisation_id, network_id=actor.network_id, table=table,
        session=session, title=title, text=text, written_at=timezone.now(),
    )  # fmt: skip
    record(actor, _CODE, paper.pk, detail="paper")
    return paper


def share_paper(*, actor: Actor, paper_id: UUID, share: bool) -> TablePaper:
    """Let the lead body read a paper: only the body that wrote it."""
    require(actor, Action.HOLD_TABLE)
    found = TablePaper.objects.select_related("table").filter(network=actor.network_id, pk=paper_id).first()
    if found is None:
        raise Http404
    require_seat(actor, found.table)
    if found.organisation_id != actor.organisation_id:
        raise Forbidden(Action.HOLD_TABLE)
    paper = TablePaper.objects.select_for_update(of=("self",)).get(pk=paper_id)
    if (paper.shared_at is not None) is share:
        return paper
    paper.shared_at = timezone.now() if share else None
    paper.save(update_fields=["shared_at"])
    record(actor, _CODE, paper.pk, detail="shared" if share else "unshared")
    return paper


def _take(actor: Actor, table_id: UUID) -> NetworkTable:
    table = NetworkTable.objects.filter(network=actor.network_id, pk=table_id).first()
    if table is None:
        raise Http404
    return table


def _take_session(actor: Actor, session_id: UUID) -> TableSession:
    """For its chair, locked. Raises Http404, Forbidden."""
    require(actor, Action.HOLD_TABLE)
    found = (
        TableSession.objects.select_related("table").filter(network=actor.network_id, pk=session_id).first()
    )
    if found is None:
        raise Http404
    require_chair(actor, found.table)
    # Locked only now: who may not write a row cannot lock it either.
    return TableSession.objects.select_for_update(of=("self",)).select_related("table").get(pk=session_id)


def _begun(session: TableSession) -> None:
    if session.starts_at > timezone.now():
        raise DomainError("too_early", _("La seduta non è ancora cominciata."))


def _as_seen(session: TableSession, seen: datetime | None) -> None:
    if seen is not None and session.changed_at != seen:
        raise DomainError(
            "changed",
            _("Intanto una collega ha salvato questa seduta: apri la pagina in un’altra scheda e confronta."),
        )


def _sit(actor: Actor, table: NetworkTable, bodies: Collection[UUID]) -> None:
    if not set(bodies) <= {body.pk for body in eligible(actor)}:
        raise DomainError(
            "not_a_centre",
            _("A un Tavolo di Rete siedono centri antiviolenza e case rifugio."),
            field="members",
        )
    today = timezone.localdate()
    for body in sorted(bodies, key=lambda one: one != actor.organisation_id):  # the chair's own first
        TableSeat.objects.create(organisation_id=body, network_id=actor.network_id, table=table, since=today)


def _step(session: TableSession, to: MeetingState) -> None:
    if to not in MEETING_STEPS[session.current]:
        raise DomainError(
            "no_such_step",
            _("La seduta intanto è cambiata: ora è “%(state)s”.") % {"state": session.current.label},
        )
    session.state = to.value


def _check(starts_at: datetime, ends_at: datetime, place: str, link: str) -> None:
    if ends_at <= starts_at:
        raise DomainError("ends_before", _("La fine viene dopo l’inizio."), field="ends_at")
    if not place and not link:
        raise DomainError(
            "nowhere", _("Scrivi dove: un luogo, un collegamento, o tutti e due."), field="place"
        )
