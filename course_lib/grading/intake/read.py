"""From the bytes of a file to what a notebook says: encodings, old formats, conflicts of versions, damage.

What can be read is read; what is doubtful is refused. Nothing in what comes out is trusted.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from course_lib.grading import pictures
from course_lib.language import _

_DECODER = json.JSONDecoder(
    strict=False,  # a line end inside a text is careless, not doubtful
    # no number of a notebook matters: Python refuses integers of 5000 digits, and millions of floats fill the memory
    parse_int=lambda _digits: 0,
    parse_float=lambda _digits: 0,
)
BRACKET_LIMIT = 200_000
"""Of lists and objects: twenty bytes of a file could become two hundred of memory. Large figures have about 10 000."""
QUOTE_LIMIT = 1_000_000
"""Of texts, two for each, and those in them."""
_CELL_STARTS = re.compile(r'\{\s*"(?:cell_type|attachments)"\s*:')  # nbformat sorts the keys of a cell
_MARKER = "<" * 7
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: .*)?$|^={7}$", re.MULTILINE)
_DAMAGE_LIMIT = 100  # damaged places, after which the rest of a file is not looked at


class Refusal(ValueError):
    """A submission that cannot be read; its sentence tells the student why."""


@dataclass(frozen=True)
class Reading:
    """What a file says."""

    content: dict[str, Any]
    repairs: tuple[str, ...] = ()
    damage: str | None = None
    """What could not be read, in a sentence: what is not in the content may have been in the file."""

    @property
    def cells(self) -> list[Any]:
        """The cells, of whatever type they are."""
        found = _cells_of(self.content)
        return found if isinstance(found, list) else []


def readings(data: bytes) -> list[Reading]:
    """What a file says; of one with a conflict of versions, what both of them say.

    Raises:
        Refusal: it is no notebook, or nothing of it can be read.
    """
    _refuse_other_types(data)
    if not data.strip(b"\0"):
        raise Refusal(_("The file is empty. Save the notebook and hand it in again."))
    text, repairs = _decode(data)
    text = text.strip("\0 \t\r\n")
    if not text:
        raise Refusal(_("The file is empty. Save the notebook and hand it in again."))
    if _MARKER in text and _CONFLICT.search(text):
        try:
            return [_parse(side, repairs) for side in _sides(text)]
        except Refusal as refusal:
            sentence = _(
                "The file holds a conflict of two versions (lines with <<<<<<<). Choose one, and save it again."
            )
            raise Refusal(sentence) from refusal
    if text.startswith("<"):
        raise Refusal(_("The file is a web page. Download the notebook itself (.ipynb)."))
    return [_parse(text, repairs)]


def _refuse_other_types(data: bytes) -> None:
    if data.lstrip()[:1] == b"{" and not data.startswith(b"{\\rtf"):
        return  # as nearly all
    types = {
        b"%PDF": _("a PDF"),
        b"PK\x03\x04": _("a zip archive or a document of an office program"),
        b"\x1f\x8b": _("a gzip archive"),
        b"\xd0\xcf\x11\xe0": _("a document of an office program"),
        b"{\\rtf": _("a text with formats (RTF)"),
        **dict.fromkeys(pictures.SIGNATURES.values(), _("a picture")),
    }
    for signature, what in types.items():
        if data.startswith(signature):
            sentence = _("The file is {what}, whatever its name says. Hand in the notebook itself (.ipynb).")
            raise Refusal(sentence.format(what=what))


def _decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    encoding = json.detect_encoding(data)  # UTF-8, 16 or 32, with a mark or without
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        pass
    # what remains is ASCII for all that matters: only letters in texts and comments can come out wrong
    text = data.decode(encoding, "replace")
    damaged = text.count("\N{REPLACEMENT CHARACTER}")
    if encoding.startswith("utf-8") and sum(not letter.isascii() for letter in text) > 2 * damaged:
        return text, (_("{count} characters of the file are damaged; they were read as “?”.").format(count=damaged),)
    if encoding.startswith("utf-8"):
        return data.decode("cp1252", "replace"), (_("The file is not in UTF-8; it was read as Windows-1252."),)
    return text, (_("{count} characters of the file are damaged; they were read as “?”.").format(count=damaged),)


def _sides(text: str) -> tuple[str, str]:
    """Both versions of a text with the conflict markers of git."""
    sides: tuple[list[str], list[str]] = ([], [])
    into = (0, 1)  # which versions a line belongs to
    for line in text.splitlines(keepends=True):
        if not _CONFLICT.match(line.rstrip("\r\n")):
            for side in into:
                sides[side].append(line)
            continue
        # the common ancestor, between ||||||| and =======, belongs to neither
        into = {"<": (0,), "|": (), "=": (1,), ">": (0, 1)}[line[0]]  # type: ignore[assignment]
    return "".join(sides[0]), "".join(sides[1])


# ------------------------------------------------------------------------------------------------------ JSON, or nearly
def _parse(text: str, repairs: tuple[str, ...]) -> Reading:
    if text.count("{") + text.count("[") > BRACKET_LIMIT or text.count('"') > QUOTE_LIMIT:
        sentence = _(
            "The file holds far more lists and texts than a notebook. Clear the outputs (Edit, Clear All Outputs)."
        )
        raise Refusal(sentence)
    try:
        content, end = _DECODER.raw_decode(text)
    except RecursionError as error:
        raise Refusal(
            _("The file is nested too deeply to be a notebook. Save the notebook and hand it in again.")
        ) from error
    except json.JSONDecodeError as error:
        return _recover(text, error, repairs)
    rest = text[end:].strip("\0 \t\r\n")
    if '"cells"' in rest:
        raise Refusal(_("The file holds two notebooks, one after the other. Hand in the one that counts."))
    if rest:
        repairs = (*repairs, _("There is more text after the end of the notebook; it was left out."))
    if not isinstance(content, dict) or not isinstance(_cells_of(content), list):
        raise Refusal(
            _("The file is JSON but not a notebook: it has no list of cells. Hand in the notebook itself (.ipynb).")
        )
    if not isinstance(content.get("cells"), list):
        repairs = (*repairs, _("The notebook is in an old format (version 3); it was converted."))
    return Reading(content, repairs)


def _cells_of(content: dict[str, Any]) -> Any:
    cells, worksheets = content.get("cells"), content.get("worksheets")
    if isinstance(cells, list) or not isinstance(worksheets, list):
        return cells
    sheets = [sheet.get("cells") for sheet in worksheets if isinstance(sheet, dict)]
    return [cell for cells in sheets if isinstance(cells, list) for cell in cells]


def _recover(text: str, error: json.JSONDecodeError, repairs: tuple[str, ...]) -> Reading:
    """The whole cells of a damaged file.

    Raises:
        Refusal: there are none.
    """
    if not text.startswith("{"):
        raise Refusal(_("The file holds text but not a notebook. Hand in the notebook itself (.ipynb).")) from error
    cells, all_of_them = _whole_cells(text)
    place = {"line": error.lineno, "column": error.colno}
    if not cells:
        sentence = _(
            "The file is damaged: it is not JSON at line {line}, column {column}. Save the notebook and hand it in "
            "again."
        )
        raise Refusal(sentence.format(**place)) from error
    if all_of_them:
        sentence = _("The file is damaged at line {line}, column {column}, outside the cells, which were all read.")
        return Reading({"cells": cells}, (*repairs, sentence.format(**place)))
    damage = _("The file is damaged from line {line}, column {column} on; {count} whole cells of it were read.")
    return Reading({"cells": cells}, repairs, damage.format(count=len(cells), **place))


def _whole_cells(text: str) -> tuple[list[dict[str, Any]], bool]:
    """The cells that can be read, and whether they are all that there were."""
    start = re.search(r'"cells"\s*:\s*\[', text)
    if start is None:
        return [], False
    cells, at, failures, gaps = [], start.end(), 0, []
    while failures < _DAMAGE_LIMIT and (found := _CELL_STARTS.search(text, at)) is not None:
        gaps.append(text[at : found.start()])
        try:
            cell, at = _DECODER.raw_decode(text, found.start())
            cells.append(cell)
        except (json.JSONDecodeError, RecursionError):
            at, failures = found.end(), failures + 1
    joined = not gaps[0].strip() and all(gap.strip() == "," for gap in gaps[1:]) if gaps else False
    return cells, failures == 0 and joined and text[at:].lstrip().startswith("]")
