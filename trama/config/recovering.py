"""`trama org recover|status`: two sheets of paper open an organisation again; how its keys are. Needs Django."""

import argparse
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.enrolment import reset_factor
from trama.accounts.invitations.resetting import give_new_key
from trama.accounts.models import Membership, User
from trama.accounts.passwords import check_password_strength
from trama.accounts.people import actor_of, draft_person, login_hash, name_colleague
from trama.audit.services import record
from trama.common.commands import CommandError, Exit
from trama.common.errors import DomainError
from trama.config.organisations import ROLES, names_given, network_of, organisation_named
from trama.config.terminal import ask, ask_password
from trama.network.models import Organisation
from trama.vault.crypto.recovery import join
from trama.vault.directory import trusted
from trama.vault.errors import BadRecoverySheet, KeyNotHeld, Tampered, UntrustedKey, WrongPassword
from trama.vault.keyring import Keyring
from trama.vault.models import UserKey
from trama.vault.services.epochs import rewrap_chunk, rewrap_left
from trama.vault.services.identity import is_requested, renewal_due
from trama.vault.services.organisations import FEWEST_CUSTODIANS, Candidate
from trama.vault.services.recovery import recover_organisation
from trama.vault.services.users import draft_user_key, fingerprint_of, unlock
from trama.vault.trust.fingerprints import identity_fingerprint
from trama.vault.trust.manifests import Flag


@dataclass(frozen=True)
class Coming:
    """Who will keep the keys; `user` is None for a new account, `fresh` says that her key is made now."""

    login_hash: bytes
    user: User | None
    key: UserKey
    keyring: Keyring
    fresh: bool


def recover(args: argparse.Namespace) -> int:
    """Both sheets, the new passwords, then everything in one transaction; at last the record keys are rewrapped."""
    organisation = organisation_named(args.organisation)
    network = network_of(organisation, args.network)
    names = names_given(args.names)
    sheets = _sheets()
    try:
        people = [_coming(username, organisation) for username in dict.fromkeys(args.custodians)]
        with transaction.atomic():
            memberships = [_place(one, organisation, network) for one in people]
            lead = people[0].keyring.acting_for(organisation.pk)
            actor = actor_of(memberships[0])
            with acting(actor):
                candidates = [Candidate(one.key, fingerprint_of(one.key)) for one in people]
                recover_organisation(actor=actor, first=sheets[0], second=sheets[1], custodians=candidates)
                _let_out_the_others(actor, memberships)
                for one, membership in zip(people, memberships, strict=True):
                    if name := names.get(one.login_hash):
                        name_colleague(actor=actor, keyring=lead, membership=membership, name=name)
    except (DomainError, BadRecoverySheet, KeyNotHeld, UntrustedKey, Tampered) as error:
        raise CommandError(_reason(error)) from None
    _rewrap(actor, lead)
    print(f"{organisation.official_name}: di nuovo aperta. Le sue nuove custodi possono entrare.")
    print(
        "I due fogli sono consumati: stampane di nuovi sul sito (Chiavi), e fai firmare alla radice una chiave nuova."
    )
    return Exit.OK


def status(args: argparse.Namespace) -> int:
    """What stands in the signed chain, and what is to be done."""
    organisation = organisation_named(args.organisation)
    network = network_of(organisation, args.network)
    print(f"{organisation.official_name}\n  id            {organisation.pk}")
    with acting(Actor.system(organisation_id=organisation.pk, network_id=network)):
        try:
            due = _told(organisation.pk)
        except UntrustedKey:
            waiting = is_requested(organisation.pk)
            due = ["aspetta la firma della radice" if waiting else "non ha chiavi di cui fidarsi"]
    for line in due:
        print(f"da fare: {line}")
    return Exit.FAILED if due else Exit.OK


def _told(organisation: UUID) -> list[str]:
    verified = trusted(organisation)
    left = rewrap_left(organisation, verified.epoch)
    custodians = len(verified.active(Flag.CUSTODIAN))
    sheets = verified.manifest.recovery is not None
    print(f"  identità      chiave numero {verified.statement.serial}")
    print(f"  cifre         {identity_fingerprint(verified.statement.identity)}")
    print(f"  persone       {len(verified.active())}, di cui {custodians} custodi")
    print(f"  epoca         {verified.epoch}, manifesto {verified.manifest.serial}")
    print(f"  fogli         {'fatti' if sheets else 'nessuno'}")
    found = [
        (custodians < FEWEST_CUSTODIANS, "ammetti un’altra custode: devono essere almeno due"),
        (left > 0, f"continua a riavvolgere sul sito (Chiavi): restano {left} chiavi di schede"),
        (not sheets, "stampa i fogli di recupero sul sito (Chiavi)"),
        (renewal_due(verified), "fai firmare alla radice una chiave di identità nuova: una custode è uscita"),
    ]
    return [words for wanted, words in found if wanted]


def _sheets() -> tuple[str, str]:
    first, second = ask("Un foglio: "), ask("L’altro foglio: ")
    try:
        join(first, second)
    except BadRecoverySheet as error:
        raise CommandError(_reason(error)) from None
    return first, second


def _coming(username: str, organisation: Organisation) -> Coming:
    """The slow part, outside any transaction: a new key for a new account or a lost password."""
    hashed = login_hash(username)
    user = User.objects.select_related("key").filter(login_hash=hashed).first()
    if user is None:
        draft = draft_person(username=username, password=_new_password(username))
        return Coming(hashed, None, draft.key, draft.keyring, fresh=True)
    if Membership.objects.filter(user=user, organisation=organisation, ended_at=None).exists():
        password = _new_password(username)
        check_password_strength(password)
        key, keyring = draft_user_key(password)
        return Coming(hashed, user, key, keyring, fresh=True)
    try:
        keyring = unlock(user.key, ask_password(f"Password di {username}: "))
    except WrongPassword:
        raise CommandError("La password non è quella.") from None
    return Coming(hashed, user, user.key, keyring, fresh=False)


def _new_password(username: str) -> str:
    return ask_password(f"Password nuova di {username}: ", twice=True)


def _place(one: Coming, organisation: Organisation, network: UUID) -> Membership:
    """Her account and her place as a custodian of the organisation, admitted: the sheets are her warrant."""
    user = one.user
    if user is None:
        one.key.save(force_insert=True)
        user = User.objects.create(login_hash=one.login_hash, key=one.key)
    elif one.fresh:
        give_new_key(user, one.key)
        reset_factor(user)
    found = Membership.objects.filter(user=user, organisation=organisation, ended_at=None).first()
    membership = found or Membership(user=user, organisation=organisation, network_id=network, roles=[])
    membership.roles = sorted({*membership.roles, *ROLES})
    membership.admitted_at = timezone.now()
    membership.save()
    return membership


def _let_out_the_others(actor: Actor, staying: list[Membership]) -> None:
    """The custodians of before who are not named: their keys open nothing any more."""
    others = Membership.objects.filter(
        organisation=actor.organisation_id, ended_at=None, roles__contains=[Role.CUSTODIAN.value]
    ).exclude(pk__in=[one.pk for one in staying])
    for membership in others:
        membership.ended_at = timezone.now()
        membership.save(update_fields=["ended_at"])
        record(actor, "membership.ended", membership.pk)


def _rewrap(actor: Actor, keyring: Keyring) -> None:
    keyring.refresh()
    left = 1
    while left:
        with acting(actor):
            left = rewrap_chunk(actor=actor, keyring=keyring)


def _reason(error: Exception) -> str:
    if isinstance(error, DomainError):
        return str(error.message)
    if isinstance(error, BadRecoverySheet):
        return f"I fogli non aprono questa organizzazione: {error}."
    return f"Le chiavi dell’organizzazione non si aprono, o non ci si può fidare ({type(error).__name__})."
