"""The steps of a path."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.cases import services
from trama.cases.forms import CloseForm, ReopenForm, StateForm
from trama.cases.states import State
from trama.cases.views.common import (
    done_or_form,
    her_form,
    not_while_closed,
    page_url,
    record_of,
    to_page,
    who,
)
from trama.deadlines.http import ActorRequest
from trama.ui.forms import FORM, carried_out, confirm_page, form_for

JUST_NOW = timedelta(minutes=5)


def _since(at: datetime | None) -> datetime | None:
    """None, which is now, for the moment that the form itself proposed: the hour was not chosen."""
    return at if at is not None and at < timezone.now() - JUST_NOW else None


@FORM
def step(request: ActorRequest, path_id: UUID) -> HttpResponse:
    record = record_of(request, path_id)
    form = form_for(request, StateForm, state=record.path.current_state)

    def act() -> None:
        services.change_state(
            actor=request.actor, keyring=request.keyring, path_id=path_id, to=State(form.cleaned_data["to"]),
            note=form.cleaned_data["note"],
        )  # fmt: skip

    lead = _("Adesso: %(state)s. I tempi li decide lei.") % {"state": record.path.current_state.label}
    return done_or_form(request, record, form, act, title=_("Il prossimo passo"), lead=lead)


@FORM
def close(request: ActorRequest, path_id: UUID) -> HttpResponse:
    record = record_of(request, path_id)
    form = form_for(request, CloseForm)

    def act() -> None:
        data = {**form.cleaned_data, "at": _since(form.cleaned_data["at"])}
        services.close_path(**who(request, path_id), **data)

    if carried_out(form, act):
        return to_page(path_id)
    return not_while_closed(request, record) or confirm_page(
        request, form=form, title=_("Concludere il percorso?"), lead=record.name, button=_("Concludi"),
        cancel=page_url(path_id),
        consequences=[
            _("Tutto resta leggibile, e niente viene cancellato."),
            _("Quello che è ancora in agenda ci resta: lo chiude una persona."),
            _("Se torna, si riprende da qui."),
        ],
    )  # fmt: skip


@FORM
def reopen(request: ActorRequest, path_id: UUID) -> HttpResponse:
    record = record_of(request, path_id)
    if record.path.current_state is not State.CLOSED and request.method != "POST":
        return to_page(path_id)
    form = form_for(request, ReopenForm)

    def act() -> None:
        data = {**form.cleaned_data, "at": _since(form.cleaned_data["at"])}
        services.reopen_path(**who(request, path_id), **data)

    if carried_out(form, act):
        return to_page(path_id)
    return her_form(
        request, record, form, title=_("Riprendere il percorso"), submit=_("Riprendi"),
        lead=_("Si riparte da dove eravate, senza rifare domande già fatte."),
    )  # fmt: skip
