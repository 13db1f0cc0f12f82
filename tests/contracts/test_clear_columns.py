"""Every clear-text column of every table about people stands in docs/clear-columns/, with its reason."""

import csv
from pathlib import Path

from django.apps import apps
from django.db import models

from trama.vault.fields import SealedField

ABOUT_PEOPLE = {
    "accounts",
    "audit",
    "deadlines",
    "consent",
    "risk",
    "referrals",
    "cases",
    "shelters",
    "statistics",
    "vault",
}
DOCUMENTS = Path(__file__).resolve().parents[2] / "docs" / "clear-columns"


def columns() -> set[tuple[str, str]]:
    """(table, column) of everything that is not sealed, keys to other rows of the same organisation included."""
    return {
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ABOUT_PEOPLE
        for field in model._meta.local_concrete_fields
        if not isinstance(field, SealedField)
    }


def documented() -> list[dict[str, str]]:
    """A row a column; a line of the files may name several columns of one table."""
    rows = []
    for path in sorted(DOCUMENTS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for line in csv.DictReader(lines):
                rows += [{**line, "column": column} for column in line["columns"].split()]
    return rows


def test_the_document_lists_exactly_the_clear_columns() -> None:
    listed = {(row["table"], row["column"]) for row in documented()}
    assert columns() - listed == set(), "clear columns without a reason in docs/clear-columns"
    assert listed - columns() == set(), "docs/clear-columns speaks of columns that are not there"


def test_every_clear_column_has_a_reason_and_says_what_it_tells() -> None:
    for row in documented():
        assert row["reason"].strip() and row["tells"].strip(), row


def test_no_typed_text_is_in_clear() -> None:
    """Character columns hold codes: each has a fixed set of choices or a pattern named in its reason."""
    allowed = {
        (row["table"], row["column"])
        for row in documented()
        if "code" in row["reason"] or "key" in row["reason"]
    }
    for model in apps.get_models():
        if model._meta.app_label in ABOUT_PEOPLE:
            for field in model._meta.local_concrete_fields:
                if isinstance(field, models.CharField | models.TextField) and not field.choices:
                    assert (model._meta.db_table, field.column) in allowed, (
                        f"{model._meta.label}.{field.name}"
                    )
