"""From the version in force to the next: the renewal file, the campaign of signatures, the day it comes into force."""

from datetime import date
from uuid import UUID, uuid4

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trama.access.actor import Actor
from trama.access.turns import in_turn
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.network.models import NetworkMembership
from trama.protocol.agreement.hooks import on_activation
from trama.protocol.agreement.models import RenewalItem, Signatory, Version
from trama.protocol.agreement.policies import require_lead
from trama.protocol.agreement.selectors import version_in_force, version_in_hand
from trama.protocol.agreement.selectors.register import tally
from trama.protocol.agreement.services.locking import locked_version
from trama.protocol.agreement.states import VERSION_STEPS, SignatureState, VersionState, may_follow

# What every renewal has to settle; the lead body changes the list as it likes.
FIRST_ITEMS = (
    gettext_noop("Che cosa cambia nel testo, articolo per articolo"),
    gettext_noop("Durata e regola della scadenza, scritte senza dubbi"),
    gettext_noop("Chi resta, chi entra, chi lascia"),
    gettext_noop("Allegati da aggiornare"),
    gettext_noop("Calendario delle firme e come si firma"),
)


def prepare_version(
    *, actor: Actor, title: str, term_years: int = 3, version_id: UUID | None = None
) -> Version:
    """Begin the next version: its file, with the bodies of the one in force. Sent twice it is one.

    Raises DomainError("in_hand") while another is being prepared.
    """
    require_lead(actor)
    pk = version_id or uuid4()
    in_turn("version", actor.network_id)
    if found := Version.objects.filter(network=actor.network_id, pk=pk).first():
        return found
    if version_in_hand(actor):
        raise DomainError("in_hand", _("C'è già una versione in preparazione: riprendi quella."))
    previous = version_in_force(actor)
    last = Version.objects.filter(network=actor.network_id).aggregate(last=Max("number"))["last"]
    row = Version.objects.create(
        id=pk,
        organisation_id=actor.organisation_id,
        network_id=actor.network_id,
        number=(last or 0) + 1,
        title=title,
        term_years=term_years,
        previous=previous,
    )
    if previous:
        _copy_bodies(previous, row)
    for order, what in enumerate(FIRST_ITEMS, start=1):
        RenewalItem.objects.create(
            organisation_id=row.organisation_id,
            network_id=row.network_id,
            version=row,
            order=order,
            what=_(what),
        )
    record(actor, "version.prepare", row.pk)
    return row


def _copy_bodies(previous: Version, version: Version) -> None:
    """Who is in it now is asked to sign; nothing is known of a signature yet."""
    inside = Signatory.objects.filter(
        network=version.network_id, version=previous, withdrawn_on__isnull=True
    ).order_by("order")
    Signatory.objects.bulk_create(
        Signatory(
            organisation_id=row.organisation_id,
            network_id=version.network_id,
            version=version,
            code=row.code,
            order=order,
            groups=row.groups,
        )
        for order, row in enumerate(inside, start=1)
    )


def change_version(*, actor: Actor, version: Version, title: str, term_years: int) -> Version:
    """While it is prepared. Raises DomainError("fixed")."""
    require_lead(actor)
    row = locked_version(version)
    if row.state != VersionState.PREPARING:
        raise DomainError("fixed", _("Il testo è aperto alle firme o firmato: non si cambia più."))
    row.title, row.term_years = title, term_years
    row.save(update_fields=["title", "term_years"])
    record(actor, "version.change", row.pk)
    return row


def write_item(
    *,
    actor: Actor,
    version: Version,
    what: str,
    decides: str = "",
    due_on: date | None = None,
    done_on: date | None = None,
    outcome: str = "",
    item: RenewalItem | None = None,
    item_id: UUID | None = None,
) -> RenewalItem:
    """A new point of the renewal file, or `item` with other words. Raises DomainError("ended")."""
    require_lead(actor)
    if locked_version(version).state not in {VersionState.PREPARING, VersionState.SIGNING}:
        raise DomainError("ended", _("Questa versione non si prepara più."))
    pk = item.pk if item else item_id or uuid4()
    mine = RenewalItem.objects.filter(network=actor.network_id, version=version)
    last = mine.aggregate(last=Max("order"))["last"] or 0
    row, _made = RenewalItem.objects.update_or_create(
        id=pk,
        network_id=actor.network_id,
        version=version,
        defaults={"what": what, "decides": decides, "due_on": due_on, "done_on": done_on, "outcome": outcome},
        create_defaults={
            "organisation_id": actor.organisation_id, "order": last + 1, "what": what, "decides": decides,
            "due_on": due_on, "done_on": done_on, "outcome": outcome,
        },
    )  # fmt: skip
    record(actor, "renewal.item", row.pk, version.pk)
    return row


def remove_item(*, actor: Actor, item: RenewalItem) -> None:
    require_lead(actor)
    pk, version = item.pk, item.version_id
    item.delete()
    record(actor, "renewal.item_removed", pk, version)


def open_signing(*, actor: Actor, version: Version) -> Version:
    """The text is ready: the bodies are asked to sign. Raises DomainError("nobody") for a version without bodies."""
    require_lead(actor)
    if not tally(version).adhering:
        raise DomainError("nobody", _("Non c'è ancora nessun ente che firma."))
    row = _step(version, VersionState.SIGNING)
    row.signing_since = row.signing_since or timezone.localdate()
    row.save(update_fields=["state", "signing_since"])
    record(actor, "version.signing", row.pk)
    return row


def reopen_text(*, actor: Actor, version: Version) -> Version:
    """Back to preparing, as long as nobody has signed. Raises DomainError("signed")."""
    require_lead(actor)
    if tally(version).at_hand:
        raise DomainError("signed", _("Qualcuno ha già firmato questo testo: non si cambia più."))
    row = _step(version, VersionState.PREPARING)
    row.signing_since = None
    row.save(update_fields=["state", "signing_since"])
    record(actor, "version.text_reopened", row.pk)
    return row


def drop_version(*, actor: Actor, version: Version) -> Version:
    """The renewal is left: the version in force stays."""
    require_lead(actor)
    row = _step(version, VersionState.DROPPED)
    row.ended_on = timezone.localdate()
    row.save(update_fields=["state", "ended_on"])
    record(actor, "version.drop", row.pk)
    return row


def activate_version(*, actor: Actor, version: Version, document_date: date) -> Version:
    """The signed version comes into force and the old one is superseded, in one act of a person; areas above take
    along what is theirs (`hooks.on_activation`).

    Who has not signed yet stays in the list as not at hand. Raises DomainError("unsigned") when nobody has,
    ("meanwhile") when somebody else gave it another date at the same moment.
    """
    require_lead(actor)
    row = locked_version(version)
    if row.state == VersionState.IN_FORCE:
        return _as_dated(row, document_date)
    if not tally(row).at_hand:
        raise DomainError("unsigned", _("Nessuna firma è agli atti: non può entrare in vigore."))
    row = _step(row, VersionState.IN_FORCE)
    today = timezone.localdate()
    if old := version_in_force(actor):
        old.state, old.ended_on = VersionState.SUPERSEDED, today
        old.save(update_fields=["state", "ended_on"])
        record(actor, "version.superseded", old.pk)
    row.document_date, row.in_force_since = document_date, today
    row.save(update_fields=["state", "document_date", "in_force_since"])
    record(actor, "version.in_force", row.pk)
    for carry in on_activation:
        carry(actor, row)
    return row


def _as_dated(row: Version, document_date: date) -> Version:
    """Sent twice it is once; with another date it is not what the person asked for."""
    if row.document_date != document_date:
        raise DomainError(
            "meanwhile",
            _("È già in vigore, con la data %(day)s: la data non si cambia più.")
            % {"day": row.document_date},
            field="document_date",
        )
    return row


def add_signatory(
    *,
    actor: Actor,
    version: Version,
    organisation: UUID,
    groups: list[str],
    joined_on: date | None = None,
    act: str = "",
) -> Signatory:
    """A body of the network adheres to `version`. Raises DomainError("not_in_network"), ("already_in"), ("ended")."""
    require_lead(actor)
    row = locked_version(version)
    if row.state not in {VersionState.PREPARING, VersionState.SIGNING, VersionState.IN_FORCE}:
        raise DomainError("ended", _("A questa versione non si aderisce più."))
    body = NetworkMembership.objects.filter(network=actor.network_id, organisation=organisation).first()
    if body is None:
        raise DomainError("not_in_network", _("Questo ente non è nella rete."), field="organisation")
    mine = Signatory.objects.filter(network=actor.network_id, version=row)
    if mine.filter(organisation=organisation).exists():
        raise DomainError("already_in", _("Questo ente è già tra i firmatari."), field="organisation")
    last = mine.aggregate(last=Max("order"))["last"] or 0
    made = Signatory.objects.create(
        organisation_id=organisation,
        network_id=actor.network_id,
        version=row,
        code=body.signatory_code or f"A{last + 1:02}",
        order=last + 1,
        groups=groups,
        state=SignatureState.MISSING,
        joined_on=joined_on,
        joined_act=act,
    )
    record(actor, "signatory.join", made.pk, organisation)
    return made


def _step(version: Version, to: VersionState) -> Version:
    """The row, locked, in its new state and not yet saved. Raises DomainError("no_step")."""
    row = locked_version(version)
    if not may_follow(VERSION_STEPS, row.state, to):
        raise DomainError("no_step", _("Nel frattempo è cambiata: da qui non si può."))
    row.state = to
    return row
