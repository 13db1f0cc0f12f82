"""The root that vouches for organisations: made and used on a machine of its own. No Django, no database."""

import argparse
import os
from pathlib import Path

from trama.common.commands import CommandError, Exit, of_file
from trama.config.terminal import ask
from trama.vault.crypto.keys import KeyPair
from trama.vault.errors import UntrustedKey
from trama.vault.trust import files
from trama.vault.trust.fingerprints import identity_fingerprint, matches
from trama.vault.trust.organisation import OrganisationStatement
from trama.vault.trust.statements import Signed

_KINDS = {files.REQUEST: "una richiesta", files.SIGNED: "una richiesta firmata"}


def make(args: argparse.Namespace) -> int:
    """`trama root new`."""
    pair = KeyPair.generate("root")
    write_new(args.file, pair.seed.hex() + "\n")
    print(f"TRAMA_ROOT_PUBLIC_KEY={pair.public.signing.hex()}")
    return Exit.OK


def sign(args: argparse.Namespace) -> int:
    """`trama org sign`: only after the digits were compared by telephone."""
    root = KeyPair(_seed(args.root), "root")
    statement = read_request(args.file)
    print(f"{statement.name}\n  id {statement.id}, chiave di identità numero {statement.serial}")
    heard = args.digits or ask("Le cifre che ti legge l’organizzazione: ")
    if not matches(identity_fingerprint(statement.identity), heard):
        raise CommandError("Le cifre non sono quelle del file: non firmare. Qualcuno può averlo cambiato.")
    write_new(args.out, files.signed_file(statement.sign(root)))
    print(args.out)
    return Exit.OK


def write_request(path: Path, statement: OrganisationStatement) -> None:
    write_new(path, files.request_file(statement))


def read_request(path: Path) -> OrganisationStatement:
    try:
        return files.read_request(_text(path))
    except UntrustedKey:
        raise _not_one(path, files.REQUEST) from None


def read_signed(path: Path) -> Signed:
    try:
        return files.read_signed(_text(path))
    except UntrustedKey:
        raise _not_one(path, files.SIGNED) from None


def write_new(path: Path, content: str) -> None:
    """A file only we can read; never over another."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CommandError(f"Non si può scrivere: {of_file(error, path)}", Exit.ENVIRONMENT) from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(content)


def _text(path: Path) -> str:
    """What is in the file; nothing that we could read counts as an empty one."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        if not path.exists():
            raise CommandError(f"{path} non c’è.", Exit.USAGE) from None
        return ""


def _not_one(path: Path, kind: str) -> CommandError:
    return CommandError(f"{path} non è {_KINDS[kind]}.", Exit.USAGE)


def _seed(path: Path) -> bytes:
    try:
        seed = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        seed = b""
    if len(seed) != 32:
        raise CommandError(f"{path} non è la metà privata di una radice.", Exit.USAGE)
    return seed
