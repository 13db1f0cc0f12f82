"""Append-only text files outside the database: locked, synced, each line with a checksum of its own."""

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


def append(path: Path, *lines: str) -> None:
    """Returns when the lines are on disk. A line torn by a crash is closed off first and never read."""
    with _locked(path) as descriptor:
        text = "".join(f"{line} {_checksum(line)}\n" for line in lines)
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            text = "\n" + text
        data = text.encode()
        while data:
            data = data[os.write(descriptor, data) :]
        os.fsync(descriptor)


def read(path: Path) -> Iterator[str]:
    """Whole lines in order; torn ones are left out, a missing file is empty."""
    try:
        with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
            yield from _whole(file)
    except FileNotFoundError:
        return


def tail(path: Path, size: int = 65_536) -> Iterator[str]:
    """The whole lines among the last `size` bytes: what a process that only goes on needs of a long file."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - size))
            text = file.read().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return
    yield from _whole(text.split("\n"))


def _whole(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        body, _, check = line.removesuffix("\n").rpartition(" ")
        if body and check == _checksum(body):
            yield body


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
        if new:
            _sync_folder(path.parent)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _checksum(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:8]
