"""The chain of trust: root → organisation → manifests → every key."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.vault.crypto.keys import KeyPair
from trama.vault.errors import UntrustedKey
from trama.vault.trust.chain import Chain, verify_chain
from trama.vault.trust.fingerprints import fingerprint, matches
from trama.vault.trust.manifests import Flag, Manifest, Member, MemberState, ServicePublic
from trama.vault.trust.organisation import OrganisationStatement
from trama.vault.trust.statements import MANIFEST, Signed, sign

ROOT = KeyPair.generate("root")
IDENTITY = KeyPair.generate("identity")
CENTRE = UUID(int=1)
ADA, BICE, CARLA = (KeyPair.generate("user") for _ in range(3))


def member(pair: KeyPair, *flags: Flag, state: MemberState = MemberState.ACTIVE) -> Member:
    return Member(UUID(bytes=pair.public.sealing[:16]), pair.public, frozenset(flags), state)


@dataclass
class Organisation:
    """A centre as it grows; `chain` is what the database would hold."""

    statements: list[Signed]
    manifests: list[Manifest]
    signed: list[Signed]
    identity: KeyPair

    @classmethod
    def founded(cls) -> "Organisation":
        statement = OrganisationStatement(CENTRE, "Centro Filo", IDENTITY.public.signing, 1).sign(ROOT)
        founders = [member(pair, Flag.READER, Flag.CUSTODIAN) for pair in (ADA, BICE)]
        manifest = Manifest(
            CENTRE, 1, None, 1, 1, KeyPair.generate("epoch").public, {m.key_id: m for m in founders}, {}, None
        )
        return cls([statement], [manifest], [manifest.sign(IDENTITY)], IDENTITY)

    def go_on(self, **changes: object) -> "Organisation":
        manifest = self.manifests[-1].following(self.signed[-1], **changes)
        self.manifests.append(manifest)
        self.signed.append(manifest.sign(self.identity))
        return self

    def admit(self, someone: Member) -> "Organisation":
        return self.go_on(members={**self.manifests[-1].members, someone.key_id: someone})

    def turn(self) -> "Organisation":
        return self.go_on(epoch=self.manifests[-1].epoch + 1, epoch_public=KeyPair.generate("epoch").public)

    @property
    def chain(self) -> Chain:
        return Chain(self.statements, self.signed)


def grown() -> Organisation:
    centre = Organisation.founded().admit(member(CARLA, Flag.READER)).turn()
    return centre.go_on(services={uuid4(): ServicePublic(1, KeyPair.generate("service").public.sealing)})


def refused(chain: Chain, root: KeyPair = ROOT, organisation: UUID = CENTRE) -> None:
    with pytest.raises(UntrustedKey):
        verify_chain(root.public.signing, organisation, chain)


def test_whole_chain_gives_every_key() -> None:
    centre = grown()
    verified = verify_chain(ROOT.public.signing, CENTRE, centre.chain)
    assert (verified.name, verified.epoch, sorted(verified.epochs)) == ("Centro Filo", 2, [1, 2])
    assert verified.member(member(CARLA).key_id).public == CARLA.public
    assert len(verified.active(Flag.CUSTODIAN)) == 2


def test_forged_organisation_public_key_is_refused() -> None:
    """A database writer puts an identity key of her own, and a manifest signed with it."""
    thief, centre = KeyPair.generate("identity"), grown()
    forged = OrganisationStatement(CENTRE, "Centro Filo", thief.public.signing, 1)
    refused(Chain([forged.sign(thief)], [m.sign(thief) for m in centre.manifests]))
    refused(Chain([forged.sign(KeyPair.generate("root"))], [m.sign(thief) for m in centre.manifests]))
    refused(Chain([Signed(forged.sign(thief).body, centre.statements[0].signature)], centre.signed))


def test_another_organisations_true_chain_is_refused() -> None:
    refused(grown().chain, organisation=UUID(int=2))


def test_manifest_with_an_exchanged_member_key_is_refused() -> None:
    centre, thief = grown(), KeyPair.generate("user")
    body = centre.signed[1].body.replace(b64encode(CARLA.public.sealing), b64encode(thief.public.sealing))
    assert body != centre.signed[1].body
    centre.signed[1] = Signed(body, centre.signed[1].signature)
    refused(centre.chain)


@pytest.mark.parametrize(
    "edit",
    [
        lambda signed: signed[1:],
        lambda signed: signed[:1] + signed[2:],
        lambda signed: [signed[0], signed[2], signed[1], *signed[3:]],
        lambda signed: [*signed, signed[-1]],
        lambda _signed: [],
    ],
    ids=["start cut off", "one left out", "two exchanged", "one repeated", "all gone"],
)
def test_edited_chain_of_manifests_is_refused(edit: Callable[[list[Signed]], list[Signed]]) -> None:
    centre = grown()
    refused(Chain(centre.statements, edit(centre.signed)))


def test_a_past_manifest_signed_anew_is_refused() -> None:
    """Whoever once held the identity key rewrites history in the middle: what follows names the true one's hash."""
    centre = grown()
    other_epoch = replace(centre.manifests[1], recovery=KeyPair.generate("recovery").public.sealing)
    centre.signed[1] = other_epoch.sign(IDENTITY)
    refused(centre.chain)


@given(st.data())
def test_any_flipped_bit_in_any_statement_is_refused(data: st.DataObject) -> None:
    centre = CENTRE_FOR_FLIPS
    which = data.draw(st.integers(0, len(centre.signed)))
    target = centre.statements[0] if which == 0 else centre.signed[which - 1]
    raw = bytearray(target.body + target.signature)
    position = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[position // 8] ^= 1 << position % 8
    forged = Signed(bytes(raw[: len(target.body)]), bytes(raw[len(target.body) :]))
    statements = [forged] if which == 0 else centre.statements
    signed = [forged if index == which - 1 else item for index, item in enumerate(centre.signed)]
    refused(Chain(statements, signed))


CENTRE_FOR_FLIPS = grown()


def test_a_signed_step_that_goes_back_is_refused() -> None:
    """Even with the identity key nobody disappears, changes a key under its id, comes back or repeats an
    epoch.
    """
    carla = member(CARLA, Flag.READER)
    key = carla.key_id
    first = grown().manifests[-1].members
    gone = replace(carla, state=MemberState.REMOVED)
    for wrong in (
        grown().go_on(members={k: m for k, m in first.items() if k != key}),
        grown().go_on(members={**first, key: replace(carla, public=KeyPair.generate("user").public)}),
        grown().go_on(members={**first, key: gone}).go_on(members={**first, key: carla}),
        grown().go_on(epoch=4, epoch_public=KeyPair.generate("epoch").public),
        grown().go_on(epoch_public=KeyPair.generate("epoch").public),
        grown().go_on(epoch=3),
        grown().go_on(services={}),
    ):
        refused(wrong.chain)


def test_removed_custodian_with_the_old_identity_key_cannot_go_on() -> None:
    """After the root has signed a new identity key, what the old one signs counts for nothing."""
    centre, renewed = grown(), KeyPair.generate("identity")
    centre.statements.append(
        OrganisationStatement(CENTRE, "Centro Filo", renewed.public.signing, 2).sign(ROOT)
    )
    refused(centre.chain)
    centre.identity = renewed
    centre.go_on(identity_serial=2)
    assert verify_chain(ROOT.public.signing, CENTRE, centre.chain).statement.serial == 2
    centre.identity = IDENTITY
    refused(centre.go_on(identity_serial=1).chain)


def test_statement_signed_as_something_else_is_refused() -> None:
    centre = Organisation.founded()
    content = centre.manifests[0].content()
    refused(Chain(centre.statements, [sign(IDENTITY, "compartment-turn", content)]))
    body = sign(IDENTITY, "compartment-turn", content).body
    refused(Chain(centre.statements, [Signed(body, IDENTITY.sign(MANIFEST, body))]))


def test_what_a_removed_member_signs_no_longer_counts_what_a_replaced_key_signed_does() -> None:
    centre = grown()
    carla, bice = member(CARLA, Flag.READER), member(BICE, Flag.READER, Flag.CUSTODIAN)
    centre.go_on(
        members={
            **centre.manifests[-1].members,
            carla.key_id: replace(carla, state=MemberState.REMOVED),
            bice.key_id: replace(bice, state=MemberState.REPLACED),
        }
    )
    verified = verify_chain(ROOT.public.signing, CENTRE, centre.chain)
    with pytest.raises(UntrustedKey):
        verified.signer(carla.key_id)
    assert verified.signer(bice.key_id).public == BICE.public
    for key in (carla.key_id, bice.key_id, uuid4()):
        with pytest.raises(UntrustedKey):
            verified.member(key)


def test_fingerprint_is_forty_digits_that_change_with_either_key() -> None:
    own = fingerprint(ADA.public)
    assert len(own.split()) == 8
    assert all(len(group) == 5 for group in own.split())
    assert own != fingerprint(replace(ADA.public, sealing=BICE.public.sealing))
    assert own != fingerprint(replace(ADA.public, signing=BICE.public.signing))
    assert matches(own, own.replace(" ", "-"))
    assert not matches(own, fingerprint(BICE.public))
    assert not matches(own, "")
