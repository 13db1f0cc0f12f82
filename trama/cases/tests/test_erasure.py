"""Erasing a woman: nothing can be read again, and what remains says only that it was done."""

from uuid import UUID

import pytest

from trama.access.actions import Forbidden
from trama.access.actor import Actor
from trama.audit.models import Event
from trama.cases import services
from trama.cases.models import Activation, Call, Child, Entry, MustNotKnow, Path, PathMember, PhoneKey, Woman
from trama.cases.registries import on_erase
from trama.cases.tests.conftest import at_work
from trama.common.registry import Registry
from trama.testing.cast import Cast
from trama.vault.errors import KeyNotHeld
from trama.vault.models import RecordGrant, RecordKey


@pytest.fixture
def lived(cast: Cast, path: Path) -> Path:
    """A path on which everything has happened."""
    with at_work(cast.ada) as ada:
        call = services.log_call(**ada.who, kind="conversation", note="una telefonata")
        Call.objects.filter(pk=call.pk).update(path=path)
        first = services.add_entry(**ada.who, path_id=path.pk, kind="note", words="prima")
        services.correct_entry(**ada.who, path_id=path.pk, entry_id=first.pk, words="dopo")
        services.activate(**ada.who, path_id=path.pk, service="listening", status="delivered")
        services.add_child(**ada.who, path_id=path.pk, name="Nina")
        services.call_in_specialist(
            **ada.who, path_id=path.pk, to=cast.elsa.membership_id, expertise="psychologist"
        )
    with at_work(cast.elsa) as elsa:
        services.open_own_notes(**elsa.who, path_id=path.pk, keeper=cast.bianca.membership_id)
        services.add_entry(**elsa.who, path_id=path.pk, kind="note", words="una nota mia", own_notes=True)
    with at_work(cast.ada) as ada:
        services.set_must_not_know(**ada.who, path_id=path.pk, memberships=[cast.agata.membership_id])
    return path


def test_every_row_goes_and_every_key_is_destroyed(cast: Cast, lived: Path) -> None:
    with at_work(cast.bianca) as bianca:
        keys = {lived.woman.record_key_id} | {row.record_key_id for row in MustNotKnow.objects.all()}
        keys |= set(PathMember.objects.exclude(notes_key=None).values_list("notes_key", flat=True))
        assert len(keys) == 3
        services.erase_woman(actor=bianca.actor, path_id=lived.pk)
        for model in (Path, Entry, Activation, Child, Call, PathMember, MustNotKnow, PhoneKey):
            assert not model._default_manager.exists(), model.__name__
        woman = Woman.objects.get()
        assert (woman.name, woman.contacts, woman.profile, woman.author) == (None, None, None, None)
        assert woman.erased_at is not None
        for key in RecordKey.objects.filter(pk__in=keys):
            assert key.wrapped is None
            with pytest.raises(KeyNotHeld):
                bianca.keyring.box(key)
        assert not RecordGrant.objects.filter(record_key__in=keys).exists()


def test_what_was_sealed_is_noise_even_for_who_kept_a_copy(cast: Cast, path: Path) -> None:
    with at_work(cast.bianca) as bianca:
        kept = Woman.objects.select_related("record_key").get(pk=path.woman_id)
        services.erase_woman(actor=bianca.actor, path_id=path.pk)
        again = RecordKey.objects.get(pk=kept.record_key_id)
        with pytest.raises(KeyNotHeld):
            bianca.keyring.box(again).open(kept, "name")


def test_the_trail_says_that_it_was_done(cast: Cast, path: Path) -> None:
    with at_work(cast.bianca) as bianca:
        services.erase_woman(actor=bianca.actor, path_id=path.pk)
        done = Event.objects.filter(action="path.erase").get()
        assert done.subjects == [path.pk, path.woman_id]
        assert done.user_id == cast.bianca.user_id


def test_only_the_coordinator_erases(cast: Cast, path: Path) -> None:
    for person in (cast.ada, cast.elsa, cast.dina):
        with at_work(person) as hands, pytest.raises(Forbidden):
            services.erase_woman(actor=hands.actor, path_id=path.pk)
    with at_work(cast.ada):
        assert Path.objects.filter(pk=path.pk).exists()


def test_apps_above_forget_in_the_same_transaction(
    cast: Cast, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[UUID] = []

    def forget(*, actor: Actor, subject: UUID) -> None:
        heard.append(subject)

    own: Registry[object] = Registry("on_erase")
    own.register(forget)
    monkeypatch.setattr("trama.cases.services.erasure.on_erase", own)
    with at_work(cast.bianca) as bianca:
        services.erase_woman(actor=bianca.actor, path_id=path.pk)
    assert heard == [path.pk]
    assert on_erase.name == "on_erase"
