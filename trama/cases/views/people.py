"""Who walks with her, who must not know, and erasing."""

from collections.abc import Callable, Iterable
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trama.accounts.models import Membership
from trama.accounts.selectors import colleague_names
from trama.accounts.sessions import visitor
from trama.accounts.step_up import is_fresh
from trama.cases import services
from trama.cases.forms import AssignForm, EraseForm, MustNotKnowForm, OwnNotesForm, SpecialistForm
from trama.cases.selectors import hidden_from
from trama.cases.selectors.hidden import ask_who_can
from trama.cases.selectors.people import (
    assignable,
    callable_in,
    hideable,
    keepers,
    name_of,
    other_organisations,
    outside,
)
from trama.cases.views.common import (
    done_or_form,
    her_form,
    not_while_closed,
    page_url,
    record_of,
    to_page,
    who,
)
from trama.common.errors import DomainError
from trama.deadlines.http import ActorRequest
from trama.referrals.selectors import gone_to
from trama.ui.forms import FORM, carried_out, confirm_page, form_for


def _named(request: ActorRequest, people: Iterable[Membership]) -> list[tuple[str, str]]:
    """(id, name) of people as a form offers them, in reading order."""
    names = colleague_names(request.actor, request.keyring)
    return sorted(
        ((str(one.pk), name_of(names, one.pk)) for one in people), key=lambda pair: pair[1].casefold()
    )


def _offered(request: ActorRequest, find: Callable[[], Iterable[Membership]]) -> list[tuple[str, str]] | None:
    """Whom the form may offer; None when somebody else must choose (the reason is never told)."""
    try:
        return _named(request, find())
    except DomainError:
        return None


def _somebody_else_chooses(request: ActorRequest, path_id: UUID) -> HttpResponse:
    messages.info(request, ask_who_can().message)
    return to_page(path_id)


@FORM
def assign(request: ActorRequest, path_id: UUID) -> HttpResponse:
    record = record_of(request, path_id)
    people = _offered(request, lambda: assignable(record.path, request.keyring))
    if people is None:
        return _somebody_else_chooses(request, path_id)
    form = form_for(request, AssignForm, initial={"to": str(record.path.assignee_id or "")}, people=people)

    def act() -> None:
        to = form.cleaned_data["to"]
        services.assign_path(
            **who(request, path_id), to=UUID(to) if to else None, note=form.cleaned_data["note"]
        )

    return done_or_form(
        request, record, form, act, title=_("Chi la segue"), template="cases/choose.html",
        must_not_know=hidden_from(record.path, request.keyring).note,
    )  # fmt: skip


@FORM
def call_in(request: ActorRequest, path_id: UUID) -> HttpResponse:
    record = record_of(request, path_id)
    people = _offered(request, lambda: callable_in(record.path, request.keyring))
    if people is None:
        return _somebody_else_chooses(request, path_id)
    form = form_for(request, SpecialistForm, people=people)

    def act() -> None:
        data = form.cleaned_data
        services.call_in_specialist(**who(request, path_id), to=UUID(data["to"]), expertise=data["expertise"])

    return done_or_form(
        request, record, form, act, title=_("Chiama una specialista"), submit=_("Chiama"),
        template="cases/choose.html", nobody=not people,
        must_not_know=hidden_from(record.path, request.keyring).note,
        lead=_("Leggerà questo percorso, e solo questo, finché ne ha bisogno."),
    )  # fmt: skip


@FORM
def let_go(request: ActorRequest, path_id: UUID, member_id: UUID) -> HttpResponse:
    record = record_of(request, path_id)
    if request.method == "POST":
        services.let_specialist_go(**who(request, path_id), member_id=member_id)
        return to_page(path_id)
    return confirm_page(
        request, title=_("Ha finito la sua parte?"), lead=record.name, button=_("Sì, ha finito"),
        cancel=page_url(path_id),
        consequences=[
            _("Da ora non apre più questo percorso."),
            _("Quello che ha scritto resta."),
            _("Si può richiamare."),
        ],
    )  # fmt: skip


@FORM
def own_notes(request: ActorRequest, path_id: UUID) -> HttpResponse:
    """A specialist chooses who keeps her notes with her."""
    record = record_of(request, path_id)
    people = _named(request, keepers(record.path, request.keyring, request.actor))
    form = form_for(request, OwnNotesForm, people=people)
    keeper = form["keeper"].value()

    def act() -> None:
        services.open_own_notes(**who(request, path_id), keeper=UUID(keeper))

    if carried_out(form, act):
        return redirect("cases:add_entry", path_id)
    return not_while_closed(request, record) or her_form(
        request, record, form, title=_("Le tue note riservate"), submit=_("Comincia"),
        lead=_("Le aprite in due, tu e la persona che scegli, perché non vadano perse. Nessun’altra."),
    )  # fmt: skip


@FORM
def must_not_know(request: ActorRequest, path_id: UUID) -> HttpResponse:
    record = record_of(request, path_id)
    hidden = hidden_from(record.path, request.keyring)
    if not hidden.readable:
        return _somebody_else_chooses(request, path_id)
    people = [one for one in hideable(record.path, hidden) if one.pk != request.actor.membership_id]
    offices = [(str(body.pk), body.short_name) for body in other_organisations(request.actor)]
    form = form_for(
        request,
        MustNotKnowForm,
        initial=hidden.as_json(),
        stored=hidden.as_json(),
        people=_named(request, people),
        organisations=offices,
    )

    def act() -> None:
        data = form.cleaned_data
        services.set_must_not_know(
            **who(request, path_id), note=data["note"], memberships=[UUID(key) for key in data["memberships"]],
            organisations=[UUID(key) for key in data["organisations"]], seen=data["seen"],
        )  # fmt: skip

    if carried_out(form, act):
        now = hidden_from(record.path, request.keyring)
        gone = gone_to(request.actor, path_id, now.organisations)
        return redirect("cases:must_not_know", path_id) if gone else to_page(path_id)
    newcomers = _named(request, outside(record.path, hidden, request.keyring))
    return her_form(
        request, record, form, title=_("Qualcuno non deve sapere?"), template="cases/must_not_know.html",
        newcomers=newcomers, gone=gone_to(request.actor, path_id, hidden.organisations),
    )  # fmt: skip


@require_POST
def let_in(request: ActorRequest, path_id: UUID, membership_id: UUID) -> HttpResponse:
    """One click for a colleague who came later and may know."""
    try:
        services.let_into_circle(**who(request, path_id), membership_id=membership_id)
    except DomainError as error:
        messages.warning(request, error.message)
    return redirect("cases:must_not_know", path_id)


@FORM
def erase(request: ActorRequest, path_id: UUID) -> HttpResponse:
    record = record_of(request, path_id)
    if not is_fresh(visitor(request).session):
        return redirect(f"{reverse('accounts:step_up')}?{urlencode({'next': request.path})}")
    form = form_for(request, EraseForm)
    if carried_out(form, lambda: services.erase_woman(actor=request.actor, path_id=path_id)):
        messages.success(request, _("Cancellato: nessuno può più leggerlo, neanche noi."))
        return redirect("cases:list")
    return confirm_page(
        request, form=form, danger=True, title=_("Cancellare tutto di lei?"), lead=record.name,
        button=_("Cancella per sempre"), cancel=page_url(path_id),
        consequences=[
            _("La chiave che apre il suo percorso viene distrutta: nome, recapiti, racconti, note, tutto."),
            _("Spariscono anche dalle copie di sicurezza, quando scadono o vengono ripristinate."),
            _("Resta scritto solo che è stata fatta una cancellazione, da chi e quando."),
            _("Quello che un altro ente ha già preso con sé non si cancella da qui: va chiesto a lui."),
        ],
    )  # fmt: skip
