"""Meetings, minutes, actions, working groups, the centres' tables."""

from trama.access.actions import Action
from trama.access.urls import path
from trama.protocol.meetings.views import actions, groups, holding, meetings, minutes, sittings, tables

_READ, _CALL, _RECORD, _WORK, _HOLD = (
    Action.READ_PROTOCOL,
    Action.CALL_MEETING,
    Action.RECORD_MEETING,
    Action.WORK_ON_ACTION,
    Action.HOLD_TABLE,
)
_ONE, _ACTION, _GROUP = (
    "incontri/<uuid:meeting_id>/",
    "incontri/azioni/<uuid:action_id>/",
    "incontri/gruppi/<uuid:group_id>/",
)
_TABLE, _SESSION = "incontri/tavoli/<uuid:table_id>/", "incontri/sedute/<uuid:session_id>/"
_PAPER = "incontri/carte/<uuid:paper_id>/"

urlpatterns = [
    path("incontri/", meetings.meeting_list, action=_READ, name="meetings"),
    path("incontri/nuovo/", meetings.plan, action=_CALL, name="plan_meeting"),
    path("incontri/presenze/", holding.attendance_year, action=_READ, name="attendance_year"),
    path(_ONE, meetings.meeting_page, action=_READ, name="meeting"),
    path(f"{_ONE}modifica/", meetings.change, action=_CALL, name="change_meeting"),
    path(f"{_ONE}convoca/", meetings.convene, action=_CALL, name="convene_meeting"),
    path(f"{_ONE}annulla/", meetings.cancel, action=_CALL, name="cancel_meeting"),
    path(f"{_ONE}posta/", meetings.mail, action=_CALL, name="mail"),
    path(f"{_ONE}convocazione.pdf", meetings.convocation, action=_READ, name="convocation"),
    path(f"{_ONE}incontro.ics", meetings.calendar, action=_READ, name="calendar"),
    path(f"{_ONE}risposta/", holding.answer, action=Action.ANSWER_MEETING, name="answer_meeting"),
    path(f"{_ONE}presenze/", holding.attendance, action=_RECORD, name="attendance"),
    path(f"{_ONE}verbale/", minutes.minutes, action=_READ, name="minutes"),
    path(f"{_ONE}verbale.pdf", minutes.minutes_paper, action=_READ, name="minutes_paper"),
    path(f"{_ONE}verbale/scrivi/", minutes.write, action=_RECORD, name="write_minutes"),
    path(f"{_ONE}verbale/approva/", minutes.approve, action=_RECORD, name="approve_minutes"),
    path(f"{_ONE}verbale/correggi/", minutes.correct, action=_RECORD, name="correct_minutes"),
    path(f"{_ONE}verbale/lascia/", minutes.discard, action=_RECORD, name="discard_correction"),
    path(f"{_ONE}azioni/nuova/", actions.give, action=_RECORD, name="give_action"),
    path("incontri/azioni/", actions.action_list, action=_READ, name="actions"),
    path(_ACTION, actions.action_page, action=_READ, name="action"),
    path(f"{_ACTION}fatta/", actions.do, action=_WORK, name="do_action"),
    path(f"{_ACTION}verifica/", actions.verify, action=_WORK, name="verify_action"),
    path(f"{_ACTION}rimanda/", actions.send_back, action=_WORK, name="send_back_action"),
    path(f"{_ACTION}sposta/", actions.move, action=_RECORD, name="move_action"),
    path(f"{_ACTION}lascia/", actions.drop, action=_RECORD, name="drop_action"),
    path("incontri/gruppi/", groups.group_list, action=_READ, name="groups"),
    path("incontri/gruppi/nuovo/", groups.new_group, action=_CALL, name="new_group"),
    path(_GROUP, groups.group_page, action=_READ, name="group"),
    path(f"{_GROUP}modifica/", groups.change_group, action=_CALL, name="change_group"),
    path(f"{_GROUP}membri/", groups.members, action=_CALL, name="group_members"),
    path(f"{_GROUP}tappe/nuova/", groups.new_milestone, action=_CALL, name="new_milestone"),
    path("incontri/tappe/<uuid:milestone_id>/", groups.milestone, action=_CALL, name="milestone"),
    path("incontri/tavoli/", tables.table_list, action=_READ, name="tables"),
    path("incontri/tavoli/nuovo/", tables.new_table, action=_HOLD, name="new_table"),
    path(_TABLE, tables.table_page, action=_READ, name="table"),
    path(f"{_TABLE}modifica/", tables.change_table, action=_HOLD, name="change_table"),
    path(f"{_TABLE}sedute/nuova/", tables.new_session, action=_HOLD, name="new_session"),
    path(f"{_TABLE}presenze/", sittings.table_attendance, action=_READ, name="table_attendance"),
    path(f"{_TABLE}carte/nuova/", tables.new_paper, action=_HOLD, name="new_paper"),
    path(_SESSION, tables.session_page, action=_READ, name="session"),
    path(f"{_SESSION}modifica/", tables.change_session, action=_HOLD, name="change_session"),
    path(f"{_SESSION}verbale/", tables.write_session, action=_HOLD, name="write_session"),
    path(f"{_SESSION}approva/", tables.approve_session, action=_HOLD, name="approve_session"),
    path(f"{_SESSION}annulla/", tables.cancel_session, action=_HOLD, name="cancel_session"),
    path(f"{_SESSION}condividi/", tables.share_session, action=_HOLD, name="share_session"),
    path(f"{_SESSION}seduta.ics", tables.session_calendar, action=_READ, name="session_calendar"),
    path(f"{_SESSION}presenze/", sittings.session_attendance, action=_HOLD, name="session_attendance"),
    path(f"{_SESSION}convocazione.pdf", sittings.session_call, action=_READ, name="session_call"),
    path(f"{_SESSION}verbale.pdf", sittings.session_minutes, action=_READ, name="session_minutes"),
    path(_PAPER, tables.paper_page, action=_READ, name="paper"),
    path(f"{_PAPER}condividi/", tables.share_paper, action=_HOLD, name="share_paper"),
]
