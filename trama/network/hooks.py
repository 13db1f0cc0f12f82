"""What the directory shows and only apps above know: who has keys."""

from collections.abc import Callable, Iterable
from uuid import UUID

from trama.common.registry import Registry

KeyHolders = Callable[[Iterable[UUID]], set[UUID]]
KEY_HOLDERS: Registry[KeyHolders] = Registry("organisations with keys")  # the vault registers


def with_keys(organisations: Iterable[UUID]) -> set[UUID]:
    """Those that can be written to. Only what is shown: whoever seals verifies the chain of trust first."""
    wanted = set(organisations)
    return {found for holders in KEY_HOLDERS for found in holders(wanted)}
