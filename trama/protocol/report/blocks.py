"""What the report is made of, without layout: the page and the PDF draw the same blocks."""

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from trama.ui.charts import Chart, Series, shown

MOST_ROWS: Final = 8  # of a table or figure that stands open on a telephone


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Facts:
    """Few numbers, each with its words."""

    items: tuple[tuple[str, str], ...]  # (value, words)
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Table:
    """`align` has a letter per column: l or r. `empty` is said when there are no rows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str
    widths: tuple[float, ...] = ()  # shares; empty: the first column is the widest
    align: str = ""
    kind: Literal["table"] = "table"

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"{self.caption}: a row does not fit the columns")

    @property
    def long(self) -> bool:
        """Folded on the page; paper has it whole."""
        return len(self.rows) > MOST_ROWS

    @property
    def size(self) -> int:
        return len(self.rows)

    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each cell with its column: on a telephone rows become cards."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Bars:
    """A figure: one bar for each item, its amount beside it; `alt` says in words what is seen."""

    caption: str
    alt: str
    items: tuple[tuple[str, int | float], ...]  # (label, amount)
    measure: str  # what the amounts count
    category: str  # what the labels are
    unit: str = ""
    kind: Literal["bars"] = "bars"

    @property
    def long(self) -> bool:
        return len(self.items) > MOST_ROWS

    @property
    def size(self) -> int:
        return len(self.items)

    def as_chart(self, slug: str) -> Chart:
        """For the page, which has a table beneath each drawing."""
        labels = tuple(label for label, _amount in self.items)
        series = Series(self.measure, tuple(amount for _label, amount in self.items))
        return Chart(
            slug,
            self.caption,
            labels,
            (series,),
            summary=self.alt,
            unit=self.unit,
            category_label=self.category,
        )

    def as_data(self) -> dict[str, Any]:
        """For the PDF: (label, share of the longest bar, amount as shown)."""
        top = max([1.0, *(float(amount) for _label, amount in self.items)])
        drawn = [
            (label, round(float(amount) / top, 4), shown(amount, self.unit)) for label, amount in self.items
        ]
        return {"kind": self.kind, "caption": self.caption, "alt": self.alt, "items": drawn}


Block = Paragraph | Facts | Table | Bars


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter; `slug` is its anchor on the page."""

    slug: str
    title: str
    lead: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The year's report as of a day."""

    title: str
    subtitle: str
    colophon: tuple[str, ...]
    contents: str  # heading of the list of chapters
    sections: tuple[Section, ...]

    def as_data(self) -> dict[str, Any]:
        """Plain lists and dictionaries, for the PDF's template."""
        sections = [
            {**asdict(section), "blocks": [_data(block) for block in section.blocks]}
            for section in self.sections
        ]
        return {**asdict(self), "sections": sections}


def _data(block: Block) -> dict[str, Any]:
    return block.as_data() if isinstance(block, Bars) else asdict(block)
