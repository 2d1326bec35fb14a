"""A second `course grade` where nothing has changed: it says so, loads nothing, and is never wrong about it."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from course_lib.grading.classroom import grade
from course_lib.grading.classroom.unchanged import CODE, FILE, Run
from tests.conftest import REPOSITORY
from tests.test_cli import records

SAID = "Nothing has changed since the last run"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for student in ("ada", "bob"):
        home = tmp_path / "submitted" / student / "lstm"
        home.mkdir(parents=True)
        (home / "lstm.ipynb").write_text("{}", "utf-8")
    return tmp_path


@pytest.fixture
def graded(
    course: Callable[..., tuple[int, str, str]], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, int]]:
    """`course grade` with these options, in which grading is made up; gives status, output and how often it graded."""
    asked: list[Any] = []

    def made_up(made: Any, **_how: Any) -> Any:
        asked.append(made)
        (folder / "reports").mkdir(exist_ok=True)
        for name in ("gradebook.db", "results.jsonl", "grades.csv", "reports/lstm.html"):
            if not (folder / name).exists():
                (folder / name).write_text("written", "utf-8")
        return records()

    monkeypatch.setattr(grade, "grade", made_up)
    monkeypatch.setenv("COLUMNS", "120")

    def run(*options: str) -> tuple[int, str, int]:
        before = len(asked)
        status, output, _errors = course("grade", "lstm", folder, "--trust-submissions", *options)
        return status, output, len(asked) - before

    return run


def test_where_nothing_has_changed_the_last_run_is_told_again(graded: Callable[..., tuple[int, str, int]]) -> None:
    status, first, times = graded()
    assert (status, times) == (0, 1)
    assert SAID not in first
    status, again, times = graded()
    assert (status, times) == (0, 0)
    assert SAID in again
    places = [line for line in first.splitlines() if line.startswith("  ")]
    assert len(places) == 5
    assert again.splitlines()[1:] == places


def touch(name: str) -> Callable[[Path], object]:
    return lambda folder: os.utime(folder / name, ns=(1, 1))


def write(name: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("other", "utf-8")

    return change


CHANGES: dict[str, Callable[[Path], object]] = {
    "a submission": write("submitted/ada/lstm/lstm.ipynb"),
    "a submission of the same size": touch("submitted/ada/lstm/lstm.ipynb"),
    "a new student": write("submitted/eve/lstm/lstm.ipynb"),
    "a second file": write("submitted/ada/lstm/lstm-1.ipynb"),
    "a student who is gone": lambda folder: (folder / "submitted/bob").rename(folder / "bob"),
    "an empty folder": lambda folder: (folder / "submitted/eve").mkdir(),
    "a mark in the gradebook": write("gradebook.db"),
    "a report that was deleted": lambda folder: (folder / "reports/lstm.html").unlink(),
    "a table that somebody edited": write("grades.csv"),
    "a mark by a person": write("people.jsonl"),
    "another secret": write(".course-secret"),
    "a damaged memory": write(FILE),
    "a memory that is no text": lambda folder: (folder / FILE).write_bytes(b"\xff"),
    "a memory that was deleted": lambda folder: (folder / FILE).unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_has_changed_is_graded(
    change: Callable[[Path], object], folder: Path, graded: Callable[..., tuple[int, str, int]]
) -> None:
    graded()
    assert graded()[2] == 0
    change(folder)
    assert graded()[2] == 1
    assert graded()[2] == 0


def test_behind_a_link_anything_may_have_changed(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, graded: Callable[..., tuple[int, str, int]]
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "lstm"
    elsewhere.mkdir()
    (folder / "submitted" / "eve").symlink_to(elsewhere.parent)
    assert [graded()[2] for _time in range(2)] == [1, 1]


@pytest.mark.parametrize(
    "options", [("--again",), ("--limits", "check_s=3"), ("--seed", "3"), ("--class", "2026"), ("--replays",)]
)
def test_other_options_are_another_run(options: tuple[str, ...], graded: Callable[..., tuple[int, str, int]]) -> None:
    graded()
    assert graded(*options)[2] == 1


def test_of_a_database_elsewhere_nobody_can_tell(tmp_path: Path, graded: Callable[..., tuple[int, str, int]]) -> None:
    for _time in range(2):
        assert graded("--db", f"sqlite:///{tmp_path / 'elsewhere.db'}")[2] == 1
    assert graded()[2] == 1, "the gradebook is another one"


def test_what_failed_is_tried_again(
    folder: Path, graded: Callable[..., tuple[int, str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(grade, "grade", lambda *_arguments, **_more: records("machinery"))
        assert graded()[0] == 3
    assert not (folder / FILE).exists()
    assert graded()[2] == 1


def test_what_arrives_while_a_run_is_at_work_is_graded_by_the_next(folder: Path) -> None:
    run = Run(folder, "lstm", {})
    found = run.read()
    write("submitted/late/lstm/lstm.ipynb")(folder)
    run.ended(found)
    assert not run.is_done()
    run.ended(run.read())
    assert run.is_done()


@pytest.mark.parametrize("name", ["lstm.py", "grading/judging/new.py"])
def test_other_code_is_another_run(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = tmp_path / "code"
    for file in CODE.rglob("*.py"):
        (code / file.relative_to(CODE)).parent.mkdir(parents=True, exist_ok=True)
        (code / file.relative_to(CODE)).touch()
    monkeypatch.setattr("course_lib.grading.classroom.unchanged.CODE", code)
    run = Run(folder, "lstm", {})
    found = run.read()
    assert run.read() == found
    (code / "__pycache__").mkdir()
    (code / "__pycache__" / "lstm.pyc").touch()
    assert run.read() == found, "compiled code is no other code"
    (code / name).write_text("changed", "utf-8")
    assert run.read() != found


def test_two_exercises_in_a_folder_do_not_believe_each_other(folder: Path) -> None:
    one, other = Run(folder, "lstm", {}), Run(folder, "stacked", {})
    one.ended(one.read())
    assert not other.is_done()
    other.ended(other.read())
    assert (one.is_done(), other.is_done()) == (False, True)


def test_the_memory_of_a_run_names_nobody(folder: Path) -> None:
    run = Run(folder, "lstm", {})
    run.ended(run.read())
    assert re.fullmatch(r"read [0-9a-f]{64}\nwritten [0-9a-f]{64}\n", (folder / FILE).read_text("utf-8"))


def test_nothing_heavy_is_loaded_to_find_that_nothing_has_changed(folder: Path) -> None:
    options = {"key": None, "seed": None, "limits": "", "database": None, "replays": False, "trusted": False}
    run = Run(folder, "lstm", options)
    run.ended(run.read())
    script = (
        "import sys; from course_lib import cli\n"
        "try: cli.main(['grade', 'lstm', sys.argv[1]])\n"
        "except SystemExit: pass\n"
        "heavy = {'torch', 'numpy', 'nbgrader', 'nbformat', 'sqlalchemy', 'IPython'} & set(sys.modules)\n"
        "print('loaded:', sorted(heavy))"
    )
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-c", script, str(folder)]
    said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    assert SAID in said
    assert "loaded: []" in said
