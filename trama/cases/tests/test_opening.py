"""The thirty-second log and the first contact."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from trama.access.actions import Forbidden
from trama.cases import services
from trama.cases.models import Call, Path, PhoneKey, Woman
from trama.cases.selectors import list_calls, open_page
from trama.cases.states import State
from trama.cases.tests.conftest import CONTACTS, at_work
from trama.common.errors import DomainError
from trama.testing.cast import Cast
from trama.vault.models import RecordKey


def test_a_silent_call_is_one_click_and_opens_no_path(cast: Cast) -> None:
    with at_work(cast.ada) as ada:
        services.log_call(**ada.who, kind="silent")
        page = list_calls(ada.actor, ada.keyring)
        assert [(call.kind, call.note, call.by_id) for call in page] == [
            ("silent", "", ada.actor.membership_id)
        ]
        assert not Path.objects.exists()


def test_only_the_name_is_needed_and_it_may_be_invented(cast: Cast) -> None:
    with at_work(cast.ada) as ada:
        path = services.open_path(**ada.who, name="  Fata Morgana ")
        page = open_page(ada.actor, ada.keyring, path.pk)
        assert (page.name, page.path.state, page.profile, page.contacts.telephone) == (
            "Fata Morgana",
            "contact",
            {},
            "",
        )
        assert page.path.assignee_id == ada.actor.membership_id


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_name_that_is_missing_or_endless_is_refused_in_words(cast: Cast, name: str) -> None:
    with at_work(cast.ada) as ada, pytest.raises(DomainError) as refused:
        services.open_path(**ada.who, name=name)
    assert refused.value.field == "name"
    assert refused.value.message


def test_unknown_codes_are_refused_and_nothing_is_written(cast: Cast) -> None:
    with at_work(cast.ada) as ada:
        for profile in ({"age_class": "a99"}, {"fiscal_code": "x"}, {"violence_type": "physical"}):
            with pytest.raises(DomainError) as refused:
                services.open_path(**ada.who, name="Zoë", profile=profile)
            assert refused.value.code == "unknown_code"
        assert not Woman.objects.exists()


def test_what_happened_cannot_be_in_the_future(cast: Cast) -> None:
    with at_work(cast.ada) as ada, pytest.raises(DomainError, match="in_the_future"):
        services.log_call(**ada.who, kind="silent", at=timezone.now() + timedelta(minutes=1))


def test_a_form_sent_twice_makes_one_path(cast: Cast) -> None:
    same = uuid4()
    with at_work(cast.ada) as ada:
        first = services.open_path(**ada.who, name="Zoë", path_id=same)
        again = services.open_path(**ada.who, name="Zoë", path_id=same)
        assert first.pk == again.pk == same
        assert (Path.objects.count(), Woman.objects.count()) == (1, 1)


def test_a_call_becomes_a_first_contact_and_goes_under_her_key(cast: Cast) -> None:
    with at_work(cast.ada) as ada:
        call = services.log_call(
            **ada.who, kind="conversation", reasons=["listening"], note="richiamare lunedì",
            at=timezone.now() - timedelta(days=3),
        )  # fmt: skip
        path = services.open_path(**ada.who, name="Zoë", from_call=call.pk)
        page = open_page(ada.actor, ada.keyring, path.pk)
        assert [item.content["note"] for item in page.calls] == ["richiamare lunedì"]
        moved = Call.objects.get()
        assert moved.record_key_id == path.woman.record_key_id
        assert page.path.opened_at == call.at


def test_telephones_are_free_text_and_their_numbers_are_hashed(cast: Cast) -> None:
    with at_work(cast.ada) as ada:
        path = services.open_path(**ada.who, name="Zoë", contacts=CONTACTS)
        assert PhoneKey.objects.filter(woman=path.woman).count() == 1
        services.write_contacts(
            **ada.who, path_id=path.pk, contacts=type(CONTACTS)(telephone="la chiami la sorella")
        )
        assert not PhoneKey.objects.filter(woman=path.woman).exists()
        assert open_page(ada.actor, ada.keyring, path.pk).contacts.telephone == "la chiami la sorella"


def test_who_may_not_open_a_path_may_not(cast: Cast) -> None:
    for person in (cast.elsa, cast.dina, cast.franca):
        with at_work(person) as hands, pytest.raises(Forbidden):
            services.open_path(**hands.who, name="Zoë")


def test_one_key_a_woman(cast: Cast, path: Path) -> None:
    with at_work(cast.ada):
        assert RecordKey.objects.filter(pk=path.woman.record_key_id).count() == 1
        assert State(path.state) is State.CONTACT
