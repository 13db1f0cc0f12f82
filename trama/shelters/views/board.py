"""The board: who is where, what is free, what ends soon, who waits."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trama.access.actions import Action
from trama.deadlines.http import ActorRequest
from trama.shelters.selectors.requests import list_requests
from trama.shelters.selectors.stays import board


@require_safe
def board_page(request: ActorRequest) -> HttpResponse:
    found = board(request.actor, request.keyring)
    page, waiting = list_requests(request.actor, request.keyring)
    context = {
        "board": found,
        "waiting": waiting,
        "more_waiting": page.has_next(),
        "may_manage": Action.MANAGE_PLACES.allows(request.actor),
    }
    return render(request, "shelters/board.html", context)
