"""Who made an edition known to its staff: each body says so, the coordinating one reminds who has not."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trama.access.http import ActorRequest
from trama.common.errors import DomainError
from trama.protocol.procedures import selectors, services
from trama.protocol.procedures.forms import SpreadFilterForm, SpreadForm
from trama.protocol.procedures.models import Edition, State, Way
from trama.protocol.procedures.policies import is_librarian, require_librarian
from trama.protocol.procedures.views.base import PAGE, edition_or_404
from trama.ui.forms import FORM, TramaForm, form_for, form_page


@FORM
def confirm(request: ActorRequest, edition_id: UUID) -> HttpResponse:
    """One's own body spread this edition: when and how. Sent again, it corrects what was said."""
    row = edition_or_404(request, edition_id)
    own = selectors.own_dissemination(request.actor, row.pk)
    initial = {"spread_on": own.spread_on, "way": own.way, "note": own.note} if own else {}
    form = form_for(request, SpreadForm, initial={"spread_on": timezone.localdate(), **initial})
    if form.is_bound and form.is_valid():
        try:
            services.confirm_dissemination(actor=request.actor, edition=row, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Confermato: la rete sa che lo avete diffuso."))
            return redirect("protocol:procedure", row.document_id)
    return form_page(
        request,
        form,
        title=_("Diffusa tra chi lavora da voi"),
        lead=_("%(title)s, versione %(n)s") % {"title": row.title, "n": row.number},
        submit=_("Conferma"),
        cancel=reverse("protocol:procedure", args=[row.document_id]),
    )


@require_GET
def spread(request: ActorRequest, edition_id: UUID) -> HttpResponse:
    """Each signatory: when and how it spread this edition, or that it has not said so yet."""
    row = edition_or_404(request, edition_id)
    form = SpreadFilterForm(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    found = selectors.spreading(request.actor, row.pk, state)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    ways = dict(Way.choices)
    context = {
        "edition": row,
        "form": form,
        "page": page,
        "rows": [{**body, "way": ways.get(body["way"], "")} for body in page],
        "spread": selectors.spread(request.actor, row.pk),
        "writes": is_librarian(request.actor) and row.state == State.IN_FORCE and row.text_available,
    }
    return render(request, "protocol/procedures/spread.html", context)


@FORM
def remind(request: ActorRequest, edition_id: UUID) -> HttpResponse:
    """The words of a reminder and whom it goes to: she sends it from her own mail and writes down that she did."""
    row = edition_or_404(request, edition_id)
    require_librarian(request.actor)
    if row.state != State.IN_FORCE or not row.text_available:
        raise Http404
    form = form_for(request, TramaForm)
    if form.is_bound and form.is_valid():
        number = services.remind(actor=request.actor, edition=row)
        messages.success(request, _("Segnato: promemoria a %(n)s enti.") % {"n": number})
        return redirect("protocol:procedure_spread", row.pk)
    missing = list(selectors.spreading(request.actor, row.pk, "missing"))
    bodies = [one["organisation"] for one in missing]
    addresses = selectors.office_addresses(request.actor, bodies, timezone.localdate())
    subject, words = _words(request, row)
    context = {
        "edition": row,
        "form": form,
        "missing": missing,
        "addresses": addresses,
        "subject": subject,
        "words": words,
        "mailto": f"mailto:?bcc={quote(','.join(addresses))}&subject={quote(subject)}&body={quote(words)}",
    }
    return render(request, "protocol/procedures/remind.html", context)


def _words(request: ActorRequest, row: Edition) -> tuple[str, str]:
    """Subject and text of the reminder."""
    where = request.build_absolute_uri(reverse("protocol:procedure", args=[row.document_id]))
    text = _(
        "Buongiorno,\n\nnel registro della rete manca la conferma che “%(title)s” (versione %(n)s) sia stata diffusa"
        " tra chi lavora da voi, come chiede l'articolo 3 del protocollo.\n\nSi conferma qui, con il giorno e il modo:"
        " %(where)s\n\nGrazie."
    ) % {"title": row.title, "n": row.number, "where": where}
    return _("Protocollo della rete: confermare la diffusione"), text
