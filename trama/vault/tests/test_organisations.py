"""Bringing an organisation in, and what a database writer cannot forge about it."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from trama.access.context import acting
from trama.common.errors import DomainError
from trama.vault import directory, installation
from trama.vault.crypto.keys import KeyPair
from trama.vault.directory import trusted
from trama.vault.envelopes import seal_to_organisation
from trama.vault.errors import KeyNotHeld, Tampered, UntrustedKey
from trama.vault.keyring import Keyring
from trama.vault.models import EpochManifest, OrganisationIdentity, UserKey
from trama.vault.services.epochs import rotate
from trama.vault.services.members import admit_member
from trama.vault.services.organisations import (
    Candidate,
    install_organisation,
    request_organisation,
    sign_request,
)
from trama.vault.tests.conftest import Bodies, Centre, Person, actor_of
from trama.vault.trust.manifests import Flag
from trama.vault.trust.organisation import OrganisationStatement


def test_founded_organisation_is_trusted_by_everybody(centre: Centre, other_centre: Centre) -> None:
    with acting(other_centre.actor):
        verified = trusted(centre.id)
    assert verified.name == "Centro Filo"
    assert {member.key_id for member in verified.active(Flag.CUSTODIAN)} == {centre.ada.id, centre.bice.id}


def test_an_organisation_without_keys_receives_nothing(bodies: Bodies, db: None) -> None:
    with acting(actor_of(bodies, bodies.centre)), pytest.raises(UntrustedKey):
        seal_to_organisation(bodies.centre, b"key", context="referral")


def test_two_custodians_are_needed_and_their_fingerprints_must_match(bodies: Bodies, db: None) -> None:
    actor = actor_of(bodies, bodies.centre)
    ada, bice = Person.new(bodies.centre), Person.new(bodies.centre)
    with acting(actor):
        for custodians in ([ada.candidate], [ada.candidate, ada.candidate]):
            with pytest.raises(DomainError, match="too_few_custodians"):
                request_organisation(actor=actor, custodians=custodians)
        mistaken = Candidate(bice.user_key, ada.candidate.fingerprint)
        with pytest.raises(DomainError, match="fingerprint_differs"):
            request_organisation(actor=actor, custodians=[ada.candidate, mistaken])


def test_a_signature_that_is_not_the_roots_is_not_installed(bodies: Bodies, db: None) -> None:
    actor = actor_of(bodies, bodies.centre)
    ada, bice = Person.new(bodies.centre), Person.new(bodies.centre)
    with acting(actor):
        request = request_organisation(actor=actor, custodians=[ada.candidate, bice.candidate])
        with pytest.raises(UntrustedKey):
            install_organisation(
                actor=actor, keyring=ada.keyring, signed=request.statement.sign(KeyPair.generate("root"))
            )
        other_name = replace(request.statement, name="Centro Ago")
        with pytest.raises(DomainError, match="no_such_request"):
            install_organisation(
                actor=actor, keyring=ada.keyring, signed=other_name.sign(installation.demo_root())
            )


def test_a_custodian_exchanged_between_request_and_installation_is_noticed(bodies: Bodies, db: None) -> None:
    actor = actor_of(bodies, bodies.centre)
    ada, bice, thief = (Person.new(bodies.centre) for _ in range(3))
    with acting(actor):
        request = request_organisation(actor=actor, custodians=[ada.candidate, bice.candidate])
        UserKey.objects.filter(pk=bice.id).update(
            sealing=thief.user_key.sealing, signing=thief.user_key.signing
        )
        with pytest.raises(Tampered):
            install_organisation(
                actor=actor,
                keyring=ada.keyring,
                signed=sign_request(request.statement, installation.demo_root()),
            )


def test_whoever_is_no_custodian_cannot_install(bodies: Bodies, db: None) -> None:
    actor = actor_of(bodies, bodies.centre)
    ada, bice = Person.new(bodies.centre), Person.new(bodies.centre)
    with acting(actor):
        request = request_organisation(actor=actor, custodians=[ada.candidate, bice.candidate])
        signed = sign_request(request.statement, installation.demo_root())
        with pytest.raises(DomainError, match="not_a_custodian"):
            install_organisation(actor=actor, keyring=Person.new(bodies.centre).keyring, signed=signed)


def test_forged_user_public_key_is_caught_before_admission(centre: Centre) -> None:
    """The custodian compares with the screen of the person, not with the row."""
    newcomer, thief = Person.new(centre.id), Person.new(centre.id)
    read_aloud = newcomer.keyring.fingerprint
    assert read_aloud == newcomer.candidate.fingerprint
    UserKey.objects.filter(pk=newcomer.id).update(sealing=thief.user_key.sealing)
    newcomer.user_key.refresh_from_db()
    with pytest.raises(DomainError, match="fingerprint_differs"):
        admit_member(
            actor=centre.actor,
            keyring=centre.ada.keyring,
            candidate=Candidate(newcomer.user_key, read_aloud),
            flags=frozenset({Flag.READER}),
        )


def test_forged_user_public_key_gets_nothing_after_admission(centre: Centre, carla: Person) -> None:
    """What is sealed to Carla is sealed to the key in the manifest; her row may say what it likes."""
    thief = Person.new(centre.id)
    UserKey.objects.filter(pk=carla.id).update(sealing=thief.user_key.sealing, signing=thief.user_key.signing)
    rotate(actor=centre.actor, keyring=centre.ada.keyring)
    carla.keyring.refresh()
    assert carla.keyring.opened.reads
    for key_id in (thief.id, carla.id):
        with pytest.raises(KeyNotHeld):
            Keyring(key_id, thief.keyring.pair, centre.id).new_record()


def test_forged_organisation_public_key_is_refused(centre: Centre) -> None:
    """A database writer puts an own statement, signed by a root of her own, with an own manifest."""
    thief_root, thief = KeyPair.generate("root"), KeyPair.generate("identity")
    trusted(centre.id)
    forged = OrganisationStatement(centre.id, "Centro Filo", thief.public.signing, 1).sign(thief_root)
    OrganisationIdentity.objects.filter(organisation=centre.id).update(
        body=forged.body, signature=forged.signature
    )
    with pytest.raises(UntrustedKey):
        seal_to_organisation(centre.id, b"key", context="referral")


def test_forged_later_statement_is_refused(centre: Centre) -> None:
    thief_root, thief = KeyPair.generate("root"), KeyPair.generate("identity")
    forged = OrganisationStatement(centre.id, "Centro Filo", thief.public.signing, 2).sign(thief_root)
    OrganisationIdentity.objects.create(
        organisation_id=centre.id, serial=2, body=forged.body, signature=forged.signature
    )
    with pytest.raises(UntrustedKey):
        seal_to_organisation(centre.id, b"key", context="referral")


def test_forged_manifest_is_refused(centre: Centre) -> None:
    head = EpochManifest.objects.get(organisation=centre.id)
    manifest = trusted(centre.id).manifest.following(
        head.signed, epoch=2, epoch_public=KeyPair.generate("epoch").public
    )
    forged = manifest.sign(KeyPair.generate("identity"))
    EpochManifest.objects.create(
        organisation_id=centre.id, serial=2, epoch=2, body=forged.body, signature=forged.signature
    )
    with pytest.raises(UntrustedKey):
        seal_to_organisation(centre.id, b"key", context="referral")


def test_another_organisations_chain_under_this_ones_id_is_refused(
    centre: Centre, other_centre: Centre
) -> None:
    """Not possible through the wall; a maintenance role that is bribed could."""
    theirs = directory.heads(other_centre.id).first()
    with pytest.raises(UntrustedKey):
        directory.verify_head(centre.id, theirs, {})


def test_the_application_can_neither_edit_nor_cut_a_chain(centre: Centre) -> None:
    for statement in (
        "UPDATE vault_epochmanifest SET serial = 9",
        "DELETE FROM vault_epochmanifest",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_replayed_old_epoch_is_refused(
    centre: Centre, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """The database is put back to before the turn, signatures and all: the file beside it remembers."""
    with django_capture_on_commit_callbacks(execute=True):
        trusted(centre.id)
    before = transaction.savepoint()
    with django_capture_on_commit_callbacks(execute=True):
        rotate(actor=centre.actor, keyring=centre.ada.keyring)
    transaction.savepoint_rollback(before)
    centre.refresh()
    with pytest.raises(UntrustedKey):
        seal_to_organisation(centre.id, b"key", context="referral")
    with pytest.raises(UntrustedKey):
        centre.ada.keyring.new_record()


def test_a_turn_that_is_rolled_back_is_not_remembered(centre: Centre) -> None:
    before = transaction.savepoint()
    rotate(actor=centre.actor, keyring=centre.ada.keyring)
    transaction.savepoint_rollback(before)
    centre.refresh()
    assert trusted(centre.id).epoch == 1
    assert centre.ada.keyring.new_record().epoch == 1


def test_a_true_statement_under_another_signature_is_refused(centre: Centre) -> None:
    directory._verified.clear()
    OrganisationIdentity.objects.filter(organisation=centre.id).update(signature=bytes(64))
    with pytest.raises(UntrustedKey):
        trusted(centre.id)
