"""All custodians have lost their passwords; two people hold a sheet of paper each."""

import pytest

from trama.access.context import acting
from trama.common.errors import DomainError
from trama.vault import installation
from trama.vault.crypto.recovery import Sheets, split
from trama.vault.directory import trusted
from trama.vault.errors import BadRecoverySheet, KeyNotHeld
from trama.vault.models import RecordKey, RecoverySeal
from trama.vault.services.epochs import rotate
from trama.vault.services.identity import install_renewal, request_renewal
from trama.vault.services.organisations import Candidate, sign_request
from trama.vault.services.recovery import make_recovery, recover_organisation
from trama.vault.services.users import fingerprint_of, reset_user_key, unlock
from trama.vault.tests.conftest import Centre, Person
from trama.vault.tests.test_keyring import row_of
from trama.vault.tests.test_members import NEW_PASSWORD
from trama.vault.trust.manifests import Flag, MemberState


@pytest.fixture
def sheets(centre: Centre) -> Sheets:
    return make_recovery(actor=centre.actor, keyring=centre.ada.keyring)


def resets(centre: Centre) -> list[Person]:
    """Ada and Bice with new passwords: keys that open nothing."""
    people = []
    for old in (centre.ada, centre.bice):
        fresh = reset_user_key(old.user_key, NEW_PASSWORD)
        people.append(Person(fresh, unlock(fresh, NEW_PASSWORD, centre.id)))
    return people


def recover(centre: Centre, sheets: Sheets, people: list[Person]) -> None:
    recover_organisation(
        actor=centre.actor,
        first=sheets.first,
        second=sheets.second,
        custodians=[Candidate(p.user_key, fingerprint_of(p.user_key)) for p in people],
    )
    for person in people:
        person.keyring.refresh()


def test_both_sheets_bring_the_organisation_back(centre: Centre, carla: Person, sheets: Sheets) -> None:
    key = centre.ada.keyring.new_record()
    row = row_of(centre.ada, key)
    people = resets(centre)
    with pytest.raises(KeyNotHeld):
        people[0].keyring.box(key)
    recover(centre, sheets, people)
    stored = RecordKey.objects.get(pk=key.pk)
    assert people[0].keyring.box(stored).open(row, "sealed") == "Amina"
    carla.keyring.refresh()
    assert carla.keyring.box(stored).open(row, "sealed") == "Amina"
    centre.ada.keyring.refresh()
    with pytest.raises(KeyNotHeld):
        centre.ada.keyring.box(stored)
    assert trusted(centre.id).members[centre.ada.id].state is MemberState.REPLACED


def test_the_new_custodians_admit_and_turn(centre: Centre, sheets: Sheets) -> None:
    people = resets(centre)
    recover(centre, sheets, people)
    centre.ada, centre.bice = people
    assert centre.admit(Flag.READER).keyring.opened.reads
    rotate(actor=centre.actor, keyring=centre.bice.keyring)


def test_one_half_alone_does_nothing(centre: Centre, sheets: Sheets) -> None:
    for half in (sheets.first, sheets.second):
        with pytest.raises(BadRecoverySheet):
            recover(centre, Sheets(half, half), resets_of(centre))
        with pytest.raises(BadRecoverySheet):
            recover(centre, Sheets(half, split(bytes(32)).second), resets_of(centre))
    assert trusted(centre.id).epoch == 1


def resets_of(centre: Centre) -> list[Person]:
    return [Person.new(centre.id), Person.new(centre.id)]


def test_sheets_follow_every_turn_and_every_new_identity_key(centre: Centre, sheets: Sheets) -> None:
    rotate(actor=centre.actor, keyring=centre.ada.keyring)
    request = request_renewal(actor=centre.actor, keyring=centre.ada.keyring)
    install_renewal(
        actor=centre.actor,
        keyring=centre.ada.keyring,
        signed=sign_request(request.statement, installation.demo_root()),
    )
    key = centre.ada.keyring.new_record()
    people = resets(centre)
    recover(centre, sheets, people)
    assert people[1].keyring.holds([key]) == {key.pk}


def test_sheets_are_used_up_and_newer_ones_replace_older(centre: Centre, sheets: Sheets) -> None:
    newer = make_recovery(actor=centre.actor, keyring=centre.ada.keyring)
    people = resets(centre)
    with pytest.raises(BadRecoverySheet):
        recover(centre, sheets, people)
    recover(centre, newer, people)
    assert not RecoverySeal.objects.exists()
    with pytest.raises(BadRecoverySheet):
        recover(centre, newer, resets_of(centre))


def test_sheets_of_another_organisation_do_nothing(centre: Centre, other_centre: Centre) -> None:
    with acting(other_centre.actor):
        theirs = make_recovery(actor=other_centre.actor, keyring=other_centre.ada.keyring)
    with pytest.raises(BadRecoverySheet):
        recover(centre, theirs, resets(centre))


def test_recovery_too_compares_fingerprints_and_asks_for_two(centre: Centre, sheets: Sheets) -> None:
    people = resets(centre)
    with pytest.raises(DomainError, match="too_few_custodians"):
        recover(centre, sheets, people[:1])
    mixed = [Candidate(people[0].user_key, fingerprint_of(people[1].user_key)), people[1].candidate]
    with pytest.raises(DomainError, match="fingerprint_differs"):
        recover_organisation(actor=centre.actor, first=sheets.first, second=sheets.second, custodians=mixed)


def test_the_sheets_show_in_no_repr(sheets: Sheets) -> None:
    assert sheets.first not in repr(sheets)
