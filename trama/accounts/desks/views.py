"""The services that can be written to and not read: a custodian's pages. Every act asks for the password again."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trama.accounts.desks import selectors, services
from trama.accounts.desks.forms import AddReaderForm, OpenDeskForm
from trama.accounts.desks.selectors import Desk, Reader
from trama.accounts.http import SignedInRequest
from trama.accounts.step_up import step_up_required
from trama.common.errors import DomainError
from trama.ui.forms import FORM, TramaForm, confirm_page, form_for


def _on_a_desk(*, has_key: bool) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """An act on one of one's own services; whether it is one is settled before the password is asked for.

    A colleague may have given it its key meanwhile: then there is nothing more to do than to look.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        confirmed = step_up_required(view)

        @wraps(view)
        def wrapper(request: SignedInRequest, service_id: UUID, **kwargs: UUID) -> HttpResponse:
            desk = selectors.desk_of(request.actor, request.keyring, service_id)
            if desk is None:
                raise Http404
            if desk.has_key != has_key:
                return redirect("accounts:desks")
            return confirmed(request, desk, **kwargs)

        return wrapper

    return decorate


@require_GET
def desks(request: SignedInRequest) -> HttpResponse:
    """Every service: whether it has a key, who reads, who writes."""
    found = selectors.desks(request.actor, request.keyring)
    return render(request, "accounts/desks/list.html", {"desks": found})


@FORM
@_on_a_desk(has_key=False)
def open_desk(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """A key of its own, sealed to who is chosen here."""
    form = form_for(request, OpenDeskForm, actor=request.actor, keyring=request.keyring)

    def act() -> None:
        chosen = [UUID(one) for one in form.cleaned_data["readers"]]
        services.open_desk(actor=request.actor, keyring=request.keyring, service_id=desk.id, readers=chosen)

    if _done(form, act):
        messages.success(request, _("%(name)s ha la sua chiave: ora si può scrivere.") % {"name": desk.name})
        return redirect("accounts:desks")
    return _ask(
        request,
        form,
        title=_("Dare una chiave a %(name)s?") % {"name": desk.name},
        consequences=[
            _("Chi è di turno potrà scrivere qui le chiamate, e non potrà rileggerle: nemmeno le sue."),
            _("Le apre solo chi scegli. Nessun'altra collega, nemmeno tu se non ti scegli."),
            _("La firma è tua: resta nel registro delle chiavi dell'ente."),
        ],
        button=_("Dai la chiave"),
    )


@FORM
@_on_a_desk(has_key=True)
def add_reader(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """One more who reads."""
    form = form_for(request, AddReaderForm, actor=request.actor, keyring=request.keyring, desk=desk)

    def act() -> None:
        chosen = UUID(form.cleaned_data["readers"])
        services.add_reader(
            actor=request.actor, keyring=request.keyring, service_id=desk.id, membership_id=chosen
        )

    if _done(form, act):
        messages.success(request, _("Fatto: da adesso legge anche lei."))
        return redirect("accounts:desks")
    return _ask(
        request,
        form,
        title=_("Chi altra legge %(name)s?") % {"name": desk.name},
        consequences=[
            _("Legge tutto quello che sarà scritto da adesso."),
            _("Quello che aspettava già lo apre appena una delle altre guarda le chiamate da leggere."),
        ],
        button=_("Aggiungi"),
    )


@FORM
@_on_a_desk(has_key=True)
def remove_reader(request: SignedInRequest, desk: Desk, membership_id: UUID) -> HttpResponse:
    """The key turns for those who stay."""
    reader = _reader(desk, membership_id)
    form = form_for(request, TramaForm)

    def act() -> None:
        services.remove_reader(
            actor=request.actor, keyring=request.keyring, service_id=desk.id, membership_id=membership_id
        )

    if request.method == "POST" and _done(form, act):
        messages.success(request, _("Fatto: non legge più, e la chiave è cambiata."))
        return redirect("accounts:desks")
    return _ask(
        request,
        form,
        title=_("%(name)s non legge più %(desk)s?") % {"name": reader.name, "desk": desk.name},
        consequences=[
            _("Non apre più niente di quello che è scritto qui, nemmeno quello di prima."),
            _("La chiave del servizio cambia, per tutte le altre. Chi scrive non se ne accorge."),
            _("Le telefonate che sono già tra quelle del centro restano dove sono."),
        ],
        button=_("Togli"),
        danger=True,
    )


def _reader(desk: Desk, membership_id: UUID) -> Reader:
    for reader in desk.readers:
        if reader.membership_id == membership_id:
            return reader
    raise Http404


def _done(form: TramaForm, act: Callable[[], None]) -> bool:
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        act()
    except DomainError as error:
        form.refuse(error)
        return False
    return True


def _ask(
    request: SignedInRequest,
    form: TramaForm,
    *,
    title: str,
    consequences: list[str | Promise],
    button: str,
    danger: bool = False,
) -> HttpResponse:
    return confirm_page(
        request,
        title=title,
        consequences=consequences,
        button=button,
        cancel=reverse("accounts:desks"),
        danger=danger,
        form=form,
    )
