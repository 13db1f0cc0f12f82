"""Finding by username and by telephone."""

import pytest

from trama.vault.crypto.lookup import telephone_hashes, telephones, username_hash

KEY = bytes(32)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("333 123.4567", ["3331234567"]),
        ("+39 333 1234567", ["3331234567"]),
        ("0039 02/123456", ["02123456"]),
        ("333-1234567, o la sorella 02 123 456", ["3331234567", "02123456"]),
        ("la chiami la sorella", []),
        ("interno 12", []),
        ("", []),
    ],
)
def test_numbers_are_found_in_free_text(written: str, found: list[str]) -> None:
    assert telephones(written) == found


def test_two_spellings_of_a_number_meet_and_two_organisations_do_not() -> None:
    assert telephone_hashes(KEY, "+39 333 1234567") == telephone_hashes(KEY, "333.123.4567")
    assert telephone_hashes(KEY, "333 1234567") != telephone_hashes(bytes([1]) * 32, "333 1234567")


def test_username_is_found_however_it_is_typed() -> None:
    assert username_hash(KEY, " Operatrice ") == username_hash(KEY, "operatrice")
    assert username_hash(KEY, "operatrice") != username_hash(bytes([1]) * 32, "operatrice")
