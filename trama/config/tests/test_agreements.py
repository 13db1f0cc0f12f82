"""A protocol comes into an installation of one's own, in the name of who coordinates the network."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connections

from trama.access.context import acting
from trama.audit.models import Event
from trama.common.commands import Exit
from trama.config import cli
from trama.network.models import NetworkMembership, Organisation
from trama.network.services import read_signatories
from trama.protocol.models import Commitment, Ownership, Signatory, Version, WorkingGroup
from trama.testing.cast import Cast

EMPTY = "TRUNCATE protocol_version CASCADE"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def give(line: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{line}\n"))

    return give


@pytest.fixture
def milan(committed: str, everybody: Cast) -> Cast:
    """The cast's network without its protocol, and with all of Milan's signatories beside the cast."""
    with connections["maintenance"].cursor() as cursor:
        cursor.execute(EMPTY)
    for row in read_signatories():
        body = Organisation.objects.using("maintenance").create(
            official_name=row.official_name, short_name=row.code, sort_key=row.code, category=row.category
        )
        NetworkMembership.objects.using("maintenance").create(
            network_id=everybody.network_id, organisation=body, signatory_code=row.code
        )
    return everybody


def load(username: str) -> int:
    return cli.main(["protocol", "load", "--by", username])


def test_a_coordinator_loads_it_once(milan: Cast, typed: Callable[[str], None]) -> None:
    typed(milan.tea.password)
    assert load("tea") == Exit.OK
    with acting(milan.tea.actor):
        assert Signatory.objects.count() == 47
        assert Commitment.objects.count() == 191
        assert not Commitment.objects.exclude(pk__in=Ownership.objects.values("commitment")).exists()
        told = Event.objects.filter(action="protocol.loaded", subjects=[Version.objects.get().pk]).get()
        assert told.user_id == milan.tea.user_id
    typed(milan.tea.password)
    assert load("tea") == Exit.FAILED
    with acting(milan.tea.actor):
        assert Version.objects.count() == 1


@pytest.mark.parametrize("who", ["ada", "franca", "ugo", "nobody"])
def test_nobody_else_loads_it(milan: Cast, typed: Callable[[str], None], who: str) -> None:
    typed(f"frase lunga di {who}")
    assert load(who) == Exit.USAGE
    with acting(milan.tea.actor):
        assert not Version.objects.exists()


def test_without_her_password_nothing_is_written(milan: Cast, typed: Callable[[str], None]) -> None:
    typed("un'altra frase, più lunga")
    assert load("tea") == Exit.USAGE
    with acting(milan.tea.actor):
        assert not Version.objects.exists()


# A protocol of another network: its bodies are those of the cast.
FIRMATARI = """id,official_name,category,signature_method,signature_date,evidence,commitment_group
{aurora},Aurora,centro,digital_cades,2025-03-08,Firma digitale,CAV
{iris},Iris,centro,,,,CAV;RETE
{capofila},Comune,comune,handwritten_inferred,≤2025-03-10,,COM
"""
IMPEGNI = """id,article,signatory,commitment_it_short,commitment_en,capability,kind,period,rule
P-1,2,Tutti i firmatari,Nominare un referente,Appoint a contact,protocol_registry,one_off,,
P-2,2,Tutti i firmatari,Partecipare agli incontri,Attend the meetings,meeting,periodic,2/anno,meetings_attended
P-3,3,Centri antiviolenza [CAV],"Ascoltare, sempre",Listen,services,continuous,,
A6-01,4,COM,Convocare,Convene,meeting,periodic,,
"""
Files = tuple[Path, Path]


@pytest.fixture
def elsewhere(committed: str, everybody: Cast) -> Cast:
    """The cast's network without a protocol."""
    with connections["maintenance"].cursor() as cursor:
        cursor.execute(EMPTY)
    return everybody


def codes(cast: Cast) -> dict[str, str]:
    rows = NetworkMembership.objects.using("maintenance").filter(network=cast.network_id)
    names = {body: name for name, body in cast.organisations.items()}
    return {names[row.organisation_id]: row.signatory_code for row in rows if row.organisation_id in names}


def files(cast: Cast, tmp_path: Path, bodies: str = FIRMATARI, promises: str = IMPEGNI) -> Files:
    found = tmp_path / "firmatari.csv", tmp_path / "impegni.csv"
    found[0].write_text(bodies.format(**codes(cast)), encoding="utf-8")
    found[1].write_text(promises, encoding="utf-8")
    return found


def load_own(tables: Files, *words: str, date: str = "2025-03-08") -> int:
    said = ["--title", "Protocollo di Pavia", "--date", date, "--signatories", str(tables[0])]
    return cli.main(["protocol", "load", "--by", "tea", *said, "--commitments", str(tables[1]), *words])


def test_another_networks_protocol_comes_from_its_own_tables(
    elsewhere: Cast, typed: Callable[[str], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(elsewhere.tea.password)
    assert load_own(files(elsewhere, tmp_path), "--years", "4") == Exit.OK
    assert "Protocollo di Pavia: 3 firmatari, 4 impegni." in capsys.readouterr().out
    with acting(elsewhere.tea.actor):
        version = Version.objects.get()
        assert (version.title, str(version.document_date), version.term_years) == (
            "Protocollo di Pavia",
            "2025-03-08",
            4,
        )
        rows = {row.code: row for row in Commitment.objects.all()}
        assert [row.rule for row in rows.values()] == ["once", "meetings_attended", "undated", "undated"], (
            "a code that Milan uses for what it dates dates nothing here"
        )
        assert (rows["P-3"].binds, rows["P-3"].signatory) == ("CAV", "Centri antiviolenza")
        assert rows["P-3"].text_it == "Ascoltare, sempre"
        owners = Ownership.objects.filter(commitment=rows["P-3"]).values_list("organisation_id", flat=True)
        assert set(owners) == {elsewhere.organisations[name] for name in ("aurora", "iris")}
        assert not Commitment.objects.exclude(pk__in=Ownership.objects.values("commitment")).exists()
        states = dict(Signatory.objects.values_list("organisation_id", "state"))
        assert states[elsewhere.organisations["aurora"]] == "received"
        assert states[elsewhere.organisations["iris"]] == "missing", "nothing is known, nothing is made up"
        assert not WorkingGroup.objects.exists(), "Milan's working groups are Milan's"


@pytest.mark.parametrize(
    "wrong",
    [
        (FIRMATARI, IMPEGNI.replace("one_off", "sometimes"), "impegni.csv, riga 2: kind 'sometimes'"),
        (FIRMATARI, IMPEGNI.replace("services", "magic"), "impegni.csv, riga 4: capability 'magic'"),
        (FIRMATARI, IMPEGNI.replace("P-2", "P-1"), "impegni.csv, riga 3: id 'P-1' è già alla riga 2"),
        (FIRMATARI, IMPEGNI.replace("COM", "XYZ"), "impegni.csv, riga 5: nessun firmatario è di"),
        (FIRMATARI, IMPEGNI.replace("Listen", "x" * 201), "impegni.csv, riga 4: commitment_en è più lungo"),
        (FIRMATARI, IMPEGNI.replace(",period", ""), "impegni.csv, riga 1: le colonne sono id,"),
        (FIRMATARI, IMPEGNI + "P-9,1\n", "impegni.csv, riga 6: più o meno caselle"),
        (FIRMATARI, IMPEGNI.replace("_attended", "_missed"), "impegni.csv, riga 3: rule 'meetings_missed'"),
        (FIRMATARI, "", "impegni.csv, riga 1: le colonne sono id,"),
        (FIRMATARI.replace("CAV;RETE", "Cav"), IMPEGNI, "firmatari.csv, riga 3: commitment_group 'Cav'"),
        (
            FIRMATARI.replace("2025-03-08", "8 marzo"),
            IMPEGNI,
            "firmatari.csv, riga 2: signature_date '8 marzo'",
        ),
        (FIRMATARI.replace("digital_cades", "sigillo"), IMPEGNI, "firmatari.csv, riga 2: signature_method"),
        (FIRMATARI.replace("{iris}", "ZZZ"), IMPEGNI, "firmatari.csv, riga 3: alla rete manca l’ente 'ZZZ'"),
        (FIRMATARI.replace("{iris}", "{aurora}"), IMPEGNI, "è già alla riga 2"),
    ],
)
def test_every_error_has_its_line_and_nothing_is_written(
    elsewhere: Cast, typed: Callable[[str], None], tmp_path: Path, capsys: pytest.CaptureFixture[str],
    wrong: tuple[str, str, str],
) -> None:  # fmt: skip
    """`wrong`: the two tables and what is told of them."""
    bodies, promises, told = wrong
    typed(elsewhere.tea.password)
    assert load_own(files(elsewhere, tmp_path, bodies, promises)) == Exit.FAILED
    assert told in capsys.readouterr().err
    with acting(elsewhere.tea.actor):
        assert not Version.objects.exists()


def test_all_errors_of_both_tables_are_told_at_once(
    elsewhere: Cast, typed: Callable[[str], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = files(elsewhere, tmp_path, FIRMATARI.replace("CAV;RETE", "Cav"), IMPEGNI.replace("one_off", "x"))
    assert load_own(tables) == Exit.FAILED
    told = capsys.readouterr().err
    assert "firmatari.csv, riga 3" in told and "impegni.csv, riga 2" in told
    tables[1].write_bytes(IMPEGNI.encode("utf-16"))
    assert load_own(tables) == Exit.FAILED
    assert "non è UTF-8" in capsys.readouterr().err
    tables[1].unlink()
    assert load_own(tables) == Exit.FAILED
    assert "non c’è." in capsys.readouterr().err


def test_half_of_an_own_protocol_is_a_wrong_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["protocol", "load", "--by", "tea", "--title", "Mio"]
    assert cli.main(words) == Exit.USAGE
    assert "serve anche --date, --signatories, --commitments" in capsys.readouterr().err
    assert cli.main([*words[:4], "--years", "4"]) == Exit.USAGE
    with pytest.raises(SystemExit) as ended:
        cli.main([*words, "--date", "ieri"])
    assert ended.value.code == Exit.USAGE
    with pytest.raises(SystemExit):
        cli.main(["protocol", "load", "--help"])
    told = capsys.readouterr().out
    assert "Codici di uscita: 0 fatto; 1 non si è scritto niente" in told and "--commitments FILE.csv" in told
