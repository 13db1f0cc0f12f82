"""`trama verify` as a person or a program runs it."""

import base64
import contextlib
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from trama.config import cli, paths
from trama.protocol.signatures import schema
from trama.protocol.signatures.tests.test_verdicts import CRL, TEXT
from trama.testing.signing.authority import NOW, YEAR, authority, intermediate, person, root
from trama.testing.signing.envelopes import Hand, changed, envelope, nested, pem
from trama.testing.signing.lists import Listed, signed, trusted_list
from trama.testing.signing.papers import paper
from trama.testing.signing.papers import signed as signed_pdf
from trama.testing.signing.revocations import answer, crl

ADA, BEA, CLEO = person("Ada Inventata"), person("Bea Inventata", "ec256"), person("Cleo Inventata", "ec384")
PUBLISHED = json.loads((paths.ROOT / "docs" / "signature-report.schema.json").read_text(encoding="utf-8"))


class Runner:
    """Files in a folder, commands on them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("root.pem", root().pem)

    def write(self, name: str, data: bytes) -> str:
        (self.folder / name).write_bytes(data)
        return str(self.folder / name)

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        out, err = io.StringIO(), io.StringIO()
        given = [str(self.folder / one) if (self.folder / one).exists() else one for one in arguments]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = cli.main(["verify", *given])
            except SystemExit as end:
                code = int(end.code or 0)
        return code, out.getvalue(), err.getvalue()

    def json(self, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
        """Exit code and files, which are as the published schema says."""
        code, out, _err = self(*arguments, "--json")
        printed = json.loads(out)
        jsonschema.validate(printed, PUBLISHED, format_checker=jsonschema.FormatChecker())
        return code, printed["files"]


@pytest.fixture
def run(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_the_published_schema_is_the_dataclasses() -> None:
    assert schema.schema() == PUBLISHED
    jsonschema.Draft202012Validator.check_schema(PUBLISHED)


def test_the_schema_refuses_what_is_not_a_report(run: Runner) -> None:
    run.write("ok.p7m", envelope(TEXT, Hand(ADA)))
    _code, files = run.json("ok.p7m")
    files[0]["signatures"][0]["verdict"] = "VALID"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"schema": schema.VERIFICATION, "files": files}, PUBLISHED)


def test_every_signer_at_every_depth_and_the_innermost_document(run: Runner) -> None:
    run.write("a.p7m", nested(TEXT, Hand(ADA), Hand(BEA), Hand(CLEO)))
    code, (entry,) = run.json("a.p7m", "--trust", "root.pem")
    assert code == 0
    assert entry["content_sha256"] == hashlib.sha256(TEXT).hexdigest()
    assert entry["path"].endswith("a.p7m")
    shown = [
        (one["depth"], one["signer"], one["verdict"], one["sub_indication"]) for one in entry["signatures"]
    ]
    assert shown == [
        (0, "Cleo Inventata", "TOTAL-PASSED", None),
        (1, "Bea Inventata", "TOTAL-PASSED", None),
        (2, "Ada Inventata", "TOTAL-PASSED", None),
    ]


def test_a_file_that_cannot_be_read_does_not_stop_the_others(run: Runner) -> None:
    good = envelope(TEXT, Hand(ADA))
    run.write("good.p7m", good)
    run.write("cut.p7m", good[:-100])
    run.write("text.p7m", TEXT)
    run.write("base64.p7m", base64.b64encode(good))
    code, files = run.json(
        "cut.p7m", "missing.p7m", "good.p7m", "text.p7m", "base64.p7m", "--trust", "root.pem"
    )
    assert code == 1
    assert [one.get("error", {}).get("code") for one in files] == [
        "truncated",
        "not_found",
        None,
        "not_signed",
        None,
    ]
    assert [len(one["signatures"]) for one in files] == [0, 0, 1, 0, 1]
    assert files[2]["passed"] and files[4]["passed"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (envelope(TEXT, Hand(ADA)), 0),
        (changed(envelope(TEXT, Hand(ADA)), TEXT), 1),
        (envelope(TEXT, Hand(ADA), Hand(BEA, digest="sha1")), 1),
        (envelope(TEXT), 1),
        (paper(), 1),
        (signed_pdf(paper(), ADA), 0),
    ],
    ids=["good", "changed", "one of two is weak", "no signer", "pdf without signature", "signed pdf"],
)
def test_zero_only_when_there_is_a_signature_and_all_pass(run: Runner, data: bytes, code: int) -> None:
    run.write("file", data)
    assert run("file", "--trust", "root.pem")[0] == code


def test_without_trust_nothing_passes(run: Runner) -> None:
    run.write("a.p7m", envelope(TEXT, Hand(ADA)))
    code, (entry,) = run.json("a.p7m")
    assert code == 1
    assert entry["signatures"][0]["sub_indication"] == "NO_CERTIFICATE_CHAIN_FOUND"


def test_the_time_that_is_asked_about(run: Runner) -> None:
    old = person("Scaduta Inventata", "ec256", window=(NOW - 4 * YEAR, NOW - 2 * YEAR))
    run.write("a.p7m", envelope(TEXT, Hand(old)))
    assert run("a.p7m", "--trust", "root.pem")[0] == 1
    for time in ((NOW - 3 * YEAR).isoformat(), (NOW - 3 * YEAR).strftime("%Y-%m-%d")):
        assert run("a.p7m", "--trust", "root.pem", "--at", time)[0] == 0


def test_a_detached_signature_with_its_document(run: Runner) -> None:
    run.write("a.p7s", pem(envelope(TEXT, Hand(ADA), detached=True)))
    run.write("text", TEXT)
    assert run("a.p7s", "--trust", "root.pem", "--content", "text")[0] == 0
    code, (entry,) = run.json("a.p7s", "--trust", "root.pem")
    assert code == 1 and entry["content_sha256"] is None
    assert entry["signatures"][0]["sub_indication"] == "SIGNED_DATA_NOT_FOUND"


@pytest.mark.parametrize("how", ["crl", "pem", "second", "ocsp", "ocsp pem"])
def test_revocation_data_given_beside(run: Runner, how: str) -> None:
    signer = person("Zoe Inventata", "ec256", crl=CRL)
    run.write("a.p7m", envelope(TEXT, Hand(signer)))
    run.write("crl", crl(intermediate()))
    run.write("pem", pem(crl(intermediate()), "X509 CRL"))
    run.write("second", pem(crl(root()), "X509 CRL") + pem(crl(intermediate()), "X509 CRL"))
    run.write("ocsp", answer(signer))
    run.write("ocsp pem", pem(answer(signer), "OCSP RESPONSE"))
    assert run("a.p7m", "--trust", "root.pem")[0] == 1
    assert run("a.p7m", "--trust", "root.pem", "--ocsp" if how == "ocsp" else "--crl", how)[0] == 0
    _code, (entry,) = run.json("a.p7m", "--trust", "root.pem", "--crl", how)
    (given,) = entry["supplied"]
    assert given["used"] and given["sha256"] == hashlib.sha256((run.folder / how).read_bytes()).hexdigest()


def test_trusted_lists_with_and_without_their_signer(run: Runner) -> None:
    operator = authority("Gestore dell'elenco", None)
    run.write("a.p7m", envelope(TEXT, Hand(ADA)))
    run.write("tsl.xml", signed(trusted_list(Listed(intermediate())), operator))
    run.write("operator.pem", operator.pem)
    code, (entry,) = run.json("a.p7m", "--trust", "tsl.xml")
    assert code == 0 and entry["trust"]["list_signature"] == "unchecked"
    code, (entry,) = run.json("a.p7m", "--trust", "tsl.xml", "--list-signer", "operator.pem")
    assert code == 0 and entry["trust"]["list_signature"] == "checked"
    code, _out, err = run("a.p7m", "--trust", "tsl.xml", "--list-signer", "root.pem")
    assert code == 2 and "tsl.xml" in err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["a.p7m", "--trust", "missing.pem"],
        ["a.p7m", "--trust", "a.p7m"],
        ["a.p7m", "--at", "ieri"],
        ["a.p7m", "--at", ""],
        ["a.p7m", "--at", "0001-01-01T00:00:00+14:00"],
        ["a.p7m", "--content", ""],
        ["a.p7m", "--list-signer", ""],
        ["a.p7m", "--content", "missing"],
        ["a.p7m", "--crl", "root.pem"],
        ["a.p7m", "--ocsp", "a.p7m"],
    ],
)
def test_a_wrong_command_line_is_another_code(run: Runner, arguments: list[str]) -> None:
    run.write("a.p7m", envelope(TEXT, Hand(ADA)))
    assert run(*arguments)[0] == 2


def test_people_read_it_in_italian(run: Runner) -> None:
    old = person("Scaduta Inventata", "ec256", window=(NOW - 4 * YEAR, NOW - 2 * YEAR))
    run.write("a.p7m", envelope(TEXT, Hand(ADA), Hand(old)))
    run.write("b.p7m", changed(envelope(TEXT, Hand(ADA)), TEXT))
    run.write("c.p7m", TEXT)
    _code, out, _err = run("a.p7m", "b.p7m", "c.p7m", "--trust", "root.pem")
    assert "Firma valida: Ada Inventata" in out
    assert "Non si può dire: Scaduta Inventata" in out and "La firma è genuina." in out
    assert "Firma non valida: Ada Inventata" in out and "è cambiato dopo la firma" in out
    assert "Non è un file firmato." in out


def test_a_signers_name_does_not_move_the_cursor(run: Runner) -> None:
    run.write("a.p7m", envelope(TEXT, Hand(person("Ada\x1b[2J\u202eInventata", "ec256"))))
    _code, out, _err = run("a.p7m", "--trust", "root.pem")
    assert "\x1b" not in out and "\u202e" not in out and "Firma valida: Ada" in out


def test_a_file_may_come_by_standard_input(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.TextIOWrapper(io.BytesIO(envelope(TEXT, Hand(ADA))))
    monkeypatch.setattr("sys.stdin", data)
    assert run("-", "--trust", "root.pem")[0] == 0
