"""A table in CSV that other people wrote: single cells are filled in, and every other byte stays as it is."""

from collections.abc import Iterator, Mapping

from course_lib.language import _

Field = tuple[int, int]
"""Where a cell begins and ends in the text, with its quotes if it has any."""


class Sheet:
    """A table whose first row names its columns: ``header``, and the other rows as texts.

    Raises:
        ValueError: it is no such table.
    """

    def __init__(self, data: bytes) -> None:
        self._text, self._encoding = _decoded(data)
        self._fields = [
            row for row in _fields(self._text, _separator_of(self._text)) if row != [(row[0][0], row[0][0])]
        ]
        texts = [[_unquoted(self._text[start:end]) for start, end in row] for row in self._fields]
        if len(texts) < 2 or len(texts[0]) < 2:
            raise ValueError(_("It is no table: a first row with the names of columns, and a row for each student."))
        self.header, *self.rows = texts
        for number, row in enumerate(self.rows, 2):
            if len(row) != len(self.header):
                sentence = _(
                    "Row {number} has {count} cells and the first row {wanted}: take the file as it was downloaded."
                )
                raise ValueError(sentence.format(number=number, count=len(row), wanted=len(self.header)))

    def filled(self, cells: Mapping[tuple[int, int], str]) -> bytes:
        """The file with other texts in some cells, by their numbers of row and column."""
        parts, at = [], 0
        for (row, column), new in sorted(cells.items()):
            start, end = self._fields[row + 1][column]
            quoted = self._text.startswith('"', start)
            parts += [self._text[at:start], f'"{new}"' if quoted else new]
            at = end
        return "".join((*parts, self._text[at:])).encode(self._encoding)


def _decoded(data: bytes) -> tuple[str, str]:
    """The text, and the encoding that gives the same bytes back.

    Raises:
        ValueError: it is in two bytes a letter, as no platform writes it.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError(_("It is in UTF-16, which no platform reads: take the file as it was downloaded."))
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"  # whatever it is, every byte comes back


def _separator_of(text: str) -> str:
    """The letter that parts the cells of the first row."""
    first = next(iter(text.splitlines()), "")
    return max(",;\t", key=lambda letter: len(next(_fields(first, letter), [])))


def _fields(text: str, separator: str) -> Iterator[list[Field]]:
    """The rows of a text, as CSV has them: a quoted cell may hold separators, doubled quotes and ends of lines."""
    row: list[Field] = []
    start = at = int(text.startswith("\ufeff"))  # a mark of the encoding is no part of the first cell
    while at < len(text):
        if text[at] == '"' and at == start:
            at = _end_of_quoted(text, at)
        elif text[at] == separator:
            row.append((start, at))
            start = at = at + 1
        elif text[at] in "\r\n":
            yield [*row, (start, at)]
            row, start = [], at + (2 if text.startswith("\r\n", at) else 1)
            at = start
        else:
            at += 1
    if row or start < at:
        yield [*row, (start, at)]


def _end_of_quoted(text: str, at: int) -> int:
    """Behind the quote that ends a cell."""
    while True:
        end = text.find('"', at + 1)
        if end < 0:
            raise ValueError(_("A quoted cell does not end: take the file as it was downloaded."))
        if not text.startswith('"', end + 1):
            return end + 1
        at = end + 1


def _unquoted(text: str) -> str:
    return text[1:-1].replace('""', '"') if len(text) > 1 and text[0] == text[-1] == '"' else text
