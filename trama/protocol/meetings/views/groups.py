"""Working groups and their roadmaps."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.access.actions import Action
from trama.access.http import ActorRequest
from trama.protocol.agreement.policies import may_lead, require_lead
from trama.protocol.meetings import services
from trama.protocol.meetings.forms import GroupForm, MembersForm, MilestoneForm, StageForm, ids
from trama.protocol.meetings.models import WorkingGroup
from trama.protocol.meetings.selectors import groups as selectors
from trama.protocol.meetings.selectors.meetings import bodies, sitting_in
from trama.protocol.meetings.states import Stage
from trama.protocol.meetings.views.common import meetings_form
from trama.ui.forms import FORM, carried_out, form_for

PAGE = 25


@require_safe
def group_list(request: ActorRequest) -> HttpResponse:
    page = Paginator(selectors.groups(request.actor), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_call": may_lead(request.actor, Action.CALL_MEETING)}
    return render(request, "protocol/meetings/groups.html", context)


@require_safe
def group_page(request: ActorRequest, group_id: UUID) -> HttpResponse:
    context = {
        "found": selectors.group_page(request.actor, group_id),
        "may_call": may_lead(request.actor, Action.CALL_MEETING),
        "stages": [stage.label for stage in Stage],
    }
    return render(request, "protocol/meetings/group.html", context)


@FORM
def new_group(request: ActorRequest) -> HttpResponse:
    require_lead(request.actor, Action.CALL_MEETING)
    form = form_for(request, GroupForm, found=bodies(request.actor), new=True)
    if carried_out(form, lambda: _open(request, form)):
        messages.success(request, _("Il gruppo c’è: lo legge tutta la rete."))
        return redirect("protocol:group", form.row_id)
    return meetings_form(
        request, form, title=_("Nuovo gruppo di lavoro"), submit=_("Costituisci il gruppo"),
        cancel=reverse("protocol:groups"),
    )  # fmt: skip


def _open(request: ActorRequest, form: GroupForm) -> WorkingGroup:
    data = form.cleaned_data
    return services.open_group(
        actor=request.actor, group_id=form.row_id, name=data["name"], theme=data["theme"], charter=data["charter"],
        chair=_chair(data), members=ids(data["members"]),
    )  # fmt: skip


@FORM
def change_group(request: ActorRequest, group_id: UUID) -> HttpResponse:
    group = selectors.find_group(request.actor, group_id)
    require_lead(request.actor, Action.CALL_MEETING)
    sitting = sitting_in(request.actor, group_id)
    initial = {name: getattr(group, name) for name in ("name", "theme", "charter", "closed_on")}
    initial["chair"] = str(group.chair_id or "")
    found = [one for one in bodies(request.actor) if one.organisation.pk in sitting]
    form = form_for(request, GroupForm, initial=initial, found=found, new=False)
    if carried_out(form, lambda: _change(request, group_id, form)):
        messages.success(request, _("Salvato."))
        return redirect("protocol:group", group_id)
    return meetings_form(
        request,
        form,
        title=_("Cambia il gruppo"),
        eyebrow=group.name,
        submit=_("Salva"),
        cancel=_url(group_id),
    )


def _change(request: ActorRequest, group_id: UUID, form: GroupForm) -> WorkingGroup:
    data = form.cleaned_data
    return services.change_group(
        actor=request.actor, group_id=group_id, name=data["name"], theme=data["theme"], charter=data["charter"],
        chair=_chair(data), closed_on=data["closed_on"],
    )  # fmt: skip


@FORM
def members(request: ActorRequest, group_id: UUID) -> HttpResponse:
    group = selectors.find_group(request.actor, group_id)
    require_lead(request.actor, Action.CALL_MEETING)
    sitting = [str(body) for body in sitting_in(request.actor, group_id)]
    form = form_for(request, MembersForm, initial={"members": sitting}, found=bodies(request.actor))
    if carried_out(
        form,
        lambda: services.set_members(
            actor=request.actor, group_id=group_id, members=ids(form.cleaned_data["members"])
        ),
    ):
        messages.success(request, _("Salvato."))
        return redirect("protocol:group", group_id)
    return meetings_form(
        request,
        form,
        title=_("Chi fa parte del gruppo"),
        eyebrow=group.name,
        submit=_("Salva"),
        cancel=_url(group_id),
    )


@FORM
def new_milestone(request: ActorRequest, group_id: UUID) -> HttpResponse:
    group = selectors.find_group(request.actor, group_id)
    require_lead(request.actor, Action.CALL_MEETING)
    form = form_for(request, MilestoneForm)
    if carried_out(form, lambda: _add(request, group_id, form)):
        messages.success(request, _("Tappa aggiunta."))
        return redirect("protocol:group", group_id)
    return meetings_form(
        request, form, title=_("Nuova tappa"), eyebrow=group.name, submit=_("Aggiungi"), cancel=_url(group_id)
    )


def _add(request: ActorRequest, group_id: UUID, form: MilestoneForm) -> object:
    names = ("title", "expected_on", "note")
    said = {name: form.cleaned_data[name] for name in names}
    return services.add_milestone(actor=request.actor, group_id=group_id, milestone_id=form.row_id, **said)


@FORM
def milestone(request: ActorRequest, milestone_id: UUID) -> HttpResponse:
    row = selectors.find_milestone(request.actor, milestone_id)
    require_lead(request.actor, Action.CALL_MEETING)
    initial = {"stage": row.stage, "expected_on": row.expected_on, "note": row.note}
    form = form_for(request, StageForm, initial=initial, now=row.current)
    if carried_out(
        form,
        lambda: services.move_milestone(actor=request.actor, milestone_id=milestone_id, **form.cleaned_data),
    ):
        messages.success(request, _("Salvato."))
        return redirect("protocol:group", row.group_id)
    return meetings_form(
        request, form, title=row.title, eyebrow=row.group.name, submit=_("Salva"), cancel=_url(row.group_id)
    )


def _chair(data: dict[str, str]) -> UUID | None:
    return UUID(data["chair"]) if data["chair"] else None


def _url(group_id: UUID) -> str:
    return reverse("protocol:group", args=[group_id])
