"""Sealed values: what comes back is what went in, and only where it was put."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.vault.crypto import formats
from trama.vault.crypto.formats import (
    Json,
    bucket,
    looks_sealed,
    new_key,
    open_,
    open_key,
    place,
    seal,
    seal_key,
)
from trama.vault.errors import Tampered

CENTRE, OTHER_CENTRE, ROW, OTHER_ROW = (UUID(int=n) for n in range(1, 5))
HERE = place(CENTRE, "cases_woman", ROW, "name")
KEY = new_key()

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(json_values, st.integers(0, 2**32 - 1))
def test_every_json_value_comes_back(value: Json, epoch: int) -> None:
    sealed = seal(KEY, HERE, epoch, value)
    assert open_(KEY, HERE, sealed) == value
    assert sealed.epoch == epoch
    assert looks_sealed(sealed)


@given(st.text(max_size=12), st.text(max_size=12))
def test_short_names_of_any_length_have_one_size(one: str, other: str) -> None:
    small = [t for t in (one, other) if len(formats.encode(t)) <= 28]
    assert len({len(seal(KEY, HERE, 1, t)) for t in small}) <= 1


@given(st.integers(0, 300_000))
def test_bucket_holds_and_never_wastes_more_than_double(length: int) -> None:
    size = bucket(length)
    assert size >= length
    assert size == 32 or size < 2 * length or size == 64 * 1024
    assert bucket(size) == size


@pytest.mark.parametrize(
    "elsewhere",
    [
        place(OTHER_CENTRE, "cases_woman", ROW, "name"),
        place(CENTRE, "cases_contact", ROW, "name"),
        place(CENTRE, "cases_woman", OTHER_ROW, "name"),
        place(CENTRE, "cases_woman", ROW, "telephone"),
    ],
    ids=["other organisation", "other table", "other row", "other field"],
)
def test_ciphertext_moved_elsewhere_does_not_open(elsewhere: str) -> None:
    sealed = seal(KEY, HERE, 1, "Amina")
    with pytest.raises(Tampered):
        open_(KEY, elsewhere, sealed)


def test_ciphertext_given_another_epoch_does_not_open() -> None:
    sealed = seal(KEY, HERE, 1, "Amina")
    forged = sealed[:1] + (2).to_bytes(4) + sealed[5:]
    with pytest.raises(Tampered):
        open_(KEY, HERE, forged)


def test_other_key_does_not_open() -> None:
    with pytest.raises(Tampered):
        open_(new_key(), HERE, seal(KEY, HERE, 1, "Amina"))


@given(st.data())
def test_any_flipped_bit_and_any_cut_is_refused(data: st.DataObject) -> None:
    sealed = seal(KEY, HERE, 1, "Amina")
    position = data.draw(st.integers(0, len(sealed) * 8 - 1))
    flipped = bytearray(sealed)
    flipped[position // 8] ^= 1 << position % 8
    with pytest.raises(Tampered):
        open_(KEY, HERE, bytes(flipped))
    with pytest.raises(Tampered):
        open_(KEY, HERE, sealed[: data.draw(st.integers(0, len(sealed) - 1))])


@given(st.binary(max_size=200))
def test_garbage_is_refused_with_the_same_error(garbage: bytes) -> None:
    with pytest.raises(Tampered) as caught:
        open_(KEY, HERE, garbage)
    assert str(caught.value) == "sealed value does not open"


def test_a_wrapped_key_is_no_field_and_a_field_no_key() -> None:
    with pytest.raises(Tampered):
        open_(KEY, HERE, seal_key(KEY, HERE, 1, new_key()))
    with pytest.raises(Tampered):
        open_key(KEY, HERE, seal(KEY, HERE, 1, "Amina"))


def test_same_value_twice_looks_different() -> None:
    assert seal(KEY, HERE, 1, "Amina") != seal(KEY, HERE, 1, "Amina")


@given(st.text())
def test_plain_text_never_looks_sealed_by_chance(text: str) -> None:
    assert not looks_sealed(text.encode("utf-8", "surrogatepass"))


def test_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        seal(KEY, HERE, 1, float("nan"))


def test_place_names_all_four() -> None:
    row = uuid4()
    assert place(CENTRE, "t", row, "f") == f"{CENTRE.hex}|t|{row.hex}|f|"
