"""An organisation without keys comes in by the command line; whoever is in between can change nothing unseen."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django import Settings

from trama.access.context import acting
from trama.accounts.models import Membership
from trama.accounts.people import actor_of, login_hash
from trama.accounts.selectors import colleagues
from trama.common.commands import Exit
from trama.config import cli
from trama.testing.cast import ORGANISATIONS
from trama.vault.errors import VaultError
from trama.vault.services.users import fingerprint_of, unlock

NAME = ORGANISATIONS["municipio"][0]
PASSWORDS = {"zoe": "una frase lunga di Zoe", "yara": "una frase lunga di Yara"}


@dataclass
class Desk:
    """A folder, a terminal and the root of the installation, whose digits travel by telephone."""

    folder: Path
    type: Callable[..., None]
    said: Callable[[], str]

    def run(self, *words: str, answers: tuple[str, ...] = ()) -> int:
        self.type(*answers)
        return cli.main([word.format(folder=self.folder) for word in words])

    def request(self, *custodians: str, file: str = "request.json") -> str:
        """The digits that the organisation reads out."""
        named = [word for username in custodians for word in ("--custodian", username)]
        answers = tuple(PASSWORDS[username] for username in custodians)
        assert self.run("org", "request", NAME, "{folder}/" + file, *named, answers=answers) == Exit.OK
        return self.said().splitlines()[-1]

    def sign(self, digits: str, *, root: str = "root.key", out: str = "signed.json") -> int:
        files = ("{folder}/request.json", "{folder}/" + out)
        return self.run("org", "sign", *files, "--root", "{folder}/" + root, "--digits", digits)

    def install(self, file: str = "signed.json", who: str = "zoe", password: str = "") -> int:
        words = ("org", "install", "{folder}/" + file, "--custodian", who, "--name", "yara=Yara")
        return self.run(*words, answers=(password or PASSWORDS.get(who, "x"),))


@pytest.fixture
def desk(
    committed: str,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Desk:
    settings.WITNESS_DIR = tmp_path / "witness"
    monkeypatch.setenv("TRAMA_DATABASE", committed)
    desk = Desk(
        tmp_path,
        lambda *answers: monkeypatch.setattr(
            "sys.stdin", io.StringIO("".join(f"{line}\n" for line in answers))
        ),
        lambda: "".join(capsys.readouterr()),
    )
    assert desk.run("root", "new", "{folder}/root.key") == Exit.OK
    settings.ROOT_PUBLIC_KEY = desk.said().strip().partition("=")[2]
    return desk


def _opens(username: str) -> set[str]:
    """Signs in as `username` and reads the names of her colleagues."""
    membership = Membership.objects.select_related("user__key").get(user__login_hash=login_hash(username))
    keyring = unlock(membership.user.key, PASSWORDS[username], membership.organisation_id)
    actor = actor_of(membership)
    with acting(actor):
        return {person.name for person in colleagues(actor, keyring).values()}


def test_two_custodians_bring_their_organisation_in(desk: Desk) -> None:
    digits = desk.request("zoe", "yara")
    assert not Membership.objects.filter(
        user__login_hash=login_hash("yara"), admitted_at__isnull=False
    ).exists()
    assert desk.sign(digits) == Exit.OK
    assert desk.install() == Exit.OK
    assert "Yara" in _opens("zoe")
    assert "Yara" in _opens("yara")
    desk.said()
    assert desk.run("org", "list") == Exit.OK
    assert f"firmate    {NAME}" in desk.said()


def test_the_files_hold_no_private_key_and_only_we_can_read_them(desk: Desk) -> None:
    desk.sign(desk.request("zoe", "yara"))
    for name in ("request.json", "signed.json", "root.key"):
        assert (desk.folder / name).stat().st_mode & 0o777 == 0o600
    assert set(json.loads((desk.folder / "request.json").read_text())["statement"]) == {
        "id",
        "name",
        "identity",
        "serial",
    }


def test_the_root_does_not_sign_when_the_digits_differ(desk: Desk) -> None:
    digits = desk.request("zoe", "yara")
    assert desk.sign(digits.translate(str.maketrans("0123456789", "1234567890"))) == Exit.FAILED
    assert not (desk.folder / "signed.json").exists()


def test_a_key_exchanged_on_the_way_is_heard_on_the_telephone(desk: Desk) -> None:
    digits = desk.request("zoe", "yara")
    file = desk.folder / "request.json"
    content = json.loads(file.read_text())
    content["statement"]["identity"] = "A" * 43 + "="
    file.write_text(json.dumps(content))
    assert desk.sign(digits) == Exit.FAILED


@pytest.mark.parametrize("change", ["name", "signature", "root"])
def test_a_signature_that_was_changed_or_is_anothers_is_refused(desk: Desk, change: str) -> None:
    digits = desk.request("zoe", "yara")
    if change == "root":
        desk.run("root", "new", "{folder}/other.key")
        assert desk.sign(digits, root="other.key") == Exit.OK
    else:
        assert desk.sign(digits) == Exit.OK
        file = desk.folder / "signed.json"
        content = json.loads(file.read_text())
        if change == "name":
            content["body"] = content["body"].replace(NAME, "Municipio 11")
        else:
            content["signature"] = "A" * 86 + "=="
        file.write_text(json.dumps(content))
    assert desk.install() == Exit.FAILED
    with pytest.raises((VaultError, AssertionError)):
        assert "Yara" in _opens("zoe")


def test_a_signature_of_an_earlier_request_does_not_install_a_later_one(desk: Desk) -> None:
    assert desk.sign(desk.request("zoe", "yara")) == Exit.OK
    digits = [_digits_on_screen(username) for username in ("zoe", "yara")]
    words = ("--custodian", "zoe", "--custodian", "yara")
    assert desk.run("org", "request", NAME, "{folder}/again.json", *words, answers=tuple(digits)) == Exit.OK
    assert desk.install() == Exit.FAILED


def _digits_on_screen(username: str) -> str:
    key = Membership.objects.select_related("user__key").get(user__login_hash=login_hash(username)).user.key
    return fingerprint_of(key)


def test_somebody_who_registered_on_the_site_reads_her_digits_out(desk: Desk) -> None:
    desk.request("zoe", "yara")
    words = ("--custodian", "zoe", "--custodian", "yara")
    wrong = ("1" * 40, "2" * 40)
    assert desk.run("org", "request", NAME, "{folder}/again.json", *words, answers=wrong) == Exit.FAILED
    assert not (desk.folder / "again.json").exists()


@pytest.mark.parametrize(
    ("who", "password", "code"),
    [("zoe", "un'altra frase lunga", Exit.FAILED), ("ada", "x", Exit.USAGE), ("nessuna", "x", Exit.USAGE)],
)
def test_only_a_custodian_with_her_password_installs(desk: Desk, who: str, password: str, code: Exit) -> None:
    desk.sign(desk.request("zoe", "yara"))
    assert desk.install(who=who, password=password) == code


def test_one_custodian_is_not_enough(desk: Desk) -> None:
    words = ("org", "request", NAME, "{folder}/request.json", "--custodian", "zoe")
    assert desk.run(*words, answers=(PASSWORDS["zoe"],)) == Exit.FAILED
    assert not (desk.folder / "request.json").exists()


def test_a_request_that_was_refused_leaves_nothing_in_the_way_of_the_next(desk: Desk) -> None:
    words = ("org", "request", NAME, "{folder}/request.json", "--custodian", "zoe", "--custodian", "yara")
    assert desk.run(*words, answers=(PASSWORDS["zoe"], "corta")) == Exit.FAILED
    assert desk.run(*words[:-2], answers=(PASSWORDS["zoe"],)) == Exit.FAILED
    desk.said()
    assert desk.sign(desk.request("zoe", "yara")) == Exit.OK
    assert desk.install() == Exit.OK


def test_a_file_that_is_not_there_is_said(desk: Desk) -> None:
    assert desk.install("nothing") == Exit.USAGE
    assert "non c’è." in desk.said()


@pytest.mark.parametrize("file", ["request.json", "root.key"])
def test_a_file_of_another_kind_is_refused_with_a_plain_word(desk: Desk, file: str) -> None:
    desk.request("zoe", "yara")
    assert desk.install(file=file) == Exit.USAGE
    assert "una richiesta firmata" in desk.said()


def test_an_unknown_organisation_is_said(desk: Desk) -> None:
    words = ("org", "request", "Municipio 99", "{folder}/r", "--custodian", "zoe", "--custodian", "yara")
    assert desk.run(*words) == Exit.USAGE
    assert "trama org list" in desk.said()


def test_a_network_is_put_in_from_a_list(desk: Desk) -> None:
    (desk.folder / "rete.csv").write_text(
        "id,official_name,category\nA1,Comune di Prova,comune\nA2,Centro Prova Onlus,centro antiviolenza/casa rifugio\n"
    )
    words = (
        "org",
        "load",
        "{folder}/rete.csv",
        "--network",
        "prova",
        "--name",
        "Rete di Prova",
        "--lead",
        "A1",
    )
    for _again in range(2):
        assert desk.run(*words) == Exit.OK
        assert "Rete di Prova: 2 organizzazioni" in desk.said()
    assert desk.run("org", "load") == Exit.OK
    assert "47 organizzazioni" in desk.said()


@pytest.mark.parametrize(
    "words", [("{folder}/root.key", "--network", "x", "--name", "X", "--lead", "A"), ("{folder}/x",)]
)
def test_a_list_that_is_none_is_said(desk: Desk, words: tuple[str, ...]) -> None:
    assert desk.run("org", "load", *words) == Exit.USAGE
