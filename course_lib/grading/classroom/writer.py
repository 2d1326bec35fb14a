"""The one hand that writes into the folder of a course: gradebook, notebooks, records, table, reports."""

import dataclasses
import datetime
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from course_lib import files
from course_lib.grading.classroom import table
from course_lib.grading.classroom.course import Course, Finding, handed_in, of_nbgrader
from course_lib.grading.classroom.database import GradebookError
from course_lib.grading.classroom.gradebook import NO_RESPONSE, Gradebook, Score
from course_lib.grading.classroom.people import People
from course_lib.grading.classroom.versions import code_digest
from course_lib.grading.judging.check import Result
from course_lib.grading.judging.watchdog import TooMuchWork, processor_limit
from course_lib.grading.notebooks import Release
from course_lib.grading.record import ClassInfo, Key, Record, read_records
from course_lib.grading.reports import folder as reports
from course_lib.grading.reports import notebook as pages
from course_lib.language import _


@dataclass
class GradebookWriter:
    """The only one who writes: gradebook, notebooks, records, table, reports."""

    course: Course
    book: Gradebook
    before: dict[Key, Record]
    people: People
    unread: dict[Key, str] = field(default_factory=dict)
    """Lines of another version of the course."""

    def __post_init__(self) -> None:
        self.records = dict(self.before)

    @cached_property
    def info(self) -> ClassInfo:
        """What pages need of the class."""
        return self.course.info()

    @classmethod
    @contextmanager
    def of(cls, course: Course) -> Iterator["GradebookWriter"]:
        """The writer of a course's folder; before it writes, it notes which marks persons have given.

        Raises:
            ValueError: another run is at work there, or something cannot be written.
        """
        with _refusals_told(course), course.alone(), Gradebook(course.url, course.exercise) as book:
            before, unread = read_records(course.results)
            people = course.people()
            _refuse_more_than_there_is(people, course)
            people.note(book.marks(), datetime.datetime.now(datetime.UTC))
            book.enrol(course.submissions())
            yield cls(course, book, before, people, unread)

    def write(self, finding: Finding) -> Record:
        """Keep what was found; returns the record that stands. Writing it again changes nothing.

        The notebook comes first, the record last: whatever is interrupted is done again.
        """
        finding = self._shown(finding)
        record = finding.record
        earlier = self.before.get(record.key)
        self.book.write(
            record.student,
            scores_of(record, self.course.exercise),
            blank=record.blank if record.refusal is None else (),
            timestamp=handed_in(self.course.folder / "submitted" / record.student / record.assignment),
            changed=earlier is None or earlier.digest != record.digest,
            marks=self.people.of(*record.key),
        )
        if self.course.replays:
            _write_replay(self.course, record)
        if earlier != record:
            self.records[record.key] = record
            files.append_lines(self.course.results, [record.to_json()])
        return record

    def _shown(self, finding: Finding) -> Finding:
        """Write the pages of a finding. Should one not let itself be shown, that is our failure and stops nobody."""
        try:
            with processor_limit(self.course.limits.grader_cpu_s):
                self._write_pages(finding)
            return finding
        except (OSError, GradebookError):
            raise
        except TooMuchWork:
            finding = self.course.not_shown(finding)
        except Exception as error:
            finding = self.course.not_taken_in(finding.record.student, error)
        self._write_pages(finding)
        return finding

    def _write_pages(self, finding: Finding) -> None:
        self._write_notebook(finding)
        reports.write_student(self.info, finding.record, self.course.reports)

    def _write_notebook(self, finding: Finding) -> None:
        import nbformat

        record = finding.record
        file = self.course.page(record.student)
        for name, text in of_nbgrader(self.course.folder / "submitted" / record.student / record.assignment).items():
            file.parent.mkdir(parents=True, exist_ok=True)
            files.replace(file.with_name(name), text)
        if finding.cells is None:
            if self.course.shows(record):
                return
            shown = record
        else:
            shown = dataclasses.replace(record, cells=finding.cells)
        notebook = pages.autograded(self.course.exercise, shown, finding.intake.notebook)
        notebook.metadata.course["shows"] = record.shown
        file.parent.mkdir(parents=True, exist_ok=True)
        files.replace(file, nbformat.v4.writes(notebook) + "\n")

    def finish(self, records: Iterable[Record]) -> None:
        """The table of all grades, the records without those that were superseded, and the reports on ``records``."""
        files.replace(self.course.folder / "grades.csv", table.grades(self.book, self.records))
        graded = {key for key in self.records if key[0] == self.course.assignment}
        unread = [line for key, line in self.unread.items() if key not in graded]
        lines = [*unread, *(self.records[key].to_json() for key in sorted(self.records))]
        files.replace(self.course.results, "".join(f"{line}\n" for line in lines))
        own = [record for record in records if record.assignment == self.course.assignment]
        own.sort(key=lambda record: record.student)
        reports.write_class(self.info, own, self.course.reports)


def _refuse_more_than_there_is(people: People, course: Course) -> None:
    """Stop at a mark that no person can have given here, before a lost gradebook gets it back.

    Raises:
        ValueError: its points are more than its cell has.
    """
    for (student, cell), points in people.points_in(course.assignment):
        most = course.exercise.maxima.get(cell)
        if most is not None and points > most:
            sentence = _(
                "{file} says that a person gave {student} {points:g} points for {cell}, which has {most:g}. Correct "
                "the line, or delete it."
            )
            told = {"student": student, "points": points, "cell": cell, "most": most}
            raise ValueError(sentence.format(file=people.file, **told))


@contextmanager
def _refusals_told(course: Course) -> Iterator[None]:
    """What the file system refuses becomes one sentence."""
    try:
        yield
    except OSError as error:
        sentence = _(
            "{file} cannot be written: {reason}. Fix this and run the command again: what is graded already is kept."
        )
        file = error.filename or course.folder
        raise GradebookError(sentence.format(file=file, reason=error.strerror or error)) from error


def _write_replay(course: Course, record: Record) -> None:
    """What ``course replay`` needs to ask the same cases at home: it tells the seed of this one submission."""
    content = {
        "assignment": record.assignment,
        "student": record.student,
        "digest": record.digest,
        "release": course.exercise.release,
        "variant": None if course.variant is None else dataclasses.asdict(course.variant),
        "code": code_digest(course.assignment),
        "cases": record.cases,
        "checks": {result.check: {"seed": result.seed, "points": result.points} for result in record.results},
    }
    file = course.folder / "replays" / record.student / f"{record.assignment}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    files.replace(file, json.dumps(content, indent=1) + "\n")


def scores_of(record: Record, exercise: Release) -> dict[str, Score]:
    """What the gradebook learns of each graded cell."""
    scores = {f"{result.check}-check": _score(result) for result in record.results}
    for task in exercise.tasks:
        waits = task in record.written
        scores[task] = Score(None, True) if waits else Score(0.0, False, NO_RESPONSE)
    return scores


def _score(result: Result) -> Score:
    match result.status:
        case "machinery" | "needs a person":
            return Score(None, needs_person=True)
        case "refused":
            return Score(0.0, needs_person=True)
    return Score(result.points, needs_person=False)
