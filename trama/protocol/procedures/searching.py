"""Full-text search in Italian, without extensions: accents folded sign for sign, the last word by its beginning.

The vector (`trama_searched`, in the migration) holds the Italian stems of title and text and, with less weight, their
words as written: stems alone would not find "accoglienz" on the way to "accoglienza".
"""

import re
import unicodedata
from collections.abc import Sequence
from uuid import UUID

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import F, Func, QuerySet, TextField, Value
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from trama.protocol.procedures.models import Edition

# As in the migration, sign for sign; marks of HTML become spaces, so that PostgreSQL finds no tags and entities.
FOLD_FROM = "àáâãäåèéêëìíîïòóôõöùúûüçñÀÁÂÃÄÅÈÉÊËÌÍÎÏÒÓÔÕÖÙÚÛÜÇÑ<>&"
FOLD_TO = "aaaaaaeeeeiiiiooooouuuucnAAAAAAEEEEIIIIOOOOOUUUUCN   "
_TABLE = str.maketrans(FOLD_FROM, FOLD_TO)
START, STOP = "\x02", "\x03"  # typed text holds no control characters (common.typed)
_WEIGHTS = [
    0.05,
    0.1,
    0.4,
    1.0,
]  # D C B A: words of the text, words of the title, stems of the text, of the title
_LAST_WORD = re.compile(r"(?<![\w\"-])(\w{2,40})$")
_LINE = re.compile(
    r"\s*\n\s*(?:#{2,3} |- )?"
)  # the light writing of texts (paragraphs.py) has no place in one line
OPENING = 240  # signs shown where a text has nothing to mark


def folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_TABLE)


def query_of(words: str) -> SearchQuery:
    """What `words` ask: as people write in search engines ("a phrase", -without, or), the last word unfinished."""
    asked = folded(words).strip()
    whole = SearchQuery(asked, config="italian", search_type="websearch")
    last = _last_word(asked)
    if not last:
        return whole
    before = SearchQuery(asked[: -len(last)], config="italian", search_type="websearch")
    return whole | (before & _beginning(last))


def _last_word(asked: str) -> str:
    found = _LAST_WORD.search(asked)
    inside_phrase = asked.count('"') % 2
    return found[1] if found and not inside_phrase and found[1].lower() != "or" else ""


def _beginning(word: str) -> SearchQuery:
    return SearchQuery(f"{word}:*", config="simple", search_type="raw")  # \w only: nothing to escape


def ranked(rows: QuerySet[Edition], words: str) -> QuerySet[Edition]:
    """The editions that hold `words`, best first."""
    query = query_of(words)
    rank = SearchRank(F("search"), query, weights=_WEIGHTS, normalization=1)
    return rows.filter(search=query).annotate(rank=rank).order_by("-rank", "-number", "id")


def excerpts(rows: Sequence[Edition], words: str) -> dict[UUID, SafeString]:
    """The passages of each of `rows` that hold `words`: one query, two where only beginnings of words were found."""
    asked = folded(words).strip()
    last = _last_word(asked)
    stems = SearchQuery(asked, config="italian", search_type="websearch")
    found = _headlines([row.pk for row in rows], stems, "italian")
    bare = [pk for pk, (_text, headline) in found.items() if START not in headline]
    if last and bare:
        found |= _headlines(bare, _beginning(last), "simple")
    return {pk: marked(text, headline, last) for pk, (text, headline) in found.items()}


def _headlines(pks: list[UUID], query: SearchQuery, config: str) -> dict[UUID, tuple[str, str]]:
    """Of each edition its text and the folded passages that answer `query`."""
    text = Func(F("text"), Value(FOLD_FROM), Value(FOLD_TO), function="translate", output_field=TextField())
    headline = SearchHeadline(
        text, query, config=config, start_sel=START, stop_sel=STOP, max_fragments=2,
        max_words=28, min_words=12, fragment_delimiter="\x04",
    )  # fmt: skip
    rows = Edition.objects.filter(pk__in=pks).annotate(headline=headline)
    return {pk: (whole, part) for pk, whole, part in rows.values_list("pk", "text", "headline")}


def marked(text: str, headline: str, last: str = "") -> SafeString:
    """The passages of `headline` (folded, with marks) as `text` writes them, escaped; else its opening.

    Words that begin with `last` are marked too: the headline knows whole words only.
    """
    plain = text.translate(_TABLE)  # sign for sign: a place in one is the same place in the other
    passages = (
        [_passage(text, plain, part, last) for part in headline.split("\x04")] if START in headline else []
    )
    shown = [passage for passage in passages if passage]
    if not shown:
        shown = [escape(text[:OPENING].strip())]
    return mark_safe(_LINE.sub(" · ", " … ".join(shown)).removeprefix("## "))  # noqa: S308 - escaped, piece by piece


def _passage(text: str, plain: str, part: str, last: str) -> str:
    start = plain.find(part.replace(START, "").replace(STOP, ""))
    if start < 0:
        return ""
    begun = re.compile(rf"\b({re.escape(last)}\w*)" if last else r"(?!)(x)", re.IGNORECASE)
    pieces = []
    for number, piece in enumerate(re.split(f"[{START}{STOP}]", part)):
        words = [piece] if number % 2 else begun.split(piece)
        for place, word in enumerate(words):
            original = escape(text[start : start + len(word)])
            pieces.append(f"<mark>{original}</mark>" if number % 2 or place % 2 else original)
            start += len(word)
    return "".join(pieces)
