"""Admitting, removing, resetting: who opens what before and after."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import timezone

from trama.access.actions import Forbidden
from trama.access.actor import Actor
from trama.access.roles import Role
from trama.common.errors import DomainError
from trama.vault import installation
from trama.vault.crypto.formats import new_key
from trama.vault.crypto.keys import KeyPair, seal_to
from trama.vault.directory import trusted
from trama.vault.errors import KeyNotHeld, Tampered, UntrustedKey, WrongPassword
from trama.vault.models import (
    CompartmentGrant,
    CompartmentKind,
    EpochGrant,
    IdentityGrant,
    OrganisationIdentity,
    RecordGrant,
    RecordKey,
    SessionKey,
    UserKey,
)
from trama.vault.opened import epoch_context
from trama.vault.services import epochs
from trama.vault.services.identity import install_renewal, open_request, request_renewal
from trama.vault.services.manifests import identity_grant
from trama.vault.services.members import admit_member, change_flags, remove_member, reseal_for
from trama.vault.services.organisations import Candidate, sign_request
from trama.vault.services.sessions import begin
from trama.vault.services.users import change_password, fingerprint_of, reset_user_key, unlock
from trama.vault.tests.conftest import PASSWORD, Centre, Person
from trama.vault.tests.test_keyring import row_of
from trama.vault.trust.manifests import Flag

NEW_PASSWORD = "un'altra tela, un altro filo"


def rewrap(centre: Centre, limit: int = 500) -> int:
    rounds = 0
    while epochs.rewrap_chunk(actor=centre.actor, keyring=centre.ada.keyring, limit=limit):
        rounds += 1
    return rounds


def test_only_a_custodian_admits(centre: Centre, carla: Person) -> None:
    newcomer = Person.new(centre.id)
    operator = Actor(centre.id, centre.actor.network_id, uuid4(), uuid4(), frozenset({Role.OPERATOR}))
    with pytest.raises(Forbidden):
        admit_member(
            actor=operator,
            keyring=carla.keyring,
            candidate=newcomer.candidate,
            flags=frozenset({Flag.READER}),
        )
    with pytest.raises(KeyNotHeld):  # the role alone is not enough: it takes the key
        admit_member(
            actor=centre.actor,
            keyring=carla.keyring,
            candidate=newcomer.candidate,
            flags=frozenset({Flag.READER}),
        )


def test_a_newcomer_reads_what_was_written_before_her(centre: Centre) -> None:
    key = centre.ada.keyring.new_record()
    row = row_of(centre.ada, key)
    epochs.rotate(actor=centre.actor, keyring=centre.ada.keyring)
    newcomer = centre.admit(Flag.READER)
    assert newcomer.keyring.box(key).open(row, "sealed") == "Amina"


def test_nobody_is_admitted_twice(centre: Centre, carla: Person) -> None:
    with pytest.raises(DomainError, match="already_member"):
        admit_member(
            actor=centre.actor,
            keyring=centre.bice.keyring,
            candidate=carla.candidate,
            flags=frozenset({Flag.READER}),
        )


def test_removed_member_cannot_open_anything_new_and_her_grants_are_gone(
    centre: Centre, carla: Person
) -> None:
    old = centre.ada.keyring.new_record()
    begin(carla.keyring, at=timezone.now(), second_factor=False)
    kept_seed = carla.keyring.opened.present()
    remove_member(actor=centre.actor, keyring=centre.ada.keyring, key_id=carla.id)
    rewrap(centre)
    new = centre.ada.keyring.new_record()
    old.refresh_from_db()
    carla.keyring.refresh()
    for key in (old, new):
        with pytest.raises(KeyNotHeld):
            carla.keyring.box(key)
    for model in (EpochGrant, IdentityGrant, RecordGrant, CompartmentGrant):
        assert not model._default_manager.filter(user_key=carla.id).exists()
    assert not SessionKey.objects.filter(user_key=carla.id).exists()
    # Not even with the old epoch's seed, had she kept it: everything is wrapped anew.
    assert {record.epoch for record in RecordKey.objects.all()} == {2}
    assert kept_seed.number == 1
    assert set(EpochGrant.objects.values_list("number", flat=True)) == {2}
    with pytest.raises(UntrustedKey):
        trusted(centre.id).member(carla.id)


def test_a_removed_specialist_gets_nothing_by_putting_her_old_grant_back(
    centre: Centre, dora: Person
) -> None:
    key = centre.ada.keyring.new_record()
    centre.ada.keyring.share_record(key, with_key=dora.id)
    kept = RecordGrant.objects.get(record_key=key)
    remove_member(actor=centre.actor, keyring=centre.ada.keyring, key_id=dora.id)
    kept.save(force_insert=True)
    dora.keyring.refresh()
    with pytest.raises(KeyNotHeld):
        dora.keyring.box(key)


def test_an_epoch_seed_exchanged_in_the_database_is_refused(centre: Centre, carla: Person) -> None:
    """Carla would otherwise write for whoever made the other seed."""
    forged = seal_to(bytes(carla.user_key.sealing), new_key(), epoch_context(centre.id, 1, carla.id))
    EpochGrant.objects.filter(user_key=carla.id).update(sealed=forged)
    with pytest.raises(Tampered):
        carla.keyring.new_record()


def test_those_who_remain_read_everything_after_a_turn(centre: Centre, carla: Person) -> None:
    key = centre.ada.keyring.new_record()
    row = row_of(centre.ada, key)
    remove_member(actor=centre.actor, keyring=centre.ada.keyring, key_id=carla.id)
    stored = RecordKey.objects.get(pk=key.pk)
    centre.bice.keyring.refresh()
    assert centre.bice.keyring.box(stored).open(row, "sealed") == "Amina"  # not yet rewrapped
    rewrap(centre)
    stored.refresh_from_db()
    assert stored.epoch == 2
    assert centre.bice.keyring.box(stored).open(row, "sealed") == "Amina"


def test_rewrapping_goes_on_where_it_stopped(centre: Centre) -> None:
    centre.ada.keyring.new_records(7)
    epochs.rotate(actor=centre.actor, keyring=centre.ada.keyring)
    assert epochs.rewrap_chunk(actor=centre.actor, keyring=centre.ada.keyring, limit=3) == 4
    centre.bice.keyring.refresh()
    assert epochs.rewrap_chunk(actor=centre.actor, keyring=centre.bice.keyring, limit=3) == 1
    assert epochs.rewrap_chunk(actor=centre.actor, keyring=centre.ada.keyring, limit=3) == 0
    assert epochs.rewrap_left(centre.id, 2) == 0


def test_records_of_many_turns_ago_still_open(centre: Centre) -> None:
    key = centre.ada.keyring.new_record()
    row = row_of(centre.ada, key)
    for _ in range(3):
        epochs.rotate(actor=centre.actor, keyring=centre.ada.keyring)
    stored = RecordKey.objects.get(pk=key.pk)
    assert centre.ada.keyring.box(stored).open(row, "sealed") == "Amina"


def test_telephones_are_found_again_after_a_turn(centre: Centre) -> None:
    before = centre.ada.keyring.phone_hashes("333 1234567")
    epochs.rotate(actor=centre.actor, keyring=centre.ada.keyring)
    assert centre.ada.keyring.phone_hashes("333 1234567") == before


def test_specialist_keeps_her_paths_when_whoever_called_her_is_removed(
    centre: Centre, carla: Person, dora: Person
) -> None:
    key = carla.keyring.new_record()
    carla.keyring.share_record(key, with_key=dora.id)
    row = row_of(carla, key)
    remove_member(actor=centre.actor, keyring=centre.ada.keyring, key_id=carla.id)
    rewrap(centre)
    dora.keyring.refresh()
    assert dora.keyring.box(RecordKey.objects.get(pk=key.pk)).open(row, "sealed") == "Amina"


def test_nobody_removes_herself_nor_the_last_but_one_custodian(centre: Centre) -> None:
    for key_id, code in ((centre.ada.id, "not_oneself"), (centre.bice.id, "too_few_custodians")):
        with pytest.raises(DomainError, match=code):
            remove_member(actor=centre.actor, keyring=centre.ada.keyring, key_id=key_id)


def test_removing_a_custodian_needs_the_root_for_a_new_identity_key(centre: Centre) -> None:
    elsa = centre.admit(Flag.CUSTODIAN)
    old_identity = trusted(centre.id).statement.identity
    remove_member(actor=centre.actor, keyring=centre.ada.keyring, key_id=elsa.id)
    request = request_renewal(actor=centre.actor, keyring=centre.ada.keyring)
    assert trusted(centre.id).statement.identity == old_identity  # nothing changes before the root has signed
    install_renewal(
        actor=centre.actor,
        keyring=centre.bice.keyring,
        signed=sign_request(request.statement, installation.demo_root()),
    )
    verified = trusted(centre.id)
    assert verified.statement.serial == 2
    assert verified.statement.identity != old_identity
    assert set(IdentityGrant.objects.values_list("serial", "user_key")) == {
        (2, centre.ada.id),
        (2, centre.bice.id),
    }
    centre.refresh()
    assert centre.admit(Flag.READER).keyring.opened.reads


def test_a_renewal_request_exchanged_before_the_root_signs_is_noticed(centre: Centre) -> None:
    """A database writer seals an identity key of her own to the custodians: the root would sign for her."""
    assert open_request(trusted(centre.id)) is None
    asked = request_renewal(actor=centre.actor, keyring=centre.ada.keyring)
    assert open_request(trusted(centre.id)) == asked
    thief = KeyPair.generate("identity")
    forged = replace(asked.statement, identity=thief.public.signing)
    body = sign_request(forged, thief).body
    OrganisationIdentity.objects.filter(serial=2, organisation=centre.id).update(body=body)
    circle = trusted(centre.id).active(Flag.CUSTODIAN)
    IdentityGrant.objects.filter(serial=2).delete()
    IdentityGrant.objects.bulk_create(identity_grant(centre.id, 2, one, thief, circle) for one in circle)
    with pytest.raises(UntrustedKey):
        open_request(trusted(centre.id))
    with pytest.raises(UntrustedKey):
        install_renewal(
            actor=centre.actor,
            keyring=centre.bice.keyring,
            signed=sign_request(forged, installation.demo_root()),
        )


def test_only_a_custodian_asks_for_a_new_identity_key(centre: Centre, carla: Person) -> None:
    with pytest.raises(KeyNotHeld):
        request_renewal(actor=centre.actor, keyring=carla.keyring)
    request_renewal(actor=centre.actor, keyring=centre.ada.keyring)
    OrganisationIdentity.objects.filter(serial=2, organisation=centre.id).update(requested_by=carla.id)
    with pytest.raises(UntrustedKey):
        open_request(trusted(centre.id))


def test_an_operator_who_becomes_a_specialist_loses_the_organisation(centre: Centre, carla: Person) -> None:
    key = centre.ada.keyring.new_record()
    change_flags(actor=centre.actor, keyring=centre.ada.keyring, key_id=carla.id, flags=frozenset())
    rewrap(centre)
    key.refresh_from_db()
    carla.keyring.refresh()
    assert not carla.keyring.opened.reads
    assert carla.keyring.holds([key]) == set()


def test_a_specialist_who_becomes_an_operator_reads(centre: Centre, dora: Person) -> None:
    key = centre.ada.keyring.new_record()
    change_flags(
        actor=centre.actor, keyring=centre.ada.keyring, key_id=dora.id, flags=frozenset({Flag.READER})
    )
    dora.keyring.refresh()
    assert dora.keyring.holds([key]) == {key.pk}


def test_password_change_keeps_access(centre: Centre, carla: Person) -> None:
    row_key = centre.ada.keyring.new_record()
    row = row_of(centre.ada, row_key)
    change_password(carla.user_key, PASSWORD, NEW_PASSWORD)
    stored = UserKey.objects.get(pk=carla.id)
    assert unlock(stored, NEW_PASSWORD, centre.id).box(row_key).open(row, "sealed") == "Amina"
    with pytest.raises(WrongPassword):
        unlock(stored, PASSWORD, centre.id)


def test_password_reset_loses_access_until_a_custodian_reseals(centre: Centre, carla: Person) -> None:
    key = centre.ada.keyring.new_record()
    row = row_of(centre.ada, key)
    fresh = reset_user_key(carla.user_key, NEW_PASSWORD)
    keyring = unlock(fresh, NEW_PASSWORD, centre.id)
    with pytest.raises(KeyNotHeld):
        keyring.box(key)
    reseal_for(
        actor=centre.actor,
        keyring=centre.bice.keyring,
        old_key=carla.id,
        candidate=Candidate(fresh, fingerprint_of(fresh)),
    )
    keyring.refresh()
    assert keyring.box(key).open(row, "sealed") == "Amina"
    carla.keyring.refresh()
    with pytest.raises(KeyNotHeld):  # the old key is out, even for whoever knows the old password
        carla.keyring.box(key)


def test_a_custodian_who_resets_gets_the_identity_key_from_the_other_one(centre: Centre) -> None:
    fresh = reset_user_key(centre.ada.user_key, NEW_PASSWORD)
    reseal_for(
        actor=centre.actor,
        keyring=centre.bice.keyring,
        old_key=centre.ada.id,
        candidate=Candidate(fresh, fingerprint_of(fresh)),
    )
    centre.ada = Person(fresh, unlock(fresh, NEW_PASSWORD, centre.id))
    assert centre.admit(Flag.READER).keyring.opened.reads


def test_a_reset_specialist_gets_her_paths_back(centre: Centre, dora: Person) -> None:
    key = centre.ada.keyring.new_record()
    row = row_of(centre.ada, key)
    centre.ada.keyring.share_record(key, with_key=dora.id)
    fresh = reset_user_key(dora.user_key, NEW_PASSWORD)
    reseal_for(
        actor=centre.actor,
        keyring=centre.ada.keyring,
        old_key=dora.id,
        candidate=Candidate(fresh, fingerprint_of(fresh)),
    )
    assert unlock(fresh, NEW_PASSWORD, centre.id).box(key).open(row, "sealed") == "Amina"
    assert not RecordGrant.objects.filter(user_key=dora.id).exists()


def test_reseal_is_for_the_reset_of_that_very_person(centre: Centre, carla: Person) -> None:
    stranger = Person.new(centre.id)
    with pytest.raises(DomainError, match="not_a_reset"):
        reseal_for(
            actor=centre.actor,
            keyring=centre.ada.keyring,
            old_key=carla.id,
            candidate=stranger.candidate,
        )


def test_reset_says_which_compartments_others_must_give_back(centre: Centre, carla: Person) -> None:
    circle = centre.ada.keyring.new_compartment(CompartmentKind.CONFLICT, [centre.ada.id, carla.id])
    fresh = reset_user_key(carla.user_key, NEW_PASSWORD)
    missing = reseal_for(
        actor=centre.actor,
        keyring=centre.bice.keyring,
        old_key=carla.id,
        candidate=Candidate(fresh, fingerprint_of(fresh)),
    )
    assert missing.compartments == {circle.pk}
    keyring = unlock(fresh, NEW_PASSWORD, centre.id)
    with pytest.raises(KeyNotHeld):
        keyring.compartment_members(circle)
    centre.refresh()
    assert centre.ada.keyring.compartment_members(circle) == {centre.ada.id, fresh.pk}
    assert keyring.compartment_members(circle) == {centre.ada.id, fresh.pk}
