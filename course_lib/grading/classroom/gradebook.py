"""nbgrader's gradebook, written by one hand: one transaction a submission, and never over what a person wrote.

The rows are those that ``nbgrader generate_assignment`` and ``nbgrader autograde`` would make, so that formgrader,
feedback and export find what they expect. The database is SQLite by default, PostgreSQL by its address.
"""

import csv
import datetime
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, Self

from course_lib.grading.classroom.database import GradebookError, engine_of, make_tables, quiet, session, shown, spoken
from course_lib.grading.notebooks import Release
from course_lib.grading.text import in_table
from course_lib.language import _

NO_RESPONSE = "No response."  # nbgrader's own words, which its pages know
_COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip

Place = tuple[str, str, str]
"""Where a mark stands: assignment, student, name of the cell."""


@dataclass(frozen=True)
class Score:
    """What the gradebook learns of one graded cell."""

    points: float | None
    """None: not known; what stood there stays."""
    needs_person: bool
    comment: str | None = None


@dataclass(frozen=True)
class Mark:
    """What a person wrote to one cell of a submission."""

    points: float | None = None
    """In place of what the checks gave."""
    extra: float | None = None
    """Extra credit."""
    comment: str | None = None

    def __bool__(self) -> bool:
        return self != Mark()


@dataclass(frozen=True)
class Part:
    """What one part of a submission has."""

    points: float | None
    open: bool
    """Whether a person still has to look at it."""


class Gradebook:
    """The gradebook of a course, open for one assignment.

    Raises:
        GradebookError: it cannot be reached or written, or holds submissions of another version of the exercise.
    """

    def __init__(self, url: str, exercise: Release) -> None:
        from nbgrader.api import Gradebook as Database

        self._assignment, self._maxima = exercise.slug, exercise.maxima
        self._engine = engine_of(url)
        try:
            with spoken(self._engine), quiet():
                make_tables(self._engine)
                text = self._engine.url.render_as_string(hide_password=False)
                self._database: Any = Database(text)
                self._database.update_or_create_assignment(exercise.slug)
                self._save_cells(text, exercise)
                self._read_cells()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        if hasattr(self, "_database"):
            self._database.close()
        self._engine.dispose()

    def _save_cells(self, url: str, exercise: Release) -> None:
        """What generate_assignment does to the gradebook, by the same step of nbgrader."""
        from nbgrader.preprocessors import SaveCells

        names = {"notebook": exercise.slug, "assignment": exercise.slug, "db_url": url}
        try:
            SaveCells().preprocess(deepcopy(exercise.master), {"nbgrader": names})
        except RuntimeError as error:
            sentence = _("The gradebook holds submissions of “{slug}” with other cells: grade into another folder.")
            raise GradebookError(sentence.format(slug=exercise.slug)) from error

    def _read_cells(self) -> None:
        """The identities under which the database knows the assignment and its cells."""
        with session(self._database) as database:
            assignment = database.find_assignment(self._assignment)
            [notebook] = assignment.notebooks
            self._assignment_id, self._notebook_id = assignment.id, notebook.id
            self._graded = {cell.name: cell.id for cell in [*notebook.grade_cells, *notebook.task_cells]}
            self._commented = {cell.name: cell.id for cell in [*notebook.solution_cells, *notebook.task_cells]}

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        """All or nothing."""
        with spoken(self._engine), self._engine.begin() as connection:
            yield connection

    def enrol(self, students: Iterable[str]) -> None:
        """Make students known, with or without a submission."""
        from nbgrader.api import Student
        from sqlalchemy import insert, select

        with self._transaction() as connection:
            known = set(connection.execute(select(Student.id)).scalars())
            new = [{"id": student} for student in sorted(set(students) - known)]
            if new:
                connection.execute(insert(Student.__table__), new)

    def write(
        self,
        student: str,
        scores: Mapping[str, Score],
        blank: tuple[str, ...] = (),
        timestamp: datetime.datetime | None = None,
        changed: bool = True,
        marks: Mapping[str, Mark] | None = None,
    ) -> None:
        """Write what the checks found; marks, comments and extra credit by persons stay as they are.

        Where a person has given a mark, it is put before that person again only if the submission has changed.
        ``marks`` are those of a gradebook that was lost: they are written where the submission is new to this one.
        """
        if set(scores) != set(self._graded):
            raise KeyError(*sorted(set(scores) ^ set(self._graded)))
        with self._transaction() as connection:
            notebook = self._notebook_of(connection, student, timestamp, marks or {})
            self._write_scores(connection, notebook, scores, changed)
            self._write_comments(connection, notebook, scores, blank)

    def _notebook_of(
        self, connection: Any, student: str, timestamp: datetime.datetime | None, marks: Mapping[str, Mark]
    ) -> str:
        """The identity of a student's notebook; where there is none yet, it is made with all its rows."""
        from nbgrader.api import Student, SubmittedAssignment, SubmittedNotebook
        from sqlalchemy import insert, select, update

        of_student = (
            SubmittedAssignment.student_id == student,
            SubmittedAssignment.assignment_id == self._assignment_id,
        )
        submission = connection.execute(select(SubmittedAssignment.id).where(*of_student)).scalar()
        if submission is not None:
            if timestamp is not None:
                table = update(SubmittedAssignment.__table__).where(SubmittedAssignment.id == submission)
                connection.execute(table.values(timestamp=timestamp))
            place = (SubmittedNotebook.assignment_id == submission, SubmittedNotebook.notebook_id == self._notebook_id)
            notebook = connection.execute(select(SubmittedNotebook.id).where(*place)).scalar_one()
            self._make_rows(connection, notebook, marks)
            return str(notebook)
        if connection.execute(select(Student.id).where(Student.id == student)).scalar() is None:
            connection.execute(insert(Student.__table__).values(id=student))
        made = {"assignment_id": self._assignment_id, "student_id": student, "timestamp": timestamp}
        done = connection.execute(insert(SubmittedAssignment.__table__).values(made))
        [submission] = done.inserted_primary_key
        made = {"assignment_id": submission, "notebook_id": self._notebook_id}
        [notebook] = connection.execute(insert(SubmittedNotebook.__table__).values(made)).inserted_primary_key
        self._make_rows(connection, notebook, marks)
        return str(notebook)

    def _make_rows(self, connection: Any, notebook: str, marks: Mapping[str, Mark]) -> None:
        """The rows that a submission should have and does not: all where it is new, else what was lost."""
        from nbgrader.api import Comment, Grade
        from sqlalchemy import insert, select

        def lacking(table: Any, cells: Mapping[str, str]) -> list[tuple[str, str]]:
            found = set(connection.execute(select(table.cell_id).where(table.notebook_id == notebook)).scalars())
            return [(name, cell) for name, cell in cells.items() if cell not in found]

        grades, comments = [], []
        for name, cell in lacking(Grade, self._graded):
            mark = marks.get(name, Mark())
            grade = {"manual_score": mark.points, "extra_credit": mark.extra, "needs_manual_grade": mark.points is None}
            grades.append({"cell_id": cell, "notebook_id": notebook, **grade})
        for name, cell in lacking(Comment, self._commented):
            comment = marks.get(name, Mark()).comment
            comments.append({"cell_id": cell, "notebook_id": notebook, "manual_comment": comment})
        for table, rows in ((Grade, grades), (Comment, comments)):
            if rows:
                connection.execute(insert(table.__table__), rows)

    def _write_scores(self, connection: Any, notebook: str, scores: Mapping[str, Score], changed: bool) -> None:
        from nbgrader.api import Grade
        from sqlalchemy import bindparam, case, func, update

        # the database itself looks for a person's mark: one that is given at this very moment is seen too
        table = Grade.__table__
        kept = func.coalesce(bindparam("points", type_=table.c.auto_score.type), table.c.auto_score)
        statement = (
            update(table)
            .where(table.c.notebook_id == notebook, table.c.cell_id == bindparam("cell"))
            .values(
                auto_score=bindparam("points", type_=table.c.auto_score.type) if changed else kept,
                needs_manual_grade=case(
                    (table.c.manual_score.is_(None), bindparam("person", type_=table.c.needs_manual_grade.type)),
                    else_=True if changed else table.c.needs_manual_grade,
                ),
            )
        )
        rows = [
            {"cell": self._graded[name], "points": score.points, "person": score.needs_person}
            for name, score in scores.items()
        ]
        connection.execute(statement, rows)

    def _write_comments(
        self, connection: Any, notebook: str, scores: Mapping[str, Score], blank: tuple[str, ...]
    ) -> None:
        from nbgrader.api import Comment
        from sqlalchemy import bindparam, update

        table = Comment.__table__
        words = {name: scores[name].comment if name in scores else None for name in self._commented}
        words |= {name: NO_RESPONSE for name in blank if name in words}
        if words:
            statement = update(table).where(table.c.notebook_id == notebook, table.c.cell_id == bindparam("cell"))
            rows = [{"cell": self._commented[name], "words": text} for name, text in words.items()]
            connection.execute(statement.values(auto_comment=bindparam("words")), rows)

    def marks(self) -> dict[Place, Mark]:
        """What stands to each cell of every submission, by persons; an empty Mark where nobody wrote anything."""
        from nbgrader.api import Comment, Grade

        marks: dict[Place, Mark] = {}
        with self._transaction() as connection:
            columns = (Grade.manual_score, Grade.extra_credit, Grade.auto_score)
            for place, points, extra, auto in _of_all(connection, Grade, *columns):
                self._expect_points(place, points, extra, auto)
                marks[place] = Mark(points, extra)
            for place, comment in _of_all(connection, Comment, Comment.manual_comment):
                marks[place] = replace(marks.get(place, Mark()), comment=comment)
        return marks

    def _expect_points(self, place: Place, points: Any, extra: Any, auto: Any) -> None:
        """Refuse what neither formgrader nor a check can have written.

        Raises:
            GradebookError: points are no number, below 0, or more than the cell has.
        """
        assignment, student, cell = place
        most = self._maxima.get(cell, math.inf) if assignment == self._assignment else math.inf
        for found, limit in ((points, most), (extra, math.inf), (auto, most)):
            if found is not None and not (isinstance(found, int | float) and 0 <= found <= limit):
                sentence = _(
                    "The gradebook {url} says that {student} has {points} points for {cell} in {assignment}; a number "
                    "from 0 to {most:g} was expected. Correct it there, or put the gradebook back from a copy."
                )
                told = {"student": student, "points": found, "cell": cell, "assignment": assignment, "most": limit}
                raise GradebookError(sentence.format(url=shown(self._engine.url), **told))

    def parts(self) -> dict[tuple[str, str], dict[str, Part]]:
        """What each part of every submission has, by assignment and student, with what persons gave."""
        from nbgrader.api import Grade

        columns = (Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade)
        found: dict[tuple[str, str], dict[str, Part]] = {}
        with self._transaction() as connection:
            for place, auto, manual, extra, open_ in _of_all(connection, Grade, *columns):
                assignment, student, cell = place
                points = auto if manual is None else manual
                part = Part(None if points is None else points + (extra or 0), bool(open_))
                found.setdefault((assignment, student), {})[cell.removesuffix("-check")] = part
        return found

    def csv(self) -> str:
        """All grades of the course as ``nbgrader export`` writes them, with names quoted where they need it.

        Names that a spreadsheet would run get an apostrophe. Students of ours have none such (``Course.unusable``), so
        whoever reads the table back finds each of them by the very ``student_id`` of the gradebook.
        """
        from nbgrader.api import SubmittedAssignment

        text = io.StringIO()
        rows = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
        rows.writeheader()
        with spoken(self._engine), session(self._database) as database:
            columns = (SubmittedAssignment.timestamp, SubmittedAssignment.score)
            found = database.db.query(
                SubmittedAssignment.assignment_id,
                SubmittedAssignment.student_id,
                *columns,
                SubmittedAssignment.late_submission_penalty,
            )
            handed_in = {(assignment, student): tuple(rest) for assignment, student, *rest in found}
            students = sorted(database.students, key=_name_of)
            for assignment in database.assignments:
                maximum = assignment.max_score
                for student in students:
                    submission = handed_in.get((assignment.id, student.id), (None, 0.0, 0.0))
                    rows.writerow(_row(assignment, maximum, student, submission))
        return text.getvalue()


# ------------------------------------------------------------------------------------------------------------ rows
def _of_all(connection: Any, table: Any, *columns: Any) -> Iterator[tuple[Any, ...]]:
    """For each row of the grades or the comments its place, and the columns."""
    from nbgrader.api import Assignment, BaseCell, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    source = (
        select(Assignment.name, SubmittedAssignment.student_id, BaseCell.__table__.c.name, *columns)
        .select_from(table.__table__)
        .join(BaseCell.__table__, BaseCell.id == table.cell_id)
        .join(SubmittedNotebook.__table__, SubmittedNotebook.id == table.notebook_id)
        .join(SubmittedAssignment.__table__, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment.__table__, Assignment.id == SubmittedAssignment.assignment_id)
    )
    for assignment, student, cell, *written in connection.execute(source):
        yield (assignment, student, cell), *written


def _name_of(student: Any) -> tuple[str, str, str]:
    return student.last_name or "", student.first_name or "", student.id


def _row(assignment: Any, maximum: float, student: Any, submission: Sequence[Any]) -> dict[str, Any]:
    timestamp, score, penalty = submission
    row = {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "timestamp": timestamp,
        "student_id": student.id,
        "last_name": student.last_name,
        "first_name": student.first_name,
        "email": student.email,
        "raw_score": score,
        "late_submission_penalty": penalty,
        "score": max(0.0, score - penalty),
        "max_score": maximum,
    }
    cells = {name: "" if value is None else value for name, value in row.items()}
    return {name: in_table(value) if isinstance(value, str) else value for name, value in cells.items()}
