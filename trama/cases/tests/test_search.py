"""Finding her by how she is called, whatever the alphabet and the accents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.cases import services
from trama.cases.contacts import Contacts
from trama.cases.folding import fold
from trama.cases.selectors import search_women
from trama.cases.tests.conftest import at_work, open_for
from trama.testing.cast import Cast


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Zoë", "zoe"),
        ("ZOE", "zoë"),
        ("Łucja", "lucja"),
        ("Nguyễn", "nguyen"),
        ("D’Amico", "d'amico"),
        ("Çiğdem", "cigdem"),
        ("Наталья", "наталья"),
        ("فاطمة", "فاطمة"),
        ("小红", "小红"),
        ("Strauß", "strauss"),
        ("Maria  Luisa", "maria luisa"),
    ],
)
def test_a_name_is_found_as_people_type_it(written: str, asked: str) -> None:
    assert fold(asked) in fold(written)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_those_whose_name_begins_so_come_first(cast: Cast) -> None:
    names = {open_for(cast.ada, name).woman_id: name for name in ("Annamaria", "Marianna", "Maria", "Sole")}
    with at_work(cast.ada) as ada:
        found = [names[key] for key in search_women(ada.actor, ada.keyring, "mari")]
    assert found == ["Maria", "Marianna", "Annamaria"]


def test_one_letter_finds_nobody(cast: Cast) -> None:
    open_for(cast.ada, "Zoë")
    with at_work(cast.ada) as ada:
        assert search_women(ada.actor, ada.keyring, "z") == []
        assert search_women(ada.actor, ada.keyring, "  ") == []


def test_the_number_finds_her_however_it_is_written(cast: Cast) -> None:
    with at_work(cast.ada) as ada:
        path = services.open_path(
            **ada.who, name="Zoë", contacts=Contacts(telephone="02/1234567 oppure +39 333 765.4321")
        )
        for asked in ("021234567", "02 123 4567", "333 7654321", "0039 3337654321"):
            assert search_women(ada.actor, ada.keyring, asked) == [path.woman_id], asked
        assert search_women(ada.actor, ada.keyring, "333 7654320") == []


def test_a_changed_number_no_longer_finds_her(cast: Cast) -> None:
    path = open_for(cast.ada, "Zoë")
    with at_work(cast.ada) as ada:
        services.write_contacts(**ada.who, path_id=path.pk, contacts=Contacts(telephone="340 0000000"))
        assert search_women(ada.actor, ada.keyring, "3331234567") == []
        assert search_women(ada.actor, ada.keyring, "3400000000") == [path.woman_id]
