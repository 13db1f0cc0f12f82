"""Files and backups."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trama.vault.crypto.backup import decrypt_backup, encrypt_backup, is_backup
from trama.vault.crypto.formats import new_key
from trama.vault.crypto.keys import KeyPair
from trama.vault.crypto.streams import CHUNK, decrypt_stream, encrypt_stream
from trama.vault.errors import Tampered

KEY = new_key()
SIZES = st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])


class Trickle(io.BytesIO):
    """A pipe: gives less than it is asked for."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size, 1000) if size and size > 0 else 1000)


def encrypted(data: bytes, context: str = "file 1") -> bytes:
    target = io.BytesIO()
    encrypt_stream(KEY, context, io.BytesIO(data), target)
    return target.getvalue()


@settings(max_examples=20)
@given(SIZES, st.binary(min_size=1, max_size=1))
def test_a_file_of_any_size_comes_back(size: int, byte: bytes) -> None:
    data = byte * size
    assert b"".join(decrypt_stream(KEY, "file 1", io.BytesIO(encrypted(data)))) == data


def test_a_slow_pipe_gives_the_same_file() -> None:
    data = bytes(CHUNK + 5)
    target = io.BytesIO()
    encrypt_stream(KEY, "file 1", Trickle(data), target)
    assert b"".join(decrypt_stream(KEY, "file 1", Trickle(target.getvalue()))) == data


@settings(max_examples=25)
@given(st.data())
def test_a_truncated_file_is_refused(data: st.DataObject) -> None:
    sealed = encrypted(bytes(2 * CHUNK))
    cut = data.draw(st.integers(0, len(sealed) - 1))
    with pytest.raises(Tampered):
        list(decrypt_stream(KEY, "file 1", io.BytesIO(sealed[:cut])))


def test_cut_at_a_chunk_swapped_appended_or_moved_is_refused() -> None:
    sealed = encrypted(bytes(3 * CHUNK))
    head, step = len(encrypted(b"")) - 17, CHUNK + 17
    first, second = sealed[head : head + step], sealed[head + step : head + 2 * step]
    for forged in (
        sealed[: head + 2 * step],
        sealed[:head] + second + first + sealed[head + 2 * step :],
        sealed + sealed[head:],
    ):
        with pytest.raises(Tampered):
            list(decrypt_stream(KEY, "file 1", io.BytesIO(forged)))
    with pytest.raises(Tampered):
        list(decrypt_stream(KEY, "file 2", io.BytesIO(sealed)))


def test_a_backup_opens_with_the_installations_key_only() -> None:
    pair, thief = KeyPair.generate("backup"), KeyPair.generate("backup")
    target = io.BytesIO()
    encrypt_backup(pair.public.sealing, io.BytesIO(b"PGDMP" * 50_000), target)
    assert is_backup(target.getvalue())
    assert b"PGDMP" not in target.getvalue()
    assert b"".join(decrypt_backup(pair.seed, io.BytesIO(target.getvalue()))) == b"PGDMP" * 50_000
    for seed, data in [
        (thief.seed, target.getvalue()),
        (pair.seed, target.getvalue()[:-1]),
        (pair.seed, b"PGDMP"),
    ]:
        with pytest.raises(Tampered):
            list(decrypt_backup(seed, io.BytesIO(data)))
