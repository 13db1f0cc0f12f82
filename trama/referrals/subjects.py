"""A letter that nobody took over yet is a subject of its own: notices and deadlines about it lead to its page."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.deadlines.subjects import SubjectHandle
from trama.referrals.models import Reception, Referral


class Letters:
    """Received letters, and those taken over without opening a path. Their label names the office, never her."""

    def open_subjects(
        self, actor: Actor, keyring: Any, subjects: Collection[UUID]
    ) -> Mapping[UUID, SubjectHandle]:
        if not Action.READ_REFERRALS.allows(actor):
            return {}
        own = Reception.objects.filter(organisation=actor.organisation_id, pk__in=subjects)
        kept = {row.referral: row for row in own.select_related("record_key")}
        rows = Referral.objects.filter(receiver=actor.organisation_id, pk__in={*subjects, *kept})
        found: dict[UUID, SubjectHandle] = {}
        for letter, sender in rows.values_list("pk", "organisation__short_name"):
            reception = kept.get(letter)
            subject = reception.pk if reception else letter
            label = _("Invio di %(sender)s") % {"sender": sender}
            url = reverse("referrals:received", args=[letter])
            key = reception.record_key if reception else None
            # Before a take-over there is no record of ours, and nothing is sealed about it: `writable` is False.
            found[subject] = SubjectHandle(subject, key, label, url, writable=False)  # type: ignore[arg-type]
        return found
