"""Statistics read other apps through their `facts` alone (DESIGN §3)."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
ABOUT_WOMEN = ("cases", "shelters", "risk", "referrals", "consent", "minors", "frontline", "programmes")


def imported() -> set[str]:
    found = set()
    for path in PACKAGE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
            elif isinstance(node, ast.Import):
                found |= {name.name for name in node.names}
    return found


def test_facts_are_the_only_door_to_what_is_about_women() -> None:
    for app in ABOUT_WOMEN:
        inside = {name for name in imported() if f"{name}.".startswith(f"trama.{app}.")}
        beside = {name for name in inside if not f"{name}.".startswith(f"trama.{app}.facts.")}
        assert not beside, beside
    assert "trama.cases.facts.path_facts_of" in imported()


def test_no_sealed_field_is_opened_here() -> None:
    assert not {
        name for name in imported() if name.startswith("trama.vault") and not name.endswith("Keyring")
    } - {"trama.vault.keyring"}
