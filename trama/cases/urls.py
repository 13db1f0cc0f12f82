"""Paths and calls. Every address bears ids only; whoever may not open one finds nothing there."""

from trama.access.actions import Action
from trama.access.urls import path
from trama.cases import views

app_name = "cases"

_ONE = "percorsi/<uuid:path_id>/"

urlpatterns = [
    path("percorsi/", views.path_list, action=Action.LIST_PATHS, name="list"),
    path("percorsi/nuovo/", views.intake, action=Action.OPEN_PATH, name="new"),
    path(_ONE, views.path_page, action=Action.READ_PATH, name="path"),
    path(_ONE + "nome/", views.name, action=Action.WRITE_PATH, name="name"),
    path(_ONE + "contatti/", views.contacts, action=Action.WRITE_PATH, name="contacts"),
    path(_ONE + "profilo/<slug:section>/", views.answers, action=Action.WRITE_PATH, name="answers"),
    path(_ONE + "annota/", views.add_entry, action=Action.WRITE_NOTE, name="add_entry"),
    path(_ONE + "voci/<uuid:entry_id>/", views.entry, action=Action.READ_PATH, name="entry"),
    path(
        _ONE + "voci/<uuid:entry_id>/correggi/",
        views.correct_entry,
        action=Action.WRITE_NOTE,
        name="correct_entry",
    ),
    path(_ONE + "attiva/", views.activate, action=Action.WRITE_PATH, name="activate"),
    path(
        _ONE + "attivazioni/<uuid:activation_id>/",
        views.activation,
        action=Action.WRITE_PATH,
        name="activation",
    ),
    path(_ONE + "figli/nuovo/", views.add_child, action=Action.WRITE_PATH, name="add_child"),
    path(_ONE + "figli/<uuid:child_id>/", views.child, action=Action.WRITE_PATH, name="child"),
    path(_ONE + "passo/", views.step, action=Action.WRITE_PATH, name="step"),
    path(_ONE + "concludi/", views.close, action=Action.CLOSE_PATH, name="close"),
    path(_ONE + "riprendi/", views.reopen, action=Action.CLOSE_PATH, name="reopen"),
    path(_ONE + "affida/", views.assign, action=Action.ASSIGN_PATH, name="assign"),
    path(_ONE + "specialiste/chiama/", views.call_in, action=Action.MANAGE_CIRCLE, name="call_in"),
    path(
        _ONE + "specialiste/<uuid:member_id>/saluta/",
        views.let_go,
        action=Action.MANAGE_CIRCLE,
        name="let_go",
    ),
    path(_ONE + "note-riservate/", views.own_notes, action=Action.WRITE_NOTE, name="own_notes"),
    path(
        _ONE + "chi-non-deve-sapere/", views.must_not_know, action=Action.MANAGE_CIRCLE, name="must_not_know"
    ),
    path(
        _ONE + "chi-non-deve-sapere/<uuid:membership_id>/puo-sapere/",
        views.let_in,
        action=Action.MANAGE_CIRCLE,
        name="let_in",
    ),
    path(_ONE + "chi-ha-aperto/", views.openings, action=Action.READ_OPENINGS, name="openings"),
    path(
        _ONE + "chi-ha-aperto/foglio.pdf",
        views.openings_sheet,
        action=Action.READ_OPENINGS,
        name="openings_sheet",
    ),
    path(_ONE + "cancella/", views.erase, action=Action.ERASE_PATH, name="erase"),
    path("telefonate/", views.call_list, action=Action.LOG_CALL, name="calls"),
    path("telefonate/nuova/", views.log_call, action=Action.LOG_CALL, name="log_call"),
    path("telefonate/turno/", views.shift_calls, action=Action.READ_SHIFT_CALLS, name="shift_calls"),
    path(
        "telefonate/turno/tutte/",
        views.take_shift_calls,
        action=Action.READ_SHIFT_CALLS,
        name="take_shift_calls",
    ),
    path(
        "telefonate/turno/<uuid:shift_call_id>/",
        views.take_shift_call,
        action=Action.READ_SHIFT_CALLS,
        name="take_shift_call",
    ),
    path("turno/", views.shift, action=Action.WRITE_SHIFT_CALL, name="shift"),
    path("telefonate/<uuid:call_id>/", views.call, action=Action.LOG_CALL, name="call"),
]
