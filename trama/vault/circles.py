"""Compartments: a key sealed to named members, turned when the circle changes.

Who is in a circle is said by its last turn, signed by a member of the turn before: a database writer can neither add a
member nor exchange the key, and an older turn than the one seen is refused.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from trama.common.errors import DomainError
from trama.vault import installation
from trama.vault.crypto.derive import derive
from trama.vault.crypto.formats import Sealed, open_key, place, seal_key
from trama.vault.crypto.keys import KeyPair, seal_to
from trama.vault.directory import remember
from trama.vault.errors import Tampered, UntrustedKey
from trama.vault.models import Compartment, CompartmentGrant, CompartmentTurn, RecordKey, UserKey
from trama.vault.opened import OpenOrganisation
from trama.vault.trust.chain import VerifiedOrganisation
from trama.vault.trust.manifests import MemberState
from trama.vault.trust.statements import COMPARTMENT, Signed, raw, sign, text

FEWEST = 2


@dataclass(frozen=True)
class Turn:
    """One verified turn of a circle."""

    kind: str
    number: int
    previous: str | None
    members: frozenset[UUID]
    by: UUID
    commitment: bytes

    def content(self, compartment: UUID, organisation: UUID) -> dict[str, Any]:
        return {
            "organisation": str(organisation),
            "compartment": str(compartment),
            "kind": self.kind,
            "number": self.number,
            "previous": self.previous,
            "members": sorted(str(member) for member in self.members),
            "by": str(self.by),
            "commitment": text(self.commitment),
        }


@dataclass
class Circle:
    """A compartment opened by one of its members."""

    compartment: Compartment
    turn: Turn
    hash: str
    seed: bytes = field(repr=False)
    before: "Circle | None" = None  # the turn it was just turned from: rows read earlier are still wrapped so

    @cached_property
    def key(self) -> bytes:
        return derive(self.seed, "compartment/wrap")

    def wrap(self, record_key: RecordKey, key: bytes) -> None:
        """Puts `key` into `record_key` under this circle; the caller saves."""
        record_key.compartment = self.compartment
        record_key.epoch = self.turn.number
        record_key.wrapped = seal_key(self.key, self._place(record_key.pk), self.turn.number, key)

    def unwrap(self, record_key: UUID, wrapped: Sealed) -> bytes:
        circle = self
        while circle.turn.number > wrapped.epoch and circle.before:
            circle = circle.before
        if circle.turn.number != wrapped.epoch:
            wrapped = self._as_rewrapped_meanwhile(record_key)
            circle = self
        return open_key(circle.key, self._place(record_key), wrapped)

    def _as_rewrapped_meanwhile(self, record_key: UUID) -> Sealed:
        """Somebody turned the circle after the caller read the row."""
        record = RecordKey.objects.filter(pk=record_key, compartment=self.compartment).first()
        if record is None or record.wrapped is None:
            raise Tampered
        return Sealed(record.wrapped)

    def _place(self, record_key: UUID) -> str:
        where = f"compartment {self.compartment.pk.hex}"
        return place(self.compartment.organisation_id, "vault_recordkey", record_key, where)


def create(opened: OpenOrganisation, kind: str, members: Iterable[UUID]) -> Circle:
    """Raises DomainError for fewer than two members or a circle without its maker; UntrustedKey."""
    circle = frozenset(members)
    _check_circle(opened, circle)
    compartment = Compartment.objects.create(organisation_id=opened.id, kind=kind)
    return _install(opened, compartment, kind, circle, before=None)


def change(opened: OpenOrganisation, circle: Circle, members: Iterable[UUID]) -> Circle:
    """The same compartment with another circle and a new key; its records are rewrapped at once."""
    wanted = frozenset(members)
    _check_circle(opened, wanted)
    return _turn(opened, circle, wanted)


def shut_out(opened: OpenOrganisation, compartment: Compartment, keys: Iterable[UUID], *, last: UUID) -> None:
    """The wraps of these users' keys go now; the next member who opens the compartment makes a key without them.

    Also by somebody outside the circle. It only narrows: who deletes a wrap by hand shuts out as much. When nobody
    would be left, `last` keeps hers.
    """
    Compartment.objects.select_for_update().get(pk=compartment.pk, organisation=opened.id)
    gone = _with_earlier(keys)
    grants = CompartmentGrant.objects.filter(organisation=opened.id, compartment=compartment)
    held = set(grants.values_list("user_key", flat=True))
    if held <= gone:
        gone -= _with_earlier([last])
    if held & gone:
        grants.filter(user_key__in=gone).delete()
        Compartment.objects.filter(pk=compartment.pk, organisation=opened.id).update(turn_due=True)


def _with_earlier(keys: Iterable[UUID]) -> set[UUID]:
    """With the keys that these replaced: a circle not opened since a reset still holds wraps of those."""
    found = newest = set(keys)
    while newest:
        newest = set(UserKey.objects.filter(replaced_by__in=newest).values_list("pk", flat=True))
        found |= newest
    return found


def open_circles(opened: OpenOrganisation, ids: Iterable[UUID]) -> dict[UUID, Circle]:
    """Those of `ids` that this member is in; one that must turn is turned first. One query when none must."""
    grant = CompartmentGrant.objects.filter(
        organisation=OuterRef("organisation"),
        compartment=OuterRef("compartment"),
        number=OuterRef("number"),
        user_key=opened.me.key_id,
    ).values("sealed")[:1]
    rows = (
        CompartmentTurn.objects.filter(organisation=opened.id, compartment__in=set(ids))
        .select_related("compartment")
        .annotate(grant=Subquery(grant))
        .order_by("compartment_id", "number")
    )
    seen = installation.witness().seen()
    turns: dict[UUID, list[Any]] = {}
    for row in rows:
        turns.setdefault(row.compartment_id, []).append(row)
    circles = {}
    for key, steps in turns.items():
        head = verify_turns(opened.verified, steps[-1].compartment, [step.signed for step in steps])
        remember(f"compartment:{key}", head.number, steps[-1].signed.hash, seen)
        if opened.me.key_id in head.members and steps[-1].grant is not None:
            circles[key] = _fresh(opened, _open(opened, steps[-1], head))
    return circles


def verify_turns(verified: VerifiedOrganisation, compartment: Compartment, steps: Sequence[Signed]) -> Turn:
    """The last turn, once every one is signed by a member of the one before; raises UntrustedKey."""
    before: Turn | None = None
    previous: str | None = None
    for number, signed in enumerate(steps, start=1):
        turn = _read(verified, compartment, signed)
        if turn.number != number or turn.previous != previous:
            raise UntrustedKey("broken chain of a compartment")
        if turn.by not in (before.members if before else turn.members):
            raise UntrustedKey("a compartment turned by somebody outside")
        before, previous = turn, signed.hash
    if before is None:
        raise UntrustedKey("a compartment without a turn")
    return before


def _read(verified: VerifiedOrganisation, compartment: Compartment, signed: Signed) -> Turn:
    try:
        by = UUID(signed.unverified()["by"])
        content = signed.content(verified.members[by].public.signing, COMPARTMENT)
        turn = Turn(
            kind=content["kind"],
            number=content["number"],
            previous=content["previous"],
            members=frozenset(UUID(member) for member in content["members"]),
            by=by,
            commitment=raw(content["commitment"]),
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        raise UntrustedKey("malformed turn of a compartment") from None
    if turn.content(compartment.pk, compartment.organisation_id) | {"type": COMPARTMENT} != content:
        raise UntrustedKey("a turn of another compartment")
    if turn.kind != compartment.kind:
        raise UntrustedKey("a compartment of another kind")
    return turn


def _open(opened: OpenOrganisation, row: Any, head: Turn) -> Circle:
    seed = opened.pair.open(row.grant, _context(row.compartment_id, head.number, opened.me.key_id))
    if derive(seed, "compartment/commitment") != head.commitment:
        raise Tampered
    return Circle(row.compartment, head, row.signed.hash, seed)


def _fresh(opened: OpenOrganisation, circle: Circle) -> Circle:
    """Turns a circle from which somebody was removed, or in which somebody has a new key."""
    members = frozenset(m for key in circle.turn.members if (m := _present_key(opened.verified, key)))
    author = opened.verified.members.get(circle.turn.by)
    distrusted = author is None or author.state is MemberState.REMOVED
    if not circle.compartment.turn_due and members == circle.turn.members and not distrusted:
        return circle
    locked = Compartment.objects.select_for_update().get(pk=circle.compartment.pk, organisation=opened.id)
    if locked.turn != circle.turn.number:  # somebody else was quicker
        return open_circles(opened, [locked.pk])[locked.pk]
    shut = circle.turn.members - _holders(opened, circle)
    return _turn(opened, circle, members - shut)


def _holders(opened: OpenOrganisation, circle: Circle) -> frozenset[UUID]:
    """Whose wraps of this turn are there; without one she was shut out."""
    grants = CompartmentGrant.objects.filter(
        organisation=opened.id, compartment=circle.compartment, number=circle.turn.number
    )
    return frozenset(grants.values_list("user_key", flat=True))


def _present_key(verified: VerifiedOrganisation, key: UUID) -> UUID | None:
    """The key itself, the one that replaced it, or None for somebody removed."""
    member = verified.members.get(key)
    if member is None or member.state is MemberState.REMOVED:
        return None
    if member.active:
        return key
    successor = next((m.key_id for m in verified.members.values() if m.replaces == key), None)
    return _present_key(verified, successor) if successor else None


def _turn(opened: OpenOrganisation, circle: Circle, members: frozenset[UUID]) -> Circle:
    """New key, new grants, records rewrapped; the old grants go."""
    after = _install(opened, circle.compartment, circle.turn.kind, members, before=circle)
    records = list(
        RecordKey.objects.filter(
            organisation=opened.id, compartment=circle.compartment, wrapped__isnull=False
        )
    )
    for record in records:
        if record.wrapped is not None:
            after.wrap(record, circle.unwrap(record.pk, record.wrapped))
    RecordKey.objects.bulk_update(records, ["wrapped", "epoch"], batch_size=500)
    grants = CompartmentGrant.objects.filter(organisation=opened.id, compartment=circle.compartment)
    grants.exclude(number=after.turn.number).delete()
    return after


def _install(
    opened: OpenOrganisation,
    compartment: Compartment,
    kind: str,
    members: frozenset[UUID],
    *,
    before: Circle | None,
) -> Circle:
    pair = KeyPair.generate("compartment")
    number = before.turn.number + 1 if before else 1
    commitment = derive(pair.seed, "compartment/commitment")
    turn = Turn(kind, number, before.hash if before else None, members, opened.me.key_id, commitment)
    signed = sign(opened.pair, COMPARTMENT, turn.content(compartment.pk, opened.id))
    CompartmentTurn.objects.create(
        organisation_id=opened.id,
        compartment=compartment,
        number=number,
        body=signed.body,
        signature=signed.signature,
    )
    CompartmentGrant.objects.bulk_create(
        _grant(opened, compartment, number, key, pair.seed) for key in sorted(members)
    )
    compartment.turn, compartment.turn_due = number, False
    compartment.save(update_fields=["turn", "turn_due"])
    return Circle(compartment, turn, signed.hash, pair.seed, before)


def _grant(
    opened: OpenOrganisation, compartment: Compartment, number: int, key: UUID, seed: bytes
) -> CompartmentGrant:
    public = opened.verified.member(key).public
    return CompartmentGrant(
        organisation_id=opened.id,
        compartment=compartment,
        number=number,
        user_key_id=key,
        sealed=seal_to(public.sealing, seed, _context(compartment.pk, number, key)),
    )


def _check_circle(opened: OpenOrganisation, members: frozenset[UUID]) -> None:
    if len(members) < FEWEST:
        raise DomainError("compartment_too_small", _("Servono almeno due persone che possano aprirlo."))
    if opened.me.key_id not in members:
        raise DomainError("compartment_without_maker", _("Chi lo crea deve poterlo aprire."))
    for member in members:
        opened.verified.member(member)


def _context(compartment: UUID, number: int, key: UUID) -> str:
    return f"compartment {compartment} {number} {key}"
