"""The steps of versions, signatures and files: the tables in Python and the triggers of the database are the same."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trama.access.context import acting
from trama.protocol.agreement.services.renewal import prepare_version
from trama.protocol.agreement.states import (
    FILE_STEPS,
    SIGNATURE_STEPS,
    VERSION_STEPS,
    FileState,
    SignatureState,
    Steps,
    VersionState,
    may_follow,
)
from trama.protocol.models import Signatory, SignedFile, Version
from trama.testing.cast import Cast

RELAXED = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


def moved(table: str, pk: UUID, state: str, **also: str) -> bool:
    """Whether the database lets the row have `state`, by raw SQL."""
    columns = "".join(f", {name} = %s" for name in also)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET state = %s{columns} WHERE id = %s", [state, *also.values(), pk]
            )
            return bool(cursor.rowcount == 1)
    except DatabaseError as error:
        if "no such step" in str(error) or "does not change" in str(error):
            return False
        raise


def walk(steps: Steps, start: str, wanted: list[str], move: Callable[[str], bool]) -> None:
    """Try each state in turn; the database must answer as `steps` says."""
    now = start
    for state in wanted:
        allowed = state == now or may_follow(steps, now, state)
        assert move(state) == allowed, (now, state)
        now = state if allowed else now


@RELAXED
@given(st.lists(st.sampled_from(VersionState), max_size=6))
def test_a_version_moves_as_the_table_says(cast: Cast, wanted: list[VersionState]) -> None:
    with acting(cast.tea.actor):
        mark = transaction.savepoint()
        Version.objects.filter(state="in_force").update(state="superseded")
        row = prepare_version(actor=cast.tea.actor, title="Nuovo")
        ended = {VersionState.SUPERSEDED, VersionState.DROPPED}
        now = VersionState.PREPARING
        for state in wanted:
            allowed = now not in ended and (state == now or may_follow(VERSION_STEPS, now, state))
            assert moved("protocol_version", row.pk, state, document_date="2026-11-22") == allowed or (
                now == VersionState.IN_FORCE and state == now
            ), (now, state)
            now = state if allowed else now
        transaction.savepoint_rollback(mark)


@RELAXED
@given(st.lists(st.sampled_from([SignatureState.MISSING, SignatureState.RECEIVED]), max_size=6))
def test_a_signature_moves_as_the_table_says(cast: Cast, wanted: list[SignatureState]) -> None:
    with acting(cast.tea.actor):
        mark = transaction.savepoint()
        row = Signatory.objects.filter(state="received")[0]
        walk(SIGNATURE_STEPS, row.state, list(wanted), lambda to: moved("protocol_signatory", row.pk, to))
        transaction.savepoint_rollback(mark)


@RELAXED
@given(st.lists(st.sampled_from(FileState), max_size=5))
def test_a_file_moves_as_the_table_says(cast: Cast, wanted: list[FileState]) -> None:
    with acting(cast.franca.actor):
        mark = transaction.savepoint()
        signatory = Signatory.objects.get(organisation=cast.franca.organisation_id)
        pk = uuid4()
        SignedFile.objects.create(
            id=pk, organisation_id=cast.franca.organisation_id, network_id=cast.network_id, signatory=signatory,
            kind="signed", form="p7m", sha256="0" * 64, size=3,
        )  # fmt: skip
        with acting(cast.tea.actor):
            for_real = [state for state in wanted if state != FileState.WAITING]
            walk(
                FILE_STEPS,
                "waiting",
                [str(one) for one in for_real],
                lambda to: moved("protocol_signedfile", pk, to, decided_at="2026-11-22T10:00:00Z"),
            )
        transaction.savepoint_rollback(mark)


def test_a_signature_is_never_verified_without_a_report(cast: Cast) -> None:
    with acting(cast.tea.actor), pytest.raises(IntegrityError, match="protocol_signatory_cites"):
        Signatory.objects.filter(organisation=cast.organisations["aurora"]).update(state="verified")


def test_one_version_is_in_force_and_one_in_hand(cast: Cast) -> None:
    with acting(cast.tea.actor):
        row = prepare_version(actor=cast.tea.actor, title="Nuovo")
        Version.objects.filter(pk=row.pk).update(state="signing")
        with pytest.raises(IntegrityError, match="protocol_one_version_in_force"), transaction.atomic():
            Version.objects.filter(pk=row.pk).update(state="in_force", document_date="2026-11-22")
        with pytest.raises(IntegrityError, match="protocol_one_version_in_hand"), transaction.atomic():
            Version.objects.create(
                organisation_id=row.organisation_id, network_id=row.network_id, number=9, title="Terzo"
            )


def test_what_was_signed_does_not_change(cast: Cast) -> None:
    with acting(cast.tea.actor), pytest.raises(DatabaseError, match="what was signed"):
        Version.objects.filter(state="in_force").update(document_date="2024-01-01")
