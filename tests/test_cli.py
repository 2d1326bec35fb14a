"""The command ``course``: what it says, what it writes, and how it ends."""

import ast
import io
import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import nbformat
import pytest

from course_lib import cli
from course_lib.grading import batch, exercises, submission
from course_lib.grading.batch import Record
from course_lib.grading.checking import Result
from course_lib.grading.student import CellReport
from course_lib.grading.submission import Graded
from tests import classroom
from tests.conftest import REPOSITORY

CASES = {case.student: case for case in classroom.cases()}
CHECKS = {check.name: check.points for check in submission.checks_of("lstm")}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def course(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command; returns its exit status, output and errors."""

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        output, errors = capsys.readouterr()
        return int(ended.value.code or 0), output, errors

    return run


def notebook_of(student: str, folder: Path) -> Path:
    file = folder / "lstm.ipynb"
    file.write_text(json.dumps(classroom.notebook(CASES[student])), "utf-8")
    return file


# ------------------------------------------------------------------------------------------------------------ exercise
def test_exercise_writes_the_notebook_and_never_over_answers(course: Run, tmp_path: Path) -> None:
    status, output, _errors = course("exercise", "lstm", "--to", tmp_path / "new")
    file = tmp_path / "new" / "lstm.ipynb"
    assert (status, str(file) in output) == (0, True)
    assert file.read_bytes() == (REPOSITORY / "exercises" / "lstm" / "lstm.ipynb").read_bytes()
    file.write_text("my answers", "utf-8")
    status, _output, errors = course("exercise", "lstm", "--to", tmp_path / "new")
    assert (status, "--force" in errors, file.read_text("utf-8")) == (2, True, "my answers")
    assert course("exercise", "lstm", "--to", tmp_path / "new", "--force")[0] == 0
    assert file.read_text("utf-8") != "my answers"


def test_exercise_of_a_class(course: Run, tmp_path: Path) -> None:
    assert course("exercise", "lstm", "--class", "2026", "--to", tmp_path)[0] == 0
    made = nbformat.read(tmp_path / "lstm.ipynb", as_version=4)
    assert made == exercises.build("lstm", exercises.class_variant("lstm", "2026")).student


def test_unknown_exercise_is_one_sentence(course: Run, tmp_path: Path) -> None:
    status, _output, errors = course("exercise", "ltsm", "--to", tmp_path)
    assert status == 2
    assert errors == "There is no exercise called “ltsm”. There are: lstm.\n"
    assert list(tmp_path.iterdir()) == []


# --------------------------------------------------------------------------------------------------------------- check
class NoSession:
    """In place of a worker process."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        pass


def pretend(
    monkeypatch: pytest.MonkeyPatch, points: dict[str, float], cells: tuple[CellReport, ...] = (CellReport("f", "ok"),)
) -> None:
    """Let every check give these points without running anything."""
    results = [
        Result(name, "passed" if points.get(name, 0) == most else "failed", points.get(name, 0), most, f"about {name}")
        for name, most in CHECKS.items()
    ]
    monkeypatch.setattr("course_lib.grading.student.Session", NoSession)
    monkeypatch.setattr(submission, "run", lambda *_arguments: Graded(tuple(results), cells))


def test_check_runs_a_real_notebook(course: Run, tmp_path: Path) -> None:
    status, output, _errors = course("check", notebook_of("partly-right", tmp_path), "--submit-ready")
    assert status == 1
    total = sum(CASES["partly-right"].points.values())
    assert f"All checks together: {total:g} of 18 points" in output
    assert "No answer is blank." in output
    assert "The notebook runs from the top." in output
    digest = output.split("Receipt (a digest of what you wrote, keep it): ")[1].strip()
    record_digest = batch.Course("lstm", tmp_path).take_in(tmp_path).digest  # type: ignore[union-attr]
    assert digest == record_digest


@pytest.mark.thorough
def test_check_of_a_class_version_asks_the_checks_of_that_version(course: Run, tmp_path: Path) -> None:
    made = exercises.build("lstm", exercises.class_variant("lstm", "2026"))
    made.source.cells.append(nbformat.v4.new_markdown_cell("My answer."))
    file = tmp_path / "lstm.ipynb"
    file.write_text(exercises.to_json(made.source), "utf-8")
    status, output, _errors = course("check", file, "--submit-ready")
    assert "All checks together: 18 of 18 points" in output
    assert status == 0
    # the answers of the default version do not pass in it
    default = classroom.notebook(CASES["right"])
    setup = next(cell for cell in made.student.cells if cell.id == "setup")
    next(cell for cell in default.cells if cell.id == "setup").source = setup.source
    file.write_text(json.dumps(default), "utf-8")
    status, output, _errors = course("check", file)
    assert status == 1
    assert "18 of 18" not in output


def test_check_passes_only_with_all_points(course: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = notebook_of("right", tmp_path)
    pretend(monkeypatch, CHECKS)
    status, output, _errors = course("check", file)
    assert status == 0
    assert all(f"about {name}" in output for name in CHECKS)
    assert "Receipt" not in output
    pretend(monkeypatch, CHECKS | {"LSTM": 1.75})
    assert course("check", file)[0] == 1


def test_submit_ready_says_what_is_missing(course: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, CHECKS)
    status, output, _errors = course("check", notebook_of("right", tmp_path), "--submit-ready")
    assert (status, "No answer is blank." in output) == (0, True)
    status, output, _errors = course("check", notebook_of("blank", tmp_path), "--submit-ready")
    assert status == 1
    assert "Blank: lstm_step, lstm_unroll, LSTM, coupled_peephole_step, lstm_step_backward." in output
    assert "There is no written answer" in output
    pretend(monkeypatch, CHECKS, (CellReport("f", "ok"), CellReport("own-1", "crashed", "", "NameError: \x1b[31mx")))
    status, output, _errors = course("check", notebook_of("right", tmp_path), "--submit-ready")
    assert status == 1
    assert "The notebook does not run from the top. These cells stop:\n  own-1: NameError: x\n" in output


def test_check_tells_repairs_and_refusals(course: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, CHECKS)
    _status, output, _errors = course("check", notebook_of("copied-cell", tmp_path))
    assert "The cell of lstm_step is there 3 times" in output
    file = tmp_path / "lstm.ipynb"
    file.write_text("{", "utf-8")
    status, _output, errors = course("check", file)
    assert (status, errors) == (2, "The file is damaged: it is no JSON at line 1, column 2.\n")
    file.write_text('{"cells": []}', "utf-8")
    status, _output, errors = course("check", file)
    assert (status, "--exercise" in errors) == (2, True)
    status, _output, errors = course("check", tmp_path / "none.ipynb")
    assert (status, errors) == (2, "The file cannot be read: No such file or directory.\n")


# --------------------------------------------------------------------------------------------------------------- grade
def records(status: str = "passed") -> list[Record]:
    results = tuple(Result(name, status, most * (status == "passed"), most, "m") for name, most in CHECKS.items())
    ada = Record("lstm", "ada", "d1", "g", 1, results, written=("forget_gate",), repairs=("one",))
    return [ada, Record("lstm", "[red]bob", "d2", "g", 2, results, refusal="no [b]notebook")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for student in ("ada", "[red]bob"):
        (tmp_path / "submitted" / student / "lstm").mkdir(parents=True)
    (tmp_path / "submitted" / "carl").mkdir()
    return tmp_path


def test_grade_refuses_to_run_untrusted_code(course: Run, folder: Path) -> None:
    status, _output, errors = course("grade", "lstm", folder)
    assert status == 2
    assert "no sandbox yet" in errors
    assert "--trust-submissions" in errors
    assert not (folder / "gradebook.db").exists()


def test_grade_shows_a_table(course: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "grade", lambda *_arguments, **_more: records())
    monkeypatch.setenv("COLUMNS", "120")
    status, output, _errors = course("grade", "lstm", folder, "--trust-submissions")
    assert status == 0
    rows = {line.split()[1]: line for line in output.splitlines() if line.count("│") > 5 or line.count("|") > 5}
    assert {"ada", "[red]bob", "carl"} <= set(rows)
    assert "18" in rows["ada"]
    assert "a person reads: forget_gate" in rows["ada"]
    assert "repaired: 1" in rows["ada"]
    assert "refused: no [b]notebook" in rows["[red]bob"]
    assert "no submission" in rows["carl"]
    assert "5 lstm_step_backward" in output
    assert "2 submissions" in output
    assert all(name in output for name in ("gradebook.db", "grades.csv", "results.jsonl", "autograded"))


def test_grade_ends_with_3_when_grading_itself_failed(
    course: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "grade", lambda *_arguments, **_more: records("machinery"))
    status, output, _errors = course("grade", "lstm", folder, "--trust-submissions")
    assert status == 3
    assert "Grading itself failed for ada, [red]bob" in " ".join(output.split())


def test_grade_hands_on_what_was_asked(course: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(batch, "grade", lambda made, **more: asked.append((made, more)) or records())
    course("grade", "lstm", folder, "--trust-submissions", "--class", "2026", "--jobs", "3", "--again")
    [(made, more)] = asked
    assert (made.assignment, made.folder) == ("lstm", folder)
    assert made.variant == exercises.class_variant("lstm", "2026")
    assert (more["jobs"], more["again"], more["trust_submissions"]) == (3, True, True)


def test_an_old_terminal_can_show_the_table() -> None:
    from rich.console import Console

    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    console = Console(file=stream, width=100)
    with cli._progress(console, 2) as step:
        step(None)
    console.print(cli._table({"ada": None, "[red]bob": None, "carl": None}, records()))
    stream.flush()  # what cp1252 does not have would have raised by now
    assert b"a person reads" in stream.buffer.getvalue()  # type: ignore[attr-defined]


# ---------------------------------------------------------------------------------------------------------------- read
def test_read_without_a_book_says_how_to_get_one(course: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exercises, "REPOSITORY", tmp_path)
    status, _output, errors = course("read", "--no-browser")
    assert status == 2
    assert "There is no built book" in errors
    assert "run: make" in errors


def test_read_serves_the_book_on_this_machine_alone(tmp_path: Path) -> None:
    html = tmp_path / "_build" / "html"
    html.mkdir(parents=True)
    (html / "index.html").write_text("<h1>Recurrent networks</h1>", "utf-8")
    (html / "figure.mjs").write_text("export default 1", "utf-8")
    program = (
        # who is started in the background may have been told to ignore Ctrl+C
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from pathlib import Path; from course_lib.grading import exercises; from course_lib.cli import main; "
        f"exercises.REPOSITORY = Path({str(tmp_path)!r}); main(['read', '--no-browser'])"
    )
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert server.stdout is not None
        sentence = server.stdout.readline()
        address = next(word for word in sentence.split() if word.startswith("http://"))
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(address, timeout=20) as answer:
            assert b"Recurrent networks" in answer.read()
        with urllib.request.urlopen(address.replace("index.html", "figure.mjs"), timeout=20) as answer:
            assert answer.headers["Content-Type"] == "text/javascript"
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 0
        assert "closed" in server.stdout.read()
    finally:
        server.kill()
        server.wait()
        if server.stdout is not None:
            server.stdout.close()


# ------------------------------------------------------------------------------------------------------ every computer
def test_help_is_quick_and_loads_nothing_heavy() -> None:
    program = (
        "import sys\nfrom course_lib.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'torch', 'nbgrader', 'jupytext', 'nbformat', 'numpy', 'IPython'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "exercise" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_nothing_that_only_some_systems_have_is_imported() -> None:
    only_somewhere = {"fcntl", "grp", "msvcrt", "posix", "pty", "pwd", "resource", "syslog", "termios", "winreg"}
    files = list((REPOSITORY / "course_lib").rglob("*.py"))
    assert len(files) > 10
    for file in files:
        for statement in ast.parse(file.read_text("utf-8")).body:  # at the top, not guarded by anything
            if isinstance(statement, ast.Import | ast.ImportFrom):
                names = [statement.module or ""] if isinstance(statement, ast.ImportFrom) else []
                names += [alias.name for alias in statement.names]
                assert not only_somewhere & {name.split(".")[0] for name in names}, file
