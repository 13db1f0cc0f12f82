"""How texts look, how two of them are compared, what files are taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.common.documents import kind_of
from trama.common.errors import DomainError
from trama.protocol.procedures.comparing import compare, shown
from trama.protocol.procedures.files import MAX_BYTES, looked_at
from trama.protocol.procedures.paragraphs import Block, blocks

ODT = b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text" + b"PK\x03\x04"


def test_headings_lists_and_paragraphs() -> None:
    text = "## Uno\nriga\nancora\n\n- a\n- b\n\n\n### Due\nfine"
    assert blocks(text) == [
        Block("heading", ["Uno"]),
        Block("paragraph", ["riga", "ancora"]),
        Block("list", ["a", "b"]),
        Block("subheading", ["Due"]),
        Block("paragraph", ["fine"]),
    ]


@given(st.text(max_size=400))
def test_no_word_of_a_text_is_lost(text: str) -> None:
    shown = " ".join(line for block in blocks(text) for line in block.lines)
    for word in text.split():
        assert word.strip("#-") in shown or not word.strip("#- ")


def test_a_rewritten_line_shows_its_words() -> None:
    (change,) = compare("Si ascolta con calma.", "Si ascolta senza fretta.")
    assert [(piece.kind, piece.text.strip()) for piece in change.pieces] == [
        ("same", "Si ascolta"),
        ("removed", "con calma."),
        ("added", "senza fretta."),
    ]


def test_headings_and_items_are_compared_as_what_they_are_and_show_no_marks() -> None:
    """A heading that becomes a paragraph is taken out and put in; items that follow each other are one list."""
    old = "## Accoglienza\nSi ascolta.\n- primo\n- secondo\n### Di notte\nTitolo"
    new = (
        "## Prima accoglienza\nSi ascolta.\n- primo\n- secondo, poi terzo\n- quarto\n### Di notte\n## Titolo"
    )
    parts = shown(compare(old, new))
    assert [(kind, len(part)) for kind, part in parts] == [
        ("heading", 1), ("paragraph", 1), ("list", 3), ("subheading", 1), ("paragraph", 1), ("heading", 1),
    ]  # fmt: skip
    changes = [change for _kind, part in parts for change in part]
    assert [change.whole for change in changes] == [
        "same", "same", "same", "same", "added", "same", "removed", "added",
    ]  # fmt: skip
    said = " ".join(piece.text for change in changes for piece in change.pieces)
    assert "#" not in said and "- " not in said


def test_what_is_far_from_a_change_is_folded() -> None:
    old = "\n".join(f"riga {number}" for number in range(20))
    changes = compare(old, old.replace("riga 10", "riga nuova"))
    assert [change.skipped for change in changes] == [9, 0, 0, 0, 8]
    assert [change.skipped for change in compare(old, old)] == [20]


@given(st.lists(st.text("ab ", max_size=8), max_size=12), st.lists(st.text("ab ", max_size=8), max_size=12))
def test_the_pieces_put_together_are_the_two_texts(old: list[str], new: list[str]) -> None:
    changes = compare("\n".join(old), "\n".join(new))
    for left_out, text in (("added", old), ("removed", new)):
        shown = [
            "".join(piece.text for piece in change.pieces if piece.kind != left_out)
            for change in changes
            if not change.skipped
        ]
        said = [" ".join(line.split()) for line in shown if line.strip()]
        wanted = [" ".join(line.split()) for line in text if line.strip()]
        skipped = sum(change.skipped for change in changes)
        assert len(said) + skipped == len(wanted)
        assert all(line in wanted for line in said)


@pytest.mark.parametrize(("content", "kind"), [(b"%PDF-1.4 x", "pdf"), (ODT, "odt")])
def test_a_file_is_known_by_its_first_bytes(content: bytes, kind: str) -> None:
    assert looked_at(content).kind == kind


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"MZ", b"PK\x03\x04" + b"x" * 90, b" %PDF-1.4", ODT.replace(b"text", b"html")]
)
def test_anything_else_is_refused(content: bytes) -> None:
    assert kind_of(content) is None
    with pytest.raises(DomainError, match="wrong_type"):
        looked_at(content)


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(DomainError, match="too_large"):
        looked_at(b"%PDF-" + b"0" * MAX_BYTES)
