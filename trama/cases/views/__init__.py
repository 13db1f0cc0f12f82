"""Pages of paths and calls: a selector, a form, one service, an answer."""

from trama.cases.views.calls import call, call_list, log_call
from trama.cases.views.entries import activate, activation, add_child, add_entry, child, correct_entry, entry
from trama.cases.views.intake import intake
from trama.cases.views.lists import path_list
from trama.cases.views.openings import openings, openings_sheet
from trama.cases.views.page import path_page
from trama.cases.views.people import assign, call_in, erase, let_go, let_in, must_not_know, own_notes
from trama.cases.views.records import answers, contacts, name
from trama.cases.views.shifts import shift, shift_calls, take_shift_call, take_shift_calls
from trama.cases.views.states import close, reopen, step

__all__ = [
    "activate",
    "activation",
    "add_child",
    "add_entry",
    "answers",
    "assign",
    "call",
    "call_in",
    "call_list",
    "child",
    "close",
    "contacts",
    "correct_entry",
    "entry",
    "erase",
    "intake",
    "let_go",
    "let_in",
    "log_call",
    "must_not_know",
    "name",
    "openings",
    "openings_sheet",
    "own_notes",
    "path_list",
    "path_page",
    "reopen",
    "shift",
    "shift_calls",
    "step",
    "take_shift_call",
    "take_shift_calls",
]
