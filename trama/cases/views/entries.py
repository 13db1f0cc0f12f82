"""What happened along the path."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.access.actions import Action
from trama.accounts.selectors import colleague_names
from trama.cases import services
from trama.cases.codes import LISTS
from trama.cases.forms import (
    ActivationForm,
    ActivationStatusForm,
    ChildAgainForm,
    ChildForm,
    CorrectionForm,
    EntryForm,
)
from trama.cases.forms.base import not_after_now
from trama.cases.presentation import version_items
from trama.cases.selectors import EntryView, entry_versions
from trama.cases.selectors.one import activation_of, child_of, has_own_notes
from trama.cases.services.timeline import may_correct
from trama.cases.views.common import done_or_form, her_form, not_while_closed, record_of, to_page, who
from trama.deadlines.http import ActorRequest
from trama.ui.forms import FORM, carried_out, form_for


@FORM
def add_entry(request: ActorRequest, path_id: UUID) -> HttpResponse:
    record = record_of(request, path_id)
    kind = request.GET.get("tipo", "")
    initial = {"kind": kind if kind in LISTS["entry_kind"] else ""}
    own_notes = has_own_notes(request.actor, record.path)
    form = form_for(
        request, EntryForm, initial=initial, own_notes=own_notes, paper_warning=record.contacts.paper_warning
    )

    def act() -> None:
        data = form.cleaned_data
        services.add_entry(
            **who(request, path_id), kind=data["kind"], words=data["words"], at=not_after_now(data["at"]),
            own_notes=bool(data.get("own_notes")), entry_id=form.row_id,
        )  # fmt: skip

    return done_or_form(request, record, form, act, title=_("Annota"), template="cases/entry_form.html")


@require_safe
def entry(request: ActorRequest, path_id: UUID, entry_id: UUID) -> HttpResponse:
    """One entry with its earlier versions."""
    record = record_of(request, path_id)
    versions = entry_versions(request.actor, request.keyring, path_id, entry_id)
    names = colleague_names(request.actor, request.keyring)
    context = {
        "record": record,
        "items": version_items(versions, names),
        "entry": versions[0],
        "is_letter": (versions[0].content or {}).get("kind") == "letter",
        "correctable": record.path.is_open and _correctable(request, versions[0]),
    }
    return render(request, "cases/entry.html", context)


def _correctable(request: ActorRequest, entry: EntryView) -> bool:
    if entry.content is None or not entry.is_current or entry.content["kind"] not in LISTS["entry_kind"]:
        return False
    return Action.WRITE_NOTE.allows(request.actor) and may_correct(
        request.actor, author_id=entry.author_id, own_notes=entry.own_notes
    )


@FORM
def correct_entry(request: ActorRequest, path_id: UUID, entry_id: UUID) -> HttpResponse:
    record = record_of(request, path_id)
    shown = entry_versions(request.actor, request.keyring, path_id, entry_id)[0]
    if not _correctable(request, shown) and request.method != "POST":
        raise Http404
    content = shown.content or {}
    initial = {
        "kind": content.get("kind", ""),
        "words": content.get("text", ""),
        "at": timezone.localtime(shown.at),
    }
    form = form_for(request, CorrectionForm, initial=initial, paper_warning=record.contacts.paper_warning)

    def act() -> None:
        data = form.cleaned_data
        services.correct_entry(
            **who(request, path_id), entry_id=entry_id, words=data["words"], kind=data["kind"],
            at=not_after_now(data["at"]), new_id=form.row_id,
        )  # fmt: skip

    return done_or_form(
        request, record, form, act, title=_("Correggi"), lead=_("La versione di prima resta, e si può rileggere."),
        submit=_("Salva la correzione"),
    )  # fmt: skip


@FORM
def activate(request: ActorRequest, path_id: UUID) -> HttpResponse:
    record = record_of(request, path_id)
    form = form_for(request, ActivationForm)

    def act() -> None:
        data = form.cleaned_data
        services.activate(
            **who(request, path_id), service=data["service"], status=data["status"], partner=data["partner"],
            note=data["note"], at=not_after_now(data["at"]), activation_id=form.row_id,
        )  # fmt: skip

    return done_or_form(request, record, form, act, title=_("Attivato insieme"),
        lead=_("Quello che lei ha chiesto, che le è stato proposto o che avete avviato insieme."),
    )  # fmt: skip


@FORM
def activation(request: ActorRequest, path_id: UUID, activation_id: UUID) -> HttpResponse:
    record = record_of(request, path_id)
    content = activation_of(request.keyring, record.path, activation_id)
    stored = {name: value for name, value in content.items() if name != "label"}
    form = form_for(request, ActivationStatusForm, initial=content, stored=stored)
    if carried_out(
        form,
        lambda: services.update_activation(
            **who(request, path_id), activation_id=activation_id, **form.cleaned_data
        ),
    ):
        return to_page(path_id)
    return not_while_closed(request, record) or her_form(request, record, form, title=content["label"])


@FORM
def add_child(request: ActorRequest, path_id: UUID) -> HttpResponse:
    record = record_of(request, path_id)
    form = form_for(request, ChildForm)

    def act() -> None:
        data = {name: value for name, value in form.cleaned_data.items() if name != "once"}
        services.add_child(**who(request, path_id), **data, child_id=form.row_id)

    if carried_out(form, act):
        return to_page(path_id)
    return not_while_closed(request, record) or her_form(
        request,
        record,
        form,
        title=_("Figlia o figlio"),
        lead=_("Quello che lei vuole dirne. Nessuna voce è obbligatoria."),
    )


@FORM
def child(request: ActorRequest, path_id: UUID, child_id: UUID) -> HttpResponse:
    record = record_of(request, path_id)
    stored = child_of(request.keyring, record.path, child_id)
    form = form_for(request, ChildAgainForm, initial=stored, stored=stored)

    def act() -> None:
        services.update_child(**who(request, path_id), child_id=child_id, **form.cleaned_data)

    return done_or_form(request, record, form, act, title=_("Figlia o figlio"))
