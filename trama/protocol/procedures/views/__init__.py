"""The pages of the library: reading, writing, who spread what."""

from trama.protocol.procedures.views.dissemination import confirm, remind, spread
from trama.protocol.procedures.views.reading import compare, document, edition, file, print_edition, shelf
from trama.protocol.procedures.views.writing import draft, new_document, put_in_force, supply

__all__ = [
    "compare",
    "confirm",
    "document",
    "draft",
    "edition",
    "file",
    "new_document",
    "print_edition",
    "put_in_force",
    "remind",
    "shelf",
    "spread",
    "supply",
]
