"""Calls of the shift on the agenda of who reads them: how many wait, and nothing of what they say."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.cases.selectors.shifts import unread_calls
from trama.deadlines.agenda import AgendaItem, about
from trama.deadlines.models import Deadline
from trama.deadlines.rules import Rule, Status, Term, Tone, Unit
from trama.vault.keyring import Keyring

# Its source and its subject are the service: one line, however many calls wait.
UNREAD: Final = Rule(
    "shift_calls_unread",
    _("Chiamate del turno da leggere"),
    Tone.SUGGESTION,
    _("il giorno stesso: chi ha chiamato può aspettare una risposta"),
    Status.UNVERIFIED,
    Term(0, Unit.DAYS),
    by_hand=False,
)


class ShiftAgenda:
    """A line for each service she reads; for whoever reads none, nothing."""

    kinds: Collection[str] = (UNREAD.code,)

    def items(self, actor: Actor, keyring: Keyring, deadlines: Sequence[Deadline]) -> Iterable[AgendaItem]:
        if not Action.READ_SHIFT_CALLS.allows(actor):
            return
        waiting: dict[object, int] = {}
        for call in unread_calls(actor, keyring):
            waiting[call.service_id] = waiting.get(call.service_id, 0) + 1
        for deadline in deadlines:
            if number := waiting.get(deadline.source):
                item = about(deadline, url=reverse("cases:shift_calls"), icon="telephone")
                words = ngettext(
                    "%(number)s chiamata del turno da leggere",
                    "%(number)s chiamate del turno da leggere",
                    number,
                )
                yield replace(item, title=words % {"number": number})


AGENDA: Final = ShiftAgenda()
