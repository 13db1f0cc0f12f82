"""What the exit code of `trama` means, and the error that carries one."""

from enum import IntEnum


class Exit(IntEnum):
    """Shown by `trama --help` and in docs/operations.md."""

    OK = 0
    FAILED = 1  # a check or a verification found something, or a process ended by itself
    USAGE = 2  # the command line is wrong
    ENVIRONMENT = 3  # something of the machine or configuration is missing
    INTERRUPTED = 130  # Ctrl-C


class CommandError(Exception):
    """Ends the command with a plain message and an exit code."""

    def __init__(self, message: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(message)
        self.code = code
