"""Records as their readers seal and open them, and as everybody else fails to."""

import pickle
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from trama.access.context import acting
from trama.vault import ciphers
from trama.vault.crypto.formats import Sealed, new_key, seal
from trama.vault.errors import KeyNotHeld, Tampered, UntrustedKey
from trama.vault.keyring import Keyring
from trama.vault.models import RecordGrant, RecordKey
from trama.vault.tests.conftest import Centre, Person
from trama.vault.trust.manifests import Flag


def row_of(person: Person, record_key: RecordKey, text: str = "Amina") -> RecordGrant:
    """A table that is at hand with a sealed column and a record key, standing in for a woman's."""
    row = RecordGrant(
        organisation_id=record_key.organisation_id,
        record_key=record_key,
        user_key=person.user_key,
        granted_by=person.user_key,
        signature=b"",
    )
    row.sealed = person.keyring.box(record_key).seal(row, "sealed", text)
    return row


def test_reader_opens_what_a_colleague_sealed(centre: Centre, carla: Person) -> None:
    row = row_of(centre.ada, centre.ada.keyring.new_record())
    row.save()
    found = RecordGrant.objects.select_related("record_key").get(pk=row.pk)
    assert isinstance(found.sealed, Sealed)
    assert carla.keyring.box(found.record_key).open(found, "sealed") == "Amina"


def test_a_null_column_opens_as_none(centre: Centre) -> None:
    key = centre.ada.keyring.new_record()
    row = row_of(centre.ada, key)
    row.sealed = None
    assert centre.ada.keyring.box(key).open(row, "sealed") is None


def test_ciphertext_swapped_between_two_rows_of_one_record_does_not_open(centre: Centre) -> None:
    key = centre.ada.keyring.new_record()
    one, other = row_of(centre.ada, key, "Amina"), row_of(centre.ada, key, "Beatriz")
    one.sealed, other.sealed = other.sealed, one.sealed
    with pytest.raises(Tampered):
        centre.ada.keyring.box(key).open(one, "sealed")


def test_ciphertext_swapped_between_two_fields_of_a_row_does_not_open(centre: Centre) -> None:
    key = centre.ada.keyring.new_record()
    row = row_of(centre.ada, key)
    row.signature = row.sealed
    with pytest.raises(Tampered):
        centre.ada.keyring.box(key).open(row, "signature")


def test_ciphertext_and_record_key_moved_to_another_organisation_do_not_open(
    centre: Centre, other_centre: Centre
) -> None:
    key = centre.ada.keyring.new_record()
    row = row_of(centre.ada, key)
    with acting(other_centre.actor):
        with pytest.raises(KeyNotHeld):
            other_centre.ada.keyring.box(key)
        key.organisation_id = row.organisation_id = other_centre.id
        with pytest.raises(Tampered):
            other_centre.ada.keyring.box(key)


def test_a_row_of_another_organisation_is_not_sealed_here(centre: Centre, other_centre: Centre) -> None:
    key = centre.ada.keyring.new_record()
    row = row_of(centre.ada, key)
    row.organisation_id = other_centre.id
    with pytest.raises(Tampered):
        centre.ada.keyring.box(key).seal(row, "sealed", "Amina")


def test_record_keys_swapped_between_two_records_do_not_open(centre: Centre) -> None:
    one, other = centre.ada.keyring.new_records(2)
    one.wrapped = other.wrapped
    with pytest.raises(Tampered):
        centre.ada.keyring.box(one)


def test_a_record_key_of_the_thiefs_own_making_is_refused(centre: Centre) -> None:
    key = centre.ada.keyring.new_record()
    stolen = new_key()
    key.wrapped = Sealed(b"\x11" + seal(stolen, "x", 1, "x")[1:])
    with pytest.raises(Tampered):
        centre.ada.keyring.box(key)


def test_whoever_is_not_yet_admitted_opens_nothing(centre: Centre) -> None:
    key = centre.ada.keyring.new_record()
    newcomer = Person.new(centre.id)
    with pytest.raises(KeyNotHeld):
        newcomer.keyring.box(key)
    with pytest.raises(KeyNotHeld):
        newcomer.keyring.new_record()


def test_a_keyring_without_an_organisation_opens_nothing(centre: Centre) -> None:
    key = centre.ada.keyring.new_record()
    nowhere = Keyring(centre.ada.id, centre.ada.keyring.pair)
    with pytest.raises(KeyNotHeld):
        nowhere.new_record()
    assert nowhere.boxes([key]) == {}


def test_a_certified_id_with_another_pair_opens_nothing(centre: Centre) -> None:
    """A database writer gives her own account the id of Ada's key."""
    thief = Person.new(centre.id)
    posing = Keyring(centre.ada.id, thief.keyring.pair, centre.id)
    with pytest.raises(KeyNotHeld):
        posing.new_record()


def test_specialist_opens_only_the_paths_she_is_called_into(centre: Centre, dora: Person) -> None:
    hers, not_hers = centre.ada.keyring.new_records(2)
    centre.ada.keyring.share_record(hers, with_key=dora.id)
    row = row_of(centre.ada, hers)
    assert dora.keyring.box(hers).open(row, "sealed") == "Amina"
    assert dora.keyring.holds([hers, not_hers]) == {hers.pk}
    with pytest.raises(KeyNotHeld):
        dora.keyring.box(not_hers)
    with pytest.raises(KeyNotHeld):
        dora.keyring.new_record()
    with pytest.raises(KeyNotHeld):
        dora.keyring.phone_hashes("333 1234567")
    with pytest.raises(KeyNotHeld):
        dora.keyring.share_record(hers, with_key=centre.bice.id)


def test_specialist_whose_part_has_ended_opens_nothing_more(centre: Centre, dora: Person) -> None:
    key = centre.ada.keyring.new_record()
    centre.ada.keyring.share_record(key, with_key=dora.id)
    centre.ada.keyring.unshare_record(key, with_key=dora.id)
    with pytest.raises(KeyNotHeld):
        dora.keyring.box(key)


def test_a_share_forged_in_the_database_is_refused(centre: Centre, dora: Person) -> None:
    """A database writer seals a key of hers to Dora, so that Dora's notes would be readable: who signed it?"""
    key = centre.ada.keyring.new_record()
    forged = ciphers.grant(dora.keyring.opened, key.pk, new_key(), dora.id)
    forged.save()
    with pytest.raises(UntrustedKey):
        dora.keyring.box(key)
    RecordGrant.objects.filter(pk=forged.pk).update(granted_by=centre.ada.id)
    with pytest.raises(UntrustedKey):
        dora.keyring.box(key)


def test_nothing_is_shared_with_whoever_is_no_member(centre: Centre) -> None:
    key = centre.ada.keyring.new_record()
    with pytest.raises(UntrustedKey):
        centre.ada.keyring.share_record(key, with_key=Person.new().id)


def test_a_sealed_column_refuses_plain_text_in_python(centre: Centre) -> None:
    row = row_of(centre.ada, centre.ada.keyring.new_record())
    for plain in ("Amina", b"Amina", b"\x01Amina", b"\x01" + bytes(60), bytearray(90)):
        row.sealed = plain
        with pytest.raises(TypeError):
            row.save()


def test_a_sealed_column_refuses_plain_text_in_sql(centre: Centre) -> None:
    row = row_of(centre.ada, centre.ada.keyring.new_record())
    row.save()
    for plain in (b"Amina", b"", b"\x02" + bytes(90)):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE vault_recordgrant SET sealed = %s WHERE id = %s", [plain, row.pk])


def test_one_query_opens_the_organisation_and_none_more_a_record(
    centre: Centre, carla: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keys = centre.ada.keyring.new_records(3)
    carla.keyring.refresh()
    with django_assert_num_queries(1):
        carla.keyring.boxes(keys)
    with django_assert_num_queries(0):
        carla.keyring.box(keys[0])


def test_a_column_is_opened_in_one_query_and_leaves_out_what_is_not_held(
    centre: Centre, dora: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keys = centre.ada.keyring.new_records(3)
    rows = [
        row_of(centre.ada, key, name) for key, name in zip(keys, ("Amina", "Beatriz", "Chen"), strict=True)
    ]
    RecordGrant.objects.bulk_create(rows)
    with django_assert_num_queries(1):
        names = centre.ada.keyring.open_column(RecordGrant.objects.all(), "sealed")
    assert sorted(map(str, names.values())) == ["Amina", "Beatriz", "Chen"]
    with django_assert_num_queries(1):
        columns = centre.ada.keyring.open_columns(RecordGrant.objects.all(), "sealed")
    assert columns == {pk: (name,) for pk, name in names.items()}
    centre.ada.keyring.share_record(keys[1], with_key=dora.id)
    written_by_ada = RecordGrant.objects.filter(user_key=centre.ada.id)
    assert dora.keyring.open_column(written_by_ada, "sealed") == {rows[1].pk: "Beatriz"}


def test_a_swap_in_the_database_stops_a_whole_list(centre: Centre) -> None:
    keys = centre.ada.keyring.new_records(2)
    rows = [row_of(centre.ada, key) for key in keys]
    rows[0].sealed = rows[1].sealed
    RecordGrant.objects.bulk_create(rows)
    with pytest.raises(Tampered):
        centre.ada.keyring.open_column(RecordGrant.objects.all(), "sealed")


def test_telephone_is_found_again_in_its_centre_and_in_no_other(
    centre: Centre, carla: Person, other_centre: Centre
) -> None:
    stored = centre.ada.keyring.phone_hashes("333 1234567, la sera")
    assert carla.keyring.phone_hashes("+39 333.123.4567") == stored
    assert carla.keyring.phone_hashes("la chiami la sorella") == []
    with acting(other_centre.actor):
        assert other_centre.ada.keyring.phone_hashes("333 1234567") != stored


def test_a_keyring_shows_and_keeps_nothing(centre: Centre) -> None:
    keyring = centre.ada.keyring
    assert keyring.pair.seed.hex() not in f"{keyring!r} {keyring.opened!r}"
    assert repr(keyring.pair.seed) not in f"{keyring!r} {keyring.opened!r}"
    for thing in (keyring, keyring.box(keyring.new_record())):
        with pytest.raises(TypeError):
            pickle.dumps(thing)


def test_somebody_elses_row_level_wall_holds_for_keys_too(centre: Centre, other_centre: Centre) -> None:
    key = centre.ada.keyring.new_record()
    with acting(other_centre.actor):
        assert not RecordKey.objects.filter(pk=key.pk).exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            RecordKey(id=uuid4(), organisation_id=centre.id, wrapped=key.wrapped, epoch=1).save()


def test_an_analyst_reads_and_an_auditor_does_not(centre: Centre) -> None:
    key = centre.ada.keyring.new_record()
    analyst, auditor = centre.admit(Flag.READER), centre.admit()
    assert analyst.keyring.holds([key]) == {key.pk}
    assert auditor.keyring.holds([key]) == set()
