"""The small parts: words escaped, colour never alone, unknown names refused."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory

from trama.ui import agenda, icons, timeline
from trama.ui.agenda import AgendaItem
from trama.ui.dates import day_words, moment_words
from trama.ui.tests.conftest import Render
from trama.ui.timeline import TimelineItem
from trama.ui.tones import TONES

EVIL = "<b onclick=x>&"
ROME = ZoneInfo("Europe/Rome")
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ROME)


@pytest.mark.parametrize(
    "source",
    [
        "{% badge evil 'ok' %}",
        "{% visible_to evil %}",
        "{% progress 1 2 evil %}",
        "{% crumb evil url=evil %}",
        "{% heading evil eyebrow=evil lead=evil %}{% endheading %}",
        "{% action evil evil %}",
        "{% post_button evil evil name=evil value=evil confirm=evil %}",
        "{% card title=evil footer=evil %}{{ evil }}{% endcard %}",
        "{% callout 'info' evil %}{{ evil }}{% endcallout %}",
        "{% facts %}{% fact evil evil %}{% fact evil '' empty=evil %}{% endfacts %}",
        "{% facts %}{% fact evil many %}{% fact_block evil %}{{ evil }}{% endfact_block %}{% endfacts %}",
        "{% empty evil evil label=evil url=evil %}",
        "{% table evil %}{% endtable %}{% th evil sort=evil %}",
        "{% stepper many 1 %}",
        "{% letterhead evil evil note=evil %}",
        "{% icon 'check' label=evil %}",
    ],
)
def test_words_cannot_become_markup(draw: Render, source: str) -> None:
    html = draw(source, evil=EVIL, many=[EVIL, EVIL])
    assert "<b onclick" not in html
    assert "&lt;b onclick=x&gt;&amp;" in html


@pytest.mark.parametrize("tone", sorted(TONES))
def test_a_state_is_always_words(draw: Render, tone: str) -> None:
    assert ">In corso</span>" in draw(f"{{% badge 'In corso' '{tone}' %}}")


def test_an_unknown_tone_or_icon_fails_at_once(draw: Render) -> None:
    with pytest.raises(ValueError, match="unknown tone"):
        draw("{% badge 'x' 'reddish' %}")
    with pytest.raises(KeyError, match="no icon"):
        draw("{% icon 'dragon' %}")


def test_a_decoration_is_hidden_from_screen_readers_and_a_sign_is_not() -> None:
    assert 'aria-hidden="true"' in icons.icon("check")
    assert 'role="img" aria-label="fatto"' in icons.icon("check", label="fatto")


def test_what_was_not_said_reads_so(draw: Render) -> None:
    assert "non indicato" in draw("{% fact 'Età' '' %}")
    assert "non chiesto" in draw("{% fact 'Età' value empty='non chiesto' %}", value=None)
    assert draw("{% fact 'Età' '' hide_empty=True %}") == ""
    assert "<dd>0</dd>" in draw("{% fact 'Figli' 0 %}")


def test_an_act_is_a_form_with_the_token_against_forgery(draw: Render) -> None:
    html = draw("{% post_button 'Riapri' '/x/' name='n' value='1' %}")
    assert 'method="post"' in html
    assert 'name="csrfmiddlewaretoken"' in html
    assert '<input type="hidden" name="n" value="1">' in html


def test_block_tags_must_be_closed(draw: Render) -> None:
    with pytest.raises(TemplateSyntaxError):
        draw("{% card %}")


# --- dates -----------------------------------------------------------------------------------------------------------


def test_months_are_written_small_and_the_year_only_when_it_is_another() -> None:
    assert day_words(date(2026, 11, 25), today=TODAY) == "25 novembre"
    assert day_words(date(2024, 11, 25), today=TODAY) == "25 novembre 2024"
    assert moment_words(datetime(2020, 7, 1, 8, 5, tzinfo=ZoneInfo("UTC"))) == "1 luglio 2020, 10.05"


# --- timeline --------------------------------------------------------------------------------------------------------


def item(at: datetime | date, title: str = "x") -> TimelineItem:
    return TimelineItem(at, "Colloquio", title)


def test_the_newest_comes_first_under_its_day() -> None:
    groups = timeline.grouped(
        [item(NOW - timedelta(days=1), "a"), item(NOW, "b"), item(NOW - timedelta(hours=2), "c")], today=TODAY
    )
    assert [(group.heading, [member.title for member in group.items]) for group in groups] == [
        ("Oggi, 22 novembre", ["b", "c"]),
        ("Ieri, 21 novembre", ["a"]),
    ]


def test_what_has_no_hour_stands_at_the_end_of_its_day() -> None:
    groups = timeline.grouped([item(NOW, "early"), item(TODAY, "whole day")], today=TODAY)
    assert [member.title for member in groups[0].items] == ["whole day", "early"]


def test_a_late_evening_belongs_to_the_day_of_the_place() -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=ZoneInfo("UTC"))  # 0.30 of the 22nd in Rome
    assert timeline.grouped([item(late)], today=TODAY)[0].heading == "Oggi, 22 novembre"
    assert item(late).hour == "0.30"


def test_months_and_other_years_have_their_heading() -> None:
    old = date(2024, 3, 8)
    assert timeline.grouped([item(old)], today=TODAY)[0].heading == "8 marzo 2024"
    assert timeline.grouped([item(old)], by="month", today=TODAY)[0].heading == "Marzo 2024"
    assert timeline.grouped([item(date(2026, 11, 16))], today=TODAY)[0].heading == "Lunedì 16 novembre"


def test_a_timeline_escapes_what_was_written(draw: Render) -> None:
    entry = TimelineItem(
        NOW, EVIL, EVIL, who=EVIL, text=EVIL, url=EVIL, visible_to=EVIL, details=((EVIL, EVIL),)
    )
    html = draw("{% timeline items %}", items=[entry])
    assert "<b onclick" not in html
    assert html.count("&lt;b onclick=x&gt;") == 8


# --- agenda ----------------------------------------------------------------------------------------------------------


def test_legal_and_safety_terms_come_first_and_only_they_are_red(draw: Render) -> None:
    items = [
        AgendaItem("Richiamare", "suggestion", "#", TODAY - timedelta(days=9)),
        AgendaItem("Avvisare il giudice", "legal", "#", NOW + timedelta(hours=30)),
    ]
    groups = agenda.grouped(items, today=TODAY)
    assert [(group.heading, group.urgent) for group in groups] == [
        ("Prima di tutto", True),
        ("Rimasti indietro", False),
    ]
    html = draw("{% agenda items %}", items=items)
    assert "Termine di legge" in html
    assert html.count("agenda-first") == 1


def test_a_suggestion_is_never_called_late() -> None:
    late = AgendaItem("x", "suggestion", "#", TODAY - timedelta(days=3))
    assert late.when(NOW) == "da 3 giorni"
    assert AgendaItem("x", "legal", "#", TODAY - timedelta(days=3)).when(NOW) == "scaduto da 3 giorni"


def test_a_suggestion_with_an_hour_is_not_called_late_either() -> None:
    assert "scaduto" not in AgendaItem("x", "suggestion", "#", NOW - timedelta(hours=3)).when(NOW)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (NOW + timedelta(hours=3, minutes=5), "fra 3 h (alle 13.05)"),
        (NOW + timedelta(minutes=20), "fra 20 min (alle 10.20)"),
        (NOW - timedelta(hours=2), "scaduto da 2 h (alle 8.00)"),
        (TODAY, "oggi"),
        (TODAY + timedelta(days=1), "domani"),
        (TODAY + timedelta(days=6), "entro sabato 28 novembre"),
        (None, ""),
    ],
)
def test_a_term_is_said_in_words(due: datetime | date | None, words: str) -> None:
    assert AgendaItem("x", "legal", "#", due).when(NOW) == words


def test_a_suggestion_can_wait_without_a_reason(draw: Render) -> None:
    html = draw("{% agenda items %}", items=[AgendaItem("x", "suggestion", "#", snooze_url="/wait/")])
    assert 'action="/wait/"' in html
    assert [f'value="{days}"' in html for days in (1, 3, 7)] == [True, True, True]


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500", "503"])
def test_error_pages_need_nothing(name: str) -> None:
    html = render_to_string(f"{name}.html")
    assert "<h1>" in html
    assert html.count("<main") == 1


def test_an_htmx_request_gets_the_main_part_only() -> None:
    request = RequestFactory().get("/")
    context = {"title": "Prova", "consequences": [], "button": "Sì", "cancel": "/", "form": ()}
    request.htmx = True  # type: ignore[attr-defined]
    part = render_to_string("ui/confirm.html", {**context, "form": _empty()}, request=request)
    request.htmx = False  # type: ignore[attr-defined]
    whole = render_to_string("ui/confirm.html", {**context, "form": _empty()}, request=request)
    assert "<html" not in part
    assert 'id="main"' in part
    assert "<html" in whole
    assert "<title>Prova · Trama</title>" in whole


def _empty() -> object:
    from django.forms import Form

    return Form()
