"""Whatever a submission's process says, only that submission can lose by it, and never is it taken for our own fault."""

import dataclasses
import json
import tracemalloc
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from course_lib.grading import notebooks
from course_lib.grading.checks import checks_of, exercise
from course_lib.grading.intake import rebuild
from course_lib.grading.judging.check import Check
from course_lib.grading.judging.submission import Graded, GradingTask, grade_submission
from course_lib.grading.record import Record
from course_lib.grading.running import processes
from course_lib.grading.running.session import Limits
from tests.forgery import ForgedWorker, Forger, forgers

QUICK, MANY = 150, 4000
"""Forged submissions."""
SEED = 5
THEIR_OWN = {"passed", "failed", "crashed", "timeout", "refused", "not run"}
"""What may come of a forgery. Whether grading itself failed is not for a submission to say."""
MOST_MEMORY = 100 << 20
"""Bytes of Python's objects that stay or pass while a forged submission is graded."""


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
    told = f"forger {forger.seed} ({forger.way}), {check.name} {kind}: {result.status}\n{result.message}\n{result.details}"
    assert result.status in THEIR_OWN, told
    assert 0 <= result.points <= (0 if kind == "nothing" else check.points), told
    assert result.message.strip(), told
    record = Record("lstm", "forger", "", "", 0, came.results, came.cells)
    assert Record.from_json(record.to_json()) == record, told
    assert len(record.to_json().encode()) < 100_000, told
    assert forger.opened == forger.closed > 0, told
    for cell in came.cells:
        assert cell.status in ("ok", "crashed", "timeout", "refused"), told


def try_forgers(count: int, slugs: list[str], patch: pytest.MonkeyPatch, watch: Callable[[], None]) -> Counter[str]:
    """Grade so many forged submissions; what came of them."""
    statuses: Counter[str] = Counter()
    for forger in forgers(count):
        draw = Random(f"{forger.seed} answers")
        slug = draw.choice(slugs)
        check = draw.choice(checks_of(slug))
        kind, names = answers(check, draw)
        came = graded(slug, check, names, forger, patch)
        expect_harmless(check, kind, forger, came)
        watch()
        if forger.changed:
            statuses[came.results[0].status] += 1
    return statuses


def test_no_forged_reply_is_taken_for_a_failure_of_the_grader(monkeypatch: pytest.MonkeyPatch) -> None:
    statuses = try_forgers(QUICK, ["lstm", "recurrent"], monkeypatch, lambda: None)
    assert sum(statuses.values()) > QUICK / 2, "most of them did forge something"
    assert statuses["refused"] > QUICK / 10
