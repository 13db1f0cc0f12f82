"""`trama protocol load`: a network's protocol comes in, once its lead body has keys and a coordinator. Needs Django."""

import argparse

from django.db import transaction

from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.models import Membership
from trama.accounts.people import actor_of, login_hash
from trama.common.commands import CommandError, Exit
from trama.common.errors import DomainError
from trama.config.terminal import ask_password
from trama.network.models import NetworkMembership
from trama.protocol.agreement.loading import MILAN_DATE, MILAN_TITLE, load_agreement, read_known
from trama.protocol.agreement.selectors import version_in_force
from trama.protocol.commitments.loading import load_register
from trama.protocol.meetings.loading import load_groups
from trama.protocol.procedures.loading import load_library, milan_summary
from trama.vault.errors import WrongPassword
from trama.vault.services.users import unlock


def load(args: argparse.Namespace) -> int:
    """Milan's protocol, in the name of a coordinator of its lead body, who types her password: the trail names her."""
    membership = _coordinator(args.by)
    actor = actor_of(membership)
    try:
        with transaction.atomic(), acting(actor):
            if version_in_force(actor) is not None:
                raise CommandError("A protocol is in force already: renew it on the site.")
            known = list(read_known())
            version = load_agreement(
                actor=actor, title=MILAN_TITLE, document_date=MILAN_DATE, signatories=known
            )
            rows = load_register(actor=actor, version=version)
            load_library(actor=actor, title=MILAN_TITLE, on=MILAN_DATE, summary=milan_summary())
            groups = load_groups(actor=actor)
    except DomainError as error:
        raise CommandError(str(error.message)) from error
    except KeyError as error:
        raise CommandError(f"The network has no signatory {error}: `trama org load` first.") from None
    print(
        f"{MILAN_TITLE}: {len(known)} signatories, {len(rows)} commitments, {len(groups)} working groups. On the site,"
        " a person chooses how long it is valid."
    )
    return Exit.OK


def _coordinator(username: str) -> Membership:
    """Her membership in a body that leads a network. The password is asked for before anything is said of her."""
    password = ask_password(f"Password of {username}: ")
    rows = Membership.objects.select_related("user__key", "organisation").filter(
        ended_at=None, user__login_hash=login_hash(username), roles__contains=[Role.NETWORK_COORDINATOR.value]
    )
    for found in rows:
        leads = NetworkMembership.objects.filter(
            network=found.network_id, organisation=found.organisation_id, is_lead=True
        )
        if leads.exists():
            try:
                unlock(found.user.key, password, found.organisation_id)
            except WrongPassword:
                break
            return found
    raise CommandError(
        f"{username!r} does not coordinate a network, or the password does not match.", Exit.USAGE
    )
