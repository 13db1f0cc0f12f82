"""DATABASE_URL as people write it."""

from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.config.postgres.urls import UrlError, parse

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
HOST = st.from_regex(r"\A[a-z][a-z0-9-]{0,10}(\.[a-z]{1,5}){0,2}\Z")


@given(user=TEXT, password=TEXT, name=TEXT, host=HOST, port=st.integers(1, 65535))
def test_whatever_is_percent_encoded_comes_back(
    user: str, password: str, name: str, host: str, port: int
) -> None:
    url = (
        f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@{host}:{port}/{quote(name, safe='')}"
    )
    assert parse(url) == {
        "HOST": host,
        "PORT": str(port),
        "USER": user,
        "PASSWORD": password,
        "NAME": name,
        "OPTIONS": {},
    }


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_without_a_crash(text: str) -> None:
    for url in (text, f"postgresql://{text}"):
        with suppress(UrlError):
            parse(url)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("postgres://u:p@db/trama", "db", ""),
        ("postgresql://u:p@db:6432/trama", "db", "6432"),
        ("postgresql://u:p@one:5432,two:5433/trama", "one,two", "5432,5433"),
        ("postgresql://u:p@[::1]:5432/trama", "::1", "5432"),
        ("postgresql://u:p@%2Fvar%2Frun%2Fpostgresql/trama", "/var/run/postgresql", ""),
        ("postgresql://u@/trama?host=/run/pg", "/run/pg", ""),
    ],
)
def test_hosts(url: str, host: str, port: str) -> None:
    found = parse(url)
    assert (found["HOST"], found["PORT"]) == (host, port)


def test_options_go_to_the_driver() -> None:
    url = "postgresql://u:p@db/trama?sslmode=verify-full&target_session_attrs=read-write"
    assert parse(url)["OPTIONS"] == {"sslmode": "verify-full", "target_session_attrs": "read-write"}


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:segreta@db/trama",
        "postgresql:u:segreta",
        "postgresql://:segreta@db/trama",
        "postgresql://u:segreta@db",
        "postgresql://u:segreta@db:99999/trama",
        "postgresql://u:segreta@db:x/trama",
        "postgresql://u:segreta@[::1/trama",
        "postgresql://u:segreta@db/trama?ssl=segreta",
        "postgresql://u:segreta@db/trama#segreta",
    ],
)
def test_what_is_wrong_is_refused_and_the_password_not_repeated(url: str) -> None:
    with pytest.raises(UrlError) as refused:
        parse(url)
    assert "segreta" not in str(refused.value)
