"""Tables: rows of values in, a table of the page or of a notebook out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from course_lib.language import _

__all__ = ["Table", "bold", "table"]


class bold(str):  # noqa: N801 - it is called as a function
    """A cell that stands out."""

    __slots__ = ()


@dataclass(frozen=True)
class Table:
    """A header and rows of cells; Jupyter and the book show it as HTML."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in self.header)
        body = "\n".join(
            f'<tr><th scope="row">{escape(row[0])}</th>'
            + "".join(f"<td>{_cell(cell)}</td>" for cell in row[1:])
            + "</tr>"
            for row in self.rows
        )
        return f'<table class="table results">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>'


def _cell(cell: str) -> str:
    return f"<strong>{escape(cell)}</strong>" if isinstance(cell, bold) else escape(cell)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """A table whose first column names what its row is about; the other columns are flush right, as numbers are.

    Cells are written as `str` writes them: rounding is the caller's. A cell that is `bold` stands out.

    Raises:
        ValueError: a row has not as many cells as the header.
    """
    cells = tuple(tuple(cell if isinstance(cell, str) else str(cell) for cell in row) for row in rows)
    for row in cells:
        if len(row) != len(header):
            sentence = _("The row {row} has {cells} cells; wanted one for each of the {columns} columns.")
            raise ValueError(sentence.format(row=row[0], cells=len(row), columns=len(header)))
    return Table(tuple(header), cells)
