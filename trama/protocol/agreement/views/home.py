"""The protocol as its people read it: what is in force, until when, who signed."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.access.http import ActorRequest
from trama.protocol.agreement import selectors
from trama.protocol.agreement.chores import chores
from trama.protocol.agreement.forms import RegisterForm, RuleForm
from trama.protocol.agreement.models import Version
from trama.protocol.agreement.policies import governs, require_lead
from trama.protocol.agreement.selectors.register import register, tally
from trama.protocol.agreement.services.rules import choose_rule
from trama.protocol.agreement.words import left_words, readings, signed_words, term_words
from trama.ui.forms import FORM, carried_out, form_for, form_page

PAGE = 25


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """The version in force with the three readings of its end, what is to be done, and its signatories."""
    version = selectors.version_in_force(request.actor)
    leads = governs(request.actor)
    if version is None:
        return render(
            request,
            "protocol/agreement/none.html",
            {"leads": leads, "hand": selectors.version_in_hand(request.actor)},
        )
    expiry = selectors.expiry(version, timezone.localdate())
    context = {
        "version": version,
        "leads": leads,
        "readings": readings(expiry),
        "chosen": chosen_words(expiry),
        "chores": chores(request.actor, expiry, leads=leads),
        "today": expiry.today,
        **listed(request, version),
    }
    return render(request, "protocol/agreement/home.html", context)


def listed(request: ActorRequest, version: Version) -> dict[str, object]:
    """The list of signatories of a version, as filters and page ask."""
    form = RegisterForm(request.GET)
    form.is_valid()
    data = form.cleaned_data
    rows = register(version, **{key: data.get(key, "") for key in ("state", "method", "category")})
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return {"form": form, "page": page, "tally": tally(version)}


def chosen_words(expiry: selectors.Expiry) -> dict[str, str]:
    """The end by the rule in use; empty while nobody chose."""
    if expiry.chosen is None:
        return {}
    return {"ends": term_words(expiry.chosen), "left": left_words(expiry.chosen, expiry.today)}


def _in_force(request: ActorRequest) -> Version:
    version = selectors.version_in_force(request.actor)
    if version is None:
        raise Http404
    return version


def _validity(request: ActorRequest, *, apart: bool) -> dict[str, object]:
    """The readings and each body's term; `apart`: bodies without a proven date in a list of their own."""
    version = _in_force(request)
    expiry = selectors.expiry(version, timezone.localdate())
    own, unproven = [], []
    for row, term in expiry.own:
        if not apart or row.withdrawn_on or term.earliest or term.latest:
            own.append((row, signed_words(row), term_words(term), left_words(term, expiry.today)))
        else:
            unproven.append(row)
    return {
        "version": version,
        "readings": readings(expiry),
        "chosen": chosen_words(expiry),
        "own": own,
        "unproven": unproven,
        "today": expiry.today,
        "choices": list(selectors.rule_choices(version)),
    }


@require_safe
def validity(request: ActorRequest) -> HttpResponse:
    """The three readings, and each body's own term."""
    context = {**_validity(request, apart=True), "leads": governs(request.actor)}
    return render(request, "protocol/agreement/validity.html", context)


@require_safe
def printed(request: ActorRequest) -> HttpResponse:
    """On a sheet: the readings, who signed, how and until when."""
    context = _validity(request, apart=False)
    return render(request, "protocol/agreement/print.html", context)


@FORM
def rule(request: ActorRequest) -> HttpResponse:
    """A person of the lead body chooses which reading counts."""
    require_lead(request.actor)
    version = _in_force(request)
    shown = readings(selectors.expiry(version, timezone.localdate()))
    form = form_for(
        request,
        RuleForm,
        initial={"rule": version.rule, "reason": version.rule_reason},
        hints={one.rule: f"{one.ends}: {one.left}" for one in shown},
    )
    if carried_out(form, lambda: choose_rule(actor=request.actor, version=version, **form.cleaned_data)):
        return redirect("protocol:validity")
    return form_page(
        request,
        form,
        title=_("Quale scadenza vale"),
        lead=_(
            "Il testo dell'articolo 7 si può leggere in tre modi. Sceglie una persona, e si può scegliere di nuovo."
        ),
        submit=_("Scegli"),
        cancel=reverse("protocol:validity"),
    )
