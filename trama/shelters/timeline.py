"""What her path's page tells: she came, she stays on, she left. Days only, never which house."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.access.actor import Actor
from trama.cases.models import Path
from trama.cases.registries import EventKind, EventWords
from trama.cases.services.timeline import write_event
from trama.common.vocabularies import vocabulary
from trama.shelters.models import Request, Stay
from trama.ui.dates import day_words
from trama.vault.keyring import Box

ADMITTED, MOVED, EXTENDED, ENDED = "admitted", "moved", "extended", "ended"


def write_stay(
    actor: Actor, box: Box, path: Path, stay: Stay, *, what: str, at: datetime, **words: str
) -> None:
    """An entry among hers, under her key."""
    write_event(actor, box, path, {"kind": STAY.code, "what": what, "stay": str(stay.pk), **words}, at)


def write_request(actor: Actor, box: Box, path: Path, request: Request) -> None:
    """That a place was asked for her, with the way to that page."""
    write_event(actor, box, path, {"kind": ASKED.code, "request": str(request.pk)}, request.asked_at)


def _asked(content: Mapping[str, Any]) -> EventWords:
    return EventWords(_("Chiede un posto"), url=reverse("shelters:request", args=[content["request"]]))


def _words(content: Mapping[str, Any]) -> EventWords:
    url = reverse("shelters:stay", args=[content["stay"]])
    what = content["what"]
    if what == ENDED:
        title = vocabulary("exit_reason").label(content["reason"])
        return EventWords(title, content["note"], url, "closed")
    until = _("Fino al %(day)s") % {"day": day_words(date.fromisoformat(content["until"]))}
    titles = {
        ADMITTED: _("Accolta in casa"),
        MOVED: _("Cambia posto"),
        EXTENDED: _("L’ospitalità continua"),
    }
    text = f"{until}. {content['reason']}" if content.get("reason") else until
    return EventWords(titles.get(what, what), text, url, "ok")


ASKED: Final = EventKind("place_asked", gettext_lazy("Ospitalità"), "house", _asked)
STAY: Final = EventKind("stay", gettext_lazy("Ospitalità"), "house", _words)
