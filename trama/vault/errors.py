"""What can go wrong in the vault. None of these says why in detail: detail helps an attacker only."""


class VaultError(Exception):
    """Base of everything below."""


class Tampered(VaultError):
    """A sealed value did not open: wrong key, wrong place, changed bytes. Which one is never said."""

    def __init__(self) -> None:
        super().__init__("sealed value does not open")


class UntrustedKey(VaultError):
    """A public key is not vouched for by the chain root → organisation → manifest, or the chain is an old
    one.
    """


class KeyNotHeld(VaultError):
    """This user holds no key for that record, compartment or service."""

    def __init__(self, what: str = "record") -> None:
        super().__init__(f"key not held: {what}")


class WrongPassword(VaultError):
    """The password does not match."""


class Busy(VaultError):
    """Too many sign-ins at once; nothing was tried. Answer 503 and ask to try again."""


class BadRecoverySheet(VaultError):
    """A recovery half was mistyped, or the two do not belong together."""


class MissingSecret(VaultError):
    """A server secret is not where it should be. Never make a new one silently: old data would not open."""
