"""Deleting what the folder of a course holds of one student."""

import csv
import io
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from course_lib import files
from course_lib.grading.classroom.course import Course
from course_lib.grading.intake import find
from course_lib.language import _

_OF_STUDENTS = ("submitted", "autograded", "feedback", "replays", "reports/students")
"""Folders in which each student has one."""
_OF_ALL = ("marks", ".nbgrader.log")
"""What names many students and is made again, or is of no use later."""


def places_of(course: Course, student: str) -> list[Path]:
    """What is deleted of a student: whole files and folders. Lines and rows in others go too.

    Raises:
        ValueError: nothing is known of such a student here.
    """
    is_name = student not in ("", ".", "..") and Path(student).name == student  # and leads nowhere else
    of_student = list(_folders_of(course.folder, student)) if is_name else []
    known = {folder.name for folder in (course.folder / "submitted").glob("*") if folder.is_dir()}
    known |= {who for _assignment, who in course.records()}
    if not of_student and student not in known:
        sentence = _("Nothing is known of “{student}” in {folder}. There are: {known}.")
        names = ", ".join(sorted(known)) or "–"
        raise ValueError(sentence.format(student=student, folder=course.folder, known=names))
    pages = sorted(course.reports.glob("*.html"))
    return [*of_student, *pages, *(place for name in _OF_ALL if (place := course.folder / name).exists())]


def forget(course: Course, student: str) -> list[Path]:
    """Delete all that is known of a student, in every assignment; gives the files that still hold the name.

    The pages of the class go too, since they name everybody: the next ``grade`` writes them again.

    Raises:
        ValueError: nothing is known of such a student here, or another run is at work.
    """
    places = places_of(course, student)
    names = {student, *_names_on_platform(course.folder, student)}
    with course.alone():
        for place in places:
            if place.is_dir():
                shutil.rmtree(place)
            else:
                place.unlink()
        for name in ("results.jsonl", "people.jsonl"):
            _without_lines(course.folder / name, student)
        _without_rows(course.folder / "grades.csv", student)
        _without_grades(course, student)
    return [file for file in _all_files(course.folder) if _holds(file, names)]


def _folders_of(folder: Path, student: str) -> Iterator[Path]:
    for name in _OF_STUDENTS:
        if (folder / name / student).is_dir():
            yield folder / name / student


def _names_on_platform(folder: Path, student: str) -> Iterator[str]:
    """What a platform calls the student, where that is written down."""
    for file in (folder / "submitted" / student).rglob(find.ORIGIN):
        with suppress(ValueError, TypeError, KeyError):  # damaged
            yield str(json.loads(file.read_text("utf-8"))["name"])


def _without_lines(file: Path, student: str) -> None:
    """Take the lines of a student out of a file of JSON; what is no JSON and holds the name goes too."""
    if not file.is_file():
        return
    lines = file.read_text("utf-8", "replace").splitlines()
    kept = [line for line in lines if not _is_of(line, student)]
    if kept != lines:
        files.replace(file, "".join(f"{line}\n" for line in kept))


def _is_of(line: str, student: str) -> bool:
    try:
        return bool(json.loads(line)["student"] == student)
    except (ValueError, TypeError, KeyError):
        return student in line


def _without_rows(file: Path, student: str) -> None:
    if not file.is_file():
        return
    rows = csv.DictReader(io.StringIO(file.read_text("utf-8"), newline=""))
    text = io.StringIO()
    table = csv.DictWriter(text, rows.fieldnames or [], lineterminator="\n")
    table.writeheader()
    table.writerows(row for row in rows if row.get("student_id") != student)
    files.replace(file, text.getvalue())


def _without_grades(course: Course, student: str) -> None:
    """Take a student out of the gradebook, and out of what SQLite keeps of deleted rows."""
    from nbgrader.api import Gradebook as Database
    from nbgrader.api import MissingEntry
    from sqlalchemy import make_url

    address = make_url(course.url)
    in_file = address.get_backend_name() == "sqlite"
    if in_file and not Path(str(address.database)).is_file():
        return
    with Database(course.url) as book:
        try:
            book.remove_student(student)
        except MissingEntry:
            return
    if in_file:
        database = sqlite3.connect(str(address.database))
        try:
            database.execute("VACUUM")
        finally:
            database.close()


def _all_files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file() and not file.is_symlink())


def _holds(file: Path, names: set[str]) -> bool:
    data = file.read_bytes()
    return any(name.encode() in data or name in str(file) for name in names)
