"""Reading paths. Nothing here writes, but for the audit row of an opened record or of a search."""

from trama.cases.selectors.calls import CallRow, list_calls, open_call
from trama.cases.selectors.hidden import HiddenFrom, hidden_from, hidden_organisations
from trama.cases.selectors.lists import PathFilters, PathRow, list_paths
from trama.cases.selectors.one import EntryView, PathPage, entry_versions, find_path, open_page, open_record
from trama.cases.selectors.search import search_women
from trama.cases.selectors.shifts import WaitingCall, services_to_write, unread_calls

__all__ = [
    "CallRow",
    "EntryView",
    "HiddenFrom",
    "PathFilters",
    "PathPage",
    "PathRow",
    "WaitingCall",
    "entry_versions",
    "find_path",
    "hidden_from",
    "hidden_organisations",
    "list_calls",
    "list_paths",
    "open_call",
    "open_page",
    "open_record",
    "search_women",
    "services_to_write",
    "unread_calls",
]
