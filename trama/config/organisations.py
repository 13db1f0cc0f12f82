"""`trama org load|list|request|install`: an organisation comes in with its first two custodians. Needs Django."""

import argparse
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.models import Membership, User
from trama.accounts.people import PersonDraft, actor_of, draft_person, login_hash, name_colleague
from trama.common.commands import CommandError, Exit, of_file
from trama.common.errors import DomainError
from trama.config.rootkey import read_signed, write_request
from trama.config.terminal import ask, ask_password
from trama.network.models import NetworkMembership, Organisation
from trama.network.services import load_milan, load_network, read_signatories
from trama.vault.errors import KeyNotHeld, Tampered, UntrustedKey, WrongPassword
from trama.vault.keyring import Keyring
from trama.vault.models import IdentityGrant, OrganisationIdentity
from trama.vault.services.organisations import Candidate, install_organisation, request_organisation
from trama.vault.services.users import fingerprint_of, unlock
from trama.vault.trust.statements import Signed

ROLES = sorted(role.value for role in (Role.COORDINATOR, Role.CUSTODIAN))


def listed(args: argparse.Namespace) -> int:
    """Official name, id, and how far it has come."""
    with_keys = dict[UUID, bool]()
    for row in OrganisationIdentity.objects.using("maintenance").order_by("serial"):
        with_keys[row.organisation_id] = row.signature is not None
    for organisation in Organisation.objects.order_by("sort_key"):
        state = {None: "senza", False: "chieste", True: "firmate"}[with_keys.get(organisation.pk)]
        print(f"{organisation.pk}  {state:9}  {organisation.official_name}")
    return Exit.OK


def load(args: argparse.Namespace) -> int:
    """The bodies of a network from a list of its signatories; without a list, Milan's."""
    if args.file is None:
        network = load_milan()
    elif not (args.network and args.name and args.lead):
        raise CommandError("A un elenco tuo servono --network, --name e --lead.", Exit.USAGE)
    else:
        try:
            rows = list(read_signatories(args.file))
        except (OSError, KeyError, UnicodeDecodeError) as error:
            raise CommandError(
                f"{args.file} non è un elenco di firmatari: {_why(error)}", Exit.USAGE
            ) from None
        if args.lead not in {row.code for row in rows}:
            raise CommandError(f"In {args.file} non c’è il firmatario {args.lead!r}.", Exit.USAGE)
        network = load_network(slug=args.network, name=args.name, signatories=rows, lead=args.lead)
    print(f"{network.name}: {NetworkMembership.objects.filter(network=network).count()} organizzazioni")
    return Exit.OK


def _why(error: OSError | KeyError | UnicodeDecodeError) -> str:
    if isinstance(error, OSError):
        return of_file(error)
    return (
        "non è UTF-8."
        if isinstance(error, UnicodeDecodeError)
        else f"{error} non c’è, o non è una categoria."
    )


def request(args: argparse.Namespace) -> int:
    """Register the custodians, make the identity key, write what the root is to sign: all of it, or nothing."""
    organisation = organisation_named(args.organisation)
    network = network_of(organisation, args.network)
    if args.file.exists():
        raise CommandError(f"{args.file} c’è già.", Exit.USAGE)
    try:
        people = [_person(username) for username in args.custodians]
        with transaction.atomic():
            users = [one.save() if isinstance(one, PersonDraft) else one for one, _candidate in people]
            first = Membership(user=users[0], organisation=organisation, network_id=network, roles=ROLES)
            with acting(actor := actor_of(first)):
                for user in users:
                    _place(user, organisation, network)
                asked = request_organisation(
                    actor=actor, custodians=[candidate for _one, candidate in people]
                )
            write_request(args.file, asked.statement)
    except DomainError as error:
        raise CommandError(str(error.message)) from error
    print(f"{args.file}: portalo a chi custodisce la radice, e leggi al telefono queste cifre:")
    print(asked.fingerprint)
    return Exit.OK


def install(args: argparse.Namespace) -> int:
    """Open the identity key with a custodian's password and write the first manifest."""
    signed = read_signed(args.file)
    membership, keyring = _unlock(args.custodian, _organisation_of(signed))
    actor = actor_of(membership)
    try:
        with acting(actor):
            install_organisation(actor=actor, keyring=keyring, signed=signed)
            _admit(membership, keyring, names_given(args.names))
    except UntrustedKey:
        raise CommandError("La firma non è della radice di questa installazione.") from None
    except (KeyNotHeld, Tampered):
        raise CommandError(
            "La chiave chiesta non è quella che sta nel database: chiedila di nuovo."
        ) from None
    except DomainError as error:
        raise CommandError(str(error.message)) from error
    print(
        f"{membership.organisation.official_name}: aperta. Le custodi possono entrare e ammettere le colleghe."
    )
    return Exit.OK


def organisation_named(wanted: str) -> Organisation:
    """By id or official name."""
    try:
        found = Organisation.objects.filter(pk=UUID(wanted)).first()
    except ValueError:
        found = Organisation.objects.filter(official_name__iexact=wanted.strip()).first()
    if found is None:
        raise CommandError(f"L’organizzazione {wanted!r} non c’è: `trama org list` le elenca.", Exit.USAGE)
    return found


def network_of(organisation: Organisation, slug: str | None) -> UUID:
    rows = NetworkMembership.objects.using("maintenance").filter(organisation_id=organisation.pk)
    if slug:
        rows = rows.filter(network__slug=slug)
    found = list(rows.values_list("network_id", flat=True))
    if len(found) != 1:
        raise CommandError("Di’ con --network quale rete dell’organizzazione.", Exit.USAGE)
    return found[0]


def _person(username: str) -> tuple[User | PersonDraft, Candidate]:
    """A new account, made here by her who types its password; or one made on the site, whose digits she reads out."""
    known = User.objects.select_related("key").filter(login_hash=login_hash(username)).first()
    if known is not None:
        return known, Candidate(known.key, ask(f"Cifre sullo schermo di {username}: "))
    password = ask_password(f"Password nuova di {username}: ", twice=True)
    draft = draft_person(username=username, password=password)
    return draft, Candidate(draft.key, fingerprint_of(draft.key))


def _place(user: User, organisation: Organisation, network: UUID) -> None:
    """A membership that opens nothing until the organisation is installed; asking again makes no second one."""
    if not Membership.objects.filter(user=user, organisation=organisation, ended_at=None).exists():
        Membership.objects.create(user=user, organisation=organisation, network_id=network, roles=ROLES)


def _organisation_of(signed: Signed) -> UUID:
    """What the file says before anyone checked it: `install_organisation` does."""
    try:
        return UUID(signed.unverified()["id"])
    except (UntrustedKey, KeyError, ValueError, TypeError):
        raise CommandError("Il file è rovinato.", Exit.USAGE) from None


def _unlock(username: str, organisation: UUID) -> tuple[Membership, Keyring]:
    members = Membership.objects.select_related("user__key", "organisation").filter(ended_at=None)
    found = members.filter(user__login_hash=login_hash(username), organisation=organisation).first()
    if found is None:
        raise CommandError(f"{username!r} non ha chiesto questa organizzazione.", Exit.USAGE)
    try:
        return found, unlock(found.user.key, ask_password(f"Password di {username}: "), organisation)
    except WrongPassword:
        raise CommandError("La password non è quella.") from None


def names_given(given: Sequence[str]) -> dict[bytes, str]:
    """By hash of the username, which is all that the database knows."""
    pairs = [text.partition("=") for text in given]
    if any(not separator or not name for _username, separator, name in pairs):
        raise CommandError("Scrivi --name ACCESSO=NOME.", Exit.USAGE)
    return {login_hash(username): name for username, _separator, name in pairs}


def _admit(installing: Membership, keyring: Keyring, names: Mapping[bytes, str]) -> None:
    """The custodians of the request are in from now on, each under her name."""
    actor = actor_of(installing)
    certified = IdentityGrant.objects.filter(organisation=installing.organisation_id).values("user_key")
    waiting = Membership.objects.select_related("user").filter(
        organisation=installing.organisation, admitted_at=None, user__key__in=certified
    )
    for membership in list(waiting):
        membership.admitted_at = timezone.now()
        membership.save(update_fields=["admitted_at"])
        if name := names.get(bytes(membership.user.login_hash)):
            name_colleague(actor=actor, keyring=keyring, membership=membership, name=name)
