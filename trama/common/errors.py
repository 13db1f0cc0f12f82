"""The one exception that services raise for what a person can put right."""

from typing import Final


class DomainError(Exception):
    """An act that the rules of the domain do not allow.

    `code` is stable and made for tests and logs; `message` is for the person, already translated; `field` names the
    form field that the message belongs beside, where there is one. Neither ever carries what was typed.
    """

    def __init__(self, code: str, message: str, *, field: str | None = None) -> None:
        super().__init__(code)
        self.code: Final = code
        self.message: Final = message
        self.field: Final = field
