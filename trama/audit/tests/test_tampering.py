"""An attacker with the maintenance role's password changes the trail: each way is caught and named."""

from pathlib import Path

import pytest
from django.db import connections

from trama.audit import witness
from trama.audit.models import Covered, Seal
from trama.audit.report import Kind
from trama.audit.sealing import SealingRefusedError, rewind, seal_pending
from trama.audit.tests.cast import write
from trama.audit.tests.tampering import cut, insert, query, swap, tamper
from trama.audit.verification import verify

pytestmark = pytest.mark.usefixtures("trail")


def kinds() -> set[Kind]:
    return {finding.kind for finding in verify().findings}


def named(kind: Kind) -> tuple[int, ...]:
    """The ids that the findings of this kind name; nothing else may have been found."""
    report = verify()
    assert {finding.kind for finding in report.findings} == {kind}, report.findings
    return tuple(sorted(event_id for finding in report.findings for event_id in finding.ids))


def ids() -> list[int]:
    return sorted(Covered.objects.values_list("event_id", flat=True))


@pytest.fixture
def sealed(trail: Path) -> list[int]:
    """Ten rows under three seals; their ids."""
    for rows in (3, 4, 3):
        write(rows)
        assert seal_pending() == rows
    assert verify().ok
    return ids()


@pytest.mark.parametrize(
    "change",
    [
        "organisation_id = gen_random_uuid()",
        "network_id = gen_random_uuid()",
        "user_id = gen_random_uuid()",
        "user_id = NULL",
        "action = 'path.list'",
        "subjects = '{}'",
        "detail = 'x'",
        "roles = '{coordinator}'",
        "offices = ARRAY[gen_random_uuid()]",
        "at = at + interval '1 microsecond'",
    ],
)
def test_an_edited_row_is_named(sealed: list[int], change: str) -> None:
    tamper(f"UPDATE audit_event SET {change} WHERE id = {sealed[4]}")
    assert named(Kind.EDITED) == (sealed[4],)


def test_every_column_of_a_row_is_under_its_seal() -> None:
    """A column added later must be added to the hash, as a new form."""
    columns = query(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'audit_event'::regclass AND attnum > 0"
    )
    assert {name for (name,) in columns} == {
        "id", "at", "organisation_id", "network_id", "user_id", "action", "subjects", "detail", "roles", "offices",
    }  # fmt: skip


def test_a_deleted_row_is_named(sealed: list[int]) -> None:
    tamper(f"DELETE FROM audit_event WHERE id = {sealed[0]}")
    assert named(Kind.DELETED) == (sealed[0],)


@pytest.mark.parametrize(("first", "second"), [(0, 1), (1, 8)])  # under one seal, under two
def test_rows_that_changed_places_are_named(sealed: list[int], first: int, second: int) -> None:
    swap(sealed[first], sealed[second])
    assert named(Kind.REORDERED) == (sealed[first], sealed[second])


def test_a_row_deleted_with_its_entry_under_the_seal_is_caught(sealed: list[int]) -> None:
    tamper(
        f"DELETE FROM audit_event WHERE id = {sealed[3]}",
        f"DELETE FROM audit_covered WHERE event_id = {sealed[3]}",
    )
    assert kinds() == {Kind.COVERAGE}


def test_a_row_edited_with_its_hash_under_the_seal_is_caught(sealed: list[int]) -> None:
    tamper(
        f"UPDATE audit_event SET detail = 'x' WHERE id = {sealed[3]}",
        "UPDATE audit_covered c SET hash = trama_audit_hash(e, 1::smallint)"
        f" FROM audit_event e WHERE e.id = c.event_id AND e.id = {sealed[3]}",
    )
    assert kinds() == {Kind.COVERAGE}


def test_a_whole_seal_made_again_without_the_key_is_caught(sealed: list[int]) -> None:
    tamper(
        f"UPDATE audit_event SET detail = 'x' WHERE id = {sealed[3]}",
        "UPDATE audit_covered c SET hash = trama_audit_hash(e, 1::smallint) FROM audit_event e WHERE e.id = c.event_id",
        "UPDATE audit_seal s SET digest = (SELECT sha256('trama audit rows 1\n'::bytea || string_agg("
        " int8send(c.event_id) || c.hash, ''::bytea ORDER BY c.event_id)) FROM audit_covered c"
        " WHERE c.seal_id = number) WHERE number = 2",
    )
    assert kinds() == {Kind.SEAL}
    assert verify().findings[0].seals == (2,)


@pytest.mark.parametrize("column", ["rows", "total", "last_id", "form"])
def test_a_seal_whose_numbers_were_changed_is_caught(sealed: list[int], column: str) -> None:
    tamper(f"UPDATE audit_seal SET {column} = {column} + 10 WHERE number = 3")
    assert Kind.SEAL in kinds()


@pytest.mark.parametrize("last", [2, 1, 0])
def test_a_chain_cut_at_its_end_is_caught(sealed: list[int], last: int) -> None:
    cut(last=last)
    assert kinds() == {Kind.TRUNCATED}


def test_a_chain_cut_together_with_its_rows_is_caught(sealed: list[int]) -> None:
    cut(last=2)
    tamper(f"DELETE FROM audit_event WHERE id > {sealed[6]}")
    assert kinds() == {Kind.TRUNCATED}


def test_nothing_is_sealed_on_a_cut_chain_until_a_person_accepts_it(sealed: list[int]) -> None:
    """As after a restore of an older backup."""
    cut(last=2)
    with pytest.raises(SealingRefusedError):
        seal_pending()
    rewind("Ripristino del backup del 3 marzo")
    assert verify().ok
    assert seal_pending() == 3
    report = verify()
    assert report.ok
    assert [one.reason for one in report.rewinds] == ["Ripristino del backup del 3 marzo"]


def test_a_rewind_cannot_be_written_without_the_key(sealed: list[int]) -> None:
    cut(last=2)
    witness.append_rewind(bytes(32), Seal.objects.get(number=2), "x")
    assert kinds() == {Kind.TRUNCATED, Kind.WITNESS}
    with pytest.raises(SealingRefusedError):
        seal_pending()


def test_a_seal_taken_out_of_the_middle_is_caught(sealed: list[int]) -> None:
    tamper("DELETE FROM audit_covered WHERE seal_id = 2", "DELETE FROM audit_seal WHERE number = 2")
    assert kinds() == {Kind.CHAIN}


def test_a_chain_cut_at_its_beginning_is_caught(sealed: list[int]) -> None:
    tamper("DELETE FROM audit_covered WHERE seal_id = 1", "DELETE FROM audit_seal WHERE number = 1")
    assert kinds() == {Kind.CHAIN}


def test_a_cut_chain_that_was_gone_on_with_a_stolen_key_is_caught_by_the_file(
    sealed: list[int], trail: Path
) -> None:
    lines = witness.path().read_bytes()
    cut(last=2)
    witness.path().unlink()  # on the attacker's machine there is no such file
    write(1)
    seal_pending()
    witness.path().write_bytes(lines)
    assert kinds() == {Kind.WITNESS}
    assert verify().findings[0].seals == (3,)


def test_a_replaced_key_is_caught(sealed: list[int], trail: Path) -> None:
    (trail / "secrets" / "audit.key").write_text("ab" * 32)
    assert kinds() == {Kind.KEY}
    write(1)
    with pytest.raises(SealingRefusedError):
        seal_pending()


def test_a_lost_file_of_heads_is_caught(sealed: list[int]) -> None:
    witness.path().unlink()
    assert kinds() == {Kind.WITNESS}
    write(1)
    seal_pending()  # goes on, and the gap stays to be seen
    assert kinds() == {Kind.WITNESS}
    rewind("Disco del testimone cambiato")
    assert verify().ok


def test_a_cut_file_of_heads_is_not_filled_again(sealed: list[int]) -> None:
    first, *_rest = witness.path().read_text().splitlines(keepends=True)
    witness.path().write_text(first)
    write(1)
    seal_pending()
    assert kinds() == {Kind.WITNESS}


def test_a_row_put_into_a_free_number_among_sealed_ones_is_named(trail: Path, no_delay: None) -> None:
    write(2)
    tamper("SELECT nextval('audit_event_id_seq')")  # a transaction that was rolled back leaves a free number
    write(2)
    seal_pending()
    free = ids()[1] + 1
    write(1)
    seal_pending()
    insert(free)
    assert named(Kind.INSERTED) == (free,)
    write(1)
    seal_pending()
    assert named(Kind.INSERTED) == (free,)


def test_a_row_with_an_old_date_at_the_end_of_the_trail_is_caught(trail: Path, no_delay: None) -> None:
    write(2)
    seal_pending()
    insert(1000, at="now() - interval '3 days'")
    assert kinds() == {Kind.INSERTED}
    assert verify().unsealed == 1
    seal_pending()
    assert named(Kind.INSERTED) == (1000,)


def test_functions_that_lie_are_caught(sealed: list[int]) -> None:
    """The owner of the database makes the hash of a row come out of the list of seals."""
    tamper(
        f"UPDATE audit_event SET detail = 'x' WHERE id = {sealed[3]}",
        "CREATE OR REPLACE FUNCTION trama_audit_hash(event audit_event, form smallint) RETURNS bytea LANGUAGE sql"
        " STABLE AS $$ SELECT hash FROM audit_covered WHERE event_id = event.id $$",
    )
    assert kinds() == {Kind.GUARD}


@pytest.mark.parametrize("table", ["audit_event", "audit_seal", "audit_covered"])
def test_a_guard_that_was_left_off_is_told(sealed: list[int], table: str) -> None:
    with connections["maintenance"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER trama_append_only")
    assert kinds() == {Kind.GUARD}
