"""A submitted file becomes a clean notebook, or a clear refusal. No student code runs here.

The graded notebook is rebuilt from the released one: given cells, checks, order and metadata are the instructor's. From
the submission come the answers, and every cell that the student added or changed outside the checks, at its place.
"""

import ast
import dataclasses
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from course_lib.grading.intake import archives
from course_lib.grading.intake.cells import Cell, submitted
from course_lib.grading.intake.find import File, candidates, listed, names_in, notes_in, only_notebook, read_file
from course_lib.grading.intake.read import Reading, Refusal, readings
from course_lib.grading.notebooks import Notebook, kind
from course_lib.grading.text import shown
from course_lib.language import _

CELL_LIMIT = 1000  # a released notebook has about 20
TEXT_LIMIT = 500_000  # bytes of all cells; a solved notebook has about 50 000
CHOICE_LIMIT = 10  # notebooks that are read to find the one with answers


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


def from_folder(folder: Path, released: Notebook) -> Intake:
    """The submission in a folder that should hold one notebook."""
    wanted = f"{released.metadata.course.exercise}.ipynb"
    try:
        names = names_in(folder, wanted)
        notes = notes_in(folder)
        files, mended = candidates(folder, names, wanted, notes)
    except Refusal as refusal:
        return refused(str(refusal))
    taken = _take_one(files, wanted, released, (*notes, *mended))
    if taken is not None:
        return taken
    sentence = _(
        "There are {count} notebooks and none is called {wanted}. Hand in the one that counts, and call it {wanted}."
    )
    if any(file.is_called(wanted) for file in files):
        sentence = _(
            "There are {count} notebooks, and it is not clear which one counts instead of {wanted}. Hand in one "
            "notebook."
        )
    unclear = sentence.format(count=len(files), wanted=wanted)
    return Intake(digest=_digest([unclear, [file.name for file in files]]), refusal=unclear)


def refused(reason: str) -> Intake:
    """What came of a submission in which nothing could be read."""
    return Intake(digest=_digest([reason]), refusal=reason)


def from_file(file: Path, released: Notebook, repairs: tuple[str, ...] = ()) -> Intake:
    """The submission in a file; ``repairs`` are those that led to it."""
    return _from(File(shown(file.name), lambda: read_file(file)), released, repairs)


def _from(file: File, released: Notebook, repairs: tuple[str, ...]) -> Intake:
    data = b""
    try:
        data = file.read()
        if data.startswith(archives.SIGNATURE):  # an archive that somebody called a notebook
            data = only_notebook(file.name, data)
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


def _take_one(files: list[File], wanted: str, released: Notebook, repairs: tuple[str, ...]) -> Intake | None:
    """The notebook with the right name; without answers in it, the only other one that has some.

    None: more than one could be meant.
    """
    named = [file for file in files if file.is_called(wanted)]
    if len(files) == 1 or len(named) == 1:
        file = named[0] if named else files[0]
        taken = _from(file, released, (*repairs, *_remarks(file, files, wanted)))
        if len(files) == 1 or _has_answers(taken):
            return taken
    answered = None
    for other in files[:CHOICE_LIMIT]:
        found = _from(other, released, (*repairs, *_remarks(other, files, wanted)))
        if _has_answers(found) and answered is not None and answered.digest != found.digest:
            return None
        if _has_answers(found):  # of several that say the same the last; all others are let go of at once
            answered = found
    if answered is not None:
        return answered if len(files) <= CHOICE_LIMIT else None
    return taken if len(named) == 1 else None


def _has_answers(taken: Intake) -> bool:
    if taken.notebook is None:
        return False
    return taken.wrote or len(taken.blank) < sum(kind(cell) == "answer" for cell in taken.notebook.cells)


def _remarks(chosen: File, files: list[File], wanted: str) -> Iterator[str]:
    others = [file.name for file in files if file is not chosen]
    if chosen.name != wanted:
        sentence = _("The file is called “{name}”, not {wanted}; it was read nevertheless.")
        yield sentence.format(name=chosen.name, wanted=wanted)
    if others:
        sentence = _("{wanted} counts; {others} does not.")
        yield sentence.format(wanted=chosen.name, others=listed(others))


def told_by(file: Path) -> tuple[str | None, dict[str, Any]]:
    """The exercise that a notebook says it is of, and the parameters of its version.

    Raises:
        Refusal: the file cannot be read.
    """
    reading = readings(read_file(file))[0]
    told = _course_of(reading.content).get("exercise")
    for raw in reading.cells:
        cell = submitted(raw)
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


# --------------------------------------------------------------------------------------------------------- rebuilding
class _Rebuilding:
    """Which submitted cell stands for which released one; what is left over is the student's own."""

    def __init__(self, cells: list[Cell], released: Notebook, another_release: bool, repairs: list[str]) -> None:
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
            sentence = _("There are {count} cells of {name}; the last one that defines it was taken.")
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
        move. One that was written into a check or a cell to play with, or turned into text, would not run.
        """
        own = [number for number, place in enumerate(self.places) if place is None]
        found = [number for number in own if self.cells[number].defines(name)]
        if found:
            return found[-1] if before is None or found[-1] < before else None
        idle = [
            number
            for number, place in enumerate(self.places)
            if place is not None and self.kinds[place] in ("check", "play")
        ]
        return next((number for number in (*idle, *own) if self.cells[number].would_define(name)), None)

    def blank(self) -> tuple[str, ...]:
        """The answers that nobody wrote."""
        blank = []
        for place, number in self.answers.items():
            name = self.released.cells[place].metadata.nbgrader.grade_id
            own = (cell for cell, at in zip(self.cells, self.places, strict=True) if at is None)
            if number is None and not any(cell.defines(name) for cell in own):
                blank.append(name)
        return tuple(blank)

    def own(self) -> dict[int, list[Cell]]:
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

    def _own_version(self, number: int, cell: Cell, place: int | None) -> Cell | None:
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
            case "play":
                return None  # it may train for minutes, and nothing that is graded needs it
            case "text" if self.another_release:
                return None  # the text of the other release, no student's
            case "task":  # an answer that was written into the question
                remainder = cell.source.strip().removeprefix(released.source.strip())
                return Cell("markdown", remainder.strip(), (), cell.attachments)
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


def _own_cell(cell: Cell, name: str) -> Notebook:
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
        Refusal: it is of another exercise, has too many cells or letters, or too much of it is damaged.
    """
    _refuse_at_sight(reading, released)
    cells = [cell for cell in map(submitted, reading.cells) if cell is not None]
    _refuse_long(cells)
    damaged = len(reading.cells) - len(cells)
    lost = damaged > 0 or reading.damage is not None
    release = released.metadata.course.release
    another = _course_of(reading.content).get("release", release) != release
    rebuilding = _Rebuilding(cells, released, another, [*led_to_it, *reading.repairs])
    _refuse_lost(rebuilding, lost, reading.damage or _("{count} cells are damaged.").format(count=damaged))
    rebuilding.repairs += _put_in_order(rebuilding, reading.damage, damaged)
    notebook = rebuilding.notebook()
    written = [
        (cell.id, cell.cell_type, cell.source, cell.get("attachments", {}))
        for cell in notebook.cells
        if kind(cell) in ("answer", "own")
    ]
    # mended later, the same answers are another submission: no earlier result holds for it
    digest = _digest([reading.damage, damaged, written] if lost else written)
    return Intake(digest, notebook, tuple(rebuilding.repairs), blank=rebuilding.blank(), lost=lost)


def _refuse_at_sight(reading: Reading, released: Notebook) -> None:
    slug = released.metadata.course.exercise
    told = _course_of(reading.content).get("exercise", slug)
    if isinstance(told, str) and told != slug:
        sentence = _("This is a notebook of the exercise “{other}”, not of “{slug}”: hand in {slug}.ipynb.")
        raise Refusal(sentence.format(other=shown(told, 50), slug=slug))
    if len(reading.cells) > CELL_LIMIT:
        sentence = _(
            "The notebook has {count} cells; {limit} are allowed. Delete some of your own and hand it in again."
        )
        raise Refusal(sentence.format(count=len(reading.cells), limit=CELL_LIMIT))


def _refuse_long(cells: Sequence[Cell]) -> None:
    size = sum(len(cell.source.encode()) for cell in cells)
    if size > TEXT_LIMIT:
        sentence = _("The cells hold {size} kB of text; {limit} kB are allowed. Move data out of the notebook.")
        raise Refusal(sentence.format(size=size // 1000, limit=TEXT_LIMIT // 1000))


def _refuse_lost(rebuilding: _Rebuilding, lost: bool, damage: str) -> None:
    # names like “setup” and texts are the same in all exercises; in the part that is lost there may be more
    known = {rebuilding.kinds[place] for place in rebuilding.places if place is not None}
    if not (known if lost else known & {"answer", "check"}):
        sentence = _("Nothing of the exercise “{slug}” is in this notebook: is it the right file?")
        raise Refusal(sentence.format(slug=rebuilding.released.metadata.course.exercise))
    if lost and rebuilding.unknown():
        sentence = _("These answers may be in the part that cannot be read: {names}. Hand the notebook in again.")
        raise Refusal(" ".join([damage, sentence.format(names=", ".join(rebuilding.unknown()))]))


def _put_in_order(rebuilding: _Rebuilding, damage: str | None, damaged: int) -> Iterator[str]:
    """What was mended to get from what was handed in to the released notebook, a sentence each."""
    if damage is not None:
        yield damage
    if damaged:
        yield _("{count} damaged cells were left out.").format(count=damaged)
    if rebuilding.another_release:
        yield _("This notebook belongs to another version of the exercise; it was graded by the current one.")
    if rebuilding.found:
        sentence = _("These answers were found in cells that do not bear their names: {names}.")
        yield sentence.format(names=", ".join(rebuilding.found))
    missing = rebuilding.missing()
    if missing:
        yield _("These cells were missing and were put back: {names}.").format(names=", ".join(missing))


def _course_of(content: dict[str, Any]) -> dict[str, Any]:
    """What the notebook says of its origin, if it still says anything."""
    metadata = content.get("metadata")
    course = metadata.get("course") if isinstance(metadata, dict) else None
    return course if isinstance(course, dict) else {}


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
