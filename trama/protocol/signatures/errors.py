"""Why a file or a list could not be opened: a code for programs, words for people in words.py."""

from enum import StrEnum


class Trouble(StrEnum):
    """The codes of what makes a file unreadable; they are part of the report's schema."""

    NOT_SIGNED = "not_signed"  # opened or recognised, and there is no signature in it
    TRUNCATED = "truncated"  # a length says more bytes than there are
    MALFORMED = "malformed"  # not what it says it is
    TOO_DEEP = "too_deep"  # too many envelopes, or too deep a structure
    TOO_LARGE = "too_large"  # more bytes than MAX_FILE
    TOO_MANY = "too_many"  # elements, signers, certificates
    ENCRYPTED = "encrypted"  # a PDF or an envelope that only its receiver opens
    TIME = "time"  # the sandbox's seconds are over
    MEMORY = "memory"  # the sandbox's memory is over
    CRASHED = "crashed"  # the sandbox ended without a word
    BUSY = "busy"  # other files are being verified; again in a minute
    NOT_FOUND = "not_found"  # the operating system does not give it
    TRUST = "trust"  # trust anchors or a trusted list that cannot be read
    REVOCATION = "revocation"  # revocation data given beside the file that cannot be read


class UnreadableError(Exception):
    """A file that cannot be verified. `detail` is for the technician: sizes and positions, no content."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble}: {detail}" if detail else str(trouble))
        self.trouble = trouble
        self.detail = detail


# What parsers of other people's bytes raise for bad bytes (asn1crypto, cryptography, certvalidator, pyHanko).
MALFORMED: tuple[type[Exception], ...] = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    OverflowError,
    RecursionError,
    NotImplementedError,
)
BROKEN: tuple[type[Exception], ...] = (UnreadableError, *MALFORMED)  # the same, and what we raise ourselves
