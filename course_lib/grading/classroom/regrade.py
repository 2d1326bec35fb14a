"""Grading everything again with the present checks: all of it or nothing, and nobody goes down unasked."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from course_lib.grading.classroom.course import Course, Finding
from course_lib.grading.classroom.executors import run_all
from course_lib.grading.classroom.people import standing
from course_lib.grading.classroom.writer import GradebookWriter
from course_lib.grading.judging.check import Result
from course_lib.grading.record import Record


@dataclass(frozen=True)
class Change:
    """What grading again changes for one student."""

    before: Record
    after: Record
    difference: float
    """Points, where a check with a person's mark counts as marked."""

    def checks(self) -> Iterator[tuple[Result, Result]]:
        """The results that differ, before and after."""
        earlier = {result.check: result for result in self.before.results}
        for result in self.after.results:
            old = earlier.get(result.check)
            if old is not None and (old.points, old.status) != (result.points, result.status):
                yield old, result


@dataclass(frozen=True)
class Regraded:
    """What grading everything again with the present checks would change, or has changed."""

    changes: tuple[Change, ...]
    same: int
    """Submissions whose results are as before."""
    other: tuple[str, ...]
    """Students whose submission is new or has changed since it was graded: they are left to ``grade``."""
    failed: tuple[str, ...]
    """Students for whom grading itself failed: what they had stays."""
    written: bool
    tier: int

    @property
    def lower(self) -> list[Change]:
        return [change for change in self.changes if change.difference < 0]


def regrade(
    course: Course,
    *,
    trust_submissions: bool = False,
    jobs: int = 1,
    executor: Executor | None = None,
    allow_lower: bool = False,
    dry_run: bool = False,
    watch: Callable[[Record], object] = lambda _record: None,
) -> Regraded:
    """Grade every graded submission again with the present checks.

    Nothing is written if a grade would go down, unless that is allowed: all of it or nothing.

    Raises:
        ValueError: as ``grade``.
    """
    tier = course.tier(trust_submissions=trust_submissions)
    with GradebookWriter.of(course) as writer:
        tasks, other = [], []
        for student, taken in course.taken_in():
            earlier = writer.before.get((course.assignment, student))
            if isinstance(taken, Exception) or earlier is None or earlier.digest != taken.digest:
                other.append(student)
            else:
                tasks.append(course.task(student, taken, tier))
        findings, failed = [], []
        for task, graded in run_all(tasks, jobs, executor):
            finding = course.finding(task, graded)
            watch(finding.record)
            if graded.failed_machinery:
                failed.append(task.student)
            else:
                findings.append(finding)
        changes = _changes(findings, writer)
        write = not dry_run and (allow_lower or all(change.difference >= 0 for change in changes))
        if write:
            for finding in findings:
                writer.write(finding)
            writer.finish(writer.records.values())
    return Regraded(changes, len(findings) - len(changes), tuple(other), tuple(sorted(failed)), write, tier)


def _changes(findings: Sequence[Finding], writer: GradebookWriter) -> tuple[Change, ...]:
    changes = []
    for finding in findings:
        after = finding.record
        before = writer.before[after.assignment, after.student]
        marks = writer.people.of(after.assignment, after.student)
        change = Change(before, after, standing(after, marks) - standing(before, marks))
        if change.difference or any(change.checks()):
            changes.append(change)
    return tuple(sorted(changes, key=lambda change: (change.difference, change.after.student)))
