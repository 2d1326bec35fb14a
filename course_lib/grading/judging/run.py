"""Runs a check against a student's object: what goes wrong in it becomes a result, with the likely cause."""

import os
import sys
import textwrap
import time
from collections.abc import Sequence
from dataclasses import dataclass

from course_lib.grading.judging.check import Check, Failure, NotYet, Result
from course_lib.grading.judging.diagnosis import name_causes
from course_lib.grading.judging.trial import Run, Trial, cases_of
from course_lib.grading.running.session import InProcess, Student
from course_lib.grading.worker.protocol import DETAILS_CHARS, SENTENCE_CHARS, StudentError
from course_lib.language import _


def run_check(check: Check, student: Student, seed: int = 0, cases: int = 2) -> Result:
    """Run all properties of a check; what goes wrong in a student's code becomes a result.

    The seed fixes every random number: the same seed and the same code give the same result.

    Raises:
        StudentError: with the status “machinery”, when it was our side that failed.
    """
    started = time.monotonic()
    try:
        trials = trials_of(check, student, seed, cases)
    except StudentError as error:
        if error.status == "machinery":
            raise
        return Result(
            check=check.name,
            status=error.status,
            points=0.0,
            maximum=check.points,
            message=error.sentence,
            details=error.details,
            seed=seed,
            tier=student.tier,
            seconds=time.monotonic() - started,
        )
    points = sum(trial.points for trial in trials)
    return Result(
        check=check.name,
        status="passed" if points == check.points else _worst_status(trials),
        points=points,
        maximum=check.points,
        message=message_of(trials, points, check.points),
        details="\n".join(trial.details for trial in trials if trial.details)[:DETAILS_CHARS],
        seed=seed,
        tier=student.tier,
        seconds=time.monotonic() - started,
        outcomes=tuple(trial.outcome() for trial in trials),
        causes=tuple(dict.fromkeys(trial.cause.name for trial in trials if trial.cause)),
        delegated=tuple(dict.fromkeys(trials[0].run.called)) if check.built_ins else (),
    )


def trials_of(check: Check, student: Student, seed: int = 0, cases: int = 2) -> list[Trial]:
    """Put every property of a check on trial, and look for the causes of what failed.

    Raises:
        StudentError: there is nothing to ask, or it was our side that failed.
    """
    expect_callable(check, student)
    run = Run(cases_of(check, seed), student, cases)
    trials: list[Trial] = []
    for held in check.properties:
        trials.append(_try(Trial(run, held), trials))
    name_causes(trials)
    return trials


def expect_callable(check: Check, student: Student) -> None:
    """The object exists, can be called, and takes the stated arguments.

    Raises:
        StudentError: it is not so.
    """
    found = student.describe(check.name)
    if found.kind == "missing":
        raise StudentError("not run", _("{name} is not defined: run the cell that defines it").format(name=check.name))
    if found.kind == "other":
        raise StudentError(
            "failed",
            _("{name} must be a function or a class; yours is an object of type {type}").format(
                name=check.name, type=found.type_name
            ),
        )
    takes = [name for name in found.parameters if not name.startswith("*")]
    if len(takes) == len(found.parameters) and len(takes) < len(check.signature):
        raise StudentError(
            "failed",
            _("{name} must take the arguments ({wanted}); yours takes ({got})").format(
                name=check.name, wanted=", ".join(check.signature), got=", ".join(takes)
            ),
        )


def _try(trial: Trial, earlier: Sequence[Trial]) -> Trial:
    """Put one property on trial, unless the gate is shut, or the code has crashed or been too slow already."""
    if any(other.status == "timeout" or (other.held.gate and other.crashed) for other in earlier):
        return trial
    if not trial.held.gate and any(other.held.gate and other.status != "passed" for other in earlier):
        return trial
    try:
        trial.held.test(trial)
        trial.status = "passed"
    except NotYet:
        trial.status = "not tested"
    except Failure as failure:
        trial.status, trial.sentence, trial.details = "failed", failure.sentence[:SENTENCE_CHARS], failure.details
        trial.ask_the_rest()
    except StudentError as error:
        if error.status in ("machinery", "not run"):
            raise
        trial.status, trial.sentence, trial.details = error.status, error.sentence, error.details
    return trial


def _worst_status(trials: Sequence[Trial]) -> str:
    """What to call a result that is not full: a crash or a timeout where nothing else was earned, else “failed”."""
    if any(trial.points for trial in trials):
        return "failed"
    return next(trial.status for trial in trials if trial.status != "passed")


def message_of(trials: Sequence[Trial], points: float, maximum: float) -> str:
    """What the student reads: of each property what must hold, what is wrong, the likely cause; then the points."""
    lines = []
    for trial in trials:
        held = trial.held
        match trial.status:
            case "passed":
                line = _("passed      {score:<14}{sentence}")
            case "not tested":
                line = _("not tested  {score:<14}{sentence}")
            case _other:
                line = _("failed      {score:<14}{sentence}")
        score = _("{points:g} of {maximum:g}").format(points=trial.points, maximum=held.points)
        lines.append(line.format(score=score, sentence=held.sentence))
        if trial.sentence:
            lines.append(_below(trial.sentence))
        if trial.status == "crashed":
            sentence = _("to see where it stops, call {name} yourself with random tensors of the stated shapes")
            lines.append(_below(sentence.format(name=trial.check.name)))
        if trial.cause is not None and not trial.names_cause:
            lines.append(_below(_("likely cause: {sentence}").format(sentence=trial.cause.sentence)))
    if any(trial.status == "not tested" for trial in trials):
        lines.append(_("What is not tested waits until the failures above are fixed."))
    lines.append(_("{points:g} of {maximum:g} points").format(points=points, maximum=maximum))
    return "\n".join(lines)


def _below(text: str) -> str:
    """A text below the sentence of its property."""
    return textwrap.indent(text, " " * 26)


class NotPassedError(AssertionError):
    """A check that did not pass, where nbgrader validates a notebook: of a cell it shows what was raised, no more."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback."""
        return str(self).splitlines()


@dataclass(frozen=True)
class Checker:
    """The function ``check`` of a notebook: prints what holds and what does not, returns the points."""

    checks: dict[str, Check]

    def __call__(self, name: str, answer: object) -> float:
        """Check one answer.

        Raises:
            ValueError: this exercise has no check of that name.
        """
        if name not in self.checks:
            raise ValueError(
                _("there is no check “{name}”; this exercise has {names}").format(
                    name=name, names=", ".join(self.checks)
                )
            )
        result = run_check(self.checks[name], InProcess({name: answer}))
        if os.environ.get("NBGRADER_EXECUTION") == "validate" and result.points < result.maximum:
            raise NotPassedError(result.message)
        sys.stdout.write(result.message + "\n")
        return float(result.points)
