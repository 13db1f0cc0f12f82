"""What is read to her, and what is said of a law."""

import hashlib

from trama.consent.duties import duties
from trama.consent.words import PRESENT_SENTENCE, SENTENCES, sentence

# A sentence that was read to somebody stays as it was: change the words by adding a version and its hash here.
READ_TO_HER = {"2026-11": "ed214f09e79bdd284af4964b1db96e931804a81585bd9c4a693f9501a7723a48"}


def test_sentences_that_were_read_never_change() -> None:
    found = {version: hashlib.sha256(text.encode()).hexdigest() for version, text in SENTENCES.items()}
    assert found == READ_TO_HER


def test_the_sentence_says_that_she_can_withdraw_and_what_then_happens() -> None:
    words = sentence(PRESENT_SENTENCE)
    for needed in ("ritirarlo quando vuoi", "distrutto subito", "una persona decide", "motivo di legge"):
        assert needed in words


def test_no_citation_is_shown_as_certain() -> None:
    for duty in duties().values():
        assert not duty.verified  # DOMAIN §8: general knowledge; change this with the official text at hand
        assert "verificare" in duty.warning
