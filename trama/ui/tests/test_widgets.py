"""Controls drawn in Python say what Django's templates say."""

from datetime import date
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils.safestring import mark_safe

from trama.ui import widgets

EVIL = "<b onclick=x>\"'&"
CHOICES = [
    ("", "Tutti"),
    ("a", EVIL),
    (EVIL, "b"),
    (3, mark_safe("<i>3</i>")),
    ("Gruppo " + EVIL, [("c", "C"), ("d", "D")]),
]
CASES: list[tuple[forms.Widget, Any]] = [
    *[(kind(), value) for kind in (forms.TextInput, forms.EmailInput) for value in ("", None, "Zoë", EVIL)],
    (forms.NumberInput(attrs={"min": 0, "step": 1}), 1234567),
    (forms.PasswordInput(), "never shown"),
    (forms.PasswordInput(render_value=True), EVIL),
    (forms.HiddenInput(), EVIL),
    (forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), date(2026, 11, 25)),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput(), False),
    (forms.Textarea(attrs={"rows": 4}), f"una riga\n{EVIL}"),
    (forms.Textarea(), None),
    *[(forms.Select(choices=CHOICES), value) for value in ("", "a", EVIL, 3, "d", None)],
    (forms.SelectMultiple(choices=CHOICES), ["a", "d"]),
    (forms.RadioSelect(choices=CHOICES), "a"),
]


@pytest.mark.parametrize(("widget", "value"), CASES, ids=lambda one: type(one).__name__)
def test_a_control_is_the_one_that_django_would_draw(widget: forms.Widget, value: Any) -> None:
    attrs = {"id": "id_x", "class": EVIL, "required": True, "disabled": False, "data-n": 0}
    ours = widget.render("name" + EVIL, value, attrs=attrs, renderer=widgets.Renderer())
    theirs = widget.render("name" + EVIL, value, attrs=attrs, renderer=DjangoTemplates())
    assert parse_html(ours) == parse_html(theirs)
    assert "<b onclick" not in ours


def test_the_site_draws_its_controls_so() -> None:
    assert isinstance(forms.renderers.get_default_renderer(), widgets.Renderer)
