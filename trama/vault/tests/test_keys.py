"""Key pairs, sealed boxes and signatures."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.vault.crypto.canonical import canonical, parse_canonical
from trama.vault.crypto.keys import KeyPair, seal_to, verify
from trama.vault.errors import Tampered, UntrustedKey

RECEIVER = KeyPair.generate("epoch")


@given(st.binary(max_size=300), st.text(st.characters(codec="utf-8"), max_size=40), st.integers(0, 2**32 - 1))
def test_what_is_sealed_to_a_key_opens_with_it(data: bytes, context: str, epoch: int) -> None:
    sealed = seal_to(RECEIVER.public.sealing, data, context, epoch=epoch)
    assert RECEIVER.open(sealed, context) == data
    assert sealed.epoch == epoch


def test_envelope_in_another_context_or_epoch_or_for_another_does_not_open() -> None:
    sealed = seal_to(RECEIVER.public.sealing, b"key", "referral 1", epoch=3)
    with pytest.raises(Tampered):
        RECEIVER.open(sealed, "referral 2")
    with pytest.raises(Tampered):
        RECEIVER.open(sealed[:1] + (4).to_bytes(4) + sealed[5:], "referral 1")
    with pytest.raises(Tampered):
        KeyPair.generate("epoch").open(sealed, "referral 1")


def test_one_seed_serves_one_purpose() -> None:
    as_user, as_epoch = KeyPair(RECEIVER.seed, "user"), KeyPair(RECEIVER.seed, "epoch")
    assert as_user.public != as_epoch.public
    assert as_user.secret("odk") != as_epoch.secret("odk")


def test_signature_holds_for_one_message_one_purpose_one_key() -> None:
    signature = RECEIVER.sign("referral", b"text")
    verify(RECEIVER.public.signing, "referral", b"text", signature)
    for public, purpose, message in [
        (RECEIVER.public.signing, "referral", b"other text"),
        (RECEIVER.public.signing, "manifest", b"text"),
        (KeyPair.generate("epoch").public.signing, "referral", b"text"),
        (b"short", "referral", b"text"),
    ]:
        with pytest.raises(UntrustedKey):
            verify(public, purpose, message, signature)


def test_a_worthless_public_key_is_refused() -> None:
    for public in (b"", bytes(31), bytes(32)):
        with pytest.raises(UntrustedKey):
            seal_to(public, b"key", "context")


def test_private_key_shows_in_no_repr_and_no_pickle() -> None:
    assert RECEIVER.seed.hex() not in repr(RECEIVER)
    assert repr(RECEIVER.seed) not in repr(RECEIVER)
    with pytest.raises(TypeError):
        pickle.dumps(RECEIVER)


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8")), st.integers() | st.text(st.characters(codec="utf-8"))
    )
)
def test_a_statement_has_one_spelling(value: dict[str, int | str]) -> None:
    assert parse_canonical(canonical(value)) == value


@pytest.mark.parametrize(
    "body", [b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":1,"a":1}', b"[1]", b"{", b"\xff", b'{"a":1.0}']
)
def test_another_spelling_is_refused(body: bytes) -> None:
    with pytest.raises(UntrustedKey):
        parse_canonical(body)
