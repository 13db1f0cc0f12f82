"""Meetings of the demonstration: two of last year with minutes, this year's, two groups, a table of the centres."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.people import actor_of
from trama.demo.loading import Placed
from trama.demo.people import FIRST_CENTRE, FIRST_SHELTER, LEAD, SOCIAL_SERVICE
from trama.protocol.meetings import services
from trama.protocol.meetings.loading import ARTICLE_403, VADEMECUM, load_groups
from trama.protocol.meetings.models import ActionItem, Meeting, WorkingGroup
from trama.protocol.meetings.selectors.meetings import bodies, sitting_in
from trama.protocol.meetings.services import tables
from trama.protocol.meetings.services.minutes import Part
from trama.protocol.meetings.states import Answer, Attendance, MeetingKind, Stage

ROOM: Final = "Sala riunioni della rete, secondo piano"
AGENDA: Final = (
    "Com’è andata l’applicazione del protocollo",
    "I dati dell’anno",
    "Formazione comune",
    "Varie",
)
SAID: Final = (
    "Gli enti raccontano che cosa funziona tra uffici e che cosa ancora no: i tempi del primo contatto, chi risponde"
    " fuori orario.",
    "Si guardano insieme le tabelle aggregate. Si chiede di raccoglierle con le stesse voci dappertutto.",
    "Serve un corso per chi risponde al telefono e agli sportelli dei Municipi.",
    "Il prossimo incontro si fissa entro l’estate.",
)
COURTS: Final = (
    "Procedimenti in lieve crescita sull’anno prima; più richieste di misure urgenti nei mesi estivi."
)
DECIDED: Final = ("Un corso comune in autunno, aperto ai Municipi", "Una scheda sola per i dati annuali")
# The pieces of the roadmap in the demonstration are invented: annex 3 is not in the protocol.
ROADMAP: Final = (
    ("Primo contatto con la donna in ufficio", (Stage.DRAFT, Stage.AGREED, Stage.IN_FORCE)),
    ("A chi telefonare di notte", (Stage.DRAFT, Stage.AGREED)),
    ("Accompagnare in ospedale e al centro", (Stage.DRAFT,)),
    ("Formazione comune di chi accoglie", ()),
)


class Year:
    """The lead body's people and those of the bodies, with the days on which things happen."""

    def __init__(self, placed: Iterable[Placed], now: datetime) -> None:
        self.placed = {one.body.code: one for one in placed}
        self.now = now
        self.tea, self.tilde = self._with(LEAD, Role.NETWORK_COORDINATOR)[:2]

    def _with(self, code: str, role: Role) -> list[Actor]:
        people = self.placed[code].people.values()
        return [actor_of(one.membership) for one in people if role in one.membership.roles]

    def referent(self, code: str) -> Actor:
        return self._with(code, Role.REFERENT)[0]

    def day(self, days: int, hour: int = 10) -> datetime:
        """A working day, about `days` from now."""
        day = timezone.localtime(self.now) + timedelta(days=days)
        day -= timedelta(days=max(0, day.weekday() - 4))
        return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def meet(placed: Iterable[Placed], now: datetime) -> None:
    """Everything by the services."""
    year = Year(placed, now)
    with acting(year.tea):
        groups = load_groups(actor=year.tea)
        first = _operational(year, year.day(-timezone.localtime(now).timetuple().tm_yday - 260), "primavera")
        second = _operational(year, year.day(-timezone.localtime(now).timetuple().tm_yday - 60), "autunno")
        half = _operational(
            year, year.day(-timezone.localtime(now).timetuple().tm_yday // 2), "di quest’anno"
        )
        coming = _call(year, year.day(19), "Secondo incontro operativo dell’anno", _everybody(year))
        _group_403(year, groups[ARTICLE_403])
        _roadmap(year, groups[VADEMECUM])
    _actions(year, first, second, half)
    _answers(year, coming)
    _table(year)


def _everybody(year: Year) -> list[UUID]:
    return [one.organisation.pk for one in bodies(year.tea)]


def _call(
    year: Year, starts: datetime, title: str, invited: Sequence[UUID], group: WorkingGroup | None = None
) -> Meeting:
    meeting = services.plan_meeting(
        actor=year.tea, kind=(MeetingKind.GROUP if group else MeetingKind.OPERATIONAL).value, title=title,
        starts_at=starts, ends_at=starts + timedelta(hours=2, minutes=30), bodies=invited, agenda=AGENDA, place=ROOM,
        group_id=group.pk if group else None,
    )  # fmt: skip
    return services.convene_meeting(
        actor=year.tea, meeting_id=meeting.pk, at=min(year.now, starts) - timedelta(days=30)
    )


def _operational(year: Year, starts: datetime, which: str) -> Meeting:
    """Held, with minutes still open: actions are given before they are approved."""
    invited = _everybody(year)
    meeting = _call(year, starts, f"Incontro operativo {which}", invited)
    _hold(year, meeting, invited, skip=5 + len(which) % 3)
    return meeting


def _hold(year: Year, meeting: Meeting, invited: Sequence[UUID], skip: int) -> None:
    """Most were there: who was not is spread over the list, and means nothing."""
    codes = {
        body: (
            Attendance.PRESENT if number % skip else Attendance.EXCUSED if number % 2 else Attendance.ABSENT
        ).value
        for number, body in enumerate(invited, start=1)
    }
    services.record_attendance(actor=year.tea, meeting_id=meeting.pk, attendance=codes)
    services.write_minutes(
        actor=year.tea, meeting_id=meeting.pk, parts=[Part(*one) for one in zip(AGENDA, SAID, strict=True)],
        decisions=DECIDED, courts=COURTS,
    )  # fmt: skip


def _give(year: Year, meeting: Meeting, code: str, text: str, days: int) -> ActionItem:
    return services.give_action(
        actor=year.tea, meeting_id=meeting.pk, text=text, owner=year.placed[code].organisation.pk,
        due_on=year.day(days).date(),
    )  # fmt: skip


def _actions(year: Year, first: Meeting, second: Meeting, half: Meeting) -> None:
    """One verified, one done, some to do, two late."""
    with acting(year.tea):
        sheet = _give(year, first, LEAD, "Preparare la scheda unica per i dati annuali", -200)
        course = _give(year, second, FIRST_CENTRE, "Scrivere il programma del corso per gli sportelli", -30)
        _give(year, second, SOCIAL_SERVICE, "Dire quali uffici rispondono dopo le 18", -20)
        _give(year, half, FIRST_CENTRE, "Proporre due date per il corso", -4)
        _give(
            year, half, FIRST_SHELTER, "Raccogliere che cosa serve per l’accoglienza con figli e figlie", 40
        )
        for meeting in (first, second, half):
            services.approve_minutes(actor=year.tea, meeting_id=meeting.pk)
        services.do_action(
            actor=year.tea, action_id=sheet.pk, note="La scheda è nella raccolta delle procedure."
        )
    with acting(year.tilde):
        services.verify_action(actor=year.tilde, action_id=sheet.pk)
    referent = year.referent(FIRST_CENTRE)
    with acting(referent):
        services.do_action(actor=referent, action_id=course.pk, note="Programma mandato a tutti i referenti.")


def _answers(year: Year, coming: Meeting) -> None:
    """Some answered; the centre of the sign-in page did not yet."""
    said = [(Answer.COMES, ""), (Answer.SENDS, "Sportello di ascolto"), (Answer.DECLINES, "")]
    others = [code for code in sorted(year.placed) if code not in {FIRST_CENTRE, LEAD}]
    for number, code in enumerate(others[:8]):
        actor = year.referent(code)
        answer, office = said[number % 3 if number % 4 else 0]
        with acting(actor):
            services.answer_invitation(actor=actor, meeting_id=coming.pk, answer=answer.value, office=office)


def _group_403(year: Year, group: WorkingGroup) -> None:
    invited = sorted(sitting_in(year.tea, group.pk))
    met = _call(year, year.day(-45, 15), "Primo incontro del gruppo articolo 403", invited, group)
    _hold(year, met, invited, skip=7)
    _give(year, met, SOCIAL_SERVICE, "Disegnare i passaggi tra servizi e centri, con i tempi di legge", 25)
    services.approve_minutes(actor=year.tea, meeting_id=met.pk)


def _roadmap(year: Year, group: WorkingGroup) -> None:
    for number, (title, stages) in enumerate(ROADMAP):
        expected = year.day(60 + 45 * number).date()
        piece = services.add_milestone(actor=year.tea, group_id=group.pk, title=title, expected_on=expected)
        for ago, stage in zip((300, 180, 60), stages, strict=False):
            services.move_milestone(
                actor=year.tea,
                milestone_id=piece.pk,
                stage=stage.value,
                on=year.day(-ago).date(),
                expected_on=expected,
            )


def _table(year: Year) -> None:
    """Held by the first centre: nothing of it is shared but one paper."""
    chair, starts = year.referent(FIRST_CENTRE), year.day(-25, 16)
    with acting(chair):
        sitting = [
            one.organisation.pk for one in year.placed.values() if one.body.is_cav or one.body.is_shelter
        ]
        table = tables.open_table(
            actor=chair, name="Tavolo delle priorità", members=sitting,
            about="Dove centri e case decidono insieme che cosa viene prima.",
        )  # fmt: skip
        session = tables.call_session(
            actor=chair, table_id=table.pk, title="Che cosa chiedere per il prossimo anno", starts_at=starts,
            ends_at=starts + timedelta(hours=2), place="Da noi", agenda=["Posti nelle case", "Lavoro e casa dopo"],
        )  # fmt: skip
        tables.write_session(
            actor=chair, session_id=session.pk, minutes="Ogni centro e ogni casa ha detto che cosa manca di più.",
            priorities=["Posti per chi arriva con più figli", "Una casa dopo la casa rifugio", "Lavoro"], approve=True,
        )  # fmt: skip
        paper = tables.put_paper(
            actor=chair, table_id=table.pk, session_id=session.pk, title="Tre priorità per la rete",
            text="Posti per chi arriva con più figli e figlie. Una casa dopo la casa rifugio. Lavoro.",
        )  # fmt: skip
        tables.share_paper(actor=chair, paper_id=paper.pk, share=True)
        tables.put_paper(
            actor=chair,
            table_id=table.pk,
            title="Appunti per la prossima seduta",
            text="Portare i numeri dei posti.",
        )
