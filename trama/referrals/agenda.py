"""How letters read on the agenda. A received one is known by the office that sent it, never by her name."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.deadlines.agenda import AgendaItem, NoticeItem, SubjectAgenda, SubjectNotices, about
from trama.deadlines.models import Deadline, Notice
from trama.deadlines.notices import notice_rule
from trama.deadlines.rules import (
    CONSENT_WITHDRAWN,
    REFERRAL_ANSWER,
    REFERRAL_SENT,
    REFERRAL_SENT_URGENT,
    REFERRAL_URGENT,
    Text,
    Tone,
)
from trama.deadlines.subjects import SubjectHandle
from trama.referrals import notices
from trama.referrals.models import Answer, Referral
from trama.referrals.states import TAKEN_OVER, State
from trama.vault.keyring import Keyring

_CALM: Final = Tone.SUGGESTION
# An urgent letter of ours that no longer waits, and one to us that is no longer there.
_BECAME: Final[dict[str, tuple[Text, Tone]]] = {
    **dict.fromkeys(TAKEN_OVER, (gettext_lazy("Un invio urgente è stato accolto, si può chiudere"), _CALM)),
    State.SUPERSEDED: (gettext_lazy("Un invio urgente l’ha accolto un altro ente, si può chiudere"), _CALM),
    State.WITHDRAWN: (gettext_lazy("Un invio urgente è stato ritirato, si può chiudere"), _CALM),
    State.DECLINED: (
        gettext_lazy("Un invio urgente non è stato accolto, cercare un’altra strada"),
        Tone.SAFETY,
    ),
    State.EXPIRED: (gettext_lazy("Un invio urgente è scaduto senza risposta, telefonare"), Tone.SAFETY),
}
_GONE: Final = (gettext_lazy("Un invio non c’è più, si può chiudere"), _CALM)
_OURS: Final = (REFERRAL_SENT_URGENT.code,)
_TO_US: Final = (REFERRAL_ANSWER.code, REFERRAL_URGENT.code)


def became(deadlines: Sequence[Deadline]) -> dict[UUID, tuple[Text, Tone]]:
    """What the reminders of letters say once the letter waits no more."""
    rows = [one for one in deadlines if one.kind in (*_OURS, *_TO_US)]
    if not rows:
        return {}
    ended = Referral.objects.filter(pk__in={one.source for one in rows}, state__in=_BECAME)
    states = dict(ended.values_list("pk", "state"))
    return {
        one.pk: _BECAME[states[one.source]] if one.kind in _OURS else _GONE
        for one in rows
        if one.source in states
    }


def _senders(actor: Actor, letters: Collection[UUID]) -> dict[UUID, str]:
    """The offices that sent these letters to us; one query. Nothing for who may not read letters."""
    if not Action.READ_REFERRALS.allows(actor):
        return {}
    rows = Referral.objects.filter(receiver=actor.organisation_id, pk__in=letters)
    return dict(rows.values_list("pk", "organisation__short_name"))


def _from(sender: str) -> str:
    return _("Da %(sender)s") % {"sender": sender}


class ReceivedAgenda:
    """What a letter to us asks: `source` is the letter."""

    kinds: Final = (REFERRAL_ANSWER.code, REFERRAL_URGENT.code, CONSENT_WITHDRAWN.code)

    def items(self, actor: Actor, keyring: Keyring, deadlines: Sequence[Deadline]) -> Iterable[AgendaItem]:
        senders = _senders(actor, {one.source for one in deadlines})
        for one in deadlines:
            if one.source in senders:
                url = reverse("referrals:received", args=[one.source])
                yield about(one, url=url, detail=_from(senders[one.source]), icon="inbox")


class ReceivedNotices:
    """What happened to a letter to us: `source` is the letter."""

    codes: Final = tuple(
        rule.code
        for rule in (
            notices.ARRIVED,
            notices.ARRIVED_URGENT,
            notices.UNREAD,
            notices.ENDED,
            notices.WITHDRAWN,
        )
    )

    def items(self, actor: Actor, keyring: Keyring, notices: Sequence[Notice]) -> Iterable[NoticeItem]:
        senders = _senders(actor, {one.source for one in notices})
        for one in notices:
            if one.source in senders:
                url = reverse("referrals:received", args=[one.source])
                yield NoticeItem(one, notice_rule(one.code).label, url, detail=_from(senders[one.source]))


def _letter_page(row: Deadline | Notice, _handle: SubjectHandle) -> str:
    return reverse("referrals:letter", args=[row.source])


class AnswerNotices:
    """Something came back: `source` is the answer, the subject is hers."""

    codes: Final = (notices.WRITTEN.code, notices.DECIDED.code)

    def items(self, actor: Actor, keyring: Keyring, notices: Sequence[Notice]) -> Iterable[NoticeItem]:
        rows = Answer.objects.filter(reader=actor.organisation_id, pk__in=[one.source for one in notices])
        letters = dict(rows.values_list("pk", "referral"))
        known = [one for one in notices if one.source in letters]
        pages = SubjectNotices(
            self.codes, lambda one, _handle: reverse("referrals:letter", args=[letters[one.source]])
        )
        return pages.items(actor, keyring, known)


SENT_AGENDA: Final = SubjectAgenda((REFERRAL_SENT.code, REFERRAL_SENT_URGENT.code), _letter_page, icon="send")
SENT_NOTICES: Final = SubjectNotices(
    tuple(
        rule.code for rule in (notices.STILL_UNREAD, notices.TAKEN_OVER, notices.NOT_TAKEN, notices.EXPIRED)
    ),
    _letter_page,
)
RECEIVED_AGENDA: Final = ReceivedAgenda()
RECEIVED_NOTICES: Final = ReceivedNotices()
ANSWER_NOTICES: Final = AnswerNotices()
