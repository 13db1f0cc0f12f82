"""Search finds what people type: stems, beginnings, accents or none; what it shows is escaped."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trama.access.context import acting
from trama.protocol.procedures import selectors
from trama.protocol.procedures.forms import TEXT_BYTES
from trama.protocol.procedures.models import Edition
from trama.protocol.procedures.searching import excerpts, folded, marked, query_of
from trama.protocol.procedures.selectors import Shelf
from trama.protocol.procedures.tests.conftest import enforce, write
from trama.testing.cast import Cast

pytestmark = pytest.mark.django_db
TEXT = (
    "La città è libera perché chi ascolta non giudica. L'accoglienza comincia dall'ascolto:"
    " <b>nessuna</b> fretta & calma."
)


@pytest.fixture
def shelf(cast: Cast) -> Edition:
    enforce(cast.tea, write(cast.tea, "Vademecum dei colloqui", "Come si parla al telefono della città."))
    return enforce(cast.tea, write(cast.tea, "Libertà e accoglienza", TEXT))


def found(cast: Cast, words: str) -> list[str]:
    with acting(cast.ada.actor):
        return [row.title for row in selectors.shelf(cast.ada.actor, Shelf(words=words))]


@pytest.mark.parametrize(
    "words",
    [
        "libertà", "liberta", "LIBERTÀ", "accoglienz", "accogl", "giudicare", "ascoltare", "nessuna fretta",
        '"comincia dall\'ascolto"', "perche", "accoglienza libert", "colloqui or accoglienza",
    ],
)  # fmt: skip
def test_it_is_found(cast: Cast, shelf: Edition, words: str) -> None:
    assert "Libertà e accoglienza" in found(cast, words), words


@pytest.mark.parametrize(
    "words", ["zebra", "accoglienza -ascolto", '"ascolto comincia"', "telefono accoglienza"]
)
def test_it_is_not_found(cast: Cast, shelf: Edition, words: str) -> None:
    assert "Libertà e accoglienza" not in found(cast, words), words


def test_a_title_counts_more_than_a_text(cast: Cast, shelf: Edition) -> None:
    enforce(cast.tea, write(cast.tea, "Altro", "accoglienza " + "parole diverse " * 30))
    assert found(cast, "accoglienza")[0] == "Libertà e accoglienza"


def test_an_excerpt_marks_what_was_asked_and_escapes_the_rest(cast: Cast, shelf: Edition) -> None:
    with acting(cast.ada.actor):
        shown = excerpts([shelf], "citta")[shelf.pk]
        assert "<mark>città</mark> è libera" in shown
        begun = excerpts([shelf], "accoglienz")[shelf.pk]
        assert "<mark>accoglienza</mark>" in begun
        whole = excerpts([shelf], "fretta")[shelf.pk]
        assert "&lt;b&gt;nessuna&lt;/b&gt; <mark>fretta</mark> &amp; calma" in whole


def test_excerpts_ask_two_questions_for_a_page(cast: Cast, shelf: Edition) -> None:
    with acting(cast.ada.actor):
        rows = list(selectors.shelf(cast.ada.actor, Shelf()))
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            assert len(excerpts(rows, "accoglienza")) == 2
        assert len(queries) == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(words=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=120))
def test_no_words_break_the_search(cast: Cast, shelf: Edition, words: str) -> None:
    with acting(cast.ada.actor):
        rows = list(selectors.shelf(cast.ada.actor, Shelf(words=words or "x")))
        excerpts(rows or [shelf], words)


@pytest.mark.parametrize(
    "words",
    ["<->", "a & b | !c", "a:*", "(", "'", '"', '"a', "-", "or", "or or", ":* x", "x:*ABC", "\\", "a'b"],
)
def test_the_signs_of_queries_are_only_signs(cast: Cast, shelf: Edition, words: str) -> None:
    with acting(cast.ada.actor):
        list(selectors.shelf(cast.ada.actor, Shelf(words=words)))
        excerpts([shelf], words)


@given(text=st.text(max_size=300), cut=st.integers(0, 200), long=st.integers(1, 60))
def test_a_passage_is_the_text_itself_escaped(text: str, cut: int, long: int) -> None:
    clean = text.replace("\x02", "").replace("\x03", "").replace("\x04", "")
    plain = "".join(folded(sign) if len(folded(sign)) == 1 else sign for sign in clean)
    piece = plain[cut : cut + long]
    shown = marked(clean, f"\x02{piece}\x03") if piece else ""
    assert "<" not in shown.replace("<mark>", "").replace("</mark>", "")


def test_the_longest_text_of_hard_words_still_fits(cast: Cast) -> None:
    words = iter(f"{number:05d}-è{number % 97:02d}x{number:x}y" for number in range(20_000))
    text = ""
    while len(text.encode()) < TEXT_BYTES - 30:
        text += next(words) + " "
    long = enforce(
        cast.tea, write(cast.tea, "Lunghissimo", text[: TEXT_BYTES // 2] + text[TEXT_BYTES // 2 :])
    )
    with acting(cast.ada.actor):
        assert Edition.objects.filter(pk=long.pk, search=query_of("lunghissimo")).exists()
