"""Intake: a submitted file becomes a clean notebook, or a clear refusal. No student code runs here.

The graded notebook is rebuilt from the released one: given cells, checks, order and metadata are the instructor's. From
the submission come the answers, and every cell that the student added or changed outside the checks, at its place.
"""

import ast
import base64
import binascii
import dataclasses
import hashlib
import io
import json
import os
import re
import stat
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from course_lib.grading.intake import archives
from course_lib.grading.intake.read import Reading, Refusal, readings
from course_lib.grading.notebooks import Notebook, kind
from course_lib.language import _

SIZE_LIMIT = 20 << 20  # bytes; a notebook with its figures has a few MB
CELL_LIMIT = 1000  # a released notebook has about 20
FOLDER_LIMIT = 50_000  # files that are looked at in a folder: somebody handed in a whole environment
FILE_LIMIT = 1000  # files in a student's archive
CHOICE_LIMIT = 10  # notebooks that are read to find the one with answers
NOTES = ".left-out.txt"
"""What ``sources`` says of a student's files that it left out: a sentence a line."""

_PARSED = 100_000  # letters; a longer cell is data, and Python would take seconds and gigabytes to parse it
_PICTURES = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff"}
ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json")  # browsers like to add one
_NOT_HIS = {"timestamp.txt", "__pycache__", "__MACOSX"}  # of nbgrader and of systems, not of the student


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
    lost: bool = False
    """Whether cells could not be read: what is not in the notebook may have been in the file."""

    @property
    def wrote(self) -> bool:
        """Whether the student added or changed any cell that is no answer: what a written answer would be."""
        return self.lost or (self.notebook is not None and any(kind(cell) == "own" for cell in self.notebook.cells))

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The questions for a person below which the student wrote no text: code is no written answer."""
        asked: str | None = None
        unanswered = []
        for cell in self.notebook.cells if self.notebook is not None and not self.lost else ():
            match kind(cell):
                case "task":
                    asked = cell.id
                    unanswered.append(asked)
                case "own" if cell.cell_type == "markdown" and asked in unanswered:
                    unanswered.remove(asked)
                case "given" | "answer" | "check":  # the end of what belongs to the question
                    asked = None
        return tuple(unanswered)


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
        return self.cell_type == "code" and self.would_define(name)

    def would_define(self, name: str) -> bool:
        """The same of a cell that may have been turned into text."""
        return name in self.source and name in self._defined

    @cached_property
    def _defined(self) -> frozenset[str]:
        tree = _parsed(self.source)
        if tree is not None:
            return frozenset(_names_given_by(tree.body))
        statements = rf"^(?:(?:async[ \t]+)?def|class)[ \t]+({_NAME})\b|^({_NAME})[ \t]*(?::[^=\n]+)?=(?!=)"
        return frozenset(one or other for one, other in re.findall(statements, self.source, re.MULTILINE))


_NAME = r"[^\W\d]\w*"


def _parsed(source: str) -> ast.Module | None:
    """The syntax tree of a cell's Python, less what is meant for IPython; None if it is no Python."""
    if len(source) > _PARSED:
        return None
    python = re.sub(r"^[ \t]*[%!].*$", "", source, flags=re.MULTILINE)
    for text in dict.fromkeys((source, python)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a student's backslashes
                return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def _names_given_by(statements: list[ast.stmt]) -> Iterator[str]:
    """The names that statements define, those in the branches of an “if” or a “try” too."""
    for statement in statements:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                yield name
            case ast.If() | ast.Try() | ast.With() | ast.For() | ast.While():
                for branch in ("body", "orelse", "finalbody"):
                    yield from _names_given_by(getattr(statement, branch, []))


# --------------------------------------------------------------------------------------------------------- the file
@dataclass(frozen=True)
class _File:
    """A file that may be the notebook: in the folder itself, deeper in it, or in an archive."""

    name: str
    """As it can stand in a report; parts of a path with /."""
    read: Callable[[], bytes]
    """Raises Refusal."""

    def is_called(self, wanted: str) -> bool:
        return self.name.rpartition("/")[2] == wanted


def from_folder(folder: Path, released: Notebook) -> Intake:
    """The submission in a folder that should hold one notebook."""
    wanted = f"{released.metadata.course.exercise}.ipynb"
    try:
        names = _names_in(folder, wanted)
        notes = _notes(folder)
        files, mended = _find(folder, names, wanted, notes)
    except Refusal as refusal:
        return Intake(digest=_digest([str(refusal)]), refusal=str(refusal))
    taken = _take_one(files, wanted, released, (*notes, *mended))
    if taken is not None:
        return taken
    sentence = _("There are {count} notebooks and none is called {wanted}: it is not clear which one counts.")
    if any(file.is_called(wanted) for file in files):
        sentence = _("There are {count} notebooks, and it is not clear which one counts instead of {wanted}.")
    unclear = sentence.format(count=len(files), wanted=wanted)
    return Intake(digest=_digest([unclear, [file.name for file in files]]), refusal=unclear)


def from_file(file: Path, released: Notebook, repairs: tuple[str, ...] = ()) -> Intake:
    """The submission in a file; ``repairs`` are those that led to it."""
    return _from(_File(_shown(file.name), lambda: read_file(file)), released, repairs)


def _from(file: _File, released: Notebook, repairs: tuple[str, ...]) -> Intake:
    data = b""
    try:
        data = file.read()
        if data.startswith(archives.SIGNATURE):  # an archive that somebody called a notebook
            data = _only_notebook(file.name, data)
        versions = [_rebuild(reading, released, repairs) for reading in readings(data)]
    except Refusal as refusal:
        return Intake(hashlib.sha256(data).hexdigest(), repairs=repairs, refusal=str(refusal))
    if len({version.digest for version in versions}) > 1:
        sentence = _("The file holds a conflict of two versions with different answers. Choose one, and save it again.")
        return Intake(hashlib.sha256(data).hexdigest(), repairs=repairs, refusal=sentence)
    if len(versions) > 1:
        sentence = _("The file holds a conflict of two versions; their answers are the same.")
        return dataclasses.replace(versions[0], repairs=(*versions[0].repairs, sentence))
    return versions[0]


def _take_one(files: list[_File], wanted: str, released: Notebook, repairs: tuple[str, ...]) -> Intake | None:
    """The notebook with the right name; without answers in it, the only other one that has some.

    None: more than one could be meant.
    """
    named = [file for file in files if file.is_called(wanted)]
    if len(files) == 1 or len(named) == 1:
        file = named[0] if named else files[0]
        taken = _from(file, released, (*repairs, *_remarks(file, files, wanted)))
        if len(files) == 1 or _has_answers(taken):
            return taken
    others = [
        (file, _from(file, released, (*repairs, *_remarks(file, files, wanted)))) for file in files[:CHOICE_LIMIT]
    ]
    answered = {other.digest: other for _file, other in others if _has_answers(other)}
    if len(answered) == 1 and len(files) <= CHOICE_LIMIT:
        [taken] = answered.values()
        return taken
    if not answered and len(named) == 1:
        return taken
    return None


def _has_answers(taken: Intake) -> bool:
    if taken.notebook is None:
        return False
    return taken.wrote or len(taken.blank) < sum(kind(cell) == "answer" for cell in taken.notebook.cells)


def _remarks(chosen: _File, files: list[_File], wanted: str) -> Iterator[str]:
    others = [file.name for file in files if file is not chosen]
    if chosen.name != wanted:
        sentence = _("The file is called “{name}”, not {wanted}; it was read all the same.")
        yield sentence.format(name=chosen.name, wanted=wanted)
    if others:
        sentence = _("Besides {wanted} there is {others}, which was not read.")
        yield sentence.format(wanted=chosen.name, others=_listed(others))


# --------------------------------------------------------------------------------------------------------- the folder
def _names_in(folder: Path, wanted: str) -> list[str]:
    """What a folder holds, less what begins with a dot; of very many files some."""
    for part in (folder.parent, folder):
        if part.is_symlink():
            raise Refusal(_("The folder “{name}” is a link. Links are not followed.").format(name=_shown(part.name)))
    try:
        with os.scandir(folder) as entries:
            visible = (entry.name for entry in entries if not entry.name.startswith(".") and entry.name not in _NOT_HIS)
            names = set(islice(visible, FOLDER_LIMIT))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise Refusal(_("The folder cannot be read: {reason}.").format(reason=error.strerror)) from error
    return sorted(names | {wanted} if os.path.lexists(folder / wanted) else names)


def _notes(folder: Path) -> tuple[str, ...]:
    """What was said when the submission was collected: of files that are not here."""
    file = folder / NOTES
    if not file.is_file() or file.is_symlink():
        return ()
    with file.open("rb") as stream:
        text = stream.read(10_000).decode("utf-8", "replace")
    return tuple(_shown(line, 300) for line in text.splitlines()[:20] if line.strip())


def _find(folder: Path, names: list[str], wanted: str, notes: tuple[str, ...]) -> tuple[list[_File], list[str]]:
    """The files that may be the notebook: at the top, else in folders below, else in archives; and remarks on these.

    Raises:
        Refusal: there is none; the sentence says what there is.
    """
    remarks: list[str] = []
    files = [_plain(folder / name, _shown(name)) for name in names if _is_notebook(name)]
    files = files or list(_deeper(folder, names))
    for name in names if not files else ():
        if name.lower().endswith(".zip"):
            try:
                files += _notebooks_in(_shown(name), read_file(folder / name))
            except Refusal as refusal:
                remarks.append(str(refusal))
    if files:
        return files, remarks
    sentence = _("There is no notebook: {wanted} was expected. Files that are there: {present}.")
    told = [sentence.format(wanted=wanted, present=_listed([_described(name) for name in names])), *remarks, *notes]
    if names:
        told.append(_("Hand in the notebook itself, which ends in .ipynb: in Jupyter and Colab by File, Download."))
    raise Refusal(" ".join(told))


def _is_notebook(name: str) -> bool:
    return name.lower().endswith(ENDINGS)


def _plain(file: Path, name: str) -> _File:
    return _File(name, lambda: read_file(file))


def _deeper(folder: Path, names: list[str]) -> Iterator[_File]:
    """The notebooks in the folders below, where an unpacked archive puts them; links are not followed."""
    seen = 0
    for top in names:
        if (folder / top).is_symlink() or not (folder / top).is_dir():
            continue
        for path, below, found in os.walk(folder / top):
            place = Path(path).relative_to(folder)
            below[:] = sorted(name for name in below if not archives.is_junk(PurePosixPath(name)))
            seen += len(below) + len(found)
            if seen > FOLDER_LIMIT or len(place.parts) > 5:
                return
            for name in sorted(found):
                if _is_notebook(name) and not archives.is_junk(PurePosixPath(name)):
                    yield _plain(Path(path, name), _shown((place / name).as_posix()))


def _notebooks_in(name: str, data: bytes) -> list[_File]:
    """The notebooks in a student's archive.

    Raises:
        Refusal: it cannot be opened.
    """
    try:
        with archives.opened(io.BytesIO(data), name, FILE_LIMIT) as archive:
            paths = [path for path, _info in archives.files_in(archive) if _is_notebook(path.name)]
    except archives.UnreadableError as error:
        raise Refusal(str(error)) from error
    return [_File(_shown(f"{name}/{path}"), partial(_member, name, data, path)) for path in paths]


def _member(name: str, data: bytes, wanted: PurePosixPath) -> bytes:
    try:
        with archives.opened(io.BytesIO(data), name, FILE_LIMIT) as archive:
            [*_others, info] = (info for path, info in archives.files_in(archive) if path == wanted)
            return archives.read(archive, info, SIZE_LIMIT)
    except archives.UnreadableError as error:
        sentence = _("“{name}” in “{archive}” was not read: {reason}.")
        raise Refusal(sentence.format(name=_shown(str(wanted)), archive=name, reason=error)) from error


def _only_notebook(name: str, data: bytes) -> bytes:
    """The notebook in an archive that holds one; else the archive itself, which will be refused as what it is."""
    files = _notebooks_in(name, data)
    return files[0].read() if len(files) == 1 else data


def _shown(name: str, length: int = 80) -> str:
    """The name of a file as it can stand in a report: some file systems allow anything in it."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:length]


def _listed(names: list[str]) -> str:
    """Some names and how many more there are."""
    first = ", ".join(names[:8]) or "–"
    if len(names) <= 8:
        return first
    return _("{names} and {count} more").format(names=first, count=len(names) - 8)


def _described(name: str) -> str:
    """The name of a file that is no notebook, with what it is."""
    what = {
        ".py": _("a script"),
        ".html": _("a web page"),
        ".htm": _("a web page"),
        ".pdf": _("a PDF"),
        ".docx": _("a document of an office program"),
        ".odt": _("a document of an office program"),
        ".rar": _("an archive"),
        ".7z": _("an archive"),
        ".gz": _("an archive"),
        ".url": _("the address of a file, not the file"),
        ".webloc": _("the address of a file, not the file"),
        ".gdoc": _("the address of a file, not the file"),
        ".crdownload": _("a download that did not end"),
        ".part": _("a download that did not end"),
    }.get(PurePosixPath(name).suffix.lower())
    shown = _shown(name)
    return shown if what is None else _("{name} ({what})").format(name=shown, what=what)


def read_file(file: Path, limit: int | None = None) -> bytes:
    """The bytes of a plain file of a decent size; never through a link, never from a pipe or a device.

    Raises:
        Refusal: it is no such file.
    """
    limit = SIZE_LIMIT if limit is None else limit
    no_link = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    name = _shown(file.name)
    try:
        found = file.lstat()
        if not stat.S_ISREG(found.st_mode):
            raise Refusal(_("“{name}” is a link or no plain file. Links are not followed.").format(name=name))
        data = b""
        if found.st_size <= limit:
            with os.fdopen(os.open(file, os.O_RDONLY | no_link), "rb") as stream:
                data = stream.read(limit + 1)
    except OSError as error:
        raise Refusal(_("The file cannot be read: {reason}.").format(reason=error.strerror)) from error
    if max(found.st_size, len(data)) > limit:
        sentence = _("The file is larger than {limit} MB. Clear the outputs (Edit, Clear All Outputs) and save it.")
        raise Refusal(sentence.format(limit=limit >> 20))
    return data


def told_by(file: Path) -> tuple[str | None, dict[str, Any]]:
    """The exercise that a notebook says it is of, and the parameters of its version.

    Raises:
        Refusal: the file cannot be read.
    """
    reading = readings(read_file(file))[0]
    told = _course_of(reading.content).get("exercise")
    for raw in reading.cells:
        cell = _submitted(raw)
        found = re.search(r"\bchecks_for\([^()]*\)", cell.source) if cell is not None else None
        if found is not None:
            try:
                call = ast.parse(found[0], mode="eval").body
                slug, *_others = (ast.literal_eval(argument) for argument in call.args)  # type: ignore[attr-defined]
                parameters = {word.arg: ast.literal_eval(word.value) for word in call.keywords}  # type: ignore[attr-defined]
            except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
                continue
            return str(slug), parameters
    return told if isinstance(told, str) else None, {}


# ------------------------------------------------------------------------------------------------------- the notebook
def _submitted(raw: Any) -> _Cell | None:
    """A cell of the file; None if it is none."""
    if not isinstance(raw, dict):
        return None
    source = _text(raw.get("source", raw.get("input")))  # “input”: version 3
    if source is None:
        return None
    metadata = raw.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    names = tuple(name for name in (grade_id, raw.get("id")) if isinstance(name, str))
    return _Cell("code" if _is_code(raw) else "markdown", source, names, _attachments(raw.get("attachments")))


def _is_code(raw: dict[str, Any]) -> bool:
    """Whether a cell is code; of an unknown type is code what has outputs."""
    if raw.get("cell_type") in ("code", "markdown", "raw", "heading"):
        return bool(raw["cell_type"] == "code")
    return any(key in raw for key in ("outputs", "execution_count", "input"))


def _text(value: Any) -> str | None:
    """A text of the file, fit for a file: no half characters, no zeros, lines that end alike."""
    if isinstance(value, list) and (not value or any(isinstance(line, str) for line in value)):
        value = "".join(line for line in value if isinstance(line, str))
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
            found = {mime: _picture(bundle.get(mime), signature) for mime, signature in _PICTURES.items()}
            pictures[_text(name) or ""] = {mime: picture for mime, picture in found.items() if picture}
    return {name: bundle for name, bundle in pictures.items() if bundle}


def _picture(value: Any, signature: bytes) -> str | None:
    """A picture in base64, if it is one: nothing else ends up in the address of a picture on a page."""
    try:
        data = base64.b64decode("".join((_text(value) or "").split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return base64.b64encode(data).decode() if data.startswith(signature) else None


# --------------------------------------------------------------------------------------------------------- rebuilding
class _Rebuilding:
    """Which submitted cell stands for which released one; what is left over is the student's own."""

    def __init__(self, cells: list[_Cell], released: Notebook, another_release: bool, repairs: list[str]) -> None:
        self.cells, self.released, self.repairs = cells, released, repairs
        self.another_release = another_release
        self.kinds = [kind(cell) for cell in released.cells]
        self.places = self._places()
        self.answers: dict[int, int | None] = {}  # place -> number of the submitted cell
        self.dropped: set[int] = set()
        self.found: list[str] = []  # answers that were known only by what they define
        for place, cell in enumerate(released.cells):
            if self.kinds[place] == "answer":
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
        written = [
            number for number in copies if self.cells[number].source.strip() not in ("", released.source.strip())
        ]
        # one that stands alone is the answer, whatever is in it
        defining = [number for number in written if len(copies) == 1 or self.cells[number].defines(name)]
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
        """A cell that defines an answer whose own cell is blank or gone.

        One of the student's own that stands behind the blank cell runs after it and counts as it is: nothing needs to
        move. One that was written into a check, or turned into text, would not run.
        """
        own = [number for number, place in enumerate(self.places) if place is None]
        found = [number for number in own if self.cells[number].defines(name)]
        if found:
            return found[-1] if before is None or found[-1] < before else None
        checks = [
            number for number, place in enumerate(self.places) if place is not None and self.kinds[place] == "check"
        ]
        return next((number for number in (*checks, *own) if self.cells[number].would_define(name)), None)

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
        match self.kinds[place]:
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
            if place not in present and self.kinds[place] in ("given", "check", "task")
        ]

    def unknown(self) -> list[str]:
        """The answers of which the submission has no cell, blank or not."""
        present = set(self.places)
        places = [place for place, number in self.answers.items() if number is None and place not in present]
        return [self.released.cells[place].id for place in places]

    def notebook(self) -> Notebook:
        """The released notebook with the answers and the student's own cells in it."""
        own = self.own()
        cells = []
        count = 0
        for place in range(-1, len(self.released.cells)):
            if place >= 0:
                cells.append(_copied(self.released.cells[place]))
                chosen = self.answers.get(place)
                if chosen is not None:
                    cells[-1].source = self.cells[chosen].source
            for extra in own[place]:
                count += 1
                cells.append(_own_cell(extra, f"own-{count}"))
        shell = {key: value for key, value in self.released.items() if key != "cells"}
        return _node({**_copied(shell), "cells": cells})


def _own_cell(cell: _Cell, name: str) -> Notebook:
    made = {"cell_type": cell.cell_type, "id": name, "metadata": _node({"tags": ["own"]}), "source": cell.source}
    if cell.cell_type == "code":
        made |= {"execution_count": None, "outputs": []}
    elif cell.attachments:
        made["attachments"] = _copied(cell.attachments)
    return _node(made)


def _node(content: dict[str, Any]) -> Notebook:
    """nbformat's kind of dict, without a look at each value in it: of 300 notebooks that is most of the time."""
    node = _node_type()()
    dict.update(node, content)
    return node


@cache
def _node_type() -> Any:
    from nbformat import NotebookNode

    return NotebookNode


def _copied(value: Any) -> Any:
    """A copy of the JSON of a notebook."""
    if isinstance(value, dict):
        return _node({key: _copied(item) for key, item in value.items()})
    return [_copied(item) for item in value] if isinstance(value, list) else value


def _rebuild(reading: Reading, released: Notebook, led_to_it: tuple[str, ...]) -> Intake:
    """The released notebook with what was read.

    Raises:
        Refusal: it is of another exercise, has too many cells, or too much of it is damaged.
    """
    raw = reading.cells
    slug = released.metadata.course.exercise
    told = _course_of(reading.content).get("exercise", slug)
    if isinstance(told, str) and told != slug:
        sentence = _("This is a notebook of the exercise “{other}”, not of “{slug}”: hand in {slug}.ipynb.")
        raise Refusal(sentence.format(other=_shown(told, 50), slug=slug))
    repairs = [*led_to_it, *reading.repairs]
    if len(raw) > CELL_LIMIT:
        sentence = _("The notebook has {count} cells; {limit} are allowed.")
        raise Refusal(sentence.format(count=len(raw), limit=CELL_LIMIT))
    cells = [cell for cell in map(_submitted, raw) if cell is not None]
    damaged = len(raw) - len(cells)
    another = _course_of(reading.content).get("release", released.metadata.course.release) != (
        released.metadata.course.release
    )
    rebuilding = _Rebuilding(cells, released, another, repairs)
    lost = damaged > 0 or reading.damage is not None
    # names like “setup” and texts are the same in all exercises; in the part that is lost there may be more
    known = {rebuilding.kinds[place] for place in rebuilding.places if place is not None}
    if not (known if lost else known & {"answer", "check"}):
        sentence = _("Nothing of the exercise “{slug}” is in this notebook: is it the right file?")
        raise Refusal(sentence.format(slug=slug))
    if lost and rebuilding.unknown():
        sentence = _("These answers may be in the part that cannot be read: {names}. Hand the notebook in again.")
        lost_answers = sentence.format(names=", ".join(rebuilding.unknown()))
        told = [reading.damage or _("{count} cells are damaged.").format(count=damaged), lost_answers]
        raise Refusal(" ".join(told))
    if reading.damage is not None:
        repairs.append(reading.damage)
    if damaged:
        repairs.append(_("{count} damaged cells were left out.").format(count=damaged))
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
    # mended later, the same answers are another submission: no earlier result holds for it
    digest = _digest([reading.damage, damaged, written] if lost else written)
    return Intake(digest, notebook, tuple(repairs), blank=rebuilding.blank(), lost=lost)


def _course_of(content: dict[str, Any]) -> dict[str, Any]:
    """What the notebook says of its origin, if it still says anything."""
    metadata = content.get("metadata")
    course = metadata.get("course") if isinstance(metadata, dict) else None
    return course if isinstance(course, dict) else {}


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
