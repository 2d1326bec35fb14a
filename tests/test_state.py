"""What a course keeps between runs: whatever became of it, it is one clear sentence, or graded again."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from course_lib import cli
from course_lib.grading.classroom import explain
from course_lib.grading.classroom import grade as grading
from course_lib.grading.classroom import regrade as regrading
from course_lib.grading.classroom.course import Course
from course_lib.grading.classroom.people import People
from course_lib.grading.record import read_records
from course_lib.grading.running import isolation
from tests.test_classroom import CASES, CHECKS, Never, Now, full, hand_in, table
from tests.test_intake import mutated_bytes, mutated_json

FULL = float(sum(CHECKS.values()))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a class of two that was graded."""
    folder = tmp_path_factory.mktemp("graded") / "class"
    for student in ("ada", "bob"):
        hand_in(folder, student, CASES["right"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(isolation, "tier_for", lambda **_more: 0)
        grading.grade(Course("lstm", folder, number=1), executor=Now(full))
    return folder


@pytest.fixture
def course(graded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setattr(isolation, "tier_for", lambda **_more: 0)
    return Course("lstm", Path(shutil.copytree(graded, tmp_path / "class")), number=1)


def lines(course: Course) -> dict[str, Any]:
    """The records as they stand in the file, by student."""
    found = [json.loads(line) for line in course.results.read_text("utf-8").splitlines()]
    return {line["student"]: line for line in found}


def or_error(work: Callable[[], Any]) -> Any:
    """What comes of some work, be it an error that is told to people."""
    try:
        return work()
    except ValueError as error:
        return error


def one_sentence(error: BaseException) -> str:
    said = str(error)
    assert said.endswith("."), said
    assert "\n" not in said, said
    return said


# ------------------------------------------------------------------------------------------------------------- secret
@pytest.mark.parametrize("secret", [b"", b"\n", b"x" * 31, b"\0" * 32, b"changeme" * 3], ids=repr)
def test_a_secret_that_can_be_guessed_is_refused(course: Course, secret: bytes) -> None:
    (course.folder / ".course-secret").write_bytes(secret)
    with pytest.raises(ValueError, match="holds no secret: 32 random bytes or more were expected") as caught:
        grading.grade(Course("lstm", course.folder), executor=Never())
    one_sentence(caught.value)
    assert (course.folder / ".course-secret").read_bytes() == secret


def test_a_secret_that_is_a_folder_is_one_sentence(course: Course) -> None:
    (course.folder / ".course-secret").mkdir()
    with pytest.raises(ValueError, match=r"\.course-secret cannot be read: Is a directory"):
        grading.grade(Course("lstm", course.folder), executor=Never())


# ------------------------------------------------------------------------------------------------------------ records
def result(line: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = line["results"][0]
    return found


FORGERIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "points": lambda line: result(line).update(points=999.0),
    "points and maximum": lambda line: result(line).update(points=999.0, maximum=999.0),
    "negative": lambda line: result(line).update(points=-1.0),
    "no number": lambda line: result(line).update(points=float("nan")),
    "infinite": lambda line: result(line).update(points=float("inf"), maximum=float("inf")),
    "text": lambda line: result(line).update(points="4"),
    "status": lambda line: result(line).update(status="excellent"),
    "twice": lambda line: line["results"].append(deepcopy(result(line))),
    "no results": lambda line: line.update(results=[]),
    "one result": lambda line: line.update(results=line["results"][:1]),
    "tier": lambda line: line.update(tier=7),
    "limits": lambda line: line["limits"].update(memory_mb=-1),
    "cases": lambda line: line.update(cases=0),
    "seed": lambda line: result(line).update(seed=-5),
    "held": lambda line: line.update(held=999.0),
}


def forged(course: Course, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the record of ada, with sums that fit."""
    found = lines(course)
    change(found["ada"])
    for name in ("points", "maximum"):
        values = [one[name] for one in found["ada"]["results"]]
        found["ada"][name] = sum(values) if not any(isinstance(value, str) for value in values) else 0
    course.results.write_text("".join(json.dumps(line) + "\n" for line in found.values()), "utf-8")


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_record_is_graded_again(course: Course, name: str) -> None:
    before = table(course)
    forged(course, FORGERIES[name])
    executor = Now(full)
    records = {record.student: record for record in grading.grade(course, executor=executor)}
    assert [task.student for task in executor.tasks] == ["ada"]
    assert {student: record.points for student, record in records.items()} == {"ada": FULL, "bob": FULL}
    assert table(course) == before
    assert lines(course)["ada"]["points"] == FULL


@pytest.mark.parametrize("name", ["points", "tier", "limits"])
def test_a_forged_record_is_not_explained(course: Course, name: str) -> None:
    forged(course, FORGERIES[name])
    with pytest.raises(ValueError, match="There is no result of “ada” for lstm: run course grade first"):
        list(explain.explain(course, "ada", "LSTM", 0))


@pytest.mark.parametrize("student", ["../../evil", "/tmp/evil", "..", "", "a\\b", "=1+1", "x" * 300])
def test_a_record_of_nobody_writes_nothing_anywhere(course: Course, tmp_path: Path, student: str) -> None:
    line = lines(course)["ada"]
    with course.results.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line | {"student": student}) + "\n")
    there = {file for file in tmp_path.rglob("*") if file.is_file()}
    regraded = regrading.regrade(course, executor=Now(full))
    assert regraded.written
    assert {file for file in tmp_path.rglob("*") if file.is_file()} <= there | {course.folder / ".course-lock"}
    assert {row["score"] for row in table(course).values()} == {str(FULL)}


@pytest.mark.parametrize(
    "content",
    [b"[" * 200_000, b"\xff\xfe" * 1000, b'{"a":' * 50_000, b"null\n" * 9, b"\0" * 5000],
    ids=["deep lists", "no text", "deep objects", "null", "zeros"],
)
@pytest.mark.parametrize("name", ["results.jsonl", "people.jsonl"])
def test_a_file_of_anything_is_none(course: Course, name: str, content: bytes) -> None:
    (course.folder / name).write_bytes(content)
    found = or_error(lambda: [record.points for record in grading.grade(course, executor=Now(full))])
    if isinstance(found, ValueError):
        assert "is no mark of a person" in one_sentence(found)
    else:
        assert found == [FULL, FULL]


@pytest.mark.parametrize("name", ["results.jsonl", "people.jsonl", "grades.csv", "gradebook.db", ".course-lock"])
def test_a_folder_in_the_place_of_a_file_is_one_sentence(
    course: Course, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (course.folder / name).unlink(missing_ok=True)
    (course.folder / name).mkdir()
    with pytest.raises(ValueError, match=name) as caught:
        grading.grade(course, executor=Now(full))
    one_sentence(caught.value)


# ------------------------------------------------------------------------------------------------------------- people
PERSON = {
    "assignment": "lstm",
    "student": "ada",
    "cell": "forget_gate",
    "points": 1.0,
    "extra": None,
    "comment": "good",
}
PERSON |= {"seen": "2026-01-01T12:00:00+00:00"}


@pytest.mark.parametrize(
    "change",
    [
        *({"points": points} for points in ("1", -1, float("nan"), [])),
        *({"extra": float("inf")}, {"comment": 3}, {"student": None}, {"more": 1}),
    ],
    ids=str,
)
def test_a_mark_that_is_none_is_told_with_its_line(course: Course, change: dict[str, Any]) -> None:
    (course.folder / "people.jsonl").write_text(f"{json.dumps(PERSON)}\n{json.dumps(PERSON | change)}\n", "utf-8")
    with pytest.raises(ValueError, match=r"people\.jsonl, line 2, is no mark of a person: ") as caught:
        grading.grade(course, executor=Never())
    one_sentence(caught.value)
    with pytest.raises(ValueError, match="line 2"):
        list(explain.explain(course, "ada", "LSTM", 0))


def test_a_mark_above_the_maximum_is_not_believed(course: Course) -> None:
    file = course.folder / "people.jsonl"
    file.write_text(json.dumps(PERSON | {"cell": "LSTM-check", "points": 999}) + "\n", "utf-8")
    (course.folder / "gradebook.db").unlink()
    with pytest.raises(
        ValueError, match=r"gave ada 999 points for LSTM-check, which has \d+\. Correct the line"
    ) as caught:
        grading.grade(course, executor=Never())
    one_sentence(caught.value)


# ---------------------------------------------------------------------------------------------------------- gradebook
@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE grade SET auto_score = 999",
        "UPDATE grade SET auto_score = 'a lot'",
        "UPDATE grade SET manual_score = 'a lot'",
        "UPDATE grade SET manual_score = 999",
        "UPDATE grade_cells SET max_score = 999",
        "UPDATE submitted_assignment SET timestamp = 'soon'",
        "DELETE FROM grade",
        "DELETE FROM comment",
        "DELETE FROM submitted_notebook",
        "DELETE FROM submitted_assignment",
        "DELETE FROM notebook",
        "DELETE FROM base_cell",
        "DELETE FROM grade_cells",
        "DELETE FROM assignment",
        "DELETE FROM student",
        "DROP TABLE comment",
        "DROP TABLE grade",
        "DROP TABLE alembic_version",
        "DELETE FROM alembic_version",
        "UPDATE alembic_version SET version_num = 'x'",
        "UPDATE notebook SET name = 'other'",
        "INSERT INTO notebook (id, name, assignment_id) SELECT 'n', 'other', assignment_id FROM notebook",
        "UPDATE base_cell SET name = name || 'x'",
    ],
)
def test_a_damaged_gradebook_is_one_sentence_or_right_again(course: Course, damage: str) -> None:
    before = table(course)
    with sqlite3.connect(course.folder / "gradebook.db") as database:
        database.execute(damage)
    database.close()
    try:
        records = grading.grade(course, executor=Now(full))
    except ValueError as error:
        one_sentence(error)
    else:
        assert [record.points for record in records] == [FULL, FULL]
        assert {student: row["score"] for student, row in table(course).items()} == (
            {student: row["score"] for student, row in before.items()}
        )


# ------------------------------------------------------------------------------------------------------- random damage
SEEDS = [*range(2), *(pytest.param(seed, marks=pytest.mark.thorough) for seed in range(2, 12))]


@pytest.mark.parametrize("seed", SEEDS)
def test_random_damage_to_lines_makes_nobody_richer(course: Course, seed: int) -> None:
    draw = random.Random(seed)
    whole = lines(course)["ada"]
    file = course.folder / "damaged.jsonl"
    for _round in range(150):
        if draw.random() < 0.5:
            file.write_text(json.dumps(mutated_json(draw, deepcopy(whole))) + "\n", "utf-8")
        else:
            file.write_bytes(mutated_bytes(draw, json.dumps(whole).encode()))
        for record in read_records(file)[0].values():
            assert 0 <= record.points <= record.maximum
            assert "/" not in record.student


@pytest.mark.parametrize("seed", SEEDS)
def test_random_damage_to_marks_is_a_mark_or_a_sentence(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    file = tmp_path / "people.jsonl"
    for _round in range(150):
        if draw.random() < 0.5:
            file.write_text(json.dumps(mutated_json(draw, dict(PERSON))) + "\n", "utf-8")
        else:
            file.write_bytes(mutated_bytes(draw, (json.dumps(PERSON) + "\n").encode() * 3))
        marks = or_error(lambda: People(file).of("lstm", "ada"))
        if isinstance(marks, ValueError):
            assert "is no mark of a person: " in one_sentence(marks)
        else:
            assert all(mark.points is None or mark.points >= 0 for mark in marks.values())


@pytest.mark.parametrize("seed", SEEDS)
def test_a_gradebook_of_damaged_bytes_is_one_sentence_or_right(course: Course, seed: int) -> None:
    draw = random.Random(seed)
    file = course.folder / "gradebook.db"
    whole = file.read_bytes()
    for _round in range(3):
        data = bytearray(whole)
        for _flip in range(draw.choice((1, 20, 500))):
            data[draw.randrange(len(data))] = draw.randrange(256)
        file.write_bytes(data[: draw.randrange(len(data))] if draw.random() < 0.3 else data)
        try:
            records = grading.grade(course, executor=Now(full))
        except ValueError as error:
            one_sentence(error)
        else:
            assert [record.points for record in records] == [FULL, FULL]


# ------------------------------------------------------------------------------------------------------------ command
@pytest.mark.parametrize(
    "arguments",
    [("ada", "../lstm", "LSTM"), ("ada", "../solutions/lstm", "LSTM"), ("ada", "", "LSTM"), ("../x", "lstm", "LSTM")],
)
def test_explain_of_what_is_not_there_is_one_sentence(
    course: Course, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["explain", *arguments, str(course.folder)])
    assert ended.value.code == 2
    [said] = capsys.readouterr().err.splitlines()
    assert said.startswith("There is no ")
