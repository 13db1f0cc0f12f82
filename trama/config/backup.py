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
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from trama.common.commands import CommandError, Exit
from trama.config import dumpfiles, dumping
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
    print(f"Porta {args.file} via da questa macchina: senza, nessun backup si apre; con quello, tutti.")
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
    start = dumpfiles.first_bytes(args.file, HEAD)
    if not is_backup(start):
        dumpfiles.form_of(start)
    question = f"Mettere {args.file} al posto del database {database} e buttare quello che c’è dentro?"
    if not (args.yes or dumping.is_empty(server, database) or confirmed(question)):
        return Exit.FAILED
    connections["maintenance"].close()
    dumping.refuse_while_in_use(server, database)
    new = dumping.create_beside(server, database)
    try:
        with args.file.open("rb") as file:
            dumping.load(server, new, _plain_chunks(file, args.key))
        with _connected_to(new):
            _refuse_what_is_not_ours()
            _refuse_without_its_secrets()
            older = _older_chains(args.accept_older)
            restore.forget_sessions()
            forgotten = restore.forget_shredded()
    except BaseException:
        dumping.drop(server, new)
        raise
    dumping.put_in_place(server, new, database)
    restore.accept(older, args.accept_older or "")
    print(f"Ripreso da {args.file}; schede cancellate nel frattempo e cancellate di nuovo: {forgotten}.")
    print("Adesso: trama db migrate, poi trama audit verify.")
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


def _refuse_what_is_not_ours() -> None:
    """The dump of another program, or of a Trama that this one is older than."""
    applied = set(MigrationRecorder(connections["maintenance"]).applied_migrations())
    known = MigrationLoader(None).disk_migrations
    names = {*known, *(name for one in known.values() for name in one.replaces)}
    ours = {app for app, _name in known}
    if ("vault", "0001_initial") not in applied:
        raise CommandError("Questo è il backup di un altro programma, non di Trama.", Exit.USAGE)
    if any(name not in names for name in applied if name[0] in ours):
        raise CommandError(
            "Questo backup è di una Trama più nuova di questa: aggiorna il programma, poi riprova.",
            Exit.ENVIRONMENT,
        )


def _refuse_without_its_secrets() -> None:
    """With another pepper nobody could ever sign in to it: better known before it takes the other's place."""
    try:
        theirs = restore.made_with_this_pepper()
    except MissingSecret as error:
        raise CommandError(str(error), Exit.ENVIRONMENT) from None
    if not theirs:
        raise CommandError(
            "Questo backup appartiene ad altri segreti: rimetti prima il suo pepper.key nella loro cartella.",
            Exit.ENVIRONMENT,
        )


def _older_chains(reason: str | None) -> dict[str, tuple[int, str]]:
    """What the backup holds at an older state than the one seen since; refused unless a person says why."""
    older = restore.older_chains()
    if older and not (reason or "").strip():
        raise CommandError(
            f"In questo backup {len(older)} elenchi di persone e chiavi sono più vecchi di quelli visti dopo: chi è"
            " uscita nel frattempo tornerebbe dentro. Se è quello che vuoi, di’ perché con --accept-older TESTO (resta"
            " scritto), poi chi custodisce le chiavi la toglie di nuovo.",
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
        raise CommandError(
            "Questo backup è cifrato: indica la metà privata della chiave con --key.", Exit.USAGE
        )
    try:
        yield from decrypt_backup(_seed(key), file)
    except Tampered:
        raise CommandError(
            "Il backup non si apre: è di un’altra chiave, oppure è rovinato o incompleto."
        ) from None


def _seed(path: Path) -> bytes:
    try:
        seed = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        raise CommandError(f"{path} non è la metà privata di una chiave dei backup.", Exit.USAGE) from None
    return seed


def _public_key() -> bytes:
    with suppress(ValueError):
        if len(public := bytes.fromhex(settings.BACKUP_PUBLIC_KEY)) == 32:
            return public
    raise CommandError(
        "I backup si cifrano e TRAMA_BACKUP_PUBLIC_KEY non c’è: `trama db backup-key FILE` fa la coppia di chiavi"
        " (oppure scrivine uno in chiaro con --plain FILE).",
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
