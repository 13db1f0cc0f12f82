"""Every template of the repository keeps to the content security policy and to the components' rules."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.template import Template

ROOT = Path(__file__).resolve().parents[2] / "trama"
TEMPLATES = sorted(ROOT.glob("*/templates/**/*.html"))
NAMES = [str(path.relative_to(ROOT)) for path in TEMPLATES]
LOADS = re.compile(r"{% load ([^%]+) %}")
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
# A value may hold a tag with quotes of its own; what is checked are names of elements and attributes.
SINGLE_SCRIPT = re.compile(r"""<script\b[^>]*\bsrc="{% static '[^']+' %}"[^>]*></script>""")


class Strict(HTMLParser):
    """Collects what the policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        where = f"line {self.getpos()[0]}"
        if tag == "style":
            self.refused.append(f"{where}: <style>")
        for name, value in attrs:
            if name == "style" or name.startswith(("on", "hx-on")):
                self.refused.append(f"{where}: {name}= on <{tag}>")
            if (value or "").strip().lower().startswith(("javascript:", "data:")):
                self.refused.append(f"{where}: {value!r} in {name}=")
            if name in {"src", "href", "action"} and re.match(r"(https?:)?//", value or ""):
                self.refused.append(f"{where}: another site in {name}=")


def refused(source: str) -> list[str]:
    scripts = [f"inline script: {script[:40]}" for script in _scripts(source)]
    parser = Strict()
    parser.feed(TAG.sub(lambda found: "\n" * found[0].count("\n"), source))
    return scripts + parser.refused


def _scripts(source: str) -> list[str]:
    """Script elements that are not one of our files."""
    return [
        found
        for found in re.findall(r"<script\b.*?</script>", source, re.DOTALL)
        if not SINGLE_SCRIPT.fullmatch(found)
    ]


def bare_cells(source: str) -> list[str]:
    """Cells of `{% table %}` without the label that they show on a telephone."""
    return [
        cell
        for body in re.findall(r"{% table .*?{% endtable %}", source, re.DOTALL)
        for cell in re.findall(r"<td\b[^>]*>", body)
        if "data-label=" not in cell
    ]


def test_there_are_templates_to_read() -> None:
    assert len(TEMPLATES) > 30


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_nothing_inline_and_nothing_from_elsewhere(path: Path) -> None:
    assert refused(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_cells_say_their_column_on_a_telephone(path: Path) -> None:
    assert bare_cells(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_it_compiles_and_nothing_is_trusted(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    Template(source)
    assert not re.search(r"\|\s*(safe|safeseq)\b|autoescape off", source)


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color:red">x</p>',
        "<style>p{}</style>",
        "<script>x()</script>",
        '<script src="https://cdn.example/x.js"></script>',
        '<a href="javascript:x()">x</a>',
        '<button onclick="x()">x</button>',
        '<p {% if a %}class="b"{% endif %} STYLE="{{ c }}">x</p>',
        '<img src="//elsewhere.example/x.png">',
        '<div hx-on:click="x()">x</div>',
    ],
)
def test_what_is_looked_for_is_found(source: str) -> None:
    assert refused(source)


def test_a_cell_without_its_label_is_found() -> None:
    assert bare_cells('{% table "x" %}<tr><td class="a">1</td></tr>{% endtable %}') == ['<td class="a">']


def needs_scripts(source: str) -> list[str]:
    """What would do nothing without JavaScript: a button that sends nothing, an `hx-…` act but on a plain form."""
    plain = TAG.sub("x", source)
    tags = re.findall(r"<(\w+)\b([^>]*)>", plain)
    return [
        f"<{tag}{attributes}>"
        for tag, attributes in tags
        if re.search(r"\bhx-(get|put|patch|delete)=|type=.button", attributes)
        or (
            "hx-post=" in attributes
            and not (tag == "form" and "action=" in attributes and "method=" in attributes)
        )
    ]


def test_no_page_needs_scripts() -> None:
    assert {
        name: found
        for path, name in zip(TEMPLATES, NAMES, strict=True)
        if (found := needs_scripts(path.read_text()))
    } == {}


@pytest.mark.parametrize(
    "source",
    [
        '<button type="button">Apri</button>',
        '<div hx-get="{% url "x" %}"></div>',
        '<form method="post" hx-post="/x/"></form>',
    ],
)
def test_what_only_scripts_could_do_is_noticed(source: str) -> None:
    assert needs_scripts(source)


@pytest.mark.parametrize("name", NAMES)
def test_templates_load_neither_i18n_nor_static(name: str) -> None:
    """Both are built in by `trama.ui.templatetags.quick`; Django's own, loaded, would take their place."""
    loaded = [word for names in LOADS.findall((ROOT / name).read_text()) for word in names.split()]
    assert not {"i18n", "static"} & set(loaded)


def test_no_check_of_django_has_anything_to_say() -> None:
    assert run_checks(include_deployment_checks=False) == []
