"""Grading a folder of submissions: what is new or has changed is graded, what is known already stays."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import closing

from course_lib.grading.checks import checks_of
from course_lib.grading.classroom.course import Course, Finding
from course_lib.grading.classroom.executors import run_all
from course_lib.grading.classroom.people import People, standing
from course_lib.grading.classroom.writer import GradebookWriter
from course_lib.grading.judging.submission import Graded, GradingTask
from course_lib.grading.record import Record

_STRENGTH = {0: 0, 2: 1, 1: 2}
"""How well each tier keeps students' code apart: tier 1 is the best."""


def grade(
    course: Course,
    *,
    trust_submissions: bool = False,
    jobs: int = 1,
    executor: Executor | None = None,
    again: bool = False,
    watch: Callable[[Record], object] = lambda _record: None,
) -> list[Record]:
    """Grade what is new or changed in a course's folder; returns the records of all its submissions.

    Every submission is written as soon as it is graded: a run that is interrupted goes on where it stopped. Where only
    the checks have changed and would give fewer points, the earlier result stays until ``regrade`` is told otherwise.

    Raises:
        isolation.NotIsolatedError: no sandbox holds here, and the submissions are not said to be trusted.
        ValueError: the folder holds no submissions, or grades of another version of the exercise; it or the gradebook
            cannot be written; another run is at work.
    """
    tier = course.tier(trust_submissions=trust_submissions)
    records: dict[str, Record] = {}
    with GradebookWriter.of(course) as writer:

        def keep(finding: Finding) -> None:
            record = writer.write(finding)
            records[record.student] = record
            watch(record)

        with closing(run_all(_to_grade(course, writer, tier, again, keep), jobs, executor)) as each:
            for task, graded in each:
                keep(_found(course, writer, task, graded))
        writer.finish(records.values())
    return [records[student] for student in sorted(records)]


def _to_grade(
    course: Course, writer: GradebookWriter, tier: int, again: bool, keep: Callable[[Finding], None]
) -> Iterator[GradingTask]:
    """What has to be graded, read when it is asked for; what is known without grading is kept on the way."""
    for student, taken in course.taken_in():
        if isinstance(taken, Exception):
            keep(course.not_taken_in(student, taken))
            continue
        task = course.task(student, taken, tier)
        earlier = writer.before.get((course.assignment, student))
        if earlier is not None and not again and _still_holds(course, earlier, task):
            keep(Finding(dataclasses.replace(earlier, repairs=taken.repairs, origin=course.origin(student)), taken))
        else:
            yield task


def _found(course: Course, writer: GradebookWriter, task: GradingTask, graded: Graded) -> Finding:
    """What grading found; where only the checks have changed and would give fewer points, what was found before."""
    finding = course.finding(task, graded)
    earlier = writer.before.get((course.assignment, task.student))
    if earlier is not None and _has_maxima(earlier, course):
        return _unless_lower(finding, earlier, writer.people)
    return finding


def _still_holds(course: Course, earlier: Record, task: GradingTask) -> bool:
    """Whether grading again would find the same."""
    if not _has_maxima(earlier, course):
        return False
    same = (earlier.digest, earlier.grader, earlier.seed) == (task.intake.digest, course.grader, task.seed)
    as_safe = _STRENGTH[earlier.tier] >= _STRENGTH[task.tier] or earlier.refusal is not None
    # figures stand in the notebook alone: if it is lost, only the submission can draw them again
    shown = dataclasses.replace(earlier, repairs=task.intake.repairs)
    return same and as_safe and (not earlier.figures or course.shows(shown))


def _has_maxima(earlier: Record, course: Course) -> bool:
    """Whether a record is of the points that the checks give now: any other was not written by this grader."""
    asked = {check.name: check.points for check in checks_of(course.assignment, course.variant)}
    return {result.check: result.maximum for result in earlier.results} == asked


def _unless_lower(finding: Finding, earlier: Record, people: People) -> Finding:
    """The earlier result, where other checks or a harder moment would give fewer points for the same submission."""
    new = finding.record
    if earlier.digest != new.digest or new.failed_machinery or earlier.failed_machinery:
        return finding
    marks = people.of(new.assignment, new.student)
    if standing(new, marks) >= standing(earlier, marks):
        return finding
    kept = dataclasses.replace(
        earlier,
        grader=new.grader,
        seed=new.seed,
        tier=new.tier,
        repairs=new.repairs,
        origin=new.origin,
        held=new.points,
    )
    return Finding(kept, finding.intake)


def count_statuses(records: Iterable[Record]) -> Counter[str]:
    """How often each status occurs."""
    return Counter(result.status for record in records for result in record.results)
