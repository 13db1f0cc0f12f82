"""The search must find what it looks for, or the canary tests prove nothing."""

import base64
import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.testing.canary import found_in, found_under

TEXT = "Quetzal-Ombra 7"
HIDINGS: list[Callable[[bytes], bytes]] = [
    lambda raw: raw,
    bytes.upper,
    bytes.lower,
    lambda raw: raw[::-1],
    lambda raw: raw.decode().encode("utf-16-le"),
    lambda raw: raw.decode().encode("utf-16"),
    lambda raw: raw.hex().encode(),
    lambda raw: raw.hex().upper().encode(),
    zlib.compress,
    gzip.compress,
    lambda raw: zlib.compress(b"x" * 50 + raw).hex().encode(),
    lambda raw: base64.b64encode(b"a" + raw + b"zz"),
    lambda raw: base64.b64encode(b"ab" + raw + b"z"),
    lambda raw: base64.b64encode(b"abc" + raw),
    lambda raw: base64.urlsafe_b64encode(b"abcd" + raw + b"zzz"),
    lambda raw: gzip.compress(zlib.compress(raw)),
]


@pytest.mark.parametrize("hide", HIDINGS)
def test_it_finds_what_is_hidden(hide: Callable[[bytes], bytes]) -> None:
    assert found_in(b"before " + hide(TEXT.encode()) + b" after", [TEXT]) == [TEXT]


@given(st.binary(max_size=400))
def test_it_sees_nothing_where_nothing_is(data: bytes) -> None:
    assert found_in(data, [TEXT]) == []


@given(st.binary(max_size=40), st.binary(max_size=40), st.sampled_from(HIDINGS))
def test_it_finds_it_among_anything(before: bytes, after: bytes, hide: Callable[[bytes], bytes]) -> None:
    assert found_in(before + b"\n" + hide(TEXT.encode()) + b"\n" + after, [TEXT]) == [TEXT]


def test_files_and_their_names_are_read(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"GET /?q=" + TEXT.encode())
    (tmp_path / f"{TEXT}.txt").write_bytes(b"")
    assert len(found_under(tmp_path, [TEXT])) == 2
