"""A path on which nobody has written for a while: a suggestion on the agenda of who follows it, never red.

It may be put off or ticked off without a reason, and comes back only after something was written in between. She sets
the pace: silence is not a fault of hers or of anybody, and nothing counts it.
"""

from datetime import timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trama.access.actor import Actor
from trama.cases.models import Path
from trama.cases.states import State
from trama.deadlines.agenda import SubjectAgenda
from trama.deadlines.models import Deadline
from trama.deadlines.rules import Rule, Status, Term, Tone, Unit, configured
from trama.deadlines.services import close_for_subject, open_deadline
from trama.deadlines.tick import Every, Tick

QUIET: Final = Rule(
    "path_quiet",
    _("Da un po’ non si scrive, si può chiedere come sta"),
    Tone.SUGGESTION,
    _("proposta di Trama: i tempi li decide lei"),
    Status.UNVERIFIED,
    Term(30, Unit.DAYS),
)
# Older silences are looked for in the list, when there is time: the agenda is for today.
FORGOTTEN: Final = timedelta(days=90)
WALKING: Final = (State.CONTACT, State.RECEPTION, State.IN_PATH, State.REOPENED)


def suggest(actor: Actor) -> None:
    """Open the suggestion for the paths that have just become quiet. Running twice changes nothing."""
    now = timezone.now()
    term = configured(QUIET.code, QUIET.term)
    since = now - timedelta(days=term.amount if term else 0)
    told = Deadline.objects.filter(
        kind=QUIET.code, source=OuterRef("pk"), opened_at__gte=OuterRef("last_activity_at")
    )
    quiet = Path.objects.filter(
        ~Exists(told),
        organisation_id=actor.organisation_id,
        assignee__isnull=False,
        state__in=[state.value for state in WALKING],
        last_activity_at__lt=since,
        last_activity_at__gte=now - FORGOTTEN,
    )
    for path_id, assignee in quiet.order_by(F("last_activity_at")).values_list("pk", "assignee"):
        open_deadline(
            actor=actor,
            kind=QUIET.code,
            subject=path_id,
            source=path_id,
            due_at=now,
            assignee=assignee,
            at=now,
        )


def heard(actor: Actor, path: Path) -> None:
    """Somebody has written: what suggested it is done, by her."""
    close_for_subject(actor=actor, subject=path.pk, kinds=(QUIET.code,))


TICK: Final = Tick("path_quiet", Every.NIGHT, suggest)
AGENDA: Final = SubjectAgenda((QUIET.code,), lambda _deadline, handle: handle.back_url, icon="thread")
