"""`trama db dump|restore|backup-key`. Needs Django, for the vault's keys and shred log."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connections

from trama.common.commands import CommandError, Exit
from trama.config import dumping
from trama.config.rootkey import write_new
from trama.config.terminal import confirmed
from trama.vault.crypto.backup import decrypt_backup, encrypt_backup, is_backup
from trama.vault.crypto.keys import KeyPair
from trama.vault.errors import MissingSecret, Tampered
from trama.vault.services import restore

CHUNK = 1 << 20
HEAD = 64  # bytes that tell the form of a dump


def make_key(args: argparse.Namespace) -> int:
    """Write the private half to a file of its own and print the setting with the public one."""
    pair = KeyPair.generate("backup")
    write_new(args.file, pair.seed.hex() + "\n")
    print(f"TRAMA_BACKUP_PUBLIC_KEY={pair.public.sealing.hex()}")
    print(f"Take {args.file} away from this machine: without it no backup opens, with it every one does.")
    return Exit.OK


def run_dump(args: argparse.Namespace) -> int:
    """Write a dump whole or not at all."""
    server, database = dumping.maintenance_server()
    _note_shreds()
    target = args.plain or args.file or _default_file()
    public = None if args.plain else _public_key()
    target.parent.mkdir(parents=True, exist_ok=True)
    with _written_whole(target) as file, dumping.dumped(server, database, plain=bool(args.plain)) as source:
        if public is None:
            while chunk := source.read(CHUNK):
                file.write(chunk)
        else:
            encrypt_backup(public, source, file)
    print(target)
    return Exit.OK


def run_restore(args: argparse.Namespace) -> int:
    """Load beside, forget again what was erased, then swap."""
    server, database = dumping.maintenance_server()
    if not args.file.is_file():
        raise CommandError(f"There is no file {args.file}.", Exit.USAGE)
    question = f"Put {args.file} in the place of the database {database!r} and drop what is in it?"
    if not (args.yes or dumping.is_empty(server, database) or confirmed(question)):
        return Exit.FAILED
    new = dumping.create_beside(server, database)
    try:
        with args.file.open("rb") as file:
            dumping.load(server, new, _plain_chunks(file, args.key))
        with _connected_to(new):
            _refuse_without_its_secrets()
            older = _older_chains(args.accept_older)
            restore.forget_sessions()
            forgotten = restore.forget_shredded()
    except BaseException:
        dumping.drop(server, new)
        raise
    dumping.put_in_place(server, new, database)
    restore.accept(older, args.accept_older or "")
    print(f"restored from {args.file}; {forgotten} erased records forgotten again")
    print("Now: trama db migrate, then trama audit verify.")
    return Exit.OK


def _note_shreds() -> None:
    """Bring the shred log up to date with the database: it must never know less than the dump does."""
    restore.before_dump()
    connections["maintenance"].close()


@contextmanager
def _connected_to(database: str) -> Iterator[None]:
    """The maintenance connection on another database of the same server."""
    connection = connections["maintenance"]
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _refuse_without_its_secrets() -> None:
    """With another pepper nobody could ever sign in to it: better known before it takes the other's place."""
    try:
        theirs = restore.made_with_this_pepper()
    except MissingSecret as error:
        raise CommandError(str(error), Exit.ENVIRONMENT) from None
    if not theirs:
        raise CommandError(
            "This backup belongs to other secrets: put its pepper.key back into the folder of secrets first.",
            Exit.ENVIRONMENT,
        )


def _older_chains(reason: str | None) -> dict[str, tuple[int, str]]:
    """What the backup holds at an older state than the one seen since; refused unless a person says why."""
    older = restore.older_chains()
    if older and not (reason or "").strip():
        raise CommandError(
            f"{len(older)} lists of members and keys in this backup are older than those seen since: who was removed "
            "meanwhile would be in again. If that is meant, say why with --accept-older TEXT (it is written down), "
            "then have the custodians remove them again.",
        )
    return older


def _plain_chunks(file: BinaryIO, key: Path | None) -> Iterator[bytes]:
    start = file.read(HEAD)
    file.seek(0)
    if not is_backup(start):
        while chunk := file.read(CHUNK):
            yield chunk
        return
    if key is None:
        raise CommandError("This backup is encrypted: name the private half with --key.", Exit.USAGE)
    try:
        yield from decrypt_backup(_seed(key), file)
    except Tampered:
        raise CommandError("The backup does not open: another key's, or damaged.") from None


def _seed(path: Path) -> bytes:
    try:
        seed = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        raise CommandError(f"{path} is not the private half of a backup key.", Exit.USAGE) from None
    return seed


def _public_key() -> bytes:
    with suppress(ValueError):
        if len(public := bytes.fromhex(settings.BACKUP_PUBLIC_KEY)) == 32:
            return public
    raise CommandError(
        "Backups are encrypted and TRAMA_BACKUP_PUBLIC_KEY is not set: `trama db backup-key FILE` makes the pair "
        "(or write a plain one with --plain FILE).",
        Exit.ENVIRONMENT,
    )


def _default_file() -> Path:
    folder: Path = settings.VAR_DIR / "backups"
    return folder / f"trama-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.backup"


@contextmanager
def _written_whole(target: Path) -> Iterator[BinaryIO]:
    """A file only we can read, under its name only when complete."""
    draft = target.with_name(f".{target.name}.part")
    draft.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
