"""Erasing a woman: her key is destroyed, and with it whatever was ever sealed under it."""

from uuid import UUID

from django.utils import timezone

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.audit.services import record
from trama.cases.models import MustNotKnow, PathMember, PhoneKey, Woman
from trama.cases.registries import on_erase
from trama.cases.services.common import take
from trama.deadlines.services import close_for_subject
from trama.referrals.services.ending import end_for_subject
from trama.vault.models import RecordKey
from trama.vault.services.records import shred


def erase_woman(*, actor: Actor, path_id: UUID) -> None:
    """Erase her and her path, for good; only the coordinator may. What remains is that an erasure was done."""
    path = take(actor, path_id, Action.ERASE_PATH, even_closed=True)
    woman, subject = path.woman, path.pk
    keys = _keys_of(woman, subject)
    end_for_subject(actor=actor, subject=subject)
    close_for_subject(actor=actor, subject=subject)
    for handler in on_erase:
        handler(actor=actor, subject=subject)
    PhoneKey.objects.filter(woman=woman).delete()
    path.delete()
    Woman.objects.filter(pk=woman.pk).update(
        name=None, contacts=None, profile=None, author=None, erased_at=timezone.now()
    )
    shred(actor=actor, record_keys=keys)
    record(actor, Action.ERASE_PATH.code, subject, woman.pk)


def _keys_of(woman: Woman, path_id: UUID) -> list[RecordKey]:
    """Her record's, that of the list of who must not know, those of the specialists' own notes."""
    kept = MustNotKnow.objects.filter(path=path_id).select_related("record_key")
    notes = PathMember.objects.filter(path=path_id, notes_key__isnull=False).select_related("notes_key")
    return [
        woman.record_key,
        *(row.record_key for row in kept),
        *(member.notes_key for member in notes if member.notes_key is not None),
    ]
