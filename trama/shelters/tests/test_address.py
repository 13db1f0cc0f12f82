"""Where a house is: for its circle alone, whoever is asked."""

import pytest

from trama.access.actions import Action, Forbidden
from trama.accounts.models import Membership
from trama.audit.models import Event
from trama.cases.tests.conftest import at_work
from trama.common.errors import DomainError
from trama.shelters import services
from trama.shelters.models import Address
from trama.shelters.tests.conftest import ADDRESS, Shelter, write_address
from trama.testing.cast import Cast
from trama.vault.models import Compartment
from trama.vault.services.members import remove_member


def test_the_circle_reads_it_and_every_reading_is_written_down(cast: Cast, shelter: Shelter) -> None:
    write_address(cast, shelter.house, cast.mara)
    with at_work(cast.mara) as mara:
        before = Event.objects.filter(action=Action.READ_SHELTER_ADDRESS.code).count()
        found = services.read_address(**mara.who, house_id=shelter.house.pk)
        after = Event.objects.filter(action=Action.READ_SHELTER_ADDRESS.code).count()
    assert (found.address, found.directions) == (ADDRESS, "dopo il ponte")
    assert found.members == {cast.nora.membership_id, cast.mara.membership_id}
    assert after == before + 1


def test_a_colleague_outside_the_circle_is_refused_everything(cast: Cast, shelter: Shelter) -> None:
    """Olga works in the same house and holds the organisation's keys."""
    write_address(cast, shelter.house, cast.mara)
    with at_work(cast.olga) as olga:
        on = {**olga.who, "house_id": shelter.house.pk}
        with pytest.raises(Forbidden):
            services.read_address(**on)
        with pytest.raises(Forbidden):
            services.write_address(**on, address="altrove")
        with pytest.raises(Forbidden):
            services.change_circle(**on, members=[cast.olga.membership_id, cast.nora.membership_id])


def test_a_circle_has_two_people_and_who_writes_is_one_of_them(cast: Cast, shelter: Shelter) -> None:
    with at_work(cast.nora) as nora:
        on = {**nora.who, "house_id": shelter.house.pk, "address": ADDRESS}
        for members, code in (
            ([cast.nora], "compartment_too_small"),
            ([cast.mara, cast.olga], "without_you"),
            ([cast.nora, cast.ada], "not_offered"),
        ):
            with pytest.raises(DomainError) as error:
                services.write_address(**on, members=[one.membership_id for one in members])
            assert error.value.code == code
    circle = [cast.mara.membership_id, cast.olga.membership_id]
    with at_work(cast.mara) as mara, pytest.raises(Forbidden):  # only who manages the houses begins
        services.write_address(**mara.who, house_id=shelter.house.pk, address=ADDRESS, members=circle)


def test_the_circle_changes_and_who_left_it_is_out(cast: Cast, shelter: Shelter) -> None:
    write_address(cast, shelter.house, cast.mara)
    with at_work(cast.nora) as nora:
        members = [cast.nora.membership_id, cast.olga.membership_id]
        services.change_circle(**nora.who, house_id=shelter.house.pk, members=members)
    with at_work(cast.olga) as olga:
        assert services.read_address(**olga.who, house_id=shelter.house.pk).address == ADDRESS
    with at_work(cast.mara) as mara, pytest.raises(Forbidden):
        services.read_address(**mara.who, house_id=shelter.house.pk)


def test_when_a_member_is_removed_the_next_reading_turns_the_circle(cast: Cast, shelter: Shelter) -> None:
    write_address(cast, shelter.house, cast.mara, cast.olga)
    with at_work(cast.nora) as nora:
        key = Membership.objects.get(pk=cast.mara.membership_id).user.key_id
        remove_member(**nora.who, key_id=key)
    with at_work(cast.olga) as olga:
        row = Address.objects.select_related("record_key__compartment").get()
        before = Compartment.objects.get(pk=row.record_key.compartment_id)
        assert before.turn_due
        assert services.read_address(**olga.who, house_id=shelter.house.pk).address == ADDRESS
        after = Compartment.objects.get(pk=before.pk)
        assert (after.turn, after.turn_due) == (before.turn + 1, False)
        members = olga.keyring.compartment_members(after)
    assert key not in members


def test_another_organisation_finds_no_house(cast: Cast, shelter: Shelter) -> None:
    from django.http import Http404

    write_address(cast, shelter.house, cast.mara)
    with at_work(cast.ada) as ada, pytest.raises(Http404):
        services.read_address(**ada.who, house_id=shelter.house.pk)
