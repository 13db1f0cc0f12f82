"""A person's key and the server's secrets."""

import resource
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from trama.vault import checks, installation, secrets
from trama.vault.errors import Busy, MissingSecret, Tampered, UntrustedKey, WrongPassword
from trama.vault.models import UserKey
from trama.vault.services.users import change_password, create_user_key, run_for_nobody, unlock
from trama.vault.tests.conftest import PASSWORD, Person


def test_right_password_opens_wrong_one_does_not(db: None) -> None:
    user_key = create_user_key(PASSWORD)
    assert unlock(user_key, PASSWORD).user_key_id == user_key.pk
    for wrong in ("", PASSWORD.upper(), PASSWORD + " "):
        with pytest.raises(WrongPassword):
            unlock(user_key, wrong)


def test_unlock_without_the_pepper_fails(db: None, settings: Settings, tmp_path: Path) -> None:
    """The database and its password are stolen, or restored on a host that made new secrets."""
    user_key = create_user_key(PASSWORD)
    settings.SECRETS_DIR = tmp_path
    with pytest.raises(WrongPassword):
        unlock(user_key, PASSWORD)


def test_outside_a_demo_a_missing_pepper_stops_and_none_is_made(
    db: None, settings: Settings, tmp_path: Path
) -> None:
    user_key = create_user_key(PASSWORD)
    settings.SECRETS_DIR, settings.DEMO = tmp_path, False
    with pytest.raises(MissingSecret):
        unlock(user_key, PASSWORD)
    assert list(tmp_path.iterdir()) == []


def test_a_private_key_exchanged_in_the_database_does_not_open(db: None) -> None:
    """A thief who knows her own password puts her row's content under Ada's id."""
    ada, thief = create_user_key(PASSWORD), create_user_key("another password")
    for column in ("salt", "params", "verifier", "seed"):
        setattr(ada, column, getattr(thief, column))
    with pytest.raises(Tampered):
        unlock(ada, "another password")


def test_public_keys_exchanged_in_the_database_are_noticed_at_sign_in(db: None) -> None:
    ada, thief = create_user_key(PASSWORD), create_user_key(PASSWORD)
    ada.sealing = thief.sealing
    with pytest.raises(Tampered):
        unlock(ada, PASSWORD)


def test_a_changed_password_gives_new_salt_verifier_and_wrap(db: None) -> None:
    user_key = create_user_key(PASSWORD)
    before = UserKey.objects.get(pk=user_key.pk)
    change_password(user_key, PASSWORD, "una nuova")
    after = UserKey.objects.get(pk=user_key.pk)
    for column in ("salt", "verifier", "seed"):
        assert bytes(getattr(before, column)) != bytes(getattr(after, column))
    assert before.public == after.public
    with pytest.raises(WrongPassword):
        change_password(user_key, PASSWORD, "una terza")


def test_two_people_with_one_password_have_nothing_in_common(db: None) -> None:
    one, other = create_user_key(PASSWORD), create_user_key(PASSWORD)
    for column in ("salt", "verifier", "seed", "sealing", "signing"):
        assert bytes(getattr(one, column)) != bytes(getattr(other, column))


def test_sign_in_says_busy_when_the_host_is(db: None, settings: Settings, tmp_path: Path) -> None:
    user_key = create_user_key(PASSWORD)
    settings.VAR_DIR = tmp_path
    gate = installation.password_gate()
    object.__setattr__(gate, "patience", 0)
    with gate.entered(), pytest.raises(Busy), gate.entered():
        pass
    assert unlock(user_key, PASSWORD).user_key_id == user_key.pk


def test_a_name_nobody_has_costs_a_run_too(db: None) -> None:
    run_for_nobody(PASSWORD)


def test_secrets_are_private_and_made_once(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    assert secrets.create_secrets(folder) == list(secrets.NAMES)
    assert secrets.create_secrets(folder) == []
    assert folder.stat().st_mode & 0o777 == 0o700
    files = list(folder.iterdir())
    assert len(files) == len({file.read_text() for file in files}) == 4
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_damaged_secret_stops(settings: Settings, tmp_path: Path) -> None:
    secrets.create_secrets(tmp_path)
    secrets.key_path(tmp_path, "pepper").write_text("00")
    settings.SECRETS_DIR = tmp_path
    with pytest.raises(MissingSecret):
        secrets.server_secrets()


def test_outside_a_demo_the_root_is_not_on_the_server(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO, settings.SECRETS_DIR, settings.ROOT_PUBLIC_KEY = False, tmp_path, ""
    with pytest.raises(MissingSecret):
        installation.demo_root()
    with pytest.raises(UntrustedKey):
        installation.root_public()


def test_deploy_check_refuses_a_demo_root_open_files_and_a_missing_public_key(
    settings: Settings, tmp_path: Path
) -> None:
    settings.SECRETS_DIR, settings.DEMO, settings.ROOT_PUBLIC_KEY = tmp_path, True, ""
    installation._root_public.cache_clear()
    installation.demo_root()
    assert {error.id for error in checks.the_root_is_offline()} == {"vault.E004", "vault.E005"}
    assert {error.id for error in checks.server_secrets_are_there_and_private()} == {"vault.E002"}
    secrets.create_secrets(tmp_path)
    assert checks.server_secrets_are_there_and_private() == []
    secrets.key_path(tmp_path, "pepper").chmod(0o644)
    assert [error.id for error in checks.server_secrets_are_there_and_private()] == ["vault.E003"]
    installation._root_public.cache_clear()


def test_nothing_of_a_person_is_in_her_repr(db: None) -> None:
    person = Person.new()
    assert person.keyring.pair.seed.hex() not in repr(person)


def test_a_crash_leaves_no_core_file_with_keys() -> None:
    assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
