"""The organisation's keys: turning them, the recovery sheets, a new signature of the root."""

from time import monotonic

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from trama.access.context import acting
from trama.accounts.http import SignedInRequest
from trama.accounts.keys.custody import Custody, custody
from trama.accounts.keys.forms import SignedForm
from trama.accounts.step_up import step_up_required
from trama.common.documents import attachment
from trama.common.errors import DomainError
from trama.ui.forms import FORM, confirm_page, form_for, form_page
from trama.vault.errors import KeyNotHeld, Tampered, UntrustedKey
from trama.vault.services import epochs
from trama.vault.services.identity import install_renewal, request_renewal
from trama.vault.services.recovery import make_recovery
from trama.vault.trust.files import request_file

REWRAP_SECONDS = 4.0  # how long one request goes on before it shows where it is


@require_GET
def keys(request: SignedInRequest) -> HttpResponse:
    """How the organisation's keys are, and what is to be done."""
    return render(request, "accounts/keys/keys.html", {"custody": custody(request.keyring)})


@FORM
@step_up_required
def rotate(request: SignedInRequest) -> HttpResponse:
    """New keys with the same people: after a suspicion."""
    if request.method == "POST":
        epochs.rotate(actor=request.actor, keyring=request.keyring)
        return redirect("accounts:rewrap")
    return confirm_page(
        request,
        title=_("Cambiare le chiavi dell'ente?"),
        consequences=[
            _(
                "Serve quando temi che qualcuno le abbia viste: un computer rubato, una password detta ad altri."
            ),
            _("Le persone restano le stesse e non se ne accorgono."),
            _("I contenuti restano come sono: cambia la chiave che li chiude."),
        ],
        button=_("Cambia le chiavi"),
        cancel=reverse("accounts:keys"),
    )


@FORM
def rewrap(request: SignedInRequest) -> HttpResponse:
    """Wraps what is left under the present key, some at a time; closing the page loses nothing.

    Each chunk commits by itself (`atomic=False`), so that the next request, hers or a colleague's, goes on from there.
    """
    if request.method == "POST":
        left = _go_on(request)
        response = redirect("accounts:rewrap" if left else "accounts:keys")
        if not left:
            messages.success(request, _("Le chiavi sono cambiate dappertutto."))
        return response
    with acting(request.actor):
        return render(request, "accounts/keys/rewrap.html", {"custody": custody(request.keyring)})


def _go_on(request: SignedInRequest) -> int:
    started = monotonic()
    left = 1
    while left and monotonic() - started < REWRAP_SECONDS:
        with acting(request.actor):
            left = epochs.rewrap_chunk(actor=request.actor, keyring=request.keyring)
    return left


@never_cache
@FORM
@step_up_required
def sheets(request: SignedInRequest) -> HttpResponse:
    """Two halves on two pages, shown by the answer to the POST and never again."""
    if request.method == "POST":
        made = make_recovery(actor=request.actor, keyring=request.keyring)
        halves = [(1, made.first), (2, made.second)]
        context = {"halves": halves, "custody": custody(request.keyring)}
        return render(request, "accounts/keys/sheets.html", context)
    return confirm_page(
        request,
        title=_("Preparare i due fogli di recupero?"),
        lead=_("Servono il giorno in cui tutte le custodi hanno perso la password."),
        consequences=[
            _("Escono due fogli, una metà ciascuno. Una metà da sola non apre nulla."),
            _("Vanno stampati adesso: non si possono rivedere. Nulla resta su questo computer."),
            _("Si tengono in due posti diversi, da due persone diverse."),
            _("I fogli fatti prima, se ce ne sono, non valgono più: distruggeteli."),
            _("Le cerchie più strette (indirizzi segreti, note riservate) non si recuperano con i fogli."),
        ],
        button=_("Prepara i fogli"),
        cancel=reverse("accounts:keys"),
    )


@FORM
@step_up_required
def renewal(request: SignedInRequest) -> HttpResponse:
    """A new identity key: asked for here, signed by the root elsewhere, put in here. POST asks."""
    if request.method == "POST":
        request_renewal(actor=request.actor, keyring=request.keyring)
        return redirect("accounts:renewal")
    return _renewal_page(request, form_for(request, SignedForm))


@require_GET
def renewal_file(request: SignedInRequest) -> HttpResponse:
    """What travels to the holder of the root: an id, a name, a public key."""
    asked = custody(request.keyring).request
    if asked is None:
        raise Http404
    return attachment(request_file(asked.statement), "richiesta.json", "application/json; charset=utf-8")


@FORM
@step_up_required
def renewal_install(request: SignedInRequest) -> HttpResponse:
    """The signed file comes back; from here on the old identity key signs nothing that counts."""
    form = form_for(request, SignedForm)
    if form.is_bound and form.is_valid():
        try:
            install_renewal(actor=request.actor, keyring=request.keyring, signed=form.cleaned_data["file"])
        except DomainError as error:
            form.refuse(error)
        except UntrustedKey:
            form.add_error("file", _("La firma non è della radice di questa installazione."))
        except (KeyNotHeld, Tampered):
            form.add_error(None, _("Le custodi sono cambiate dopo la richiesta: chiedi di nuovo."))
        else:
            return redirect("accounts:rewrap")
    return _renewal_page(request, form)


def _renewal_page(request: SignedInRequest, form: SignedForm) -> HttpResponse:
    state: Custody = custody(request.keyring)
    return form_page(
        request,
        form,
        template="accounts/keys/renewal.html",
        title=_("Una firma nuova della radice"),
        submit=_("Metti la firma"),
        cancel=reverse("accounts:keys"),
        custody=state,
    )
