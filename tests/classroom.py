"""The sample class: made of small texts under ``submissions/classroom``, graded by ``python -m tests.classroom``.

``submissions/closed_room`` holds submissions of the same form that ask for what a closed room does not have.

A student is a folder, named by what the submission is, with

- ``case.json``: what it is, what must come of it, and what was done to the file as a whole: ``base`` (“blank”, the
  notebook as it was given out; “answers”, with the model answers; “nothing”, the text is the whole file), ``file`` (its
  name), ``strip`` (no metadata), ``missing`` (what a person is told that the room lacks);
- ``submission.txt``: edits of that notebook, as cells in jupytext's percent format: ``answer="name"`` and
  ``change="id"`` write another text, ``after="id"`` adds a cell, ``copy="id"`` adds one with the same metadata,
  ``delete="id"`` takes one away. No ``.py``: students' code is allowed to be no Python.
"""

import json
import os
import shutil
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
import nbformat

from course_lib.cli import main as course
from course_lib.grading import notebooks
from course_lib.grading.checks import exercise
from course_lib.grading.running import isolation

CASES = Path(__file__).parent / "submissions" / "classroom"
CLOSED_ROOM = CASES.with_name("closed_room")
CLASSROOM = notebooks.REPOSITORY / "_build" / "classroom"
SLUG = "lstm"


@dataclass(frozen=True)
class Case:
    """One submission of the sample class and what must come of it."""

    student: str
    what: str
    points: dict[str, float]
    statuses: dict[str, str]
    """Where they are not “passed” for full points and “failed” for less."""
    waits: bool
    """Whether a written answer waits for a person."""
    repairs: int
    refused: bool
    base: str
    file: str
    strip: bool
    missing: str
    folder: Path


def cases(folder: Path = CASES) -> list[Case]:
    """The sample class, or the submissions of another folder."""
    defaults = {"statuses": {}, "waits": False, "repairs": 0, "refused": False}
    defaults |= {"base": "blank", "file": f"{SLUG}.ipynb", "strip": False, "missing": ""}
    files = sorted(folder.glob("*/case.json"))
    return [
        Case(file.parent.name, folder=file.parent, **(defaults | json.loads(file.read_text("utf-8")))) for file in files
    ]


def text_of(case: Case) -> str:
    """What is written down of a submission."""
    return (case.folder / "submission.txt").read_text("utf-8")


def notebook(case: Case) -> Any:
    """The notebook that the student of a case handed in."""
    exercise = notebooks.build(SLUG)
    made = deepcopy(exercise.student)
    if case.base == "answers":
        answers = {cell.id: cell.source for cell in exercise.instructor.cells}
        for cell in made.cells:
            if notebooks.kind(cell) == "answer":
                cell.source = answers[cell.id]
    for edit in jupytext.reads(text_of(case), fmt="py:percent").cells:
        _apply(edit, made.cells)
    if case.strip:
        made.metadata.pop("course")
        for cell in made.cells:
            cell.metadata = {}
            del cell["id"]
        made.nbformat_minor = 4
    return made


def _apply(edit: Any, cells: list[Any]) -> None:
    """Do one edit to a notebook's cells."""
    [(action, name)] = ((key, value) for key, value in edit.metadata.items() if key != "lines_to_next_cell")
    at = next(number for number, cell in enumerate(cells) if cell.id == name)
    last = max(number for number, cell in enumerate(cells) if cell.id.startswith(f"{name}--") or cell.id == name)
    match action:
        case "answer" | "change":
            cells[at].source = edit.source
        case "delete":
            del cells[at]
        case "after" | "copy":
            new = nbformat.v4.new_code_cell if edit.cell_type == "code" else nbformat.v4.new_markdown_cell
            metadata = deepcopy(cells[at].metadata) if action == "copy" else {}
            cells.insert(last + 1, new(edit.source, id=f"{name}--{last}", metadata=metadata))
        case _:
            raise ValueError(f"unknown edit {action}")


def hand_in(folder: Path, chosen: list[Case] | None = None) -> None:
    """Put the class's submissions where nbgrader collects them: folder/submitted/student/lstm."""
    for case in cases() if chosen is None else chosen:
        to = folder / "submitted" / case.student / SLUG
        to.mkdir(parents=True, exist_ok=True)
        # nbformat would mend some of what is meant to be wrong
        text = text_of(case) if case.base == "nothing" else json.dumps(notebook(case), indent=1)
        (to / case.file).write_text(text, "utf-8")


def main() -> None:
    """Make the class anew and grade what has changed: what ``make`` runs."""
    shutil.rmtree(CLASSROOM / "submitted", ignore_errors=True)
    hand_in(CLASSROOM)
    arguments = ["grade", SLUG, os.path.relpath(CLASSROOM)]
    if isolation.probe(exercise(SLUG).library).tier:
        print("Grading the sample class.", flush=True)
    else:
        arguments.append("--trust-submissions")
        print("Grading the sample class. No sandbox holds here (course doctor says why).", flush=True)
        print("These submissions are our own, hence --trust-submissions.", flush=True)
    course(arguments)


if __name__ == "__main__":
    main()
