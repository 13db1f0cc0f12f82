"""What a person, or her screen reader, meets in a form."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import timezone

from trama.common.errors import DomainError
from trama.ui.forms import (
    CodeField,
    CodesField,
    DateField,
    InstantField,
    NumberField,
    PasswordField,
    PhoneField,
    Section,
    TextField,
    TickField,
    TramaForm,
    form_for,
)
from trama.ui.tests.conftest import Render

FEW = [("a", "Prima"), ("b", "Seconda")]
MANY = [(str(n), f"Voce {n}") for n in range(9)]


class Sample(TramaForm):
    sections: ClassVar[list[Section]] = [("Chi è", "Solo se vuole.", ["name", "languages"])]

    name = TextField(label="Nome", required=True, help_text="Anche inventato.", max_length=20)
    languages = CodesField(FEW, label="Lingue")
    level = CodeField(FEW, label="Livello")
    age = CodeField(MANY, label="Età")
    day = DateField(label="Giorno", latest=timedelta())
    at = InstantField(label="Quando")
    phone = PhoneField(label="Telefono")
    children = NumberField(label="Figli e figlie", max_value=30)
    agreed = TickField(label="Letto insieme")
    secret = PasswordField(label="Password", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def errors(**data: Any) -> dict[str, list[str]]:
    form = Sample({"name": "Amina", **data})
    return {name: [str(error) for error in messages] for name, messages in form.errors.items()}


def test_every_control_has_a_label_that_points_to_it(draw: Render) -> None:
    html = draw("{% form form %}", form=Sample())
    ids = set(re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', html))
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
    assert {name for name in ids if name != "id_token"} == labelled


def test_groups_are_fieldsets_and_sections_have_their_title(draw: Render) -> None:
    html = draw("{% form form %}", form=Sample())
    assert "<legend>Chi è</legend>" in html
    assert (
        html.count('<fieldset class="field field-group') == 2
    )  # languages and level; nine ages are a select
    assert '<select name="age" class="form-select" id="id_age">' in html


def test_only_what_must_be_answered_is_marked(draw: Render) -> None:
    html = draw("{% form form %}", form=Sample())
    assert html.count("(obbligatorio)") == 1
    assert "novalidate" in html


def test_an_error_is_said_at_the_top_and_beside_its_field(draw: Render) -> None:
    html = draw("{% form form %}", form=Sample({"name": "", "level": "zzz"}))
    summary = html[: html.index('<fieldset class="form-section"')]
    assert 'role="alert" tabindex="-1" autofocus' in summary
    assert '<a href="#id_name">Nome</a>' in summary
    assert '<a href="#id_level_0">Livello</a>' in summary
    control = re.search(r'<input[^>]*name="name"[^>]*>', html)
    assert control
    assert 'aria-invalid="true"' in control[0]
    assert 'aria-describedby="id_name_help id_name_error"' in control[0]
    assert 'id="id_name_error"' in html
    assert 'id="id_name_help"' in html


def test_an_unsent_form_has_no_summary(draw: Render) -> None:
    assert "error-summary" not in draw("{% form form %}", form=Sample())


def test_what_was_typed_is_escaped_and_kept(draw: Render) -> None:
    html = draw("{% form form %}", form=Sample({"name": '"><script>alert(1)</script>'}))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_messages_are_plain_italian() -> None:
    said = errors(
        name="x" * 21, level="zzz", languages=["zzz"], age="99", day="31/02/2026", at="ieri", children="-1"
    )
    assert said["name"] == ["Il testo è troppo lungo: 21 caratteri, il massimo è 20."]
    assert said["level"] == said["languages"] == said["age"] == ["Scegli una delle voci dell’elenco."]
    assert said["day"] == ["Questa data non esiste o non è scritta bene: per esempio 25/11/2026."]
    assert "non esistono o non sono scritti bene" in said["at"][0]
    assert said["children"] == ["Scrivi un numero da 0 in su."]


def test_a_very_long_text_is_not_cut_by_the_browser(draw: Render) -> None:
    assert "maxlength" not in draw("{% form form %}", form=Sample())


@pytest.mark.parametrize("typed", ["2026-03-09", "09/03/2026", "9.3.2026", "09-03-2026"])
def test_a_day_is_read_as_people_write_it(typed: str) -> None:
    assert DateField(label="x").clean(typed) == date(2026, 3, 9)


@pytest.mark.parametrize("typed", ["0001-01-01", "9999-12-31", "1899-12-31"])
def test_a_day_far_away_is_refused_with_its_bound(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match=r"troppo lontana: non (prima|dopo)"):
        DateField(label="x").clean(typed)


def test_tomorrow_is_refused_where_only_the_past_fits() -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert errors(day=tomorrow.isoformat())["day"] == [
        "Questa data deve ancora venire: scegli oggi o un giorno passato."
    ]
    assert errors(day=timezone.localdate().isoformat()) == {}


def test_an_instant_has_the_time_zone_of_the_place() -> None:
    field = InstantField(label="x")
    instant = field.clean("25/11/2026 16:30")
    assert timezone.localtime(instant).strftime("%Y-%m-%d %H:%M") == "2026-11-25 16:30"
    assert field.clean("2026-11-25T16:30") == instant


@pytest.mark.parametrize("instant", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_an_impossible_instant_is_refused_and_does_not_crash(instant: str) -> None:
    assert "at" in errors(at=instant)


def test_control_characters_go_and_line_breaks_stay_where_there_are_lines() -> None:
    typed = "la chiami la sorella\r\nil mattino\ud800"
    form = Sample({"name": "Ami\x00na\x1b", "phone": typed})
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Amina"
    assert form.cleaned_data["phone"] == "la chiami la sorella il mattino"
    assert TextField(rows=2).clean(typed) == "la chiami la sorella\nil mattino"


def test_an_optional_code_left_alone_is_empty_not_an_error() -> None:
    form = Sample({"name": "Amina"})
    assert form.is_valid()
    assert (form.cleaned_data["level"], form.cleaned_data["languages"], form.cleaned_data["day"]) == (
        "",
        [],
        None,
    )


def test_what_a_service_refused_stands_beside_its_field() -> None:
    form = Sample({"name": "Amina"})
    assert form.is_valid()
    form.refuse(DomainError("taken", "Questo posto è occupato.", field="day"))
    form.refuse(DomainError("closed", "Il percorso è concluso."))
    form.refuse(DomainError("other", "Non si può.", field="not_here"))
    assert form.errors["day"] == ["Questo posto è occupato."]
    assert form.non_field_errors() == ["Il percorso è concluso.", "Non si può."]


def test_errors_of_hidden_fields_are_said_too(draw: Render) -> None:
    class Hidden(TramaForm):
        token = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Invia di nuovo."})

    assert "Invia di nuovo." in draw("{% form form %}", form=Hidden({}))


def test_a_lost_session_gives_back_what_was_typed(draw: Render) -> None:
    request = RequestFactory().get("/")
    request.carried = QueryDict(  # type: ignore[attr-defined]
        "name=Amina&languages=a&languages=b&age=3&day=2026-02-31&agreed=on&secret=hunter2&token=old&level=b"
    )
    form = form_for(request, Sample, initial={"phone": "333"})
    html = draw("{% form form %}", form=form)
    assert not form.is_bound
    assert "Abbiamo ritrovato quello che stavi scrivendo: non è ancora stato inviato." in html
    assert 'value="Amina"' in html
    assert 'value="333"' in html
    assert html.count(" checked") == 4  # two languages, one level, the tick
    assert '<option value="3" selected>' in html
    assert 'value="2026-02-31"' in html
    assert "hunter2" not in html
    assert "old" not in html
    assert "error-summary" not in html
    assert "field-error" not in html


def test_carried_values_do_not_touch_what_is_sent() -> None:
    request = RequestFactory().post("/", {"name": "Blessing"})
    request.carried = QueryDict("name=Amina")  # type: ignore[attr-defined]
    form = form_for(request, Sample)
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Blessing"


def test_any_django_form_can_be_drawn(draw: Render) -> None:
    class Plain(forms.Form):
        email = forms.EmailField()
        photo = forms.FileField(required=False)

    html = draw("{% form form submit='Invia' cancel='/indietro/' %}", form=Plain())
    assert 'enctype="multipart/form-data"' in html
    assert 'href="/indietro/"' in html
    assert ">Invia</button>" in html


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        # The hour that comes twice. Both are past: the later, which is where "now" stands on a form of that night.
        ("2026-10-25T02:30", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("2026-10-25T01:59", datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        ("2026-10-25T03:00", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        # Both are to come: the earlier, a term is never later than people read it.
        ("2035-10-28T02:30", datetime(2035, 10, 28, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_call_in_the_night_when_summer_time_ends_can_be_written_down(typed: str, meant: datetime) -> None:
    assert InstantField(label="x", latest=date(2036, 1, 1)).clean(typed) == meant


def test_an_hour_that_summer_time_leaves_out_does_not_exist_in_our_words() -> None:
    with pytest.raises(ValidationError, match="non esistono"):
        InstantField(label="x").clean("2026-03-29T02:30")
