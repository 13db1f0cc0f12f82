"""The centres' and shelters' own tables."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.access.actions import Action, Forbidden
from trama.access.http import ActorRequest
from trama.common.documents import attachment
from trama.protocol.meetings.calendar import MEDIA_TYPE, Entry, calendar_file
from trama.protocol.meetings.forms import (
    PaperForm,
    SeenForm,
    SessionForm,
    SessionMinutesForm,
    ShareForm,
    TableForm,
    ids,
)
from trama.protocol.meetings.models import NetworkTable, TablePaper, TableSession
from trama.protocol.meetings.policies import may_open_table, require_chair, require_change, require_seat
from trama.protocol.meetings.selectors import tables as selectors
from trama.protocol.meetings.selectors.sittings import attendance_of_session
from trama.protocol.meetings.services import tables as services
from trama.protocol.meetings.states import BEFORE, MeetingState
from trama.protocol.meetings.views.common import meetings_form
from trama.ui.dates import day_words
from trama.ui.forms import FORM, TramaForm, carried_out, confirm_page, form_for

PAGE = 20
_OCCASION = ("title", "starts_at", "ends_at", "place", "link", "agenda")


@require_safe
def table_list(request: ActorRequest) -> HttpResponse:
    page = Paginator(selectors.tables(request.actor), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_open": may_open_table(request.actor)}
    return render(request, "protocol/meetings/tables.html", context)


@FORM
def new_table(request: ActorRequest) -> HttpResponse:
    if not may_open_table(request.actor):
        raise Http404  # only for centres and shelters
    initial = {"members": [str(request.actor.organisation_id)]}
    form = form_for(request, TableForm, initial=initial, centres=_centres(request))
    if carried_out(form, lambda: _open(request, form)):
        messages.success(request, _("Il tavolo c’è: lo legge solo chi vi siede."))
        return redirect("protocol:table", form.row_id)
    return meetings_form(
        request, form, title=_("Nuovo Tavolo di Rete"), submit=_("Apri il tavolo"), cancel=reverse("protocol:tables"),
        lead=_("Lo coordina il tuo ente. Quello che vi si scrive lo legge solo chi vi siede."),
    )  # fmt: skip


def _open(request: ActorRequest, form: TableForm) -> NetworkTable:
    data = form.cleaned_data
    return services.open_table(
        actor=request.actor, table_id=form.row_id, name=data["name"], about=data["about"],
        members=ids(data["members"]),
    )  # fmt: skip


@require_safe
def table_page(request: ActorRequest, table_id: UUID) -> HttpResponse:
    found = selectors.table_page(request.actor, table_id)
    own = request.actor.organisation_id
    works = Action.HOLD_TABLE.allows(request.actor)
    sessions = Paginator(found.sessions, PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "sessions": sessions,
        "papers": found.papers[:50],
        "sits": found.sits(own),
        "may_hold": works and found.holds(own),
        "may_change": works and found.sits(own) and (found.holds(own) or found.chair_is_gone),
        "may_write": works and found.sits(own),
    }
    return render(request, "protocol/meetings/table.html", context)


@FORM
def change_table(request: ActorRequest, table_id: UUID) -> HttpResponse:
    found = selectors.table_page(request.actor, table_id)
    require_change(request.actor, found.table)
    chair = request.actor.organisation_id if found.chair_is_gone else found.table.chair_id
    initial = {
        "name": found.table.name,
        "about": found.table.about,
        "members": [str(seat.organisation_id) for seat in found.seats],
        "chair": str(chair),
    }
    form = form_for(request, TableForm, initial=initial, centres=_centres(request), chairs=True)
    if carried_out(form, lambda: _change(request, table_id, form)):
        messages.success(request, _("Salvato."))
        return redirect("protocol:table", table_id)
    return meetings_form(
        request, form, title=_("Cambia il tavolo"), eyebrow=found.table.name, submit=_("Salva"),
        cancel=_table_url(table_id), lead=_("Chi ne esce non legge più niente del tavolo."),
    )  # fmt: skip


def _change(request: ActorRequest, table_id: UUID, form: TableForm) -> NetworkTable:
    data = form.cleaned_data
    return services.change_table(
        actor=request.actor, table_id=table_id, name=data["name"], about=data["about"],
        members=ids(data["members"]), chair=UUID(data["chair"]),
    )  # fmt: skip


@FORM
def new_session(request: ActorRequest, table_id: UUID) -> HttpResponse:
    table = selectors.find_table(request.actor, table_id)
    require_chair(request.actor, table)
    form = form_for(request, SessionForm)
    if carried_out(
        form,
        lambda: services.call_session(
            actor=request.actor, table_id=table_id, session_id=form.row_id, **_said(form.cleaned_data)
        ),
    ):
        messages.success(request, _("Seduta convocata: la legge chi siede al tavolo."))
        return redirect("protocol:session", form.row_id)
    return meetings_form(
        request, form, title=_("Convoca una seduta"), eyebrow=table.name, submit=_("Convoca"),
        cancel=_table_url(table_id),
    )  # fmt: skip


@require_safe
def session_page(request: ActorRequest, session_id: UUID) -> HttpResponse:
    session = selectors.find_session(request.actor, session_id)
    own = request.actor.organisation_id
    holds = Action.HOLD_TABLE.allows(request.actor) and session.table.chair_id == own
    begun = session.starts_at <= timezone.now()
    context = {
        "session": session,
        "papers": session.papers.select_related("organisation").order_by("written_at", "pk"),
        "attendance_lists": [
            (code, names) for code, names in attendance_of_session(session).items() if names
        ],
        "holds": holds,
        "may_change": holds and session.current in BEFORE,
        "may_write": holds and begun and session.current in {MeetingState.CONVENED, MeetingState.HELD},
        "may_approve": holds and session.current is MeetingState.HELD,
    }
    return render(request, "protocol/meetings/session.html", context)


@FORM
def change_session(request: ActorRequest, session_id: UUID) -> HttpResponse:
    session = selectors.find_session(request.actor, session_id)
    require_chair(request.actor, session.table)
    form = form_for(request, SessionForm, initial={name: getattr(session, name) for name in _OCCASION})
    return _on_session(
        request,
        session,
        form,
        lambda: services.change_session(
            actor=request.actor, session_id=session_id, **_said(form.cleaned_data)
        ),
        title=_("Cambia la seduta"),
    )


@FORM
def write_session(request: ActorRequest, session_id: UUID) -> HttpResponse:
    session = selectors.find_session(request.actor, session_id)
    require_chair(request.actor, session.table)
    initial = {
        "minutes": session.minutes,
        "priorities": session.priorities,
        "seen": session.changed_at.isoformat(),
    }
    form = form_for(request, SessionMinutesForm, initial=initial)
    return _on_session(
        request,
        session,
        form,
        lambda: services.write_session(
            actor=request.actor,
            session_id=session_id,
            minutes=form.cleaned_data["minutes"],
            priorities=form.cleaned_data["priorities"],
            seen=form.instant,
        ),
        title=_("Verbale della seduta"),
    )


@FORM
def approve_session(request: ActorRequest, session_id: UUID) -> HttpResponse:
    session = selectors.find_session(request.actor, session_id)
    form = form_for(request, SeenForm, initial={"seen": session.changed_at.isoformat()})
    return _confirmed(
        request,
        session,
        lambda: services.approve_session(actor=request.actor, session_id=session_id, seen=form.instant),
        form=form,
        title=_("Approvare il verbale della seduta?"),
        consequences=[_("Verbale e priorità non si cambiano più."), _("Chi siede al tavolo li legge come approvati.")],
        button=_("Approva"),
    )  # fmt: skip


@FORM
def cancel_session(request: ActorRequest, session_id: UUID) -> HttpResponse:
    session = selectors.find_session(request.actor, session_id)
    return _confirmed(
        request,
        session,
        lambda: services.cancel_session(actor=request.actor, session_id=session_id),
        title=_("Annullare la seduta?"),
        consequences=[_("Resta nell’elenco come annullata. Il file del calendario la toglie dai calendari.")],
        button=_("Annulla la seduta"),
        danger=True,
    )


@FORM
def share_session(request: ActorRequest, session_id: UUID) -> HttpResponse:
    session = selectors.find_session(request.actor, session_id)
    share = session.shared_at is None
    form = form_for(request, ShareForm, initial={"share": "yes" if share else "no"})
    return _confirmed(
        request,
        session,
        lambda: services.share_session(actor=request.actor, session_id=session_id, share=form.wanted),
        form=form,
        title=_("Far leggere la seduta all’ente capofila?") if share else _("Non farla più leggere?"),
        consequences=_sharing(
            share,
            _(
                "La seduta, con ordine del giorno, chi c’era, verbale e priorità. Le carte si condividono a parte."
            ),
        ),
        button=_("Condividi") if share else _("Non condividere più"),
    )


@require_safe
def session_calendar(request: ActorRequest, session_id: UUID) -> HttpResponse:
    session = selectors.find_session(request.actor, session_id)
    entry = Entry(
        uid=session.pk, sequence=session.sequence, changed_at=session.changed_at, state=session.current,
        title=session.title, starts_at=session.starts_at, ends_at=session.ends_at, place=session.place,
        link=session.link, agenda=session.agenda, organiser=session.table.chair.short_name,
        organiser_id=session.table.chair_id,
    )  # fmt: skip
    day = timezone.localdate(session.starts_at).isoformat()
    return attachment(calendar_file(entry), f"seduta-{day}.ics", MEDIA_TYPE)


@FORM
def new_paper(request: ActorRequest, table_id: UUID) -> HttpResponse:
    found = selectors.table_page(request.actor, table_id)
    require_seat(request.actor, found.table)
    sessions = [(str(one.pk), f"{one.title}, {day_words(one.starts_at)}") for one in found.sessions[:20]]
    form = form_for(request, PaperForm, sessions=sessions)
    if carried_out(form, lambda: _put(request, table_id, form)):
        messages.success(request, _("La carta è sul tavolo: la legge chi vi siede."))
        return redirect("protocol:paper", form.row_id)
    return meetings_form(
        request, form, title=_("Nuova carta"), eyebrow=found.table.name, submit=_("Mettila sul tavolo"),
        cancel=_table_url(table_id), lead=_("Una volta sul tavolo non si riscrive: se cambia, se ne mette un’altra."),
    )  # fmt: skip


def _put(request: ActorRequest, table_id: UUID, form: PaperForm) -> TablePaper:
    data = form.cleaned_data
    session = data.get("session")
    return services.put_paper(
        actor=request.actor, table_id=table_id, paper_id=form.row_id, title=data["title"], text=data["text"],
        session_id=UUID(session) if session else None,
    )  # fmt: skip


@require_safe
def paper_page(request: ActorRequest, paper_id: UUID) -> HttpResponse:
    paper = selectors.find_paper(request.actor, paper_id)
    own = paper.organisation_id == request.actor.organisation_id
    context = {"paper": paper, "may_share": own and Action.HOLD_TABLE.allows(request.actor)}
    return render(request, "protocol/meetings/paper.html", context)


@FORM
def share_paper(request: ActorRequest, paper_id: UUID) -> HttpResponse:
    paper = selectors.find_paper(request.actor, paper_id)
    if paper.organisation_id != request.actor.organisation_id:
        raise Forbidden(Action.HOLD_TABLE)
    share = paper.shared_at is None
    form = form_for(request, ShareForm, initial={"share": "yes" if share else "no"})
    if carried_out(
        form, lambda: services.share_paper(actor=request.actor, paper_id=paper_id, share=form.wanted)
    ):
        return redirect("protocol:paper", paper_id)
    return confirm_page(
        request,
        title=_("Far leggere la carta all’ente capofila?") if share else _("Non farla più leggere?"),
        lead=paper.title,
        consequences=_sharing(share, _("Solo questa carta: la seduta si condivide a parte.")),
        button=_("Condividi") if share else _("Non condividere più"),
        cancel=reverse("protocol:paper", args=[paper_id]),
        form=form,
    )


def _sharing(share: bool, what: str) -> list[Any]:
    if share:
        return [
            what,
            _("La legge l’ente che coordina la rete. Gli altri enti continuano a non vedere niente."),
        ]
    return [_("Da ora non la legge più. Quello che ha già letto l’ha letto.")]


def _confirmed(
    request: ActorRequest,
    session: TableSession,
    act: Callable[[], object],
    *,
    form: TramaForm | None = None,
    **page: Any,
) -> HttpResponse:
    """An act of the chair that is asked twice."""
    require_chair(request.actor, session.table)
    form = form or form_for(request, TramaForm)
    if carried_out(form, act):
        messages.success(request, _("Fatto."))
        return redirect("protocol:session", session.pk)
    return confirm_page(
        request, lead=session.title, cancel=reverse("protocol:session", args=[session.pk]), form=form, **page
    )


def _on_session(
    request: ActorRequest, session: TableSession, form: TramaForm, act: Callable[[], object], *, title: str
) -> HttpResponse:
    if carried_out(form, act):
        messages.success(request, _("Salvato."))
        return redirect("protocol:session", session.pk)
    return meetings_form(
        request, form, title=title, eyebrow=session.title, submit=_("Salva"),
        cancel=reverse("protocol:session", args=[session.pk]),
    )  # fmt: skip


def _said(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in _OCCASION}


def _centres(request: ActorRequest) -> list[tuple[str, str]]:
    return [(str(one.pk), one.short_name) for one in selectors.eligible(request.actor)]


def _table_url(table_id: UUID) -> str:
    return reverse("protocol:table", args=[table_id])
