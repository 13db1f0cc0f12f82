"""An organisation whose custodians have lost everything but two sheets of paper; commands as a shell runs them."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from trama.access.context import acting
from trama.accounts.models import Membership, TotpDevice, User
from trama.accounts.people import actor_of, login_hash
from trama.accounts.selectors import colleagues
from trama.common.commands import Exit
from trama.network.models import Organisation
from trama.testing.cast import Cast
from trama.vault.directory import trusted
from trama.vault.errors import KeyNotHeld
from trama.vault.keyring import Keyring
from trama.vault.models import RecordKey
from trama.vault.secrets import demo_root_seed
from trama.vault.services.epochs import rewrap_left
from trama.vault.services.recovery import make_recovery
from trama.vault.services.users import unlock
from trama.vault.trust.manifests import Flag

NEW = {"bianca": "Bianca ne sceglie un'altra", "zoe": "una frase lunga di Zoe", "gaia": "frase lunga di gaia"}
NAME = "Centro antiviolenza Aurora"


@pytest.fixture
def memory(tmp_path: Path, settings: Settings) -> Path:
    """This test's commits are its own, and so is the memory of serials that is kept outside the database."""
    settings.WITNESS_DIR = tmp_path / "witness"
    return tmp_path / "witness"


@pytest.fixture
def shell(committed: str, tmp_path: Path, memory: Path) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """`shell("org", "status", …, answers=[…])`: the command in a process of its own, on this test's database."""
    environment = {
        **os.environ,
        "TRAMA_DATABASE": committed,
        "TRAMA_DEMO": "1",
        "TRAMA_WITNESS_DIR": str(memory),
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)

    def run(*words: str, answers: tuple[str, ...] = ()) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "trama.config.cli", *words],
            input="".join(f"{line}\n" for line in answers),
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


Shell = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def sheets(committed: str, memory: Path, everybody: Cast) -> tuple[str, str]:
    with acting(everybody.bianca.actor):
        made = make_recovery(actor=everybody.bianca.actor, keyring=everybody.bianca.unlock())
    return made.first, made.second


def recover(shell: Shell, sheets: tuple[str, str], *who: str) -> "subprocess.CompletedProcess[str]":
    named = [word for username in who for word in ("--custodian", username)]
    answers = (*sheets, *(NEW[username] for username in who))
    return shell("org", "recover", NAME, *named, "--name", "zoe=Zoe", answers=answers)


def opened(username: str) -> Keyring:
    user = User.objects.select_related("key").get(login_hash=login_hash(username))
    organisation = Organisation.objects.get(official_name=NAME)
    return unlock(user.key, NEW[username], organisation.pk)


def test_two_sheets_open_the_organisation_again(
    shell: Shell, sheets: tuple[str, str], everybody: Cast
) -> None:
    with acting(everybody.ada.actor):
        key = everybody.ada.unlock().new_record()
    done = recover(shell, sheets, "bianca", "zoe")
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert "di nuovo aperta" in done.stdout
    organisation = everybody.bianca.organisation_id
    zoe = Membership.objects.get(user__login_hash=login_hash("zoe"), organisation=organisation)
    with acting(actor_of(zoe)):
        key.refresh_from_db()
        assert opened("zoe").holds([key]) == opened("bianca").holds([key]) == {key.pk}
        assert everybody.ada.unlock().holds([key]) == {key.pk}  # who was no custodian has noticed nothing
        names = {person.name for person in colleagues(actor_of(zoe), opened("zoe")).values()}
        assert {"Zoe", "Bianca", "Ada"} <= names
        verified = trusted(organisation)
        assert len(verified.active(Flag.CUSTODIAN)) == 2
        assert rewrap_left(organisation, verified.epoch) == 0
        assert RecordKey.objects.exclude(epoch=verified.epoch).filter(compartment=None).count() == 0


def test_what_opened_before_opens_no_more(shell: Shell, sheets: tuple[str, str], everybody: Cast) -> None:
    """A custodian who is not named is out; who is named has another password, and another telephone to enrol."""
    TotpDevice.objects.create(user_id=everybody.bianca.user_id, seed=b"x" * 48)
    recover(shell, sheets, "bianca", "zoe")
    assert Membership.objects.get(pk=everybody.carla.membership_id).ended_at
    with acting(everybody.carla.actor), pytest.raises(KeyNotHeld):
        everybody.carla.unlock().new_record()
    assert not TotpDevice.objects.filter(user_id=everybody.bianca.user_id).exists()
    refused = Client().post("/entra/", {"username": "bianca", "password": everybody.bianca.password})
    assert "non giusti" in refused.text
    again = recover(shell, sheets, "bianca", "zoe")
    assert again.returncode == Exit.FAILED  # sheets work once
    assert "Traceback" not in again.stderr


def test_somebody_of_another_body_comes_with_the_password_she_has(
    shell: Shell, sheets: tuple[str, str], everybody: Cast
) -> None:
    assert recover(shell, sheets, "zoe", "gaia").returncode == Exit.OK
    assert Membership.objects.filter(user_id=everybody.gaia.user_id, ended_at=None).count() == 2
    assert Membership.objects.get(pk=everybody.gaia.membership_id).admitted_at


def test_wrong_sheets_change_nothing(shell: Shell, sheets: tuple[str, str], everybody: Cast) -> None:
    one, other = sheets
    with acting(everybody.irma.actor):
        of_iris = make_recovery(actor=everybody.irma.actor, keyring=everybody.irma.unlock())
    mistyped = one.replace(one[20:24], "AAAA")
    for given in ((other, other), (mistyped, other), (one, ""), (of_iris.first, of_iris.second)):
        done = recover(shell, given, "bianca", "zoe")
        assert done.returncode == Exit.FAILED
        assert "non aprono questa organizzazione" in done.stderr
    assert not User.objects.filter(login_hash=login_hash("zoe")).exists()
    everybody.bianca.unlock()
    assert Membership.objects.get(pk=everybody.carla.membership_id).ended_at is None


def test_one_custodian_alone_is_not_enough(shell: Shell, sheets: tuple[str, str], everybody: Cast) -> None:
    done = recover(shell, sheets, "zoe")
    assert done.returncode == Exit.FAILED
    assert "due persone custodi" in done.stderr
    assert not User.objects.filter(login_hash=login_hash("zoe")).exists()


def test_without_answers_nothing_hangs(shell: Shell, sheets: tuple[str, str]) -> None:
    done = shell("org", "recover", NAME, "--custodian", "bianca", "--custodian", "zoe")
    assert done.returncode == Exit.USAGE


def test_status_says_what_is_to_be_done(shell: Shell, everybody: Cast, committed: str) -> None:
    first = shell("org", "status", NAME)
    assert first.returncode == Exit.FAILED
    assert "stampa i fogli di recupero" in first.stdout
    with acting(everybody.bianca.actor):
        make_recovery(actor=everybody.bianca.actor, keyring=everybody.bianca.unlock())
    done = shell("org", "status", NAME)
    assert done.returncode == Exit.OK
    assert re.search(r"persone +8, di cui 2 custodi", done.stdout)
    assert re.search(r"cifre +\d{5}( \d{5}){7}", done.stdout)
    none = shell("org", "status", "Municipio 10")
    assert none.returncode == Exit.FAILED
    assert "non ha chiavi" in none.stdout
    assert shell("org", "status", "Nessuno").returncode == Exit.USAGE


def test_an_organisation_comes_in_through_the_shell(shell: Shell, tmp_path: Path) -> None:
    """request → sign → install as processes of their own; a demo's root stands for the one kept offline."""
    asked = shell(
        "org", "request", "Municipio 10", "request.json", "--custodian", "zoe", "--custodian", "yara",
        answers=(NEW["zoe"], "una frase lunga di Yara"),
    )  # fmt: skip
    assert asked.returncode == Exit.OK, asked.stderr
    digits = asked.stdout.splitlines()[-1]
    made = shell("root", "new", "root.key")
    assert made.returncode == Exit.OK
    signed = shell("org", "sign", "request.json", "signed.json", "--root", "root.key", "--digits", digits)
    assert signed.returncode == Exit.OK, signed.stderr
    assert shell("org", "status", "Municipio 10").stdout.count("aspetta la firma della radice") == 1
    refused = shell("org", "install", "signed.json", "--custodian", "zoe", answers=(NEW["zoe"],))
    assert refused.returncode == Exit.FAILED  # another root than the one that is configured
    (tmp_path / "demo.key").write_text(demo_root_seed().hex())
    (tmp_path / "signed.json").unlink()
    shell("org", "sign", "request.json", "signed.json", "--root", "demo.key", "--digits", digits)
    done = shell("org", "install", "signed.json", "--custodian", "zoe", answers=(NEW["zoe"],))
    assert done.returncode == Exit.OK, done.stderr
    assert "di cui 2 custodi" in shell("org", "status", "Municipio 10").stdout
