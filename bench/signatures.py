"""Signatures verified in a second, beside `openssl cms -verify` on the same files in the same run.

The files are different and each has three certificates; the same chain of authorities stands above all signers. Three
ways: as a library in one process, `trama verify` on all files at once, and openssl, which takes one file a process.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from trama.protocol.signatures import anchors
from trama.protocol.signatures.report import Report
from trama.protocol.signatures.verifying import verify
from trama.testing.signing.authority import NOW, person, root
from trama.testing.signing.envelopes import Hand, envelope
from trama.testing.signing.papers import paper, signed
from trama.testing.signing.revocations import DAY

FILES = 100
TEXT = b"Protocollo d'intesa inventato. " * 1000
HEAD = f"{'signatures':<44}{'a second':>10}{'ratio':>8}"


def run(*, factor: float) -> int:
    """Print the table; 1 when a file does not pass on either side."""
    number = max(10, int(FILES * factor))
    people = [person(f"Firmataria {n}") for n in range(min(number, 25))]
    files = [envelope(TEXT + str(n).encode(), Hand(people[n % len(people)])) for n in range(number)]
    stamped = [
        envelope(TEXT + str(n).encode(), Hand(people[n % len(people)], stamped=NOW - DAY))
        for n in range(number)
    ]
    pdf = signed(paper(), people[0])
    believed = anchors.from_pem(root().pem)

    def ours(data: bytes) -> Report:
        return verify(data, trust=believed)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "root.pem").write_bytes(root().pem)
        paths = [folder / f"{n}.p7m" for n in range(number)]
        for path, data in zip(paths, files, strict=True):
            path.write_bytes(data)
        beside = _rate(lambda: all(_openssl(path, folder / "root.pem") for path in paths), number)
        print(f"\n{HEAD}")
        _row("openssl cms -verify, a process a file", beside, beside)
        _row("verify(), one process", _rate(lambda: all(ours(one).passed for one in files), number), beside)
        _row(
            "trama verify, one command for all files", _rate(lambda: _command(paths, folder), number), beside
        )
        _row(
            "verify(), with a timestamp",
            _rate(lambda: all(ours(one).passed for one in stamped), number),
            beside,
        )
        _row(
            "verify(), one page of PDF", _rate(lambda: all(ours(pdf).passed for _n in range(20)), 20), beside
        )
    return 0


def _rate(work: Callable[[], bool], number: int) -> float:
    """Files a second: the middle of three runs after a warm-up. Raises when something does not pass."""
    seconds = []
    for _run in range(4):
        began = time.perf_counter()
        if not work():
            raise RuntimeError("a signature that should pass does not")
        seconds.append(time.perf_counter() - began)
    return number / statistics.median(seconds[1:])


def _openssl(path: Path, trusted: Path) -> bool:
    """With its chain, for any purpose: as much as openssl can check of it."""
    command = [
        "openssl",
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-purpose",
        "any",
        "-CAfile",
        str(trusted),
    ]
    files = ["-in", str(path), "-out", "/dev/null"]
    return subprocess.run([*command, *files], capture_output=True, check=False).returncode == 0


def _command(paths: list[Path], folder: Path) -> bool:
    command = [sys.executable, "-m", "trama.config.cli", "verify", *map(str, paths)]
    done = subprocess.run(
        [*command, "--trust", str(folder / "root.pem"), "--json"], capture_output=True, check=False
    )
    return done.returncode == 0


def _row(name: str, rate: float, beside: float) -> None:
    print(f"{name:<44}{rate:>10.0f}{rate / beside:>7.2f}×", flush=True)
