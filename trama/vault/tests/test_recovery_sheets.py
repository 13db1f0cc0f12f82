"""The two sheets of paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.vault.crypto.recovery import join, split
from trama.vault.errors import BadRecoverySheet

SEEDS = st.binary(min_size=32, max_size=32)


@given(SEEDS)
def test_both_sheets_in_either_order_give_the_key_back(seed: bytes) -> None:
    sheets = split(seed)
    assert join(sheets.first, sheets.second) == join(sheets.second, sheets.first) == seed


@given(SEEDS)
def test_one_sheet_alone_does_nothing(seed: bytes) -> None:
    sheets = split(seed)
    for sheet in (sheets.first, sheets.second):
        with pytest.raises(BadRecoverySheet):
            join(sheet, sheet)


def test_one_sheet_alone_reveals_nothing() -> None:
    """The first half is fresh chance each time, and the second is the key under that pad."""
    seed = bytes(32)
    firsts = {split(seed).first for _ in range(20)}
    seconds = {split(seed).second for _ in range(20)}
    assert len(firsts) == len(seconds) == 20


def test_sheets_of_two_recovery_keys_do_not_mix() -> None:
    one, other = split(bytes(32)), split(bytes([1]) * 32)
    with pytest.raises(BadRecoverySheet):
        join(one.first, other.second)


def test_sheets_of_two_printings_of_one_key_do_not_mix() -> None:
    one, other = split(bytes(32)), split(bytes(32))
    with pytest.raises(BadRecoverySheet):
        join(one.first, other.second)


def test_typing_with_small_letters_dashes_and_lookalikes_works() -> None:
    sheets = split(bytes(range(32)))
    typed = sheets.first.lower().replace(" ", "-").replace("0", "o").replace("1", "l")
    assert join(typed, sheets.second) == bytes(range(32))


@given(st.data())
def test_a_mistyped_letter_is_noticed(data: st.DataObject) -> None:
    sheets = split(bytes(32))
    position = data.draw(st.sampled_from([i for i, c in enumerate(sheets.first) if c != " "]))
    letter = data.draw(st.sampled_from("23456789ABCDEFGHJKMNPQRSTVWXYZ"))
    typed = sheets.first[:position] + letter + sheets.first[position + 1 :]
    if typed != sheets.first and position < len(sheets.first) - 1:
        with pytest.raises(BadRecoverySheet):
            join(typed, sheets.second)
