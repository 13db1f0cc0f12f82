"""A backup brings back what was there, less what was erased since, and shows nothing to who finds it."""

import argparse
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.common.commands import CommandError, Exit
from trama.config import backup, dumping
from trama.config.postgres import Cluster
from trama.config.postgres.cluster import SUPERUSER
from trama.network.models import Category, Network, Organisation
from trama.testing.cast import Cast
from trama.vault import installation
from trama.vault.errors import KeyNotHeld
from trama.vault.keyring import Keyring
from trama.vault.models import RecordKey, SessionKey, SessionState
from trama.vault.services.epochs import rotate
from trama.vault.services.organisations import Candidate, found_organisation
from trama.vault.services.records import shred
from trama.vault.services.sessions import begin
from trama.vault.services.users import fingerprint_of, new_user_key

OFFICE = "Centro Filo di Arianna"


@dataclass
class Centre:
    """A centre with its two custodians and two records, in a database of its own."""

    database: str
    actor: Actor
    keyring: Keyring
    kept: UUID
    erased: UUID

    def opens(self, record: UUID) -> bool:
        with acting(self.actor):
            self.keyring.refresh()
            try:
                self.keyring.box(RecordKey.objects.get(pk=record))
            except KeyNotHeld:
                return False
        return True

    def erase(self) -> None:
        with acting(self.actor):
            shred(actor=self.actor, record_keys=[RecordKey.objects.get(pk=self.erased)])


@pytest.fixture
def centre(committed: str, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Centre:
    settings.WITNESS_DIR = tmp_path / "witness"
    monkeypatch.setenv("TRAMA_DATABASE", committed)
    network = Network.objects.using("maintenance").create(slug="prova", name="Rete di prova")
    organisation = Organisation.objects.using("maintenance").create(
        official_name=OFFICE, short_name="Filo", sort_key="filo", category=Category.CENTRE
    )
    actor = Actor(
        organisation_id=organisation.pk,
        network_id=network.pk,
        user_id=uuid4(),
        membership_id=uuid4(),
        roles=frozenset({Role.CUSTODIAN, Role.COORDINATOR}),
    )
    with acting(actor):
        keys, candidates = [], []
        for _ in range(2):
            user_key, keyring = new_user_key("la tela di Penelope")
            keys.append(keyring.acting_for(organisation.pk))
            candidates.append(Candidate(user_key, fingerprint_of(user_key)))
        found_organisation(actor=actor, keyring=keys[0], custodians=candidates, root=installation.demo_root())
        records = [keys[0].new_record() for _ in range(2)]
    return Centre(committed, actor, keys[0], records[0].pk, records[1].pk)


def _dump(**wanted: Path) -> None:
    args = argparse.Namespace(**{"file": None, "plain": None, **wanted})
    assert backup.run_dump(args) == Exit.OK


def _restore(file: Path, key: Path | None = None, accept_older: str | None = None) -> None:
    for alias in connections:
        connections[alias].close()
    args = argparse.Namespace(file=file, key=key, yes=True, accept_older=accept_older)
    assert backup.run_restore(args) == Exit.OK


@pytest.fixture
def private(tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]) -> Path:
    """The private half of the backup key; the public one is in the settings."""
    file = tmp_path / "private.key"
    backup.make_key(argparse.Namespace(file=file))
    settings.BACKUP_PUBLIC_KEY = capsys.readouterr().out.partition("=")[2].split()[0]
    assert file.stat().st_mode & 0o777 == 0o600
    return file


@pytest.mark.parametrize("plain", [True, False])
def test_what_was_there_comes_back_and_who_was_erased_since_does_not(
    centre: Centre, private: Path, tmp_path: Path, plain: bool
) -> None:
    file = tmp_path / "dump"
    _dump(**{"plain" if plain else "file": file})
    assert file.stat().st_mode & 0o777 == 0o600
    centre.erase()
    _restore(file, None if plain else private)
    assert centre.opens(centre.kept)
    assert not centre.opens(centre.erased)


def test_without_the_shred_log_she_would_come_back(centre: Centre, tmp_path: Path) -> None:
    """The test above would pass for another reason if the dump did not hold her key."""
    _dump(plain=tmp_path / "dump")
    centre.erase()
    (installation.shred_log().path).unlink()
    _restore(tmp_path / "dump")
    assert centre.opens(centre.erased)


def test_a_removed_member_does_not_come_back_with_an_old_backup_unless_a_person_says_why(
    centre: Centre, tmp_path: Path
) -> None:
    _dump(plain=tmp_path / "dump")
    with acting(centre.actor):
        rotate(actor=centre.actor, keyring=centre.keyring)
    with pytest.raises(CommandError, match="--accept-older"):
        _restore(tmp_path / "dump")
    assert centre.opens(centre.kept)
    assert centre.keyring.opened.verified.epoch == 2
    _restore(tmp_path / "dump", accept_older="the disk was lost on Sunday")
    assert centre.opens(centre.kept)
    assert centre.keyring.opened.verified.epoch == 1
    assert "the disk was lost on Sunday" in installation.witness().path.read_text()


def test_a_restore_without_the_pepper_is_refused(centre: Centre, tmp_path: Path, settings: Settings) -> None:
    _dump(plain=tmp_path / "dump")
    here = settings.SECRETS_DIR
    settings.SECRETS_DIR = tmp_path / "new secrets"
    with pytest.raises(CommandError, match="altri segreti"):
        _restore(tmp_path / "dump")
    settings.SECRETS_DIR, settings.DEMO = tmp_path / "no secrets", False
    with pytest.raises(CommandError, match=r"Manca .*pepper\.key"):
        _restore(tmp_path / "dump")
    settings.SECRETS_DIR, settings.DEMO = here, True
    assert centre.opens(centre.kept)


def test_a_restore_signs_everybody_out(centre: Centre, tmp_path: Path) -> None:
    session = begin(centre.keyring, at=timezone.now(), second_factor=False).session
    _dump(plain=tmp_path / "dump")
    _restore(tmp_path / "dump")
    stored = SessionKey.objects.get(pk=session.pk)
    assert (stored.state, stored.sealed) == (SessionState.STUB, None)


def test_an_encrypted_dump_shows_not_even_the_offices(centre: Centre, private: Path, tmp_path: Path) -> None:
    _dump(plain=tmp_path / "plain")
    _dump(file=tmp_path / "sealed")
    assert OFFICE.encode() in (tmp_path / "plain").read_bytes()
    assert OFFICE.encode() not in (tmp_path / "sealed").read_bytes()
    assert b"PGDMP" not in (tmp_path / "sealed").read_bytes()


def test_a_restored_database_has_the_same_owners_rights_and_walls(centre: Centre, tmp_path: Path) -> None:
    def walls() -> list[str]:
        server, name = dumping.maintenance_server()
        with dumping.dumped(server, name, plain=True) as source:
            lines = source.read().decode().splitlines()
        kinds = ("GRANT", "REVOKE", "CREATE POLICY", "CREATE TRIGGER", "CREATE FUNCTION")
        told = [line for line in lines if line.startswith(kinds) or "OWNER TO" in line or "ROW LEVEL" in line]
        return sorted(told)

    before = walls()
    for part in ("OWNER TO trama_owner", "FORCE ROW LEVEL SECURITY", "TO trama_app", "CREATE POLICY"):
        assert any(part in line for line in before)
    _dump(plain=tmp_path / "dump")
    _restore(tmp_path / "dump")
    assert walls() == before


def test_another_key_or_damage_leaves_the_database_as_it_is(
    centre: Centre, private: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, thief = tmp_path / "dump", tmp_path / "thief.key"
    _dump(file=file)
    backup.make_key(argparse.Namespace(file=thief))
    whole = file.read_bytes()
    with pytest.raises(CommandError, match="non si apre"):
        _restore(file, thief)
    with pytest.raises(CommandError, match="--key"):
        _restore(file)
    for damaged in (whole[:-1], whole[:-2000], whole[:900] + bytes([whole[900] ^ 1]) + whole[901:]):
        file.write_bytes(damaged)
        with pytest.raises(CommandError):
            _restore(file, private)
    assert centre.opens(centre.kept)
    server, name = dumping.maintenance_server()
    with server.connect("postgres") as connection:
        beside = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name + "_restored"])
        assert beside.fetchone() is None


def test_a_dump_that_fails_leaves_no_file(
    centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAMA_DATABASE", "nowhere")
    with pytest.raises(CommandError, match="pg_dump"):
        _dump(plain=tmp_path / "folder" / "dump")
    assert list((tmp_path / "folder").iterdir()) == []


def test_without_a_backup_key_it_says_how_to_make_one(
    centre: Centre, tmp_path: Path, settings: Settings
) -> None:
    settings.BACKUP_PUBLIC_KEY = ""
    with pytest.raises(CommandError, match="backup-key") as refused:
        _dump(file=tmp_path / "dump")
    assert refused.value.code == Exit.ENVIRONMENT


def test_a_dump_completes_the_shred_log(centre: Centre, tmp_path: Path) -> None:
    """As after a crash between the erasure's commit and its line in the log."""
    centre.erase()
    installation.shred_log().path.unlink()
    _dump(plain=tmp_path / "dump")
    assert centre.erased in installation.shred_log().ids()


def test_a_key_file_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "private.key"
    file.write_text("the only one")
    with pytest.raises(CommandError, match="c’è già"):
        backup.make_key(argparse.Namespace(file=file))
    assert file.read_text() == "the only one"


def _refused(file: Path) -> CommandError:
    with pytest.raises(CommandError) as refused:
        _restore(file)
    assert "\n" not in str(refused.value)
    return refused.value


def _databases() -> set[str]:
    server, name = dumping.maintenance_server()
    with server.connect("postgres") as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{name}%"])
        return {row[0] for row in rows}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Questo file è vuoto."),
        (b"Cara Ada, ti mando il backup.", "Questo file non è un backup di Trama."),
        (b"DROP TABLE vault_recordkey;", "Questo file non è un backup di Trama."),
        (b"\\! touch here\n", "Questo file non è un backup di Trama."),
        (b"PK\x03\x04" + bytes(60), "Questo file non è un backup di Trama."),
    ],
)
def test_a_file_that_is_no_backup_is_refused_in_a_sentence(
    centre: Centre, tmp_path: Path, content: bytes, words: str
) -> None:
    (tmp_path / "file").write_bytes(content)
    refused = _refused(tmp_path / "file")
    assert (str(refused), refused.code) == (words, Exit.USAGE)
    assert _databases() == {centre.database}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/nowhere/dump", "/nowhere/dump non c’è."),
        ("/tmp", "/tmp è una cartella, non un file."),
        ("/proc/self/mem", "/proc/self/mem non si può leggere o scrivere (Input/output error)."),
    ],
)
def test_what_cannot_be_read_is_said(centre: Centre, path: str, words: str) -> None:
    refused = _refused(Path(path))
    assert (str(refused), refused.code) == (words, Exit.USAGE)


@pytest.mark.parametrize("form", ["plain", "custom"])
def test_a_backup_that_was_cut_off_anywhere_is_refused_and_changes_nothing(
    centre: Centre, tmp_path: Path, form: str
) -> None:
    server, name = dumping.maintenance_server()
    with dumping.dumped(server, name, plain=form == "plain") as source:
        whole = source.read()
    copy = whole.find(b"COPY public.vault_recordkey ") if form == "plain" else 2000
    for length in (100, copy + 90, len(whole) // 2, len(whole) - 500):
        (tmp_path / "dump").write_bytes(whole[:length])
        refused = _refused(tmp_path / "dump")
        assert str(refused) == "Questo backup è incompleto: il file finisce prima del tempo.", length
        assert refused.code == Exit.FAILED
    assert _databases() == {centre.database}
    assert centre.opens(centre.kept)


def test_a_backup_of_a_newer_postgresql_is_told_so(centre: Centre, tmp_path: Path) -> None:
    server, name = dumping.maintenance_server()
    for plain in (True, False):
        with dumping.dumped(server, name, plain=plain) as source:
            whole = source.read()
        newer = (
            whole.replace(b"SET ", b"SET sews_by_itself = on;\nSET ", 1)
            if plain
            else b"PGDMP\x01\x63" + whole[7:]
        )
        (tmp_path / "dump").write_bytes(newer)
        refused = _refused(tmp_path / "dump")
        assert "viene da un PostgreSQL più nuovo" in str(refused)
        assert refused.code == Exit.ENVIRONMENT
    assert centre.opens(centre.kept)


def test_a_damaged_plain_backup_is_told_so_without_its_rows(centre: Centre, tmp_path: Path) -> None:
    _dump(plain=tmp_path / "dump")
    whole = (tmp_path / "dump").read_text()
    (tmp_path / "dump").write_text(whole.replace(OFFICE, f"{OFFICE}\tin più", 1))
    refused = _refused(tmp_path / "dump")
    assert "è rovinato" in str(refused)
    assert OFFICE not in str(refused)
    assert centre.opens(centre.kept)


def test_a_backup_of_another_program_or_of_a_newer_trama_is_told_so(centre: Centre, tmp_path: Path) -> None:
    server, name = dumping.maintenance_server()
    with dumping.dumped(server, "postgres", plain=True) as source:
        (tmp_path / "other").write_bytes(source.read())
    assert "di un altro programma" in str(_refused(tmp_path / "other"))
    with server.connect(name) as connection:
        row = "INSERT INTO django_migrations (app, name, applied) VALUES ('vault', '0999_of_tomorrow', now())"
        connection.execute(row)
    _dump(plain=tmp_path / "dump")
    refused = _refused(tmp_path / "dump")
    assert "di una Trama più nuova" in str(refused)
    assert refused.code == Exit.ENVIRONMENT
    assert _databases() == {centre.database}


def test_a_database_in_use_is_not_taken_from_under_anybody(centre: Centre, tmp_path: Path) -> None:
    _dump(plain=tmp_path / "dump")
    server, name = dumping.maintenance_server()
    with server.connect(name) as somebody:
        refused = _refused(tmp_path / "dump")
        assert "ferma prima l’applicazione" in str(refused)
        assert refused.code == Exit.ENVIRONMENT
        beside = dumping.create_beside(server, name)
        with pytest.raises(CommandError, match="ferma prima"):  # somebody who came while the file was loaded
            dumping.put_in_place(server, beside, name)
        assert somebody.execute("SELECT 1").fetchone() == (1,)
        dumping.drop(server, beside)
    assert centre.opens(centre.kept)


def test_after_a_restore_nothing_is_left_beside_and_a_lost_database_comes_back(
    centre: Centre, tmp_path: Path
) -> None:
    _dump(plain=tmp_path / "dump")
    _restore(tmp_path / "dump")
    assert _databases() == {centre.database}
    for alias in connections:
        connections[alias].close()
    server, name = dumping.maintenance_server()
    dumping.drop(server, name)
    _restore(tmp_path / "dump")
    assert centre.opens(centre.kept)


def test_the_servers_own_work_in_a_database_does_not_keep_it_from_being_dropped(
    test_database: tuple[Cluster, str, Cast], centre: Centre
) -> None:
    """As when the server tidies up a database that has just been filled: nobody may end that, it ends by itself."""
    for alias in connections:
        connections[alias].close()
    server, name = dumping.maintenance_server()
    cluster = test_database[0]
    with cluster.connect(SUPERUSER, name) as vacuum:  # another that the maintenance role may not end
        leaving = Timer(0.5, vacuum.close)
        leaving.start()
        dumping.drop(server, name)
        leaving.join()
    assert centre.database not in _databases()
