"""What the views share."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from trama.deadlines.http import ActorRequest
from trama.ui.forms import TramaForm, form_page


def who(request: ActorRequest) -> dict[str, Any]:
    """What every service takes first."""
    return {"actor": request.actor, "keyring": request.keyring}


def shelter_form(request: ActorRequest, form: TramaForm, **page: Any) -> HttpResponse:
    """A form with the way back to the board above it."""
    page.setdefault("cancel", reverse("shelters:board"))
    page.setdefault("submit", _("Salva"))
    return form_page(request, form, template="shelters/form.html", **page)
