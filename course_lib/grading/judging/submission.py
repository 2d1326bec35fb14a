"""One submission: its cells are run, then every check is asked."""

import dataclasses
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from course_lib.grading.intake.rebuild import Intake
from course_lib.grading.judging import forbidden_calls
from course_lib.grading.judging.check import Check, Result
from course_lib.grading.judging.missing import missing, missing_in_answer
from course_lib.grading.judging.run import run_check
from course_lib.grading.judging.watchdog import TooMuchWork, processor_limit
from course_lib.grading.notebooks import Notebook, Variant, kind
from course_lib.grading.running.session import Cell, CellReport, InProcess, Limits, Session
from course_lib.grading.running.worker_package import Library
from course_lib.grading.worker.protocol import StudentError
from course_lib.language import _

CASES = 4
"""Random cases of each property of a graded submission; in a student's own notebook there are fewer."""


@dataclass(frozen=True)
class GradingTask:
    """A submission to be graded. It holds all that is needed: it can run anywhere, and twice."""

    assignment: str
    student: str
    intake: Intake
    variant: Variant | None
    seed: int
    limits: Limits
    cases: int
    tier: int = 0
    """How well the student's code is kept apart: see ``isolation``."""


@dataclass(frozen=True)
class Graded:
    """What running a submission gave."""

    results: tuple[Result, ...]
    cells: tuple[CellReport, ...] = ()
    died: bool = False
    """Whether the process that graded it is gone, perhaps by another's fault."""

    @property
    def failed_machinery(self) -> bool:
        return any(result.status == "machinery" for result in self.results)


def grade_submission(task: GradingTask, checks: Sequence[Check], library: Library) -> Graded:
    """Run a submission and check it. What goes wrong on our side is the status “machinery”, never a 0."""
    if task.intake.refusal is not None:
        return refused(checks, task.intake.refusal)
    try:
        graded, deaths = _run_once(task, checks, library)
        # who ended the process, the code in it or somebody outside? Only the code does it again
        return _run_once(task, checks, library)[0] if deaths else graded
    except TooMuchWork:
        sentence = _(
            "Checking was stopped after {seconds:g} s, because the grader could not read in time what your code "
            "returned: return plain tensors of the stated shapes."
        )
        return refused(checks, sentence.format(seconds=task.limits.grader_cpu_s))
    except Exception as error:
        return lost(checks, error)


def _run_once(task: GradingTask, checks: Sequence[Check], library: Library) -> tuple[Graded, int]:
    with Session(library, task.limits, task.tier) as session:
        taken = task.intake
        with processor_limit(task.limits.grader_cpu_s):
            graded = run(taken.notebook, checks, session, task.seed, task.cases, taken.lost)
        return graded, session.deaths


def run(
    notebook: Notebook,
    checks: Sequence[Check],
    session: Session,
    seed: int = 0,
    cases: int = 2,
    lost_cells: bool = False,
    watch: Callable[[str], object] = lambda _name: None,
) -> Graded:
    """Run the cells of a rebuilt notebook, then every check; the defaults are those of a student's own check.

    ``watch`` is told the name of each cell and check that is done.
    """
    cells = cells_of(notebook)
    reports, results = [], []
    for cell in cells:
        reports += session.execute([cell])
        watch(cell.name)
    for check in checks:
        results.append(_check(check, session, seed, cases))
        watch(check.name)
    named = forbidden_calls.in_source(notebook, checks)
    lack_of_all = missing(cells, reports)
    sources = {cell.name: cell.source for cell in cells}
    for number, (check, result) in enumerate(zip(checks, results, strict=True)):
        delegated = forbidden_calls.merge(check, named.get(check.name, ()), result.delegated)
        result = dataclasses.replace(result, delegated=delegated)
        lack = lack_of_all
        if lack is None and result.status == "crashed":
            lack = missing_in_answer(result.message, sources.get(check.name, ""))
        if (lack is not None or lost_cells) and result.status not in ("passed", "machinery"):
            result = _for_a_person(result, lack)
        results[number] = result
    return Graded(tuple(results), tuple(reports))


def cells_of(notebook: Notebook) -> list[Cell]:
    """What is run of a rebuilt notebook: neither checks nor what installs the course."""
    runs = (cell for cell in notebook.cells if cell.cell_type == "code" and kind(cell) in ("given", "answer", "own"))
    return [Cell(cell.id, cell.source) for cell in runs]


def _check(check: Check, session: Session, seed: int, cases: int) -> Result:
    try:
        return run_check(check, session, seed, cases)
    except StudentError as error:
        return _machinery(check, error)
    except Exception as error:
        if _fails_by_itself(check, seed, cases):
            return _machinery(check, error)
        sentence = _(
            "What your code returned could not be compared with what was asked. Return plain tensors of the stated "
            "shapes and dtypes; if you do, show this to your instructor."
        )
        return _without_points(check, "refused", sentence, _traceback(error))


def _fails_by_itself(check: Check, seed: int, cases: int) -> bool:
    """Whether a check breaks on the reference too: if not, what a submission sent has done it."""
    try:
        run_check(check, InProcess({check.name: check.reference}), seed, cases)
    except Exception:
        return True
    return False


def _for_a_person(result: Result, lack: str | None) -> Result:
    """A result that is no 0; without a ``lack``, some cells could not be read."""
    if lack is None:
        sentence = _("Some cells could not be read. A person looks at it; if you can, hand the notebook in again.")
    else:
        sentence = _(
            "Grading does not provide what your code needs: {missing}. A person looks at it; if you can still hand "
            "in, do without it."
        )
    message = result.message + "\n" + sentence.format(missing=lack)
    return dataclasses.replace(result, status="needs a person", message=message)


def _without_points(check: Check, status: str, message: str, details: str = "") -> Result:
    return Result(check=check.name, status=status, points=0.0, maximum=check.points, message=message, details=details)


def _machinery(check: Check, error: BaseException) -> Result:
    sentence = _("Grading failed, through no fault of yours. Your notebook is graded again; you need not do anything.")
    return _without_points(check, "machinery", sentence, _traceback(error))


def _traceback(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))[-4000:]


def refused(checks: Sequence[Check], reason: str) -> Graded:
    """What is known of a submission that nobody can read."""
    return Graded(tuple(_without_points(check, "refused", reason) for check in checks))


def lost(checks: Sequence[Check], error: Exception, died: bool = False) -> Graded:
    """What is known of a submission that could not be graded, through no fault of its own."""
    return Graded(tuple(_machinery(check, error) for check in checks), died=died)
