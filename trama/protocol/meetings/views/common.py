"""What the views share."""

from typing import Any

from django.http import HttpResponse

from trama.access.http import ActorRequest
from trama.ui.forms import TramaForm, form_page


def meetings_form(request: ActorRequest, form: TramaForm, **page: Any) -> HttpResponse:
    """A form with the way back to the meetings above it."""
    return form_page(request, form, template="protocol/meetings/form.html", **page)
