"""What an instructor is told of a check, what a student sees at home, and who goes up or down."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
import torch
from nbgrader.api import Gradebook as Database

from course_lib.grading import notebooks
from course_lib.grading.checks import exercise
from course_lib.grading.classroom import explain, grade
from course_lib.grading.classroom.course import Course
from course_lib.grading.classroom.gradebook import Mark
from course_lib.grading.classroom.regrade import Change, Regraded
from course_lib.grading.judging.check import PropertyOutcome, Result
from course_lib.grading.record import Record
from course_lib.grading.running import isolation
from course_lib.grading.running.session import Cell, CellReport, Limits
from tests import classroom
from tests.test_classroom import CASES, Now, full, hand_in

SWAPPED = "partly-right"  # lstm_unroll loses points for one property


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Some of the sample class, really graded, and its files for replay."""
    folder = tmp_path_factory.mktemp("explained")
    chosen = ("right", "wrong", SWAPPED, "careless", "crashing", "damaged")
    classroom.hand_in(folder, [CASES[student] for student in chosen])
    course = Course("lstm", folder, number=1, replays=True)
    grade.grade(course, trust_submissions=True, jobs=2)
    return course


def explained(course: Course, student: str, check: str) -> str:
    tier = isolation.tier_for(trust_submissions=True, library=exercise("lstm").library)
    return "\n".join(explain.explain(course, student, check, tier))


# --------------------------------------------------------------------------------------------------- for the instructor
@pytest.mark.thorough
def test_a_wrong_answer_is_shown_with_its_case(graded: Course) -> None:
    record = graded.records()["lstm", "wrong"]
    result = next(result for result in record.results if result.status == "failed")
    text = explained(graded, "wrong", result.check)
    assert f"Check {result.check}: failed, {result.points:g} of {result.maximum:g} points" in text
    assert f"seed {result.seed}, cases {record.cases}, tier {record.tier}" in text
    assert f"limits: cell_s={Limits().cell_s:g}, cell_cpu_s={Limits().cell_cpu_s:g}, check_s=" in text
    for part in ("The code was called with:", "It returned:", "Expected was:", "Differences:", "instead of"):
        assert part in text
    assert "x_t = float64 (" in text
    # what came and what was wanted are tensors of one shape, and not the same
    came, wanted = text.split("It returned:\n")[1].split("\nExpected was:\n")
    wanted = wanted.split("\nDifferences:")[0]
    assert came != wanted
    assert came.split("[")[0] == wanted.split("[")[0]
    sentences = [line.split("likely cause: ")[1] for line in result.message.splitlines() if "likely cause: " in line]
    assert ("Likely cause: " in text) == bool(sentences)
    assert all(sentence in text for sentence in sentences)


@pytest.mark.thorough
def test_repairs_cells_and_crashes_are_shown(graded: Course) -> None:
    text = explained(graded, "careless", "lstm_step")
    assert text.count("repaired: ") == 3
    assert "Run again with this seed, every property holds." in text
    text = explained(graded, "crashing", "lstm_step")
    assert "crashed" in text
    assert "your code raised" in text
    text = explained(graded, "damaged", "lstm_step")
    assert "  refused: The file " in text
    assert "There is no notebook to run." in text
    assert "\x1b" not in text


@pytest.mark.thorough
def test_a_submission_that_has_changed_since_is_said(graded: Course, tmp_path: Path) -> None:
    course = Course("lstm", tmp_path, number=1)
    (tmp_path / "results.jsonl").write_bytes((graded.folder / "results.jsonl").read_bytes())
    hand_in(tmp_path, "wrong", CASES["right"])
    text = explained(course, "wrong", "lstm_step")
    assert "has changed since it was graded" in text
    assert "every property holds" in text


def test_marks_by_people_and_what_was_held_back_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = Result(
        check="LSTM",
        status="failed",
        points=1.0,
        maximum=2.0,
        message="the message\x1b[31m",
        seed=5,
        delegated=("torch.lstm_cell",),
    )
    record = Record("lstm", "ada", "d", "g", 5, (result,), (CellReport("f", "crashed", "", "NameError: x"),), held=0.5)
    marks = {"LSTM-check": Mark(1.5, None), "LSTM": Mark(comment="well done")}
    text = "\n".join([*explain.told_of_submission(record), *explain.told_of_result(record, result, marks)])
    for part in (
        "cell f: crashed: NameError: x",
        "built-ins of torch that the answer uses: torch.lstm_cell",
        "a person gave 1.5 points",
        "a person wrote: well done",
        "the current checks give this submission 0.5 points in all",
        "the message",
    ):
        assert part in text
    assert "\x1b" not in text


def test_what_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    course = Course("lstm", tmp_path)
    with pytest.raises(ValueError, match=r"has no check “lstm_stop”. Its checks are: lstm_step"):
        list(explain.explain(course, "ada", "lstm_stop", 0))
    with pytest.raises(
        ValueError, match=r"no result of “ada” for lstm: run course grade first. There are results of: –"
    ):
        list(explain.explain(course, "ada", "lstm_step", 0))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (torch.tensor([[1.0, 2.5]]), "float32 (1, 2) [1, 2.5]"),
        (torch.arange(12), "int64 (12,) [0, 1, 2, 3, 4, 5, 6, 7, …]"),
        (torch.zeros(0, 3, dtype=torch.float64), "float64 (0, 3) []"),
        ((torch.tensor(True), None, "a\x1b[1mb"), "(bool () [1], None, 'a\\x1b[1mb')"),
        ({"k": 0.5}, "{k: 0.5}"),
    ],
)
def test_values_are_shown_in_one_line(value: Any, shown: str) -> None:
    got = explain.short(value)
    assert got == shown
    assert "\n" not in got


def test_a_difference_says_where_first_and_by_how_much() -> None:
    wanted = torch.zeros(2, 3, dtype=torch.float64)
    given = wanted.clone()
    given[1, 0], given[1, 2] = 0.5, -2.0
    assert list(explain.difference("h", given, wanted, True)) == [
        "h: 2 of 6 numbers differ, by at most 2; the first one, at index (1, 0), is 0.5 instead of 0"
    ]
    [line] = explain.difference("h", given, wanted, False)
    assert "instead of" not in line
    assert list(explain.difference("h", wanted, wanted, True)) == []
    assert list(explain.difference("h", wanted[0], wanted, True)) == ["h has shape (3,), not (2, 3)"]
    assert "is nan instead of 0" in next(explain.difference("h", given * float("nan"), wanted, True))


# ------------------------------------------------------------------------------------------------------ for the student
@pytest.mark.thorough
def test_replay_shows_the_graded_case_without_what_was_wanted(graded: Course, tmp_path: Path) -> None:
    notebook = graded.folder / "submitted" / "wrong" / "lstm" / "lstm.ipynb"
    file = graded.folder / "replays" / "wrong" / "lstm.json"
    text = "\n".join(explain.replay(notebook, file))
    record = graded.records()["lstm", "wrong"]
    result = next(result for result in record.results if result.status == "failed")
    instructor = explained(graded, "wrong", result.check)
    assert "differs from the one that was graded" not in text
    assert "is not the one that graded" not in text
    # the very case that was graded, with all that went in and came out
    case = instructor.split("The code was called with:\n")[1].split("\nExpected was:")[0]
    for line in case.splitlines():
        assert line in text
    assert "Expected was" not in text
    assert "instead of" not in text
    wanted = instructor.split("Expected was:\n")[1].split("\nDifferences:")[0]
    assert all(line.strip() not in text for line in wanted.splitlines())
    # mended at home, the same cases pass
    mended = tmp_path / "lstm.ipynb"
    mended.write_text(json.dumps(classroom.notebook(CASES["right"])), "utf-8")
    text = "\n".join(explain.replay(mended, file))
    assert "differs from the one that was graded" in text
    assert text.count("every property holds") == 5


def test_files_that_are_no_replay_are_one_sentence(tmp_path: Path) -> None:
    good = {
        "assignment": "lstm",
        "digest": "d",
        "variant": None,
        "code": "c",
        "cases": 4,
        "checks": {"LSTM": {"seed": 3}},
    }
    file = tmp_path / "replay.json"
    file.write_text(json.dumps(good), "utf-8")
    assert explain.Replay.read(file).seeds == {"LSTM": 3}
    broken = ["", "[]", "{}", "[" * 100_000, "\xff"]
    broken += [json.dumps({**good, **worse}) for worse in (
        {"cases": 0}, {"cases": 10**9}, {"cases": None}, {"checks": {"LSTM": {}}}, {"checks": {"LSTM": {"seed": -1}}},
        {"checks": []}, {"variant": 3},
    )]  # fmt: skip
    for text in broken:
        file.write_bytes(text.encode("latin-1", "replace"))
        with pytest.raises(ValueError, match="is not a replay"):
            explain.Replay.read(file)
    with pytest.raises(ValueError, match=r"is not a replay.*No such file"):
        explain.Replay.read(tmp_path / "none.json")
    file.write_text(json.dumps({**good, "assignment": "../x"}), "utf-8")
    with pytest.raises(ValueError, match="There is no exercise"):
        list(explain.replay(file, file))


def test_cells_are_those_that_grading_runs(tmp_path: Path) -> None:
    notebook = notebooks.build("lstm").student
    cells = explain.cells_of(notebook)
    assert {cell.name for cell in cells} >= {"setup", "lstm_step"}
    assert not {cell.name for cell in cells} & {"install", "lstm_step-check", "forget_gate"}
    assert all(isinstance(cell, Cell) for cell in cells)


# --------------------------------------------------------------------------------------------------------- grading again
def record(student: str, points: float, sentence: str, status: str = "passed") -> Record:
    outcome = PropertyOutcome(name="values", status=status, points=points, maximum=4.0, sentence=sentence)
    result = Result(
        check="lstm_step",
        status="passed" if points == 4 else "failed",
        points=points,
        maximum=4.0,
        message="m",
        outcomes=(outcome,),
    )
    return Record("lstm", student, "d", "g", 1, (result,))


def test_regrading_says_who_by_how_much_and_why() -> None:
    down = Change(record("ada", 4, "h is right"), record("ada", 2, "h differs", "failed"), -2)
    up = Change(record("bob", 2, "h differs", "failed"), record("bob", 4, "h is right"), 2)
    marked = Change(record("cy", 2, "h differs", "failed"), record("cy", 4, "h is right"), 0)
    text = "\n".join(explain.told_of_regrading(Regraded((down, up, marked), 7, ("dora",), ("eva",), False, 1)))
    assert text.startswith("1 up, 1 down, 1 changed otherwise, 7 as before\n")
    assert (
        "ada: -2 points (4 to 2 by the checks)\n  lstm_step: 4 to 2, passed to failed\n    values: failed, h differs"
        in text
    )
    assert "bob: +2 points (2 to 4 by the checks)" in text
    assert "course grade will grade them: dora" in text
    assert "who keep their earlier points: eva" in text
    assert dataclasses.replace(down).after.student == "ada"


def test_a_mark_in_the_gradebook_is_seen_by_explain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "tier_for", lambda **_more: 0)
    hand_in(tmp_path, "ada", CASES["right"])
    course = Course("lstm", tmp_path)
    grade.grade(course, executor=Now(full))
    with Database(course.url) as database:  # as formgrader does
        database.find_grade("LSTM-check", "lstm", "lstm", "ada").manual_score = 0.5
        database.db.commit()
    grade.grade(course, executor=Now(full))
    lines = explain.explain(course, "ada", "LSTM", 0)
    shown = [next(lines) for _line in range(7)]
    assert any("a person gave 0.5 points" in line for line in shown), shown
