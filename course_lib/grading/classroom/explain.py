"""Why a check gave what it gave: for the instructor from the records, for the student at home with the same cases."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from course_lib.grading import notebooks
from course_lib.grading.checks import checks_of, exercise, variant_of
from course_lib.grading.classroom.course import Course
from course_lib.grading.classroom.gradebook import Mark
from course_lib.grading.classroom.regrade import Regraded
from course_lib.grading.classroom.versions import code_digest
from course_lib.grading.intake import rebuild
from course_lib.grading.judging.check import Check, Quantity, Result
from course_lib.grading.judging.forms import quantities_in, written_out
from course_lib.grading.judging.run import trials_of
from course_lib.grading.judging.submission import cells_of
from course_lib.grading.judging.trial import Trial
from course_lib.grading.record import Record
from course_lib.grading.running.session import Session
from course_lib.grading.text import plain
from course_lib.grading.worker.protocol import Reply, Request, StudentError, Value, agreeing, same, tensors_in
from course_lib.language import _

NUMBERS = 8
"""How many numbers of a tensor are shown."""
FILE_LIMIT = 1 << 20  # bytes of a replay; real ones have about a thousand


# --------------------------------------------------------------------------------------------------- for the instructor
def explain(course: Course, student: str, name: str, tier: int) -> Iterator[str]:
    """What is known of one check of one submission, then its first failing case, which is run again: lines of text.

    Raises:
        ValueError: there is no such check, or this student has no graded submission.
    """
    check = _check(course, name)
    record = course.records().get((course.assignment, student))
    if record is None:
        sentence = _(
            "There is no result of “{student}” for {assignment}: run course grade first. There are results of: {known}."
        )
        known = ", ".join(sorted(who for slug, who in course.records() if slug == course.assignment)) or "–"
        raise ValueError(sentence.format(student=student, assignment=course.assignment, known=known))
    result = next((result for result in record.results if result.check == name), None)
    if result is None:
        raise ValueError(
            _("The results of {student} are older than this check: grade again first.").format(student=student)
        )
    yield from told_of_submission(record)
    yield ""
    yield from told_of_result(record, result, course.people().of(course.assignment, student))
    yield ""
    yield from _told_of_case(course, record, result, check, tier)


def _check(course: Course, name: str) -> Check:
    checks = {check.name: check for check in checks_of(course.assignment, course.variant)}
    if name not in checks:
        sentence = _("The exercise “{slug}” has no check “{name}”. Its checks are: {names}.")
        raise ValueError(sentence.format(slug=course.assignment, name=name, names=", ".join(checks)))
    return checks[name]


def told_of_submission(record: Record) -> Iterator[str]:
    yield _("Submission of {student} for {assignment}").format(student=record.student, assignment=record.assignment)
    if record.refusal is not None:
        yield "  " + _("refused: {reason}").format(reason=plain(record.refusal))
    for repair in record.repairs:
        yield "  " + _("repaired: {repair}").format(repair=plain(repair))
    if not record.repairs and record.refusal is None:
        yield "  " + _("nothing was repaired")
    if record.blank:
        yield "  " + _("blank: {names}").format(names=", ".join(record.blank))
    for report in record.cells:
        line = _("cell {name}: {status}").format(name=report.name, status=report.status)
        yield f"  {line}" + (f": {plain(report.error)}" if report.error else "")


def told_of_result(record: Record, result: Result, marks: Mapping[str, Mark]) -> Iterator[str]:
    yield _("Check {name}: {status}, {points:g} of {maximum:g} points").format(
        name=result.check, status=result.status, points=result.points, maximum=result.maximum
    )
    yield "  " + _("seed {seed}, cases {cases}, tier {tier}, {seconds:.1f} s").format(
        seed=result.seed, cases=record.cases, tier=record.tier, seconds=result.seconds
    )
    yield "  " + _("limits: {limits}").format(
        limits=", ".join(f"{name}={value:g}" for name, value in asdict(record.limits).items())
    )
    if record.held is not None:
        sentence = _("the current checks give this submission {points:g} points in all; its earlier points are kept")
        yield "  " + sentence.format(points=record.held)
    if result.delegated:
        yield "  " + _("built-ins of torch that the answer uses: {names}").format(names=", ".join(result.delegated))
    mark = marks.get(f"{result.check}-check", Mark())
    if mark.points is not None:
        yield "  " + _("a person gave {points:g} points").format(points=mark.points)
    for cell in (result.check, f"{result.check}-check"):
        comment = marks.get(cell, Mark()).comment
        if comment:
            yield "  " + _("a person wrote: {comment}").format(comment=plain(comment))
    yield _("What the student reads:")
    yield from (f"  {line}" for line in plain(result.message).splitlines())


def _told_of_case(course: Course, record: Record, result: Result, check: Check, tier: int) -> Iterator[str]:
    """Run one check again, and show the first case in which it fails."""
    folder = course.submissions().get(record.student)
    taken = None if folder is None else rebuild.from_folder(folder, course.exercise.student)
    if taken is None or taken.notebook is None:
        yield _("There is no notebook to run.")
        return
    if taken.digest != record.digest:
        yield _("The submission has changed since it was graded: what follows is of the new one.")
    with Session(exercise(course.assignment).library, record.limits, tier) as session:
        session.execute(cells_of(taken.notebook))
        trial = _first_failure(check, session, result.seed, record.cases)
        if isinstance(trial, str):
            yield trial
            return
        yield from told(trial, with_wanted=True)


def _first_failure(check: Check, session: Session, seed: int, cases: int) -> Trial | str:
    """The first property that does not hold; a sentence where there is none."""
    try:
        trials = trials_of(check, session, seed, cases)
    except StudentError as error:
        return "\n".join(filter(None, (plain(error.sentence), plain(error.details))))
    failed = (trial for trial in trials if trial.status not in ("passed", "not tested"))
    return next(failed, _("Run again with this seed, every property holds."))


# ------------------------------------------------------------------------------------------------------------ one case
def told(trial: Trial, *, with_wanted: bool) -> Iterator[str]:
    """The case in which a property fails: what was asked, what came, and what differs."""
    yield _("This does not hold: {sentence}").format(sentence=trial.held.sentence)
    yield f"  {plain(trial.sentence)}"
    if not trial.transcript or trial.status != "failed":
        yield from (f"  {line}" for line in plain(trial.details).splitlines())
        return
    request, reply = trial.transcript[-1]
    yield _("The code was called with:")
    yield from (f"  {line}" for line in _asked(trial.check, request))
    wanted = trial.run.cases.reference(request)
    yield _("It returned:")
    yield from (f"  {line}" for line in _answered(trial.check, request, reply))
    if with_wanted:
        yield _("Expected was:")
        yield from (f"  {line}" for line in _answered(trial.check, request, wanted))
    lines = list(_compared(trial.check, request, reply, wanted, with_wanted))
    if lines:
        yield _("Differences:")
        yield from (f"  {line}" for line in lines)
    if trial.cause is not None and not trial.names_cause:
        yield _("Likely cause: {sentence}").format(sentence=trial.cause.sentence)


def _asked(check: Check, request: Request) -> Iterator[str]:
    if request.construct is not None:
        yield _("constructed with {arguments}").format(arguments=", ".join(map(short, request.construct)))
    for name, value in (request.parameters or {}).items():
        yield f"{name} = {short(value)}"
    if request.calls:
        names = [name for name in check.signature if name not in ("self",)]
        padded = [*names, *("–" for _more in request.arguments[len(names) :])]
        for name, argument in zip(padded, request.arguments, strict=False):
            yield f"{name} = {short(argument)}"
    if request.calls > 1:
        yield _("called {count} times").format(count=request.calls)
    if request.cotangents is not None:
        yield _("gradients of the sum of the results, weighted by {weights}").format(weights=short(request.cotangents))


def _answered(check: Check, request: Request, reply: Reply) -> Iterator[str]:
    for output in reply.outputs:
        yield short(output)
    if request.cotangents is not None:
        for name, gradient in _gradients(check, request, reply):
            yield _("gradient at {name}: {value}").format(name=name, value=short(gradient))
    if not reply.outputs and reply.parameters is not None:
        for name, value in reply.parameters.items():
            yield f"{name} = {short(value)}"


def _gradients(check: Check, request: Request, reply: Reply) -> Iterator[tuple[str, Value]]:
    for number, gradient in enumerate(reply.gradients or ()):
        if next(tensors_in(request.arguments[number]), None) is not None:
            yield (check.signature[number] if number < len(check.signature) else str(number)), gradient
    yield from (reply.parameter_gradients or {}).items()


def _compared(check: Check, request: Request, reply: Reply, wanted: Reply, with_wanted: bool) -> Iterator[str]:
    """A line for each tensor that is not as it should be."""
    if request.cotangents is not None:
        yield from _compared_gradients(check, request, reply, wanted, with_wanted)
    if not reply.outputs:
        return
    quantities = quantities_in(written_out(check.returns, wanted.outputs[-1]))
    given, right = list(tensors_in(reply.outputs[-1])), list(tensors_in(wanted.outputs[-1]))
    if len(given) == len(right) == len(quantities):
        for quantity, one_given, one_right in zip(quantities, given, right, strict=True):
            yield from difference(_name(quantity), one_given, one_right, with_wanted)
    before, after = list(tensors_in(request.arguments)), list(tensors_in(reply.arguments))
    for number, (sent, left) in enumerate(zip(before, after, strict=False), 1):
        if sent.shape != left.shape or not same(sent, left, rtol=0, atol=0):
            yield _("tensor {number} of the arguments was changed by the call").format(number=number)


def _compared_gradients(
    check: Check, request: Request, reply: Reply, wanted: Reply, with_wanted: bool
) -> Iterator[str]:
    right = dict(_gradients(check, request, wanted))
    for name, given in _gradients(check, request, reply):
        pairs = zip(tensors_in(given), tensors_in(right.get(name)), strict=False)
        for one_given, one_right in pairs:
            yield from difference(_("gradient at {name}").format(name=name), one_given, one_right, with_wanted)


def _name(quantity: Quantity) -> str:
    return f"{quantity.symbol} (eq:{quantity.equation})" if quantity.equation else quantity.symbol


def difference(name: str, given: Tensor, wanted: Tensor, with_wanted: bool) -> Iterator[str]:
    """One line if two tensors differ: where first, in how many numbers, and by how much at most."""
    if given.shape != wanted.shape:
        yield _("{name} has shape {given}, not {wanted}").format(
            name=name, given=tuple(given.shape), wanted=tuple(wanted.shape)
        )
        return
    if given.is_complex() or same(given, wanted):
        return
    if not given.ndim:
        told = (
            _("{name}: {given:.6g} instead of {wanted:.6g}") if with_wanted else _("{name} differs: it is {given:.6g}")
        )
        yield told.format(name=name, given=float(given), wanted=float(wanted))
        return
    left, right = given.to(torch.float64), wanted.to(torch.float64)
    wrong = ~agreeing(given, wanted)
    at = tuple(wrong.nonzero()[0].tolist())
    told_wanted = _(
        "{name}: {count} of {all} numbers differ, by at most {by:.3g}; the first one, at index {at}, is {given:.6g} "
        "instead of {wanted:.6g}"
    )
    told = _(
        "{name}: {count} of {all} numbers differ, by at most {by:.3g}; the first one, at index {at}, is {given:.6g}"
    )
    yield (told_wanted if with_wanted else told).format(
        name=name,
        count=int(wrong.sum()),
        all=wrong.numel(),
        by=float((left - right).abs().max()),
        at=at,
        given=float(left[at]),
        wanted=float(right[at]),
    )


def short(value: Value) -> str:
    """A value in one line: of a long tensor its first numbers."""
    match value:
        case Tensor():
            numbers = [f"{number:.4g}" for number in value.detach().flatten()[:NUMBERS].tolist()]
            more = ["…"] if value.numel() > NUMBERS else []
            kind_of = str(value.dtype).removeprefix("torch.")
            return f"{kind_of} {tuple(value.shape)} [{', '.join(numbers + more)}]"
        case tuple() | list():
            return "(" + ", ".join(map(short, value)) + ")"
        case dict():
            return "{" + ", ".join(f"{plain(str(key))}: {short(item)}" for key, item in value.items()) + "}"
        case float():
            return f"{value:.6g}"
    return plain(repr(value))[:200]


# ------------------------------------------------------------------------------------------------------ for the student
@dataclass(frozen=True)
class Replay:
    """What an instructor hands out so that a student sees the graded cases."""

    assignment: str
    digest: str
    """Of the submission that was graded."""
    variant: dict[str, Any] | None
    code: str
    """The version of the code that graded it."""
    cases: int
    seeds: dict[str, int]

    @classmethod
    def read(cls, file: Path) -> "Replay":
        """The replay in a file.

        Raises:
            ValueError: it is none.
        """
        sentence = _("{file} is not a replay: give the .json file that came with your feedback ({reason}).")
        try:
            with file.open("rb") as stream:
                data = json.loads(stream.read(FILE_LIMIT).decode())
            seeds = {str(name): int(asked["seed"]) for name, asked in data["checks"].items()}
            variant = data["variant"]
            if variant is not None:
                variant = {str(name): value for name, value in variant.items()}
            cases = int(data["cases"])
            if not 0 < cases <= 100 or not all(0 <= seed < 2**63 for seed in seeds.values()):
                raise ValueError(_("a number is out of range"))
            return cls(str(data["assignment"]), str(data["digest"]), variant, str(data["code"]), cases, seeds)
        except OSError as error:
            raise ValueError(sentence.format(file=file, reason=error.strerror)) from error
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ValueError(sentence.format(file=file, reason=type(error).__name__)) from error


def replay(notebook: Path, file: Path) -> Iterator[str]:
    """The graded cases on a student's own notebook, in a process of its own without a sandbox: lines of text.

    Raises:
        ValueError: one of the files cannot be read.
    """
    asked = Replay.read(file)
    variant = variant_of(asked.assignment, asked.variant) if asked.variant else None
    taken = rebuild.from_file(notebook, notebooks.released(asked.assignment, variant))
    if taken.refusal is not None:
        raise ValueError(_("{file}: {reason}").format(file=notebook, reason=taken.refusal))
    if taken.digest != asked.digest:
        yield _("This notebook differs from the one that was graded; the checks ask it the same cases.")
    if code_digest(asked.assignment) != asked.code:
        yield _("This version of the course is not the one that graded: the cases may differ.")
    with Session(exercise(asked.assignment).library) as session:
        session.execute(cells_of(taken.notebook))
        for check in checks_of(asked.assignment, variant):
            yield ""
            yield check.name
            if check.name not in asked.seeds:
                yield "  " + _("not part of what was graded")
                continue
            yield from _replayed(check, session, asked.seeds[check.name], asked.cases)


def _replayed(check: Check, session: Session, seed: int, cases: int) -> Iterator[str]:
    trial = _first_failure(check, session, seed, cases)
    lines = [trial] if isinstance(trial, str) else told(trial, with_wanted=False)
    yield from (f"  {line}" for line in lines)


# ------------------------------------------------------------------------------------------------------ grading again
def told_of_regrading(regraded: Regraded) -> Iterator[str]:
    """Who goes up, who goes down, by how much and why: lines of text."""
    up = [change for change in regraded.changes if change.difference > 0]
    counts = _("{up} up, {down} down, {otherwise} changed otherwise, {same} as before")
    otherwise = len(regraded.changes) - len(up) - len(regraded.lower)
    yield counts.format(up=len(up), down=len(regraded.lower), otherwise=otherwise, same=regraded.same)
    for change in regraded.changes:
        before, after = change.before.points, change.after.points
        line = _("{student}: {difference:+g} points ({before:g} to {after:g} by the checks)")
        yield line.format(student=change.after.student, difference=change.difference, before=before, after=after)
        for old, new in change.checks():
            line = _("{check}: {before:g} to {after:g}, {old} to {new}")
            yield "  " + line.format(
                check=new.check, before=old.points, after=new.points, old=old.status, new=new.status
            )
            yield from (f"    {reason}" for reason in _reasons(old, new))
    if regraded.other:
        sentence = _("These students are new or have changed; course grade will grade them: {students}")
        yield sentence.format(students=", ".join(regraded.other))
    if regraded.failed:
        sentence = _("Grading itself failed for these students, who keep their earlier points: {students}")
        yield sentence.format(students=", ".join(regraded.failed))


def _reasons(old: Result, new: Result) -> Sequence[str]:
    """Which properties came out otherwise, in the words that the student reads."""
    before = {outcome.name: outcome for outcome in old.outcomes}
    reasons = []
    for outcome in new.outcomes:
        earlier = before.get(outcome.name)
        if earlier is None or (earlier.status, earlier.points, earlier.maximum) != (
            outcome.status,
            outcome.points,
            outcome.maximum,
        ):
            reasons.append(f"{outcome.name}: {outcome.status}, {plain(outcome.sentence)}")
    return reasons or [plain(new.message).split("\n")[0]]
