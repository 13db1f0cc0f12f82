"""The command line as a person or a service manager uses it."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from trama.common.commands import Exit
from trama.config import cli
from trama.config.postgres import (
    APP,
    MAINTENANCE,
    Cluster,
    create_database,
    ensure_running,
    folder_for,
    is_running,
)

TRAMA = [sys.executable, "-m", "trama.config.cli"]


def trama(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*TRAMA, *words],
        env={**_environment(), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _environment() -> dict[str, str]:
    """A shell's, without what the tests of this process set for themselves."""
    own = ("TRAMA_DEMO", "TRAMA_WITNESS_DIR", "DJANGO_SETTINGS_MODULE", "TRAMA_SECRETS_DIR")
    return {name: value for name, value in os.environ.items() if name not in own}


def _all_parsers(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield from _all_parsers(inner, (*words, name))


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("words", list(_all_parsers(cli.parser())), ids=" ".join)
def test_every_command_explains_itself(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([*words, "--help"])
    assert ended.value.code == Exit.OK
    assert f"uso: trama {' '.join(words)}".strip() in capsys.readouterr().out


@pytest.mark.parametrize("words", list(_all_parsers(cli.parser())), ids=" ".join)
def test_every_command_and_argument_is_described(words: tuple[str, ...]) -> None:
    parser = cli.parser()
    for word in words:
        groups = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
        parser = groups[0].choices[word]
    assert parser.description
    arguments = [one for one in parser._actions if not isinstance(one, argparse._SubParsersAction)]
    assert [one.dest for one in arguments if not one.help] == []


def test_help_needs_neither_django_nor_a_database() -> None:
    code = "import sys; from trama.config import cli; cli.parser().format_help(); sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_command_has_something_to_run() -> None:
    for words in _all_parsers(cli.parser()):
        try:
            args = cli.parser().parse_args(
                [*words, *(["x"] if words[-1:] in (("restore",), ("backup-key",)) else [])]
            )
        except SystemExit:
            continue  # a group, or one that wants arguments
        module, _, name = args.run.partition(":")
        source = Path(cli.__file__).parents[2] / (module.replace(".", "/") + ".py")
        assert f"def {name}(" in source.read_text()


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("db",),
        ("nonsense",),
        ("db", "dump", "one", "--plain", "two"),
        ("demo", "--women", "-5", "--load-only"),
        ("demo", "--port", "0"),
        ("serve", "--port", "99999"),
        ("audit", "rewind", "  "),
    ],
)
def test_a_wrong_command_line_ends_with_2(words: tuple[str, ...]) -> None:
    answer = trama(*words)
    assert answer.returncode == Exit.USAGE
    assert "uso: trama" in answer.stderr


def test_the_server_is_started_seen_and_stopped(installation: Path) -> None:
    assert trama("db", "status").returncode == Exit.FAILED
    assert trama("db", "start").returncode == Exit.OK
    assert trama("db", "status").returncode == Exit.OK
    again = trama("db", "start")
    assert (again.returncode, "Era già acceso" in again.stdout) == (Exit.OK, True)
    assert "Fermato: main" in trama("db", "stop").stdout
    assert "Era già fermo" in trama("db", "stop").stdout


def test_data_are_not_deleted_without_a_yes(installation: Path) -> None:
    trama("db", "start")
    assert trama("db", "remove").returncode == Exit.USAGE
    assert trama("db", "status").returncode == Exit.OK
    assert trama("db", "remove", "--yes").returncode == Exit.OK
    assert not folder_for("main").home.exists()


def test_without_secrets_it_says_how_to_make_them(installation: Path) -> None:
    refused = trama("check")
    assert refused.returncode == Exit.ENVIRONMENT
    assert "trama setup" in refused.stderr
    assert "Traceback" not in refused.stderr
    made = trama("setup")
    assert made.returncode == Exit.OK
    before = {path: path.read_text() for path in (installation / "secrets").iterdir()}
    assert {path.stat().st_mode & 0o077 for path in before} == {0}
    assert "c’è già tutto" in trama("setup").stdout
    assert {path: path.read_text() for path in before} == before
    assert trama("check").returncode == Exit.OK


def test_a_command_stops_the_server_it_started_and_no_other(migrated: Path) -> None:
    assert trama("db", "migrate", TRAMA_DEMO="1").returncode == Exit.OK
    assert not is_running(folder_for("main"))
    trama("db", "start")
    assert "niente da fare" in trama("db", "migrate", TRAMA_DEMO="1").stdout
    assert is_running(folder_for("main"))


def test_a_demo_that_is_served_is_not_thrown_away_by_another(installation: Path) -> None:
    trama("db", "start")
    with ensure_running().connect(APP) as serving:
        refused = trama("demo", "--reset", "--load-only")
        assert refused.returncode == Exit.ENVIRONMENT
        assert "prima fermalo" in refused.stderr
        assert "Traceback" not in refused.stderr
        assert serving.execute("SELECT current_database()").fetchone() == ("trama",)


@contextmanager
def _serve(port: int) -> Iterator["subprocess.Popen[str]"]:
    """`trama serve`; whatever the test finds, it is gone at the end."""
    environment = {**_environment(), "TRAMA_DEMO": "1", "TRAMA_PORT": str(port), "TRAMA_WORKERS": "1"}
    with subprocess.Popen([*TRAMA, "serve"], env=environment, stdout=subprocess.PIPE, text=True) as serving:
        try:
            yield serving
        finally:
            serving.kill()


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
    except urllib.error.HTTPError as error:
        error.close()
        return True  # whatever it says, it speaks
    except OSError:
        return False
    return True


def _wait(what: str, port: int, *, answering: bool) -> None:
    for _ in range(1200):
        if _answers(port) is answering:
            return
        time.sleep(0.1)
    raise AssertionError(what)


@pytest.mark.parametrize(
    ("before", "number"), [("installation", signal.SIGTERM), ("migrated", signal.SIGINT)]
)
def test_serving_ends_with_everything_it_started(
    request: pytest.FixtureRequest, port: int, before: str, number: signal.Signals
) -> None:
    """The first time, when all has to be made, and any other."""
    request.getfixturevalue(before)
    with _serve(port) as serving:
        _wait("it does not answer", port, answering=True)
        serving.send_signal(number)
        output, _ = serving.communicate(timeout=180)
    assert serving.returncode == Exit.OK
    assert f"http://127.0.0.1:{port}/" in output
    assert not _answers(port)
    assert not is_running(folder_for("main"))


def test_a_killed_server_leaves_no_web_server_behind(migrated: Path, port: int) -> None:
    with _serve(port) as serving:
        _wait("it does not answer", port, answering=True)
        serving.kill()
        serving.wait()
        _wait("the web server outlived it", port, answering=False)


def test_what_dies_while_serving_is_started_again(migrated: Path, port: int) -> None:
    with _serve(port) as serving:
        _wait("it does not answer", port, answering=True)
        postgres = int((folder_for("main").data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(postgres, signal.SIGKILL)
        for child in _children(serving.pid):
            os.kill(child, signal.SIGKILL)
        _wait("the web server was not killed", port, answering=False)
        _wait("it does not answer again", port, answering=True)
        assert is_running(folder_for("main"))
        serving.terminate()
        assert serving.wait(timeout=180) == Exit.OK
    assert not is_running(folder_for("main"))


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_port_in_use_is_refused_with_what_to_do(installation: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = trama("serve", "--port", str(taken.getsockname()[1]), TRAMA_DEMO="1")
    assert answer.returncode == Exit.ENVIRONMENT
    assert "TRAMA_PORT" in answer.stderr


@pytest.fixture
def elsewhere(cluster: Cluster, installation: Path) -> dict[str, str]:
    """The URLs of a server that is not this installation's own, as an administrator prepared it."""
    create_database(cluster, "elsewhere")

    def url(role: str) -> str:
        keys = cluster.dsn(role, "elsewhere")
        return f"postgresql://{role}:{quote(keys['PASSWORD'])}@{quote(keys['HOST'], safe='')}:5432/elsewhere"

    return {"DATABASE_URL": url(APP), "TRAMA_MAINTENANCE_URL": url(MAINTENANCE)}


def test_with_database_url_no_server_is_made(elsewhere: dict[str, str], tmp_path: Path) -> None:
    trama("setup")
    assert trama("db", "status", **elsewhere).returncode == Exit.OK
    assert trama("db", "start", **elsewhere).returncode == Exit.USAGE
    assert trama("db", "migrate", **elsewhere).returncode == Exit.OK
    dumped = trama("db", "dump", "--plain", str(tmp_path / "dump"), **elsewhere)
    assert dumped.returncode == Exit.OK, dumped.stderr
    assert "CREATE POLICY" in (tmp_path / "dump").read_text()
    only_app = {"DATABASE_URL": elsewhere["DATABASE_URL"]}
    refused = trama("db", "migrate", **only_app)
    assert (refused.returncode, "TRAMA_MAINTENANCE_URL" in refused.stderr) == (Exit.ENVIRONMENT, True)
    found = trama("check", "--deploy", **elsewhere, TRAMA_HOSTS="trama.example.org")
    assert found.returncode == Exit.FAILED
    assert "TRAMA_ROOT_PUBLIC_KEY" in found.stderr
    for passed in ("E001", "E002", "E003", "E004", "E005", "E006", "E007", "W001", "vault.E002"):
        assert f"({'' if '.' in passed else 'trama.'}{passed})" not in found.stderr
    # What no setting of an administrator can change would keep the check from ever having nothing to say.
    assert "templates.W" not in found.stderr
    assert "security.W" not in found.stderr
    over = trama("check", "--deploy", DATABASE_URL=elsewhere["TRAMA_MAINTENANCE_URL"])
    assert "trama.E007" in over.stderr
    assert not folder_for("main").private.exists()


def test_a_wrong_database_url_is_not_repeated(installation: Path) -> None:
    answer = trama("db", "status", DATABASE_URL="mysql://trama:segreta@db/trama")
    assert answer.returncode == Exit.ENVIRONMENT
    assert "segreta" not in answer.stdout + answer.stderr
