"""The auditor reads words: every act that any service writes down, and what it was about, has its own."""

import ast
from collections.abc import Iterator

import pytest

from trama.access.actions import Action
from trama.audit.details import detail_words
from trama.audit.words import action_words
from trama.config import paths

WRITERS = {"record", "record_anonymous"}
# Never written down: a page that anyone, or whoever is signed in, may open.
UNWRITTEN = {Action.PUBLIC.code, Action.SIGNED_IN.code}


def _calls() -> Iterator[ast.Call]:
    for path in sorted((paths.ROOT / "trama").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "tests" in path.parts or not any(f"{name}(" in source for name in WRITERS):
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WRITERS:
                yield node


def _texts(node: ast.expr) -> Iterator[str]:
    """The constants that an expression may come to; what a name holds is not known here."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))


CALLS = list(_calls())
ACTS = {text for call in CALLS for argument in call.args for text in _texts(argument)}
ACTS |= {action.code for action in Action} - UNWRITTEN
DETAILS = {
    text for call in CALLS for key in call.keywords if key.arg == "detail" for text in _texts(key.value)
}
WORKED_OUT = {  # put together from a code where the act is written down
    *(f"request.{to}" for to in ("evaluating", "waiting", "accepted", "refused", "withdrawn")),
    *(f"state.{to}" for to in ("reception", "in_path", "suspended")),
    *("risk_review", "path_quiet", "shift_calls_unread", "referral_arrived", "circle_newcomer", "contacts"),
}


def test_the_search_for_acts_finds_them() -> None:
    assert {"path.read", "referral.reception_read", "procedure.in_force"} <= ACTS
    assert {"session_approved", "let_in"} <= DETAILS


@pytest.mark.parametrize("code", sorted(ACTS))
def test_every_act_has_words(code: str) -> None:
    assert action_words(code) != code


@pytest.mark.parametrize("code", sorted(DETAILS | WORKED_OUT))
def test_what_an_act_was_about_has_words(code: str) -> None:
    assert detail_words("path.write", code) != code or code == "PDF"


def test_years_and_days_stay_as_they_are() -> None:
    assert detail_words("figures.read", "2026 print") == "2026, stampa"
    assert detail_words("commitment.data_term", "2025 2026-03-31") == "2025, 2026-03-31"
