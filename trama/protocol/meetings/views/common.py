"""What the views share."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from trama.access.actor import Actor
from trama.common.errors import DomainError
from trama.protocol.agreement.selectors import leads
from trama.ui.forms import TramaForm, form_page


class ActorRequest(HttpRequest):
    """Typing only: a request behind sign-in."""

    actor: Actor


def carried_out(form: TramaForm, act: Callable[[], object]) -> bool:
    """Whether the form was right and the service did it; what it refused is shown on the form."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act()
    except DomainError as error:
        form.refuse(error)
        return False
    return True


def meetings_form(request: ActorRequest, form: TramaForm, **page: Any) -> HttpResponse:
    """A form with the way back to the meetings above it."""
    return form_page(request, form, template="protocol/meetings/form.html", **page)


def a_file(content: bytes, name: str, kind: str) -> HttpResponse:
    """Something to download."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def leading(request: ActorRequest) -> bool:
    return leads(request.actor)
