"""The way back: points into the worksheet or gradebook that a teacher downloaded, and the files of feedback for Moodle.

A row gets points only where number *and* name are those of a submission. Where the two disagree nothing is written: on
Moodle a person has another number in each assignment, so that it is the worksheet of another one.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from course_lib.grading.classroom.course import Course
from course_lib.grading.classroom.gradebook import Gradebook
from course_lib.grading.classroom.sheet import Sheet
from course_lib.grading.intake.find import ORIGIN
from course_lib.grading.intake.lms import Origin
from course_lib.grading.reports.words import page_of
from course_lib.grading.text import shown
from course_lib.language import _


@dataclass(frozen=True)
class Standing:
    """What a student has, and who that is on the platform."""

    student: str
    origin: Origin
    points: float
    maximum: float
    open: tuple[str, ...]
    """The parts that wait for a person."""


@dataclass(frozen=True)
class Filled:
    """A file of a platform with the points in it."""

    data: bytes
    platform: str
    column: str
    given: tuple[Standing, ...]
    """Who has points in it."""
    told: tuple[str, ...]
    """What a teacher should know, a sentence each."""


# ------------------------------------------------------------------------------------------------------ what there is
def standings(course: Course) -> list[Standing]:
    """All who handed in through a platform, with the points that persons gave or changed.

    Raises:
        ValueError: nobody did, or nothing is graded yet.
    """
    if not course.results.is_file():
        sentence = _("Nothing is graded in {folder} yet: course grade {slug} {folder}")
        raise ValueError(sentence.format(folder=course.folder, slug=course.assignment))
    with Gradebook(course.url, course.exercise) as book:
        rows = csv.DictReader(io.StringIO(book.csv(), newline=""))
        own = {row["student_id"]: row for row in rows if row["assignment"] == course.assignment}
        parts = book.parts()
    found = []
    for student, folder in course.submissions().items():
        origin = course.origin(student)
        of_student = parts.get((course.assignment, student))
        if folder is not None and origin is not None and of_student is not None:
            waiting = tuple(name for name, part in of_student.items() if part.open)
            row = own[student]
            found.append(Standing(student, origin, float(row["score"]), float(row["max_score"]), waiting))
    if not found:
        sentence = _(
            "No submission in {folder} says who its student is on a platform. Grade the zip file as Moodle or Canvas "
            "gave it: course grade {slug} ZIP --to {folder}"
        )
        raise ValueError(sentence.format(folder=course.folder, slug=course.assignment))
    return found


# -------------------------------------------------------------------------------------------------------- the platforms
class _Table(Protocol):
    """A table of a platform: which row is whose, and which column has the points."""

    platform: str
    column: int

    def numbers(self) -> Iterator[tuple[int, str]]:
        """The number of a student by the number of the row."""

    def maximum(self) -> float | None:
        """The most points, as the table says."""

    def remarks(self, given: Sequence[Standing], /) -> Iterator[str]:
        """What a teacher should know before the file is uploaded."""


class _Moodle:
    """The offline grading worksheet: the number stands at the end of the first column, in any language."""

    platform = "Moodle"
    _GRADE = ("grade", "bewertung", "note", "calificación")
    """How the column is called in the languages that were looked up; in others --column names it."""

    def __init__(self, sheet: Sheet, column: str | None) -> None:
        self.sheet = sheet
        names = [name.strip().casefold() for name in sheet.header]
        wanted = self._GRADE if column is None else (column.strip().casefold(),)
        found = [number for number, name in enumerate(names) if name in wanted and number > 0]
        if len(found) != 1 or not all(re.search(r"\d$", row[0]) for row in sheet.rows):
            raise _not_clear(sheet)
        [self.column] = found

    def numbers(self) -> Iterator[tuple[int, str]]:
        for at, row in enumerate(self.sheet.rows):
            yield at, re.findall(r"\d+$", row[0])[0]

    def maximum(self) -> float | None:
        """It stands right behind the points, the same for all."""
        beside = {row[self.column + 1] for row in self.sheet.rows if self.column + 1 < len(row)}
        return _number(beside.pop()) if len(beside) == 1 else None

    def remarks(self, given: Sequence[Standing]) -> Iterator[str]:
        zeros = [one.student for one in given if one.points == 0]
        if zeros:
            sentence = _("Some versions of Moodle do not take over 0 points. Look after the upload at: {students}")
            yield sentence.format(students=", ".join(zeros))
        yield _("Upload it in the language in which you downloaded it, and before the files of feedback.")


class _Canvas:
    """The exported gradebook: the number of the student is in the column ID, that of an assignment in its header."""

    platform = "Canvas"

    def __init__(self, sheet: Sheet, column: str | None, assignment: str) -> None:
        self.sheet = sheet
        section = max(at for at, name in enumerate(sheet.header) if "Section" in name)
        titles = {at: name for at, name in enumerate(sheet.header) if at > section and re.search(r"\(\d+\)$", name)}
        if column is not None:
            found = [at for at, name in titles.items() if column in (name, re.sub(r"\(\d+\)$", "", name).rstrip())]
        else:
            found = [at for at, name in titles.items() if len(titles) == 1 or assignment in name.casefold()]
        if len(found) != 1:
            sentence = _("Which column is that of {assignment}? Name it with --column. There are: {columns}")
            columns = ", ".join(f"“{shown(name)}”" for name in titles.values()) or "–"
            raise ValueError(sentence.format(assignment=assignment, columns=columns))
        [self.column] = found

    def numbers(self) -> Iterator[tuple[int, str]]:
        for at, row in enumerate(self.sheet.rows):
            if row[1].strip().isdigit():  # others are those of the maximum and of posting
                yield at, row[1].strip()

    def maximum(self) -> float | None:
        found = (row[self.column] for row in self.sheet.rows if row[0].strip() == "Points Possible")
        return next(map(_number, found), None)

    def remarks(self, _given: Sequence[Standing]) -> Iterator[str]:
        yield _("Before it writes anything, Canvas shows what would change.")


def _not_clear(sheet: Sheet) -> ValueError:
    sentence = _(
        "It is neither Moodle's offline grading worksheet nor Canvas's gradebook, or its column of grades has an "
        "unknown name: give that with --column. There are: {columns}"
    )
    return ValueError(sentence.format(columns=", ".join(f"“{shown(name)}”" for name in sheet.header)))


def _table(sheet: Sheet, column: str | None, assignment: str) -> _Table:
    head = sheet.header
    if "Student" in head[0] and "ID" in head[1] and any("Section" in name for name in head):
        return _Canvas(sheet, column, assignment)
    return _Moodle(sheet, column)


# -------------------------------------------------------------------------------------------------------- filling it in
def fill(data: bytes, found: Sequence[Standing], assignment: str, column: str | None = None) -> Filled:
    """The file of a platform with the points of all who have nothing open; no other byte of it changes.

    Raises:
        ValueError: it is no such file, or a number in it is that of somebody with another name.
    """
    sheet = Sheet(data)
    table = _table(sheet, column, assignment)
    rows = _rows_of(table)
    of_platform = [one for one in found if one.origin.platform == table.platform]
    _refuse_two_of_a_number(of_platform)
    by_number = {one.origin.number: one for one in of_platform}
    _refuse_others(sheet, rows, by_number)
    told, cells, given = [], {}, []
    for one in found:
        at = rows.get(one.origin.number) if one.origin.platform == table.platform else None
        if at is None:
            told.append(_("{student} is not in the file, and is left out.").format(student=one.student))
        elif one.open:
            sentence = _("{student} is left out: a person still has to look at {parts}.")
            told.append(sentence.format(student=one.student, parts=", ".join(one.open)))
        else:
            given.append(one)
            before = _number(sheet.rows[at][table.column])
            if before != one.points:
                cells[at, table.column] = _points(one.points)
            if before is not None and before != one.points:
                sentence = _("{student} had {before:g} points in the file and has {after:g} now.")
                told.append(sentence.format(student=one.student, before=before, after=one.points))
    if not rows.keys() & by_number.keys():
        raise ValueError(_("Nobody in the file handed in what is graded here: is it the file of this assignment?"))
    most = table.maximum()
    if most is not None and any(one.maximum != most for one in found):
        sentence = _("The file says that one can have {there:g} points, and here it is {here:g}.")
        told.append(sentence.format(there=most, here=found[0].maximum))
    told += table.remarks(given)
    return Filled(sheet.filled(cells), table.platform, sheet.header[table.column], tuple(given), tuple(told))


def _rows_of(table: _Table) -> dict[str, int]:
    numbers = [number for _at, number in table.numbers()]
    twice = [number for number, count in Counter(numbers).items() if count > 1]
    if twice:
        raise ValueError(_("The number {number} stands in more than one row.").format(number=twice[0]))
    return {number: at for at, number in table.numbers()}


def _refuse_two_of_a_number(found: Sequence[Standing]) -> None:
    """Stop where two students say that they are the same person of the platform.

    Raises:
        ValueError: the sentence names them.
    """
    first: dict[str, Standing] = {}
    for one in found:
        other = first.setdefault(one.origin.number, one)
        if other is not one and one.origin.number:  # a group on Moodle has none
            sentence = _(
                "{one} and {other} both hold number {number} of {platform}, so nothing was written. Find out whose it "
                "is, and delete the file {file} from the other's folder in “submitted”."
            )
            told = {"one": other.student, "other": one.student, "number": one.origin.number}
            raise ValueError(sentence.format(**told, platform=one.origin.platform, file=ORIGIN))


def _refuse_others(sheet: Sheet, rows: dict[str, int], by_number: dict[str, Standing]) -> None:
    """Stop at a number that is another person's.

    Raises:
        ValueError: the sentence names them.
    """
    others = [
        _("{number} is “{here}” here and “{there}” there").format(
            number=number, here=shown(by_number[number].origin.name), there=shown(" | ".join(sheet.rows[at][:2]))
        )
        for number, at in rows.items()
        if number in by_number and not any(same_name(by_number[number].origin.name, text) for text in sheet.rows[at])
    ]
    if others:
        sentence = _(
            "Numbers and names disagree, so nothing was written: it is the file of another assignment or course. "
            "{others}"
        )
        raise ValueError(sentence.format(others="; ".join(others[:5])))


def same_name(one: str, other: str) -> bool:
    """Whether two names are one person's: signs and blanks do not count, nor which of the names comes first.

    >>> same_name("dupontanne", "Dupont, Anne"), same_name("Anne Dupont", "Dupont, Anne")
    (True, True)
    >>> same_name("Teilnehmerin", "Teilnehmer/in12345"), same_name("Anne Dupont", "Anna Dupont")
    (True, False)
    """
    mine = "".join(_words(one))
    words = _words(other)
    turned = ("".join((*words[at:], *words[:at])) for at in range(len(words)))
    return mine != "" and any(mine == text or mine == text.rstrip("0123456789") for text in turned)


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name).casefold())


def _number(text: str) -> float | None:
    """A number as a platform writes it, with a comma or a point; None for anything else."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _points(points: float) -> str:
    """A number that every language reads in the same way."""
    return f"{points:.5f}".rstrip("0").rstrip(".")


# ----------------------------------------------------------------------------------------------------- files for Moodle
def feedback(given: Iterable[Standing], reports: Path, assignment: str) -> bytes:
    """A zip that Moodle takes as “multiple feedback files”: to each student the page of the report."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in given:
            page = reports / page_of(one.student, assignment)
            if page.is_file():
                # Moodle compares the number alone; a name with a _ in it would hide that
                name = one.origin.name.replace("_", " ").strip() or "x"
                path = f"{name}_{one.origin.number}_assignsubmission_file/{assignment}-report.html"
                archive.writestr(zipfile.ZipInfo(path), page.read_bytes(), zipfile.ZIP_DEFLATED)
    return data.getvalue()
