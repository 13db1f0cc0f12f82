"""Writing the library. Texts by the coordinating body; each body says for itself that it spread an edition."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.protocol.procedures import selectors
from trama.protocol.procedures.files import Upload
from trama.protocol.procedures.models import (
    Content,
    Dissemination,
    Document,
    Edition,
    EditionFile,
    Reminder,
    State,
)
from trama.protocol.procedures.policies import require_librarian


def open_document(
    *,
    actor: Actor,
    kind: str,
    title: str,
    text: str = "",
    adopted_by: str = "",
    upload: Upload | None = None,
    document_id: UUID,
) -> Edition:
    """A new document with its first draft. Sent twice with the same id it is one document."""
    require_librarian(actor)
    document, made = Document.objects.get_or_create(
        id=document_id,
        network_id=actor.network_id,
        defaults={"organisation_id": actor.organisation_id, "kind": kind},
    )
    same = None if made else selectors.current(actor, document.pk)
    if same:
        return same
    record(actor, "procedure.opened", document.pk)
    return write_draft(
        actor=actor, document=document, title=title, text=text, adopted_by=adopted_by, upload=upload
    )


def write_draft(
    *,
    actor: Actor,
    document: Document,
    title: str,
    text: str = "",
    changes: str = "",
    adopted_by: str = "",
    upload: Upload | None = None,
) -> Edition:
    """Begin the next edition, or write the draft that is there anew; without `upload` its file stays as it is."""
    require_librarian(actor)
    _one_at_a_time(document.pk)
    draft = selectors.draft_of(actor, document.pk) or _next(actor, document)
    draft.title, draft.text, draft.changes, draft.adopted_by = title, text, changes, adopted_by
    _with_content(draft, upload)
    record(actor, "procedure.drafted", draft.pk)
    return draft


def _one_at_a_time(document: UUID) -> None:
    """Whoever else writes an edition of this document waits."""
    Document.objects.select_for_update().get(pk=document)


def _next(actor: Actor, document: Document) -> Edition:
    last = Edition.objects.filter(document=document).aggregate(last=Max("number"))["last"] or 0
    return Edition(
        organisation_id=actor.organisation_id,
        network_id=actor.network_id,
        document=document,
        number=last + 1,
    )


def _with_content(edition: Edition, upload: Upload | None) -> None:
    """Save `edition` with a full text, typed or uploaded. Its file goes first where the edition is there already."""
    if not edition.text and upload is None and not edition.file_kind:
        raise DomainError("empty", _("Scrivi il testo o carica un file: almeno uno dei due."), field="text")
    if upload:
        edition.file_kind = upload.kind
    edition.content = Content.FULL
    if edition._state.adding:
        edition.save()
        _keep(edition, upload)
    else:
        _keep(edition, upload)
        edition.save()


def _keep(edition: Edition, upload: Upload | None) -> None:
    if upload is None:
        return
    EditionFile.objects.filter(network=edition.network_id, edition=edition).delete()
    EditionFile.objects.create(
        organisation_id=edition.organisation_id,
        network_id=edition.network_id,
        edition=edition,
        kind=upload.kind,
        size=len(upload.content),
        sha256=upload.sha256,
        content=upload.content,
    )


def put_in_force(*, actor: Actor, edition: Edition, on: date) -> Edition:
    """A draft comes into force and the edition before it ends the same day."""
    require_librarian(actor)
    _one_at_a_time(edition.document_id)
    edition = Edition.objects.defer("search").get(pk=edition.pk)
    if edition.state == State.IN_FORCE:
        return edition  # sent twice
    if edition.state != State.DRAFT:
        raise DomainError("not_a_draft", _("Questa versione non è più una bozza."))
    for old in Edition.objects.filter(document=edition.document_id, state=State.IN_FORCE).defer("search"):
        if old.in_force_on and on < old.in_force_on:
            raise DomainError(
                "before_the_last",
                _("Viene dopo la versione in vigore: non può cominciare prima."),
                field="on",
            )
        old.state, old.superseded_on = State.SUPERSEDED, on
        old.save(update_fields=["state", "superseded_on"])
    edition.state, edition.in_force_on = State.IN_FORCE, on
    edition.save(update_fields=["state", "in_force_on"])
    record(actor, "procedure.in_force", edition.pk)
    return edition


def supply_text(*, actor: Actor, edition: Edition, text: str = "", upload: Upload | None = None) -> Edition:
    """The text of an edition in force arrives after it: the edition stays the same, who confirmed has confirmed."""
    require_librarian(actor)
    if edition.state != State.IN_FORCE or edition.content == Content.FULL:
        raise DomainError("has_text", _("Il testo c'è già: per cambiarlo prepara una versione nuova."))
    edition.text = text
    _with_content(edition, upload)
    record(actor, "procedure.text_supplied", edition.pk)
    return edition


def confirm_dissemination(
    *, actor: Actor, edition: Edition, way: str, spread_on: date, note: str = "", at: datetime | None = None
) -> Dissemination:
    """The actor's body made an edition in force known to its staff (art. 3). Said again, it corrects what was said."""
    require(actor, Action.CONFIRM_DISSEMINATION)
    if not selectors.is_signatory(actor):
        raise DomainError("not_signatory", _("Lo conferma chi ha firmato il protocollo."))
    if edition.state != State.IN_FORCE or not edition.text_available:
        raise DomainError("not_in_force", _("Si conferma la versione in vigore, quando il suo testo è qui."))
    if edition.in_force_on and spread_on < edition.in_force_on:
        raise DomainError(
            "too_early",
            _("Questa versione non era ancora in vigore: scegli un giorno dopo."),
            field="spread_on",
        )
    row, _made = Dissemination.objects.update_or_create(
        edition=edition,
        organisation_id=actor.organisation_id,
        network_id=actor.network_id,
        defaults={
            "way": way, "spread_on": spread_on, "note": note, "confirmed_at": at or timezone.now(),
        },
    )  # fmt: skip
    record(actor, "procedure.spread", edition.pk)
    return row


def remind(*, actor: Actor, edition: Edition) -> int:
    """Write down that who has not confirmed was reminded today; how many. Twice in a day is once."""
    require_librarian(actor)
    if edition.state != State.IN_FORCE:
        raise DomainError("not_in_force", _("Si ricorda la versione in vigore."))
    now = timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    missing = selectors.spreading(actor, edition.pk, "missing")
    rows = [
        Reminder(
            organisation_id=row["organisation"], network_id=actor.network_id, edition=edition, sent_at=now
        )
        for row in missing
        if not row["reminded_at"] or row["reminded_at"] < midnight
    ]
    Reminder.objects.bulk_create(rows)
    record(actor, "procedure.reminded", edition.pk)
    return len(rows)
