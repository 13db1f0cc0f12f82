"""The page of a path: how to reach her safely first, then what happened, with everything else beside it."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trama.access.actions import Action
from trama.accounts.menu_numbers import ask_ahead as ask_menu_ahead
from trama.accounts.selectors import ask_names_ahead, colleague_names
from trama.cases.around import around
from trama.cases.around import ask_ahead as ask_around_ahead
from trama.cases.presentation import (
    STATE_TONES,
    author_at_a_glance,
    children_of,
    lead_of,
    profile_at_a_glance,
    specialists_of,
    timeline_items,
)
from trama.cases.registries import timeline
from trama.cases.selectors import PathPage, open_page
from trama.cases.selectors.one import alone_with_notes
from trama.cases.selectors.people import name_of
from trama.cases.states import steps_from
from trama.common.links import link
from trama.deadlines.http import ActorRequest
from trama.deadlines.selectors import ask_due_ahead, due_about
from trama.risk.timeline import items_of as risk_items

# What is read for the page below: asked with what `open_page` asks.
_BESIDE: Final = (
    lambda actor, _path: ask_names_ahead(actor),
    ask_around_ahead,
    ask_due_ahead,
    lambda actor, _path: ask_menu_ahead(actor),
)


@require_safe
def path_page(request: ActorRequest, path_id: UUID) -> HttpResponse:
    page = open_page(
        request.actor, request.keyring, path_id, everything="tutto" in request.GET, beside=_BESIDE
    )
    names = colleague_names(request.actor, request.keyring)
    items = timeline_items(page, names)
    items += risk_items(page.judged, names=names, url=link("risk:history", path_id))
    network = around(request.actor, path_id, page.consents)
    items += network.items()
    for provider in timeline:
        items.extend(provider(actor=request.actor, keyring=request.keyring, path=page.path))
    specialists = specialists_of(page, names)
    assignee = name_of(names, page.path.assignee_id)
    called_in = next((one for one in page.members if one.who_id == request.actor.membership_id), None)
    context = {
        "page": page,
        "path": page.path,
        "state": page.path.current_state,
        "tone": STATE_TONES[page.path.current_state],
        "assignee": assignee,
        "lead": lead_of(page.path, assignee),
        "items": items,
        "risk": page.judged[0] if page.judged else None,
        "risk_subject": path_id,
        "risk_writable": page.path.is_open and Action.ASSESS_RISK.allows(request.actor),
        "network": network,
        "due": due_about(request.actor, path_id),
        "profile": profile_at_a_glance(page.profile),
        "author": author_at_a_glance(page.author),
        "children": children_of(page),
        "specialists": specialists,
        "called_in": called_in,
        "notes_alone": called_in is not None and alone_with_notes(request.keyring, called_in.key_id),
        **_rights(request, page),
    }
    return render(request, "cases/page.html", context)


def _rights(request: ActorRequest, page: PathPage) -> dict[str, Any]:
    """What the buttons of the page may offer to this person."""
    actor, is_open = request.actor, page.path.is_open
    return {
        "may_write": is_open and Action.WRITE_PATH.allows(actor),
        "may_note": is_open and Action.WRITE_NOTE.allows(actor),
        "may_send": is_open and Action.SEND_REFERRAL.allows(actor),
        "may_assign": is_open and Action.ASSIGN_PATH.allows(actor),
        "may_close": Action.CLOSE_PATH.allows(actor),
        "may_circle": Action.MANAGE_CIRCLE.allows(actor),
        "may_read_openings": Action.READ_OPENINGS.allows(actor),
        "may_erase": Action.ERASE_PATH.allows(actor),
        "steps": steps_from(page.path.current_state),
    }
