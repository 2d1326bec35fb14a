"""Whatever a submission's process says, only that submission can lose by it, and never is it taken for our own fault."""

import dataclasses
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import torch

from course_lib.grading import notebooks
from course_lib.grading.checks import checks_of, exercise, load, slugs
from course_lib.grading.classroom import grade, regrade
from course_lib.grading.classroom.course import Course
from course_lib.grading.intake import rebuild
from course_lib.grading.judging.check import Check, Property
from course_lib.grading.judging.submission import Graded, GradingTask, grade_submission
from course_lib.grading.judging.trial import Trial
from course_lib.grading.record import Record, read_records
from course_lib.grading.running import isolation, processes
from course_lib.grading.running.session import Limits
from course_lib.grading.worker.protocol import frame
from tests import bank, classroom
from tests.forgery import ForgedWorker, Forger, forgers
from tests.memory import memory_taken

QUICK, MANY = 150, 4000
"""Forged submissions."""
SEED = 5
THEIR_OWN = {"passed", "failed", "crashed", "timeout", "refused", "not run"}
"""What may come of a forgery. Whether grading itself failed is not for a submission to say."""
MOST_MEMORY = 200 << 20
"""Bytes that the process that grades may take for one submission: as SECURITY.md says."""


@cache
def given_out(slug: str) -> rebuild.Intake:
    """The notebook as it was given out: the forged process does not read it."""
    released = notebooks.released(slug)
    with TemporaryDirectory() as folder:
        (Path(folder) / f"{slug}.ipynb").write_text(notebooks.to_json(released), "utf-8")
        return rebuild.from_folder(Path(folder), released)


def answers(check: Check, draw: Random) -> tuple[str, dict[str, Any]]:
    """The names of a submission, and what it is: right, wrong in a known way, or nothing at all."""
    match draw.choice(["right", "right", "mistaken", "nothing"]):
        case "right":
            return "right", {check.name: check.reference}
        case "mistaken":
            return "mistaken", {check.name: draw.choice(check.mistakes).forms[0]()}
    return "nothing", {check.name: nothing}


def nothing(*_arguments: Any) -> None:
    """Earns nothing."""


def graded(slug: str, check: Check, names: dict[str, Any], forger: Forger, patch: pytest.MonkeyPatch) -> Graded:
    patch.setattr(processes, "start_worker", lambda *_arguments: ForgedWorker(names, forger))
    task = GradingTask(slug, "forger", given_out(slug), None, SEED, Limits(), 2)
    return grade_submission(task, [check], exercise(slug).library)


def expect_harmless(check: Check, kind: str, forger: Forger, came: Graded) -> None:
    """Of a forged submission: nothing but its own result, of a decent size, and every process is closed."""
    [result] = came.results
    told = (
        f"forger {forger.seed} ({forger.way}), {check.name} {kind}: {result.status}\n{result.message}\n{result.details}"
    )
    assert result.status in THEIR_OWN, told
    assert 0 <= result.points <= (0 if kind == "nothing" else check.points), told
    assert result.message.strip(), told
    record = Record("lstm", "forger", "", "", 0, came.results, came.cells)
    assert Record.from_json(record.to_json()) == record, told
    assert len(record.to_json().encode()) < 100_000, told
    assert forger.opened == forger.closed > 0, told
    for cell in came.cells:
        assert cell.status in ("ok", "crashed", "timeout", "refused"), told


def try_forgers(count: int, slugs: list[str], patch: pytest.MonkeyPatch) -> Counter[str]:
    """Grade so many forged submissions; what came of those that were forged."""
    statuses: Counter[str] = Counter()
    for forger in forgers(count):
        draw = Random(f"{forger.seed} answers")
        slug = draw.choice(slugs)
        check = draw.choice(checks_of(slug))
        kind, names = answers(check, draw)
        with memory_taken() if sys.platform == "linux" else nullcontext([0]) as memory:
            came = graded(slug, check, names, forger, patch)
        expect_harmless(check, kind, forger, came)
        assert memory[0] < MOST_MEMORY, f"forger {forger.seed}"
        if forger.changed:
            statuses[came.results[0].status] += 1
    return statuses


def test_without_a_forger_a_right_answer_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    check = load("lstm")["lstm_unroll"]
    came = graded("lstm", check, {check.name: check.reference}, Forger(0, at=sys.maxsize), monkeypatch)
    assert [(result.status, result.points) for result in came.results] == [("passed", check.points)]
    assert {(cell.status, len(cell.figures)) for cell in came.cells} == {("ok", 1)}


def test_no_forged_reply_is_taken_for_a_failure_of_the_grader(monkeypatch: pytest.MonkeyPatch) -> None:
    statuses = try_forgers(QUICK, ["lstm", "recurrent"], monkeypatch)
    assert sum(statuses.values()) > QUICK / 2, "most of them did forge something"
    assert min(statuses["refused"], statuses["failed"]) > QUICK / 10


@pytest.mark.thorough
def test_none_of_many_forged_replies_is_taken_for_a_failure_of_the_grader(monkeypatch: pytest.MonkeyPatch) -> None:
    statuses = try_forgers(MANY, slugs(), monkeypatch)
    assert min(statuses["refused"], statuses["failed"]) > MANY / 10


def test_what_fails_on_right_answers_too_is_our_own_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that breaks on every answer is a failure of the grader, one that breaks on this answer is not."""
    sound = load("lstm")["lstm_step"]
    broken, touchy = (dataclasses.replace(sound, properties=(breaking(sound, spares),)) for spares in (False, True))
    for check, status in ((broken, "machinery"), (touchy, "refused")):
        came = graded("lstm", check, {check.name: nothing}, Forger(0, at=sys.maxsize), monkeypatch)
        assert [result.status for result in came.results] == [status]
        assert "ZeroDivisionError" in came.results[0].details


def breaking(check: Check, spares_right_answers: bool) -> Property:
    """A property whose test has a fault."""

    def test(trial: Trial) -> None:
        reply = trial.ask(trial.run.cases.request("ordinary", 0))
        if reply.outputs[-1] is None or not spares_right_answers:
            _fault = 1 / 0

    return dataclasses.replace(check.properties[0], test=test)


# ------------------------------------------------------------------------------------------------------- a regrade
class Machinery(Forger):
    """Says that grading has failed."""

    def write(self, answer: dict[str, Any], before: bytes) -> bytes:
        error = {"status": "machinery", "sentence": "Grading failed.", "details": ""}
        return frame({"error": error, "id": answer["id"]})


class OddNumber(Forger):
    """Gives the question's number as what breaks a comparison."""

    def write(self, answer: dict[str, Any], before: bytes) -> bytes:
        return frame({**answer, "id": torch.tensor([answer["id"]] * 2)})


class Deep(Forger):
    """Nests its outputs so deep that whoever walks through them comes to the end of the stack."""

    def write(self, answer: dict[str, Any], before: bytes) -> bytes:
        value: Any = ()
        for _many in range(340):
            value = (value,)
        if "reply" in answer:
            answer["reply"] = dataclasses.replace(answer["reply"], outputs=(value,) * len(answer["reply"].outputs))
        return frame(answer)


@pytest.mark.parametrize("forger", [Machinery, OddNumber, Deep])
def test_an_old_score_does_not_survive_a_forged_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forger: type[Forger]
) -> None:
    """At a regrade a submission that pretends that grading failed goes down, instead of keeping what it had."""
    monkeypatch.setattr(isolation, "tier_for", lambda **_named: 0)
    [case] = [case for case in classroom.cases() if case.student == "right"]
    classroom.hand_in(tmp_path, [case])
    course = Course("lstm", tmp_path)
    solution = bank.solution("lstm")
    names = {check.name: solution[check.name] for check in checks_of("lstm")}
    full = sum(check.points for check in checks_of("lstm"))

    def behaves_as(made: Forger) -> None:
        monkeypatch.setattr(processes, "start_worker", lambda *_arguments: ForgedWorker(names, made))

    with ThreadPoolExecutor(1) as executor:
        behaves_as(Forger(0, at=sys.maxsize))
        [before] = grade.grade(course, executor=executor)
        assert before.points == full
        behaves_as(forger(0))
        looked = regrade.regrade(Course("lstm", tmp_path), executor=executor)
        assert (looked.written, looked.failed, [one.difference for one in looked.lower]) == (False, (), [-full])
        written = regrade.regrade(Course("lstm", tmp_path), executor=executor, allow_lower=True)
        assert (written.written, written.failed) == (True, ())
    records, _others = read_records(tmp_path / "results.jsonl")
    [after] = records.values()
    assert after.points == 0
    assert {result.status for result in after.results} == {"refused"}
