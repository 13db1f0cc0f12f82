"""The page `/ui/`: every component and five example pages, with invented content. For the demo and development only."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from trama.ui import gallery, icons
from trama.ui.forms import confirm_page, form_for, form_page

Context = dict[str, Any]


def _components(request: HttpRequest) -> Context:
    return {
        "timeline": gallery.timeline()[:3],
        "agenda": gallery.agenda(),
        "charts": gallery.charts(),
        "icons": sorted(icons.names()),
        "form": gallery.BriefForm(prefix="short"),
        "steps": ["Chi scrive", "Che cosa serve", "Controlla e invia"],
    }


def _agenda(request: HttpRequest) -> Context:
    return {"items": gallery.agenda()}


def _path(request: HttpRequest) -> Context:
    return {"items": gallery.timeline(), "badges": gallery.PATH_BADGES}


def _list(request: HttpRequest) -> Context:
    form = gallery.FilterForm(request.GET)
    rows = gallery.paths(
        request.GET.get("q", "").strip(), request.GET.get("stato", ""), request.GET.get("sort", "")
    )
    page = Paginator(rows, 8).get_page(request.GET.get("page"))
    return {"filters": form, "page": page}


def _sheet(request: HttpRequest) -> Context:
    return {"items": gallery.timeline()}


def _sign_in(request: HttpRequest) -> Context:
    return {"form": form_for(request, gallery.SignInForm)}


def _figures(request: HttpRequest) -> Context:
    return {"charts": gallery.charts()}


PAGES: dict[str, tuple[str, Callable[[HttpRequest], Context]]] = {
    "": ("ui/gallery/components.html", _components),
    "accesso": ("ui/gallery/sign_in.html", _sign_in),
    "agenda": ("ui/gallery/agenda.html", _agenda),
    "percorso": ("ui/gallery/path.html", _path),
    "elenco": ("ui/gallery/list.html", _list),
    "cifre": ("ui/gallery/figures.html", _figures),
    "foglio": ("ui/gallery/sheet.html", _sheet),
}


def _form(request: HttpRequest) -> HttpResponse:
    form = form_for(request, gallery.IntakeForm)
    form.is_valid()
    return form_page(
        request,
        form,
        title="Nuovo percorso",
        submit="Apri il percorso",
        cancel=reverse("gallery"),
        lead="Chiedi solo quello che serve adesso. Si può aprire anche con un nome inventato e nient’altro.",
        template="ui/gallery/form.html",
    )


def _confirm(request: HttpRequest) -> HttpResponse:
    return confirm_page(
        request,
        title="Revocare il consenso verso il Pronto soccorso?",
        button="Revoca il consenso",
        danger=True,
        consequences=[
            "L’accesso finisce subito per tutto ciò che non è ancora stato accolto.",
            "Chi ha già fatto proprio qualcosa riceve un avviso con una data, e una persona registra che cosa ne fa.",
            "La revoca resta nella storia del percorso.",
        ],
        cancel=reverse("gallery"),
        form=form_for(request, gallery.ConfirmForm),
    )


FORMS = {"modulo": _form, "conferma": _confirm}
ERRORS = {
    "errore-400": "400",
    "errore-403": "403",
    "errore-404": "404",
    "errore-500": "500",
    "errore-503": "503",
}


def gallery_page(request: HttpRequest, page: str = "") -> HttpResponse:
    """One page of the gallery; nothing is kept. Absent outside the demo and development."""
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404
    if page in FORMS:
        return FORMS[page](request)
    if page in ERRORS:
        return render(request, f"{ERRORS[page]}.html")
    if page not in PAGES:
        raise Http404
    template, context = PAGES[page]
    return render(request, template, context(request))
