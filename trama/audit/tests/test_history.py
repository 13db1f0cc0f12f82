"""Any history of writing, sealing, crashing and going on verifies; after any one change of it, nothing does."""

from pathlib import Path

import psycopg
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from trama.audit import witness
from trama.audit.models import Covered, Seal
from trama.audit.report import Kind
from trama.audit.sealing import SealingRefusedError, seal_pending
from trama.audit.tests.cast import write
from trama.audit.tests.tampering import INSERT, cut, start_again, swap, tamper
from trama.audit.verification import verify


class History(RuleBasedStateMachine):
    """`expected` is what the attacker's one act must be called, from then on."""

    def __init__(self) -> None:
        super().__init__()
        start_again()
        witness.path().unlink(missing_ok=True)
        self.expected: Kind | None = None
        self.on_its_way: list[psycopg.Connection] = []

    @rule(rows=st.integers(1, 3))
    def write(self, rows: int) -> None:
        write(rows)

    @precondition(lambda self: len(self.on_its_way) < 2)
    @rule()
    def begin(self) -> None:
        other = psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor})
        other.execute(INSERT)
        self.on_its_way.append(other)

    @precondition(lambda self: self.on_its_way)
    @rule(kept=st.booleans())
    def end(self, kept: bool) -> None:
        other = self.on_its_way.pop()
        if kept:
            other.commit()
        other.close()

    @rule()
    def seal(self) -> None:
        try:
            seal_pending()
        except SealingRefusedError:
            assert self.expected is not None

    @rule()
    def seal_and_be_killed_before_the_line(self) -> None:
        number = Seal.objects.count()
        self.seal()
        if Seal.objects.count() > number:
            *before, _last = witness.path().read_text().splitlines(keepends=True)
            witness.path().write_text("".join(before))

    def sealed(self) -> list[int]:
        return list(Covered.objects.order_by("event_id").values_list("event_id", flat=True))

    @precondition(lambda self: self.expected is None and not self.on_its_way and len(self.sealed()) > 1)
    @rule(data=st.data())
    def attack(self, data: st.DataObject) -> None:
        ids = self.sealed()
        target = data.draw(st.sampled_from(ids))
        witnessed = len(witness.path().read_text().splitlines())
        acts = [Kind.EDITED, Kind.DELETED, Kind.REORDERED, *([Kind.TRUNCATED] if witnessed else [])]
        act = data.draw(st.sampled_from(acts))
        if act is Kind.EDITED:
            tamper(f"UPDATE audit_event SET action = 'y' WHERE id = {target}")
        elif act is Kind.DELETED:
            tamper(f"DELETE FROM audit_event WHERE id = {target}")
        elif act is Kind.REORDERED:
            swap(target, data.draw(st.sampled_from([one for one in ids if one != target])))
        else:
            cut(last=data.draw(st.integers(0, witnessed - 1)))  # what the file knows cannot be taken away
        self.expected = act

    @invariant()
    def verifies_until_attacked(self) -> None:
        report = verify()
        if self.expected is None:
            assert report.ok, report.findings
        else:
            assert self.expected in {finding.kind for finding in report.findings}

    def teardown(self) -> None:
        for other in self.on_its_way:
            other.close()


def test_any_history(trail: Path) -> None:
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=15,
            stateful_step_count=15,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
