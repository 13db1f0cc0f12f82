"""Who may enter the embedded server, and what its files and log give away."""

import os
import stat
import subprocess

import psycopg
import pytest

from trama.config.postgres import (
    APP,
    MAINTENANCE,
    OWNER,
    PUBLIC,
    Cluster,
    create_database,
    drop_database,
    drop_stale,
)

CANARY = "Zafferano Quarantadue"


@pytest.mark.parametrize("role", [MAINTENANCE, APP, PUBLIC])
def test_each_role_signs_in_with_its_own_password_only(cluster: Cluster, role: str) -> None:
    cluster.connect(role).close()
    keys = cluster.dsn(role)
    for wrong in ("", "wrong", cluster.passwords[PUBLIC if role == APP else APP]):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(
                host=keys["HOST"], user=role, password=wrong, dbname="trama", passfile="/dev/null"
            )


def test_nobody_signs_in_as_the_owner(cluster: Cluster) -> None:
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=cluster.dsn(APP)["HOST"], user=OWNER, password="x", dbname="trama")


def test_only_maintenance_passes_row_level_security_and_none_is_superuser(cluster: Cluster) -> None:
    with cluster.connect() as connection:
        rows = connection.execute(
            "SELECT rolname, rolbypassrls, rolcreatedb, rolsuper OR rolcreaterole FROM pg_roles"
            " WHERE rolname = ANY(%s) ORDER BY rolname",
            [[OWNER, MAINTENANCE, APP, PUBLIC]],
        ).fetchall()
    assert rows == [
        (APP, False, False, False),
        (MAINTENANCE, True, True, False),
        (OWNER, False, False, False),
        (PUBLIC, False, False, False),
    ]


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE t (id int)", "CREATE DATABASE d", "CREATE ROLE r", "SET ROLE trama_owner"]
)
def test_the_application_makes_nothing(cluster: Cluster, statement: str) -> None:
    with cluster.connect(APP) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_there_is_no_tcp_port(cluster: Cluster) -> None:
    with cluster.connect() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_letters_with_accents_have_their_capitals(cluster: Cluster) -> None:
    with cluster.connect() as connection:
        assert connection.execute("SELECT upper('perché'), lower('È')").fetchone() == ("PERCHÉ", "è")


def test_the_log_holds_nothing_that_was_typed(cluster: Cluster) -> None:
    with cluster.connect() as connection:
        connection.execute("CREATE TABLE people (name text UNIQUE CHECK (name <> ''), born date NOT NULL)")
        row = [CANARY, "2000-01-01"]
        connection.execute("INSERT INTO people VALUES (%s, %s)", row)
        failing: list[tuple[str, list[str | None]]] = [
            ("INSERT INTO people VALUES (%s, %s)", [CANARY, "2000-01-01"]),
            ("INSERT INTO people VALUES (%s, %s)", [CANARY + "!", None]),
            (f"INSERT INTO people VALUES ('{CANARY}', '2000-01-01')", []),
            (f"SELECT '{CANARY}' FROM nowhere", []),
            ("SELECT repeat(%s, 3) FROM nowhere", [CANARY]),
        ]
        for statement, values in failing:
            with pytest.raises(psycopg.Error):
                connection.execute(statement, values or None)
    log = (cluster.folder.run / "server.log").read_text()
    assert "ERROR" in log
    assert CANARY not in log


def test_passwords_and_data_are_closed_to_others(cluster: Cluster) -> None:
    folder = cluster.folder
    assert stat.S_IMODE(folder.secrets.stat().st_mode) == 0o600
    for private in (folder.private, folder.home):
        assert stat.S_IMODE(private.stat().st_mode) & 0o067 == 0
        assert private.stat().st_uid == os.geteuid()
    for inner in (folder.data, folder.run):
        assert stat.S_IMODE(inner.stat().st_mode) == 0o700
    assert not list(folder.home.glob("*initial-password*"))


def test_the_servers_account_cannot_change_its_configuration(cluster: Cluster) -> None:
    if not cluster.account.dropped:
        pytest.skip("the server runs as the caller")
    for name in ("postgresql.conf", "pg_hba.conf", "secrets.json"):
        path = cluster.folder.home / name
        assert cluster.account.run(["sh", "-c", f"echo >> {path}"]).returncode != 0
    assert cluster.account.run(["cat", cluster.folder.secrets]).returncode != 0


def test_a_database_is_copied_and_dropped_even_while_used(cluster: Cluster) -> None:
    create_database(cluster, "original")
    with cluster.connect(MAINTENANCE, "original") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    create_database(cluster, "copy", template="original")
    used = cluster.connect(MAINTENANCE, "copy")
    assert used.execute("SELECT number FROM kept").fetchone() == (7,)
    drop_database(cluster, "copy")
    drop_database(cluster, "copy")
    with pytest.raises(psycopg.OperationalError):
        cluster.connect(MAINTENANCE, "copy")
    used.close()


def test_databases_of_dead_processes_are_dropped_and_others_kept(cluster: Cluster) -> None:
    create_database(cluster, "living", temporary=True)
    create_database(cluster, "lasting")
    create_database(cluster, "left_behind", temporary=True)
    dead = subprocess.Popen(["true"])
    dead.wait()
    with cluster.connect(MAINTENANCE, "postgres") as connection:
        connection.execute(f"COMMENT ON DATABASE left_behind IS 'for process {dead.pid}/1'")
    assert drop_stale(cluster) == ["left_behind"]
    cluster.connect(MAINTENANCE, "living").close()
    cluster.connect(MAINTENANCE, "lasting").close()
    drop_database(cluster, "living")


def test_a_later_process_with_the_same_number_keeps_no_database(cluster: Cluster) -> None:
    create_database(cluster, "left_behind", temporary=True)
    with cluster.connect(MAINTENANCE, "postgres") as connection:
        connection.execute(f"COMMENT ON DATABASE left_behind IS 'for process {os.getpid()}/1'")
    assert drop_stale(cluster) == ["left_behind"]
