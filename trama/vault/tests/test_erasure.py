"""Erasing by destroying the key, and staying erased after a restore."""

import pytest
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from trama.vault import installation
from trama.vault.errors import KeyNotHeld
from trama.vault.models import RecordGrant, RecordKey
from trama.vault.services import restore
from trama.vault.services.records import complete_shred_log, shred
from trama.vault.tests.conftest import Centre, Person
from trama.vault.tests.test_keyring import row_of


def test_shred_then_open_fails_for_everybody(centre: Centre, dora: Person) -> None:
    key = centre.ada.keyring.new_record()
    row_of(centre.ada, key)
    centre.ada.keyring.share_record(key, with_key=dora.id)
    shred(actor=centre.actor, record_keys=[key])
    stored = RecordKey.objects.get(pk=key.pk)
    assert stored.wrapped is None
    for person in (centre.ada, centre.bice, dora):
        with pytest.raises(KeyNotHeld):
            person.keyring.box(stored)
    assert not RecordGrant.objects.filter(record_key=key).exists()


def test_shredding_touches_no_other_record(centre: Centre) -> None:
    key, other = centre.ada.keyring.new_records(2)
    row = row_of(centre.ada, other)
    shred(actor=centre.actor, record_keys=[key])
    assert centre.ada.keyring.box(RecordKey.objects.get(pk=other.pk)).open(row, "sealed") == "Amina"


def test_shred_log_is_written_after_the_commit_and_not_after_a_rollback(
    centre: Centre, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    kept, gone = centre.ada.keyring.new_records(2)
    with django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            shred(actor=centre.actor, record_keys=[kept])
            transaction.set_rollback(True)
        shred(actor=centre.actor, record_keys=[gone])
        assert installation.shred_log().ids() == set()
    assert installation.shred_log().ids() == {gone.pk}


def test_a_key_that_a_restore_brings_back_is_destroyed_again(
    centre: Centre, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    key, other = centre.ada.keyring.new_records(2)
    backup = transaction.savepoint()
    with django_capture_on_commit_callbacks(execute=True):
        shred(actor=centre.actor, record_keys=[key])
    transaction.savepoint_rollback(backup)
    assert centre.ada.keyring.holds(list(RecordKey.objects.all())) == {key.pk, other.pk}
    assert restore.forget_shredded(using="default") == 1
    assert centre.ada.keyring.holds(list(RecordKey.objects.all())) == {other.pk}
    assert restore.forget_shredded(using="default") == 0


def test_a_crash_between_commit_and_log_is_made_good_before_the_next_dump(centre: Centre) -> None:
    key = centre.ada.keyring.new_record()
    shred(actor=centre.actor, record_keys=[key])  # the commit hook never runs in this test
    assert restore.before_dump(using="default") == 1
    assert installation.shred_log().ids() == {key.pk}
    assert complete_shred_log([key.pk]) == 0
