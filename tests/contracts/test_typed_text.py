"""What is typed into whatever form: the letters of every script stay, what cannot be seen does not."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

import trama
from trama.testing.cast import Cast
from trama.testing.clients import signed_in
from trama.ui.fields import PasswordField

PACKAGE = Path(trama.__file__).parent
# Persian and Hindi with their joiners, Arabic, Hebrew with its marks, Tamil, Chinese, Vietnamese, Yoruba, a family.
LETTERS = [
    "می\u200cخواهم", "क्\u200dष", "نور الهدى", "\u200fשרה", "தமிழ்", "李小龙", "Nguyễn Thị", "Adébáyọ̀", "👩\u200d👧",
]  # fmt: skip
BREAKS = ["\n", "\r\n", "\r", "\t", "\u2028", "\u2029"]
UNSEEN = [
    *(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in BREAKS),
    *(chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
    "\u200b", "\u2060", "\ufeff", "\u00ad", "\ud800",
]  # fmt: skip
TEXT_FIELDS = {"CharField", "EmailField", "URLField", "SlugField", "RegexField", "JSONField"}


def _sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if not {"tests", "testing", "migrations"} & set(path.parts):
            yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text("utf-8"))


def _of_django(node: ast.AST) -> bool:
    """`forms.CharField` and its like."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr in TEXT_FIELDS
        and isinstance(node.value, ast.Name)
        and node.value.id == "forms"
    )


def _unseen_to_people(call: ast.Call) -> bool:
    """A hidden field, or one whose checks alone are used and nothing is typed into."""
    return any(word.arg == "widget" and "HiddenInput" in ast.unparse(word.value) for word in call.keywords)


def test_every_field_for_text_is_one_of_ours() -> None:
    """Those made while a form is made too: a field of Django's own would keep whatever is pasted."""
    strange = []
    for where, tree in _sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _of_django(node.func) and not _unseen_to_people(node):
                strange.append(f"{where} {ast.unparse(node)}")
            if isinstance(node, ast.ClassDef) and where != "ui/fields.py":
                strange += [f"{where} {node.name}" for base in node.bases if _of_django(base)]
    assert strange == [
        "protocol/meetings/forms.py forms.URLField(assume_scheme='https')"
    ]  # checks a TextField


def _forms(above: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for form in above.__subclasses__():
        yield form
        yield from _forms(form)


def _modules() -> Iterator[str]:
    for found in pkgutil.walk_packages(trama.__path__, "trama."):
        if not {"tests", "testing", "migrations", "__main__"} & set(found.name.split(".")):
            yield found.name


def _typed() -> dict[str, forms.Field]:
    """Every field that text is typed into: of every form, and one of every kind for those made in a hurry."""
    for name in _modules():
        importlib.import_module(name)
    fields = {
        f"{form.__module__}.{form.__qualname__}.{name}": field
        for form in _forms()
        if form.__module__.startswith("trama.") and ".tests." not in form.__module__
        for name, field in form.base_fields.items()  # type: ignore[attr-defined]
    }
    for kind in _kinds():
        fields[kind.__qualname__] = kind()
    return {
        name: field
        for name, field in fields.items()
        if isinstance(field, forms.CharField)
        and not isinstance(field, PasswordField | forms.UUIDField)  # a password is taken as it is
        and not field.widget.is_hidden
    }


def _kinds(above: type[forms.Field] = forms.CharField) -> Iterator[type[forms.Field]]:
    for kind in above.__subclasses__():
        if kind.__module__.startswith("trama.") and ".tests." not in kind.__module__:
            yield kind
        yield from _kinds(kind)


def _kept(field: forms.Field, text: str) -> str:
    """As it is kept, a list of lines too; nothing where it is refused."""
    try:
        value = field.clean(text)
    except ValidationError:
        return ""
    return "\n".join(value) if isinstance(value, list) else str(value or "")


def test_no_field_of_any_form_keeps_what_cannot_be_seen() -> None:
    fields = _typed()
    assert len(fields) >= 60, sorted(fields)
    kept = {
        f"{name} U+{ord(sign):04X}"
        for name, field in fields.items()
        for sign in UNSEEN
        for text in (f"Ro{sign}sa", f"{sign}Rosa{sign}", f"12{sign}3", f"a@b{sign}.it", f"https://a{sign}.it")
        if sign in _kept(field, text)
    }
    assert not kept


def test_letters_of_every_script_stay_and_a_line_is_a_line() -> None:
    fields = {
        name: field for name, field in _typed().items() if type(field).__name__ in {"TextField", "PhoneField"}
    }
    assert len(fields) >= 50, sorted(fields)
    for name, field in fields.items():
        for text in LETTERS:
            if len(text) <= (field.max_length or 0):
                assert _kept(field, text) == text, name
        for sign in BREAKS:
            several = isinstance(field.widget, forms.Textarea)
            expected = {"\t": "\t"}.get(sign, "\n") if several else " "
            assert _kept(field, f"a{sign}b") == f"a{expected}b", name


@pytest.mark.parametrize("turned", ["Rosa \u202eacnaiB", "\u202dRosa"])
def test_a_name_that_reads_otherwise_than_it_is_written_is_refused_in_words(cast: Cast, turned: str) -> None:
    ada = signed_in(cast.ada)
    answer = ada.post(reverse("cases:new"), {"name": turned, "state": "contact"})
    assert answer.status_code == 422
    assert "un segno invisibile che rovescia l’ordine delle lettere" in answer.text


@pytest.mark.parametrize("typed", ["\u200b", "\u200d\u200c", "\u3164", "\u2800 \u00ad", "\ufe0f"])
def test_a_name_in_which_nothing_can_be_seen_is_no_name(cast: Cast, typed: str) -> None:
    answer = signed_in(cast.ada).post(reverse("cases:new"), {"name": typed, "state": "contact"})
    assert answer.status_code == 422
    assert "Questa risposta serve per andare avanti." in answer.text


def test_a_telephone_pasted_out_of_an_address_book_is_taken(cast: Cast) -> None:
    pasted = "\u202a+39\u00a0333 1234567\u202c"
    ada: Client = signed_in(cast.ada)
    answer = ada.post(reverse("cases:new"), {"name": "Zoë", "state": "contact", "telephone": pasted})
    assert answer.status_code == 302
    assert "+39\u00a0333 1234567" in ada.get(answer["Location"]).text
