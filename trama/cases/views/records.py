"""What is written of her: name, contacts, coded profile, author."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from trama.cases import services
from trama.cases.codes import AUTHOR, profile_section
from trama.cases.forms import AnswersForm, ContactsForm, NameForm
from trama.cases.services.record import answers_in
from trama.cases.views.common import done_or_form, record_of, who
from trama.deadlines.http import ActorRequest
from trama.ui.forms import FORM, form_for


@FORM
def name(request: ActorRequest, path_id: UUID) -> HttpResponse:
    record = record_of(request, path_id)
    form = form_for(request, NameForm, initial={"name": record.name}, stored=record.name)
    return done_or_form(
        request,
        record,
        form,
        lambda: services.call_her(**who(request, path_id), **form.cleaned_data),
        title=_("Come vuole essere chiamata"),
    )


@FORM
def contacts(request: ActorRequest, path_id: UUID) -> HttpResponse:
    record = record_of(request, path_id)
    stored = record.contacts.as_json()
    form = form_for(request, ContactsForm, initial=stored, stored=stored)
    return done_or_form(
        request,
        record,
        form,
        lambda: services.write_contacts(
            **who(request, path_id), contacts=form.contacts, seen=form.cleaned_data["seen"]
        ),
        title=_("Come contattarla"),
    )


@FORM
def answers(request: ActorRequest, path_id: UUID, section: str) -> HttpResponse:
    """One short page of the profile, or of what is known of the author."""
    record = record_of(request, path_id)
    asked = AUTHOR if section == AUTHOR.slug else profile_section(section)
    if asked is None:
        raise Http404
    stored = answers_in(asked, record.author if asked is AUTHOR else record.profile)
    form = form_for(request, AnswersForm, initial=stored, section=asked, stored=stored)

    def act() -> None:
        answers = {name: answer for name, answer in form.cleaned_data.items() if name != "seen"}
        given: dict[str, Any] = {"answers": answers, "seen": form.cleaned_data["seen"]}
        if asked is AUTHOR:
            services.answer_author(**who(request, path_id), **given)
        else:
            services.answer_section(**who(request, path_id), section=asked, **given)

    return done_or_form(request, record, form, act, title=asked.title, lead=asked.hint)
