"""Who reads a service."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from trama.access.actor import Actor
from trama.accounts.desks.selectors import Desk, may_read
from trama.ui.forms import CodeField, CodesField, TramaForm
from trama.vault.keyring import Keyring


class OpenDeskForm(TramaForm):
    """The first readers."""

    def __init__(self, *args: Any, actor: Actor, keyring: Keyring, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"] = CodesField(
            may_read(actor, keyring),
            label=_("Chi legge quello che viene scritto"),
            help_text=_("Almeno due: se una manca, legge l'altra."),
            required=True,
        )


class AddReaderForm(TramaForm):
    """One more."""

    def __init__(self, *args: Any, actor: Actor, keyring: Keyring, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = {reader.membership_id for reader in desk.readers}
        self.fields["readers"] = CodeField(
            may_read(actor, keyring, besides=there), label=_("Chi legge anche lei"), required=True
        )
