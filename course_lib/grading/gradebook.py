"""nbgrader's gradebook, written by one hand: one transaction a submission, and never over what a person wrote.

The rows are those that ``nbgrader generate_assignment`` and ``nbgrader autograde`` would make, so that formgrader,
feedback and export find what they expect.
"""

import csv
import datetime
import io
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from course_lib.grading.exercises import Exercise
from course_lib.language import _

NO_RESPONSE = "No response."  # nbgrader's own words, which its pages know
_COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip


@dataclass(frozen=True)
class Score:
    """What the gradebook learns of one graded cell."""

    points: float | None
    """None: not known; what stood there stays."""
    needs_person: bool
    comment: str | None = None


class Gradebook:
    """The gradebook of a course, open for one assignment.

    Raises:
        ValueError: it holds submissions of another version of the exercise, with other cells.
    """

    def __init__(self, url: str, exercise: Exercise) -> None:
        from nbgrader.api import Gradebook as Database

        self._assignment = exercise.slug
        _make(url)
        with _quiet():
            self._database: Any = Database(url)
            self._database.update_or_create_assignment(exercise.slug)
            self._save_cells(url, exercise)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _save_cells(self, url: str, exercise: Exercise) -> None:
        """What generate_assignment does to the gradebook, by the same step of nbgrader."""
        from nbgrader.preprocessors import SaveCells

        names = {"notebook": exercise.slug, "assignment": exercise.slug, "db_url": url}
        try:
            SaveCells().preprocess(deepcopy(exercise.master), {"nbgrader": names})
        except RuntimeError as error:
            sentence = _("The gradebook holds submissions of “{slug}” with other cells: grade into another folder.")
            raise ValueError(sentence.format(slug=exercise.slug)) from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing: nbgrader commits after each of its calls; here these commits wait for the end."""
        database = self._database
        with _quiet(), database.engine.begin() as connection:
            database.db.remove()
            database.db.configure(bind=connection, join_transaction_mode="rollback_only")
            try:
                yield
                database.db.flush()
            finally:
                database.db.remove()
                database.db.configure(bind=database.engine, join_transaction_mode="conditional_savepoint")

    def enrol(self, student: str) -> None:
        """Make a student known, with or without a submission."""
        with self._transaction():
            self._database.update_or_create_student(student)

    def write(
        self,
        student: str,
        scores: Mapping[str, Score],
        blank: tuple[str, ...] = (),
        timestamp: datetime.datetime | None = None,
        changed: bool = True,
    ) -> None:
        """Write what the checks found; marks, comments and extra credit by persons stay as they are.

        Where a person has given a mark, it is put before that person again only if the submission has changed.
        """
        database, assignment = self._database, self._assignment
        with self._transaction():
            database.update_or_create_student(student)
            given = {} if timestamp is None else {"timestamp": timestamp}
            submission = database.update_or_create_submission(assignment, student, **given)
            [notebook] = submission.notebooks
            for grade in notebook.grades:
                score = scores[grade.name]
                if score.points is not None or changed:
                    grade.auto_score = score.points
                if grade.manual_score is None:
                    grade.needs_manual_grade = score.needs_person
                elif changed:
                    grade.needs_manual_grade = True
            for comment in notebook.comments:
                words = scores[comment.name].comment if comment.name in scores else None
                comment.auto_comment = NO_RESPONSE if comment.name in blank else words

    def csv(self) -> str:
        """All grades of the course as ``nbgrader export`` writes them, with names quoted where they need it."""
        from nbgrader.api import MissingEntry

        text = io.StringIO()
        rows = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
        rows.writeheader()
        with _quiet():
            for assignment in self._database.assignments:
                for student in self._database.students:
                    try:
                        submission = self._database.find_submission(assignment.name, student.id)
                    except MissingEntry:
                        submission = None
                    rows.writerow(_row(assignment, student, submission))
        return text.getvalue()


def _make(url: str) -> None:
    """Make the tables of a new gradebook.

    nbgrader would do it itself, but it asks the program ``alembic`` for the version of its tables: that takes seconds,
    and fails where no environment is activated.
    """
    import nbgrader.api
    from alembic.script import ScriptDirectory
    from sqlalchemy import create_engine, inspect, text

    engine = create_engine(url)
    with engine.begin() as connection:
        if not inspect(connection).get_table_names():
            scripts = Path(nbgrader.api.__file__).with_name("alembic")
            version = ScriptDirectory(str(scripts)).get_current_head()
            nbgrader.api.Base.metadata.create_all(connection)
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
            connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": version})
    engine.dispose()


def _row(assignment: Any, student: Any, submission: Any) -> dict[str, Any]:
    score = 0.0 if submission is None else submission.score
    penalty = 0.0 if submission is None else submission.late_submission_penalty
    row = {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "timestamp": None if submission is None else submission.timestamp,
        "student_id": student.id,
        "last_name": student.last_name,
        "first_name": student.first_name,
        "email": student.email,
        "raw_score": score,
        "late_submission_penalty": penalty,
        "score": max(0.0, score - penalty),
        "max_score": assignment.max_score,
    }
    return {name: "" if value is None else value for name, value in row.items()}


@contextmanager
def _quiet() -> Iterator[None]:
    """nbgrader's own use of SQLAlchemy warns of rows that it has not added yet; nothing is wrong with them."""
    from sqlalchemy.exc import SAWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        yield
