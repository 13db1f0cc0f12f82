"""Who comes later stays outside a narrow circle: the safe answer. Who follows the path is told, and lets her in or not.

A job could not say whether somebody outside came later or must not know: the list is sealed. So the fact is told
when a person begins to open the organisation's records; who she is, is read by those inside, on the list's page.
"""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trama.access.actor import Actor
from trama.accounts.models import Membership
from trama.cases.models import MustNotKnow
from trama.deadlines.agenda import SubjectNotices
from trama.deadlines.models import Deadline, Notice
from trama.deadlines.notices import NoticeRule, notice_rules
from trama.deadlines.services import tell
from trama.deadlines.subjects import SubjectHandle

CIRCLE_NEWCOMER: Final = notice_rules.register(
    NoticeRule("circle_newcomer", _("Una collega nuova è fuori dalla cerchia: può sapere?"))
)


def tell_circles(*, actor: Actor, membership: Membership) -> None:
    """One notice for each path that a narrow circle keeps; while it is unread no other. No key is needed."""
    narrow = MustNotKnow.objects.filter(
        organisation_id=membership.organisation_id, path__circle__isnull=False
    )
    for row in narrow.select_related("path"):
        tell(
            actor=actor,
            code=CIRCLE_NEWCOMER.code,
            subject=row.path_id,
            source=row.pk,
            assignee=row.path.assignee_id,
        )


def _page(row: Deadline | Notice, _handle: SubjectHandle) -> str:
    return reverse("cases:must_not_know", args=[row.subject])


NOTICES = SubjectNotices((CIRCLE_NEWCOMER.code,), _page)
