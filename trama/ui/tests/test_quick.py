"""What is worked out once in a template says what Django's own tags say."""

from uuid import uuid4

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse
from django.utils import translation


def draw(text: str, **values: object) -> str:
    return Template(text).render(Context(values))


def test_a_phrase_is_said_in_the_language_of_each_answer() -> None:
    page = Template('{% translate "Yes" %} {% translate "No" as no %}{{ no }}')
    for language, said in (("it", "Sì No"), ("fr", "Oui Non"), ("it", "Sì No")):
        with translation.override(language):
            assert page.render(Context()) == said


def test_a_phrase_that_changes_is_not_kept() -> None:
    assert [draw("{% translate words %}", words=words) for words in ("uno", "due")] == ["uno", "due"]
    assert [draw("{% translate words|upper %}", words=words) for words in ("uno", "due")] == ["UNO", "DUE"]


def test_an_address_of_ids_and_words_is_that_of_reverse() -> None:
    path = uuid4()
    page = '{% url "cases:answers" path section %}'
    for section in ("vita", "autore", "due parole", "<script>"):
        try:
            expected = reverse("cases:answers", args=[path, section])
        except NoReverseMatch:
            with pytest.raises(NoReverseMatch):
                draw(page, path=path, section=section)
        else:
            assert draw(page, path=path, section=section) == expected


def test_an_address_in_a_variable_is_empty_where_there_is_none() -> None:
    assert draw('{% url "cases:page" path as url %}[{{ url }}]', path="no") == "[]"
    assert draw('{% url "no:page" as url %}[{{ url }}]') == "[]"
    with pytest.raises(NoReverseMatch):
        draw('{% url "no:page" %}')


def test_a_file_is_found_where_files_are() -> None:
    assert (
        draw('{% static "ui/trama.css" %}{% static name %}', name="x.css")
        == "/static/ui/trama.css/static/x.css"
    )
