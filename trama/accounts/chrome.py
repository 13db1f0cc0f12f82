"""What the header says of who is signed in: her role and her organisation, no name (a screen is seen by others)."""

from django.conf import settings
from django.utils.translation import gettext as _

from trama.accounts.selectors import role_label
from trama.accounts.sessions import Visitor
from trama.common.links import link
from trama.ui.chrome import Chrome


def chrome_of(visitor: Visitor) -> Chrome | None:
    """The header of a signed-in page; None for everybody else."""
    if visitor.actor is None or visitor.membership is None:
        return None
    return Chrome(
        person=role_label(visitor.actor.roles),
        organisation=visitor.membership.organisation.short_name,
        sign_out_url=link("accounts:sign_out"),
        account_url=link("accounts:account"),
        switch_url=link("accounts:switch"),
        notice=_("Dimostrazione: dati inventati") if settings.DEMO else "",
    )
