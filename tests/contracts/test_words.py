"""The words of the interface are right (DESIGN §9; protocol, art. 5)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "trama"
BANNED = {
    r"\bvittim\w*": "donna (protocol, art. 5)",
    r"\bpres[ae] in carico\b": "percorso, accoglienza",
    r"\bprestazion[ei]\b": "quello che si attiva insieme",
    r"\berogat\w*": "attivato insieme",
    r"\b(il|un|del|al|nel|questo|quel) caso\b": "percorso",
    r"\bcasi\b": "percorsi",
    r"\butent[ei]\b": "donna, persona",
    r"\babbandon\w*": "ha interrotto",
    r"\brifiutat\w*": "non l'ha scelto",
    r"\bscreening\b": "emersione",
    r"\bvulnerabil\w*": "condizioni da considerare",
    r"\bmediazione familiare\b": "never offered (Istanbul Convention, art. 48)",
    r"\bmaltrattant[ei]\b": "autore",
}
# Legal titles and quotations; verbs about things, not about her. Each line says why.
ALLOWED = {
    "Minor victims protocol": "title of another document",
}
GETTEXT = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
}


def literals(node: ast.Call) -> Iterator[str]:
    for argument in node.args:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def python_strings(path: Path) -> Iterator[str]:
    """What a module says to people: the arguments of gettext, and labels of choices."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in GETTEXT:
                yield from literals(node)


def template_text(path: Path) -> str:
    """A template without its comments, tags' names and attributes' names; strings inside tags stay."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", " ", text, flags=re.DOTALL)
    return re.sub(r"\{% (url|static|include|extends|load|block|endblock)\b.*?%\}", " ", text)


def spoken() -> list[tuple[Path, str]]:
    python = [
        (path, text)
        for path in sorted(PACKAGE.rglob("*.py"))
        if not {"tests", "migrations", "testing"} & set(path.parts)
        for text in python_strings(path)
    ]
    return python + [(path, template_text(path)) for path in sorted(PACKAGE.rglob("*.html"))]


def test_there_is_something_to_read() -> None:
    assert len(spoken()) > 50


@pytest.mark.parametrize(("pattern", "instead"), BANNED.items(), ids=lambda value: value)
def test_banned_words_are_nowhere(pattern: str, instead: str) -> None:
    for path, text in spoken():
        found = re.search(pattern, text, flags=re.IGNORECASE)
        if found and not any(title in text for title in ALLOWED):
            pytest.fail(f"{path.relative_to(PACKAGE)}: «{found.group()}» → {instead}")


@pytest.mark.parametrize(
    "vocabulary_name", ["pathway_state", "closure_reason", "exit_reason", "service_status", "risk_level"]
)
def test_vocabularies_on_screen_use_the_words_of_the_centres(vocabulary_name: str) -> None:
    from trama.common.vocabularies import vocabulary

    labels = " · ".join(vocabulary(vocabulary_name).label(code) for code in vocabulary(vocabulary_name))
    for pattern in BANNED:
        assert not re.search(pattern, labels, flags=re.IGNORECASE), (pattern, labels)


def test_risk_is_never_none_and_low_does_not_reassure() -> None:
    from trama.common.vocabularies import vocabulary

    levels = vocabulary("risk_level")
    assert "none" not in levels.codes
    assert "non esclude il pericolo" in levels.label("low")
