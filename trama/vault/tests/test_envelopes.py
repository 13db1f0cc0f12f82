"""Between organisations, and write-only within one."""

from uuid import UUID

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from trama.access.context import acting
from trama.common.errors import DomainError
from trama.network.models import Service, ServiceKind
from trama.vault import installation
from trama.vault.envelopes import (
    new_snapshot,
    seal_to_organisation,
    seal_to_service,
    snapshot_box,
    verify_signature,
)
from trama.vault.errors import KeyNotHeld, Tampered, UntrustedKey
from trama.vault.models import ServiceKeyGrant
from trama.vault.services import restore
from trama.vault.services.epochs import rotate
from trama.vault.services.members import remove_member
from trama.vault.services.service_keys import change_readers, open_service, share_service
from trama.vault.tests.conftest import Centre, Person
from trama.vault.tests.test_keyring import row_of


@pytest.fixture
def desk(centre: Centre) -> UUID:
    service = Service.objects.create(
        organisation_id=centre.id, kind=ServiceKind.EMERGENCY, name="Pronto soccorso", address_regime="open"
    )
    return service.pk


def test_receiver_opens_what_was_sealed_to_it_and_the_sender_does_not(
    centre: Centre, other_centre: Centre
) -> None:
    box, key = new_snapshot(centre.id)
    row = row_of(centre.ada, centre.ada.keyring.new_record())
    row.sealed = box.seal(row, "sealed", {"nome": "Amina"})
    wrap = seal_to_organisation(other_centre.id, key, context="referral 1")
    with pytest.raises(Tampered):
        centre.ada.keyring.open_from_organisation(wrap, context="referral 1")
    with acting(other_centre.actor):
        with pytest.raises(Tampered):
            other_centre.ada.keyring.open_from_organisation(wrap, context="referral 2")
        received = other_centre.bice.keyring.open_from_organisation(wrap, context="referral 1")
        assert snapshot_box(centre.id, received).open(row, "sealed") == {"nome": "Amina"}


def test_an_envelope_that_waited_through_a_turn_still_opens(centre: Centre) -> None:
    wrap = seal_to_organisation(centre.id, b"key", context="referral 1")
    rotate(actor=centre.actor, keyring=centre.ada.keyring)
    rotate(actor=centre.actor, keyring=centre.ada.keyring)
    assert centre.ada.keyring.open_from_organisation(wrap, context="referral 1") == b"key"


def test_who_is_no_reader_opens_no_envelope(centre: Centre, dora: Person) -> None:
    wrap = seal_to_organisation(centre.id, b"key", context="referral 1")
    with pytest.raises(KeyNotHeld):
        dora.keyring.open_from_organisation(wrap, context="referral 1")


def test_a_signature_names_the_person_and_her_organisation(centre: Centre, carla: Person) -> None:
    signature = carla.keyring.sign("referral", b"text")
    signer = verify_signature(centre.id, "referral", b"text", signature)
    assert (signer.user_key_id, signer.organisation_name, signer.still_member) == (
        carla.id,
        "Centro Filo",
        True,
    )


def test_a_signature_on_another_text_purpose_or_organisation_is_refused(
    centre: Centre, other_centre: Centre, carla: Person
) -> None:
    signature = carla.keyring.sign("referral", b"text")
    for organisation, purpose, message, signed in (
        (centre.id, "referral", b"other", signature),
        (centre.id, "consent", b"text", signature),
        (other_centre.id, "referral", b"text", signature),
        (
            centre.id,
            "referral",
            b"text",
            signature.replace(str(carla.id).encode(), str(centre.ada.id).encode()),
        ),
        (centre.id, "referral", b"text", b"{}"),
        (centre.id, "referral", b"text", b""),
    ):
        with pytest.raises(UntrustedKey):
            verify_signature(organisation, purpose, message, signed)


def test_who_is_no_reader_does_not_sign_for_the_organisation(centre: Centre, dora: Person) -> None:
    with pytest.raises(KeyNotHeld):
        dora.keyring.sign("referral", b"text")


def test_a_signature_of_somebody_removed_since_says_so(centre: Centre, carla: Person) -> None:
    signature = carla.keyring.sign("referral", b"text")
    remove_member(actor=centre.actor, keyring=centre.ada.keyring, key_id=carla.id)
    assert not verify_signature(centre.id, "referral", b"text", signature).still_member


def test_write_only_sealing_cannot_be_read_back_by_the_writer(
    centre: Centre, desk: UUID, carla: Person
) -> None:
    nurse = centre.admit()
    open_service(actor=centre.actor, keyring=centre.ada.keyring, service_id=desk, readers=[carla.id])
    envelope = seal_to_service(centre.id, desk, b"encounter", context="encounter 1")
    for person in (nurse, centre.ada, centre.bice):
        person.keyring.refresh()
        with pytest.raises(KeyNotHeld):
            person.keyring.open_from_service(desk, envelope, context="encounter 1")
    carla.keyring.refresh()
    assert carla.keyring.open_from_service(desk, envelope, context="encounter 1") == b"encounter"
    with pytest.raises(Tampered):
        carla.keyring.open_from_service(desk, envelope, context="encounter 2")


def test_a_service_without_a_key_receives_nothing(centre: Centre, desk: UUID) -> None:
    with pytest.raises(UntrustedKey):
        seal_to_service(centre.id, desk, b"encounter", context="encounter 1")


def test_removing_a_reader_turns_the_key_of_her_service(centre: Centre, desk: UUID, carla: Person) -> None:
    open_service(
        actor=centre.actor, keyring=centre.ada.keyring, service_id=desk, readers=[carla.id, centre.bice.id]
    )
    before = seal_to_service(centre.id, desk, b"before", context="encounter 1")
    carla.keyring.refresh()
    remove_member(actor=centre.actor, keyring=centre.ada.keyring, key_id=carla.id)
    after = seal_to_service(centre.id, desk, b"after", context="encounter 2")
    assert after.epoch == 2
    centre.refresh()
    assert centre.bice.keyring.open_from_service(desk, before, context="encounter 1") == b"before"
    assert centre.bice.keyring.open_from_service(desk, after, context="encounter 2") == b"after"
    assert not ServiceKeyGrant.objects.filter(user_key=carla.id).exists()


def test_a_reader_gives_a_service_to_a_colleague_and_nobody_else_can(
    centre: Centre, desk: UUID, carla: Person
) -> None:
    open_service(actor=centre.actor, keyring=centre.ada.keyring, service_id=desk, readers=[carla.id])
    envelope = seal_to_service(centre.id, desk, b"encounter", context="encounter 1")
    centre.refresh()
    with pytest.raises(DomainError, match="not_a_reader"):
        share_service(actor=centre.actor, keyring=carla.keyring, service_id=desk, with_key=centre.bice.id)
    readers = [carla.id, centre.bice.id]
    change_readers(actor=centre.actor, keyring=centre.ada.keyring, service_id=desk, readers=readers)
    centre.refresh()
    with pytest.raises(KeyNotHeld):
        centre.bice.keyring.open_from_service(desk, envelope, context="encounter 1")
    with pytest.raises(KeyNotHeld):
        share_service(
            actor=centre.actor, keyring=centre.ada.keyring, service_id=desk, with_key=centre.bice.id
        )
    share_service(actor=centre.actor, keyring=carla.keyring, service_id=desk, with_key=centre.bice.id)
    assert centre.bice.keyring.open_from_service(desk, envelope, context="encounter 1") == b"encounter"
    with pytest.raises(DomainError, match="service_has_key"):
        open_service(actor=centre.actor, keyring=centre.ada.keyring, service_id=desk, readers=[])


def test_after_a_restore_a_person_accepts_the_older_chains_and_it_is_written_down(
    centre: Centre, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    from django.db import transaction

    backup = transaction.savepoint()
    with django_capture_on_commit_callbacks(execute=True):
        rotate(actor=centre.actor, keyring=centre.ada.keyring)
    transaction.savepoint_rollback(backup)
    with pytest.raises(UntrustedKey):
        seal_to_organisation(centre.id, b"key", context="referral")
    assert restore.accept_older("disk lost", using="default") == [f"manifest:{centre.id}"]
    assert seal_to_organisation(centre.id, b"key", context="referral").epoch == 1
    assert "disk lost" in installation.witness().path.read_text()
    assert restore.older_chains(using="default") == {}
