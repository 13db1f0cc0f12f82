"""The verbs of a path. Each requires its action, writes, and writes its audit row in the caller's transaction."""

from trama.cases.services.calls import log_call
from trama.cases.services.circle import let_into_circle, set_must_not_know
from trama.cases.services.erasure import erase_woman
from trama.cases.services.opening import open_path
from trama.cases.services.people import assign_path, call_in_specialist, let_specialist_go, open_own_notes
from trama.cases.services.record import answer_author, answer_section, call_her, write_contacts
from trama.cases.services.shifts import hand_on_shift_calls, take_over, take_over_all, write_shift_call
from trama.cases.services.states import change_state, close_path, reopen_path
from trama.cases.services.timeline import (
    activate,
    add_child,
    add_entry,
    correct_entry,
    update_activation,
    update_child,
)

__all__ = [
    "activate",
    "add_child",
    "add_entry",
    "answer_author",
    "answer_section",
    "assign_path",
    "call_her",
    "call_in_specialist",
    "change_state",
    "close_path",
    "correct_entry",
    "erase_woman",
    "hand_on_shift_calls",
    "let_into_circle",
    "let_specialist_go",
    "log_call",
    "open_own_notes",
    "open_path",
    "reopen_path",
    "set_must_not_know",
    "take_over",
    "take_over_all",
    "update_activation",
    "update_child",
    "write_contacts",
    "write_shift_call",
]
