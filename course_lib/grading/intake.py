"""Intake: a submitted file becomes a clean notebook, or a clear refusal. No student code runs here.

The graded notebook is rebuilt from the released one: given cells, checks, order and metadata are the instructor's. From
the submission come the answers, and every cell that the student added or changed outside the checks, at its place.
"""

import ast
import hashlib
import json
import os
import re
import stat
import warnings
from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course_lib.grading.exercises import Notebook, kind
from course_lib.language import _

SIZE_LIMIT = 20 << 20  # bytes; a notebook with its figures has a few MB
CELL_LIMIT = 1000  # a released notebook has about 20
_PICTURES = ("image/png", "image/jpeg")
_ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json")  # browsers like to add one


@dataclass(frozen=True)
class Intake:
    """What came of a submitted file."""

    digest: str
    """Of what the student wrote, not of the file: saving it again, or another name, changes nothing."""
    notebook: Notebook | None = None
    repairs: tuple[str, ...] = ()
    """What was mended, a sentence each, for student and instructor."""
    refusal: str | None = None
    """Why there is no notebook."""
    blank: tuple[str, ...] = ()
    """The answers that were left as they were given out."""

    @property
    def wrote(self) -> bool:
        """Whether the student added or changed any cell that is no answer: what a written answer would be."""
        return self.notebook is not None and any(kind(cell) == "own" for cell in self.notebook.cells)


class Refusal(ValueError):
    """A submission that cannot be read; its sentence tells the student why."""


@dataclass
class _Cell:
    """A cell as it was submitted; nothing in it is trusted."""

    cell_type: str
    source: str
    names: tuple[str, ...]
    """By which it may be known: nbgrader's grade_id, then its id."""
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)

    def defines(self, name: str) -> bool:
        """Whether the cell gives a value to a name at its top level; for code that is no Python, a good guess."""
        if self.cell_type != "code":
            return False
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a student's backslashes
                statements = ast.parse(self.source).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return re.search(rf"^(async\s+def|def|class)\s+{re.escape(name)}\b", self.source, re.MULTILINE) is not None
        return any(
            getattr(statement, "name", None) == name
            or (isinstance(statement, ast.Assign) and any(_is_name(target, name) for target in statement.targets))
            for statement in statements
        )


def _is_name(target: ast.expr, name: str) -> bool:
    return isinstance(target, ast.Name) and target.id == name


# --------------------------------------------------------------------------------------------------------- the file
def from_folder(folder: Path, released: Notebook) -> Intake:
    """The submission in a folder that should hold one notebook."""
    try:
        file, repairs = _find(folder, f"{released.metadata.course.exercise}.ipynb")
    except Refusal as refusal:
        return Intake(digest=_digest([str(refusal)]), refusal=str(refusal))
    return from_file(file, released, repairs)


def from_file(file: Path, released: Notebook, repairs: tuple[str, ...] = ()) -> Intake:
    """The submission in a file; ``repairs`` are those that led to it."""
    data = b""
    try:
        data = _read(file)
        content, mended = _parse(data)
        return _rebuild(content, released, [*repairs, *mended])
    except Refusal as refusal:
        return Intake(hashlib.sha256(data).hexdigest(), repairs=repairs, refusal=str(refusal))


def _find(folder: Path, wanted: str) -> tuple[Path, tuple[str, ...]]:
    for part in (folder.parent, folder):
        if part.is_symlink():
            raise Refusal(_("The folder “{name}” is a link. Links are not followed.").format(name=_shown(part)))
    present = sorted(file for file in folder.iterdir() if not file.name.startswith(".")) if folder.is_dir() else []
    files = [file for file in present if file.name.lower().endswith(_ENDINGS)]
    others = [_shown(file) for file in files if file.name != wanted]
    if len(others) < len(files):
        sentence = _("Besides {wanted} there is {others}, which was not read.")
        return folder / wanted, (sentence.format(wanted=wanted, others=", ".join(others)),) if others else ()
    if not files:
        sentence = _("There is no notebook: {wanted} was expected. Files that are there: {present}.")
        raise Refusal(sentence.format(wanted=wanted, present=", ".join(map(_shown, present)) or "–"))
    if len(files) > 1:
        sentence = _("There are {count} notebooks and none is called {wanted}: it is not clear which one counts.")
        raise Refusal(sentence.format(count=len(files), wanted=wanted))
    sentence = _("The file is called “{name}”, not {wanted}; it was read all the same.")
    return files[0], (sentence.format(name=_shown(files[0]), wanted=wanted),)


def _shown(file: Path) -> str:
    """The name of a file as it can stand in a report: some file systems allow anything in it."""
    return "".join(letter if letter.isprintable() else "?" for letter in file.name)[:80]


def _read(file: Path) -> bytes:
    """The bytes of a plain file of a decent size; never through a link, never from a pipe or a device."""
    no_link = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            raise Refusal(_("“{name}” is a link or no plain file. Links are not followed.").format(name=_shown(file)))
        descriptor = os.open(file, os.O_RDONLY | no_link)
        with os.fdopen(descriptor, "rb") as stream:
            data = stream.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise Refusal(_("The file cannot be read: {reason}.").format(reason=error.strerror)) from error
    if len(data) > SIZE_LIMIT:
        sentence = _("The file is larger than {limit} MB. Clear the outputs (Edit, Clear All Outputs) and save it.")
        raise Refusal(sentence.format(limit=SIZE_LIMIT >> 20))
    return data


def told_by(file: Path) -> tuple[str | None, dict[str, Any]]:
    """The exercise that a notebook says it is of, and the parameters of its version.

    Raises:
        Refusal: the file cannot be read.
    """
    content, _repairs = _parse(_read(file))
    told = _course_of(content).get("exercise")
    for raw in _cells_of(content):
        cell = _submitted(raw)
        found = re.search(r"\bchecks_for\([^()]*\)", cell.source) if cell is not None else None
        if found is not None:
            try:
                call = ast.parse(found[0], mode="eval").body
                slug, *_others = (ast.literal_eval(argument) for argument in call.args)  # type: ignore[attr-defined]
                parameters = {word.arg: ast.literal_eval(word.value) for word in call.keywords}  # type: ignore[attr-defined]
            except (SyntaxError, ValueError):
                continue
            return str(slug), parameters
    return told if isinstance(told, str) else None, {}


# ------------------------------------------------------------------------------------------------------- the notebook
def _decode(data: bytes) -> tuple[str, list[str]]:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding), []
    except UnicodeDecodeError:
        # what remains is ASCII for all that matters: only letters in texts and comments can come out wrong
        return data.decode("cp1252", "replace"), [_("The file is not in UTF-8; it was read as Windows-1252.")]


def _parse(data: bytes) -> tuple[dict[str, Any], list[str]]:
    """What the file says, as far as it is the JSON of a notebook."""
    text, repairs = _decode(data)
    if not text.strip():
        raise Refusal(_("The file is empty."))
    if text.lstrip().startswith("<"):
        raise Refusal(_("The file is a web page or a conflict of versions. Download the notebook itself (.ipynb)."))
    try:
        content = json.loads(text)
    except RecursionError as error:
        raise Refusal(_("The file is nested too deeply to be a notebook.")) from error
    except json.JSONDecodeError as error:
        sentence = _("The file is damaged: it is no JSON at line {line}, column {column}.")
        raise Refusal(sentence.format(line=error.lineno, column=error.colno)) from error
    except ValueError as error:  # a number of too many digits
        raise Refusal(_("The file holds a number that no notebook has.")) from error
    if not isinstance(content, dict) or not isinstance(_cells_of(content), list):
        raise Refusal(_("The file is JSON, but no notebook: it has no list of cells."))
    if "worksheets" in content:
        repairs.append(_("The notebook is in an old format (version 3); it was converted."))
    return content, repairs


def _cells_of(content: dict[str, Any]) -> Any:
    worksheets = content.get("worksheets")
    if "cells" in content or not isinstance(worksheets, list):
        return content.get("cells")
    sheets = [sheet.get("cells") for sheet in worksheets if isinstance(sheet, dict)]
    return [cell for cells in sheets if isinstance(cells, list) for cell in cells]


def _submitted(raw: Any) -> _Cell | None:
    """A cell of the file; None if it is none."""
    if not isinstance(raw, dict):
        return None
    source = _text(raw.get("source", raw.get("input", "")))  # “input”: version 3
    if source is None:
        return None
    metadata = raw.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    names = tuple(name for name in (grade_id, raw.get("id")) if isinstance(name, str))
    cell_type = "code" if raw.get("cell_type") == "code" else "markdown"
    return _Cell(cell_type, source, names, _attachments(raw.get("attachments")))


def _text(value: Any) -> str | None:
    """A text of the file, fit for a file: no half characters, no zeros, lines that end alike."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "".join(value)
    if not isinstance(value, str):
        return None
    text: str = value.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _attachments(value: Any) -> dict[str, dict[str, str]]:
    """Pictures that a student pasted into a text: a photo of a derivation."""
    if not isinstance(value, dict):
        return {}
    pictures = {}
    for name, bundle in value.items():
        if isinstance(bundle, dict):
            texts = {mime: _text(bundle.get(mime)) for mime in _PICTURES}
            pictures[name] = {mime: text for mime, text in texts.items() if text}
    return {name: bundle for name, bundle in pictures.items() if bundle}


# --------------------------------------------------------------------------------------------------------- rebuilding
class _Rebuilding:
    """Which submitted cell stands for which released one; what is left over is the student's own."""

    def __init__(self, cells: list[_Cell], released: Notebook, another_release: bool, repairs: list[str]) -> None:
        self.cells, self.released, self.repairs = cells, released, repairs
        self.another_release = another_release
        self.places = self._places()
        self.answers: dict[int, int | None] = {}  # place -> number of the submitted cell
        self.dropped: set[int] = set()
        self.found: list[str] = []  # answers that were known only by what they define
        for place, cell in enumerate(released.cells):
            if kind(cell) == "answer":
                self.answers[place] = self._choose(place, cell)

    def _places(self) -> list[int | None]:
        """For each submitted cell the released one that it is: by name, else by its very text."""
        names: dict[str, int] = {}
        for place, cell in enumerate(self.released.cells):
            names[cell.id] = place
            names[cell.metadata.get("nbgrader", {}).get("grade_id", cell.id)] = place
        texts = {cell.source.strip(): place for place, cell in enumerate(self.released.cells)}
        places = []
        for cell in self.cells:
            named = (names[name] for name in cell.names if name in names)
            places.append(next(named, texts.get(cell.source.strip())))
        return places

    def _choose(self, place: int, released: Notebook) -> int | None:
        """The submitted cell that holds an answer: of copies the last one that is not blank and defines it."""
        name = released.metadata.nbgrader.grade_id
        copies = [number for number, at in enumerate(self.places) if at == place]
        written = [number for number in copies if self.cells[number].source.strip() != released.source.strip()]
        defining = [number for number in written if self.cells[number].defines(name)]
        self.dropped |= {number for number in copies if number not in written} | set(defining)
        if len(copies) > 1 and written:
            sentence = _("The cell of {name} is there {count} times; the last one that defines it was taken.")
            self.repairs.append(sentence.format(name=name, count=len(copies)))
        if defining or written:
            chosen = (defining or written)[-1]
        else:
            elsewhere = self._elsewhere(name, before=copies[-1] if copies else None)
            if elsewhere is None:
                return None
            self.found.append(name)
            chosen = elsewhere
        self.places[chosen] = place
        self.dropped.discard(chosen)
        return chosen

    def _elsewhere(self, name: str, before: int | None) -> int | None:
        """A cell of the student's own that defines an answer whose own cell is blank or gone.

        One that stands behind the blank cell runs after it and counts as it is: nothing needs to move.
        """
        found = [number for number, cell in enumerate(self.cells) if self.places[number] is None and cell.defines(name)]
        return found[-1] if found and (before is None or found[-1] < before) else None

    def blank(self) -> tuple[str, ...]:
        """The answers that nobody wrote."""
        blank = []
        for place, number in self.answers.items():
            name = self.released.cells[place].metadata.nbgrader.grade_id
            own = (cell for cell, at in zip(self.cells, self.places, strict=True) if at is None)
            if number is None and not any(cell.defines(name) for cell in own):
                blank.append(name)
        return tuple(blank)

    def own(self) -> dict[int, list[_Cell]]:
        """The student's own cells behind the released cell that they follow; -1 is the top of the notebook."""
        own = defaultdict(list)
        anchor = -1
        for number, (cell, place) in enumerate(zip(self.cells, self.places, strict=True)):
            if place is not None and number not in self.dropped:
                anchor = place
            kept = None if number in self.dropped else self._own_version(number, cell, place)
            if kept is not None and kept.source.strip():
                own[anchor].append(kept)
        return own

    def _own_version(self, number: int, cell: _Cell, place: int | None) -> _Cell | None:
        """What of a submitted cell is the student's own; None if nothing is."""
        if place is None:
            return cell
        released = self.released.cells[place]
        if cell.source.strip() == released.source.strip():
            return None
        match kind(released):
            case "answer":
                return None if self.answers[place] == number else cell
            case "check":
                sentence = _("The check {name} was changed; the released one was put back.")
                self.repairs.append(sentence.format(name=released.id))
                return None
            case "text" if self.another_release:
                return None  # the text of the other release, no student's
            case "task":  # an answer that was written into the question
                remainder = cell.source.strip().removeprefix(released.source.strip())
                return _Cell("markdown", remainder.strip(), (), cell.attachments)
        return cell

    def missing(self) -> list[str]:
        """The released cells with a name that the submission no longer has."""
        present = set(self.places)
        return [
            cell.id
            for place, cell in enumerate(self.released.cells)
            if place not in present and kind(cell) in ("given", "check", "task")
        ]

    def notebook(self) -> Notebook:
        """The released notebook with the answers and the student's own cells in it."""
        import nbformat

        rebuilt = deepcopy(self.released)
        own = self.own()
        cells = []
        count = 0
        for place in range(-1, len(rebuilt.cells)):
            if place >= 0:
                cell = rebuilt.cells[place]
                chosen = self.answers.get(place)
                if chosen is not None:
                    cell.source = self.cells[chosen].source
                cells.append(cell)
            for extra in own[place]:
                count += 1
                new = nbformat.v4.new_code_cell if extra.cell_type == "code" else nbformat.v4.new_markdown_cell
                cells.append(new(extra.source, id=f"own-{count}", metadata={"tags": ["own"]}))
                if extra.attachments and extra.cell_type == "markdown":
                    cells[-1].attachments = extra.attachments
        rebuilt.cells = cells
        return rebuilt


def _rebuild(content: dict[str, Any], released: Notebook, repairs: list[str]) -> Intake:
    raw = _cells_of(content)
    if len(raw) > CELL_LIMIT:
        sentence = _("The notebook has {count} cells; {limit} are allowed.")
        raise Refusal(sentence.format(count=len(raw), limit=CELL_LIMIT))
    cells = [cell for cell in map(_submitted, raw) if cell is not None]
    if len(cells) < len(raw):
        repairs.append(_("{count} damaged cells were left out.").format(count=len(raw) - len(cells)))
    another = _course_of(content).get("release", released.metadata.course.release) != released.metadata.course.release
    rebuilding = _Rebuilding(cells, released, another, repairs)
    if all(place is None for place in rebuilding.places):
        sentence = _("Nothing of the exercise “{slug}” is in this notebook: is it the right file?")
        raise Refusal(sentence.format(slug=released.metadata.course.exercise))
    if another:
        repairs.append(_("This is another version of the exercise; it was graded by the present one."))
    if rebuilding.found:
        sentence = _("These answers were found in cells that do not bear their names: {names}.")
        repairs.append(sentence.format(names=", ".join(rebuilding.found)))
    missing = rebuilding.missing()
    if missing:
        repairs.append(_("These cells were missing and were put back: {names}.").format(names=", ".join(missing)))
    notebook = rebuilding.notebook()
    written = [
        (cell.id, cell.cell_type, cell.source, cell.get("attachments", {}))
        for cell in notebook.cells
        if kind(cell) in ("answer", "own")
    ]
    return Intake(_digest(written), notebook, tuple(repairs), blank=rebuilding.blank())


def _course_of(content: dict[str, Any]) -> dict[str, Any]:
    """What the notebook says of its origin, if it still says anything."""
    metadata = content.get("metadata")
    course = metadata.get("course") if isinstance(metadata, dict) else None
    return course if isinstance(course, dict) else {}


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
