"""What the verbs of both parties share: locks, and who acts."""

from uuid import UUID

from django.db import connection
from django.http import Http404

from trama.access.actor import Actor
from trama.deadlines.subjects import known
from trama.referrals.drafts import Draft
from trama.referrals.models import Parcel, Referral
from trama.vault.keyring import Keyring


def person(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise TypeError("only a person does this")  # `require` lets no job pass
    return actor.user_id


def own_parcel(actor: Actor, parcel: UUID) -> Parcel:
    """Http404 for any other organisation's, and for one about a woman whom the actor must not know of."""
    found = (
        Parcel.objects.filter(known(actor), organisation=actor.organisation_id, pk=parcel)
        .select_related("record_key")
        .first()
    )
    if found is None:
        raise Http404
    return found


def lock_letters(actor: Actor, parcel: UUID) -> list[Referral]:
    """The sender's letters of one parcel, locked in the one order that everybody uses."""
    rows = Referral.objects.filter(organisation=actor.organisation_id, parcel=parcel)
    return list(rows.select_for_update().order_by("pk"))


def lock_received(actor: Actor, referral: UUID) -> Referral:
    """A letter to us, locked together with the other of its parcel, which we cannot see. Http404 for any other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT referrals_lock(%s)", [referral])
    row = Referral.objects.filter(receiver=actor.organisation_id, pk=referral).first()
    if row is None:
        raise Http404
    return row


def open_draft(keyring: Keyring, parcel: Parcel) -> Draft:
    value = keyring.box(parcel.record_key).open(parcel, "content")
    if not isinstance(value, dict):
        raise TypeError("not a draft")
    return Draft.from_json(value)
