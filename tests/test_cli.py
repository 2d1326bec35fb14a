"""The command ``course``: what it says, what it writes, and how it ends."""

import ast
import dataclasses
import io
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import nbformat
import pytest

from course_lib.chapters import written
from course_lib.cli import options, tables
from course_lib.grading import notebooks
from course_lib.grading.checks import checks_of, class_variant, slugs
from course_lib.grading.classroom import grade, regrade
from course_lib.grading.classroom.course import Course
from course_lib.grading.classroom.regrade import Regraded
from course_lib.grading.judging import submission
from course_lib.grading.judging.check import Result
from course_lib.grading.judging.submission import Graded
from course_lib.grading.record import Record
from course_lib.grading.running import isolation
from course_lib.grading.running.session import CellReport, Limits
from tests import classroom
from tests.conftest import REPOSITORY

CASES = {case.student: case for case in classroom.cases()}
CHECKS = {check.name: check.points for check in checks_of("lstm")}
Run = Callable[..., tuple[int, str, str]]


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
    assert made == notebooks.build("lstm", class_variant("lstm", "2026")).student


def test_unknown_exercise_is_one_sentence(course: Run, tmp_path: Path) -> None:
    status, _output, errors = course("exercise", "ltsm", "--to", tmp_path)
    assert status == 2
    assert errors == f"There is no exercise called “ltsm”. There are: {', '.join(sorted(written()))}.\n"
    assert list(tmp_path.iterdir()) == []


# --------------------------------------------------------------------------------------------------------------- check
class NoSession:
    """In place of a worker process."""

    def __init__(self, _assignment: str) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        pass


def pretend(
    monkeypatch: pytest.MonkeyPatch, points: dict[str, float], cells: tuple[CellReport, ...] = (CellReport("f", "ok"),)
) -> None:
    """Let every check give these points without running anything."""
    results = [
        Result(
            check=name,
            status="passed" if points.get(name, 0) == most else "failed",
            points=points.get(name, 0),
            maximum=most,
            message=f"about {name}",
        )
        for name, most in CHECKS.items()
    ]
    monkeypatch.setattr("course_lib.grading.running.session.Session", NoSession)
    monkeypatch.setattr(submission, "run", lambda *_arguments, **_more: Graded(tuple(results), cells))


def test_check_runs_a_real_notebook(course: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")  # as on a terminal: what takes long says how far it is
    monkeypatch.setenv("COLUMNS", "120")
    status, output, errors = course("check", notebook_of("partly-right", tmp_path), "--submit-ready")
    assert status == 1
    assert re.search(r"checking .*m(\d+)/\1\b.* lstm_step_backward", errors)
    total = sum(CASES["partly-right"].points.values())
    assert f"All checks together: {total:g} of 18 points" in output
    assert "No answer is blank." in output
    assert "The notebook runs from the top." in output
    digest = output.split("Receipt (a digest of what you wrote, keep it): ")[1].strip()
    record_digest = Course("lstm", tmp_path).take_in(tmp_path).digest  # type: ignore[union-attr]
    assert digest == record_digest


@pytest.mark.thorough
def test_check_of_a_class_version_asks_the_checks_of_that_version(course: Run, tmp_path: Path) -> None:
    made = notebooks.build("lstm", class_variant("lstm", "2026"))
    made.source.cells.append(nbformat.v4.new_markdown_cell("My answer."))
    file = tmp_path / "lstm.ipynb"
    file.write_text(notebooks.to_json(made.source), "utf-8")
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


@pytest.mark.parametrize("slug", notebooks.slugs())
def test_submit_ready_asks_for_a_written_answer_where_a_task_is(
    slug: str, course: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, CHECKS)
    made = notebooks.build(slug).source
    tasks = [cell.id for cell in made.cells if notebooks.kind(cell) == "task"]
    file = tmp_path / f"{slug}.ipynb"
    released = {cell.id: cell.source for cell in notebooks.released(slug).cells}
    for cell in made.cells:
        if notebooks.kind(cell) == "task":  # without its model answer
            cell.source = released[cell.id]

    def ready(*added: Any) -> tuple[int, list[str]]:
        cells = [copy for cell in made.cells for copy in (cell, *(added if cell.id in tasks else ()))]
        file.write_text(notebooks.to_json(nbformat.from_dict({**made, "cells": cells})), "utf-8")
        status, output, _errors = course("check", file, "--submit-ready")
        return status, [line for line in output.splitlines() if "written answer" in line]

    asked = [f"There is no written answer to {task}: add a text cell below the question." for task in tasks]
    assert ready() == (1 if tasks else 0, asked)
    assert ready(nbformat.v4.new_code_cell("1+1")) == (1 if tasks else 0, asked)
    assert ready(nbformat.v4.new_markdown_cell("Because.")) == (0, [])


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


def test_exercise_asks_which_one(course: Run) -> None:
    status, _output, errors = course("exercise")
    assert (status, errors) == (2, "Name one of the exercises: " + ", ".join(slugs()) + ".\n")


def test_check_tells_repairs_and_refusals(course: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, CHECKS)
    _status, output, _errors = course("check", notebook_of("copied-cell", tmp_path))
    assert "There are 3 cells of lstm_step" in output
    file = tmp_path / "lstm.ipynb"
    file.write_text("{", "utf-8")
    status, _output, errors = course("check", file)
    assert (status, errors) == (
        2,
        f"{file}: The file is damaged: it is not JSON at line 1, column 2. Save the notebook and hand it in again.\n",
    )
    file.write_text('{"cells": []}', "utf-8")
    status, _output, errors = course("check", file)
    assert (status, "--exercise" in errors) == (2, True)
    status, _output, errors = course("check", tmp_path / "none.ipynb")
    assert (status, errors) == (
        2,
        f"{tmp_path / 'none.ipynb'}: The file cannot be read: No such file or directory.\n",
    )


# --------------------------------------------------------------------------------------------------------------- grade
def records(status: str = "passed") -> list[Record]:
    results = tuple(
        Result(check=name, status=status, points=most * (status == "passed"), maximum=most, message="m")
        for name, most in CHECKS.items()
    )
    ada = Record("lstm", "ada", "d1", "g", 1, results, written=("forget_gate",), repairs=("one",))
    return [ada, Record("lstm", "[red]bob", "d2", "g", 2, results, refusal="no [b]notebook")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for student in ("ada", "[red]bob"):
        (tmp_path / "submitted" / student / "lstm").mkdir(parents=True)
    (tmp_path / "submitted" / "carl").mkdir()
    return tmp_path


def test_grade_refuses_to_run_untrusted_code(course: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "probe", lambda _assignment="": isolation.Probe(0, (), ("No sandbox holds here.",)))
    status, _output, errors = course("grade", "lstm", folder)
    assert status == 2
    assert "No sandbox holds here." in errors
    assert "--trust-submissions" in errors
    assert not (folder / "gradebook.db").exists()


def test_grade_shows_a_table(course: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grade, "grade", lambda *_arguments, **_more: records())
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


def test_grade_tells_who_is_missing_and_what_lies_beside(
    course: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grade, "grade", lambda *_arguments, **_more: records())
    ada, _bob = records()
    earlier = [dataclasses.replace(ada, student=student) for student in ("ada", "eve")]
    (folder / "results.jsonl").write_text("".join(f"{record.to_json()}\n" for record in earlier), "utf-8")
    (folder / "submitted" / "ada" / "lstm").mkdir(parents=True, exist_ok=True)
    (folder / "dan.ipynb").write_text("{}")
    _status, output, _errors = course("grade", "lstm", folder, "--trust-submissions")
    assert "eve was graded before, and has no submission now." in output
    assert "ada was graded before" not in output
    assert "“dan.ipynb” was left out: the submissions are those in “submitted”." in output


def test_grade_ends_with_3_when_grading_itself_failed(
    course: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grade, "grade", lambda *_arguments, **_more: records("machinery"))
    status, output, _errors = course("grade", "lstm", folder, "--trust-submissions")
    assert status == 3
    assert "Grading itself failed for ada, [red]bob" in " ".join(output.split())


def test_grade_hands_on_what_was_asked(course: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(grade, "grade", lambda made, **more: asked.append((made, more)) or records())
    course("grade", "lstm", folder, "--trust-submissions", "--class", "2026", "--jobs", "3", "--again")
    [(made, more)] = asked
    assert (made.assignment, made.folder) == ("lstm", folder)
    assert made.variant == class_variant("lstm", "2026")
    assert (more["jobs"], more["again"], more["trust_submissions"]) == (3, True, True)


def test_grade_hands_on_the_other_options(course: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(grade, "grade", lambda made, **more: asked.append(made) or records())
    _status, output, _errors = course(
        "grade",
        "lstm",
        folder,
        "--seed",
        "7",
        "--limits",
        "cell_s=20,memory_mb=4096",
        "--db",
        "sqlite:///x.db",
        "--replays",
    )
    [made] = asked
    assert (made.number, made.url, made.replays) == (7, "sqlite:///x.db", True)
    assert (made.limits.cell_s, made.limits.memory_mb) == (20, 4096)
    assert "gradebook.db" not in output


@pytest.mark.parametrize(
    "text", ["cell_s", "cell=2", "cell_s=fast", "cell_s=0", "memory_mb=2.5", "cell_s=nan", "cell_s=-1"]
)
def test_limits_that_are_none_are_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a limit.*cell_s, cell_cpu_s, check_s.*memory_mb"):
        options.limits_from(f"memory_mb=4096,{text}")


def test_limits_by_name() -> None:
    assert options.limits_from(" cell_s = 20, memory_mb=4096,") == Limits(cell_s=20.0, memory_mb=4096)
    assert options.limits_from("") == Limits()


def test_grade_says_what_is_wrong_in_one_sentence(course: Run, folder: Path, tmp_path: Path) -> None:
    for arguments, words in (
        (("ltsm", folder), "There is no exercise called “ltsm”"),
        (("lstm", tmp_path / "nowhere"), "nowhere”: give a folder or a zip file"),
        (("lstm", folder, "--limits", "time=3"), "“time=3” is not a limit"),
        (("lstm", folder, "--db", "gradebook"), "is not the address of a gradebook"),
    ):
        status, _output, errors = course("grade", *arguments)
        assert (status, len(errors.splitlines())) == (2, 1), errors
        assert words in errors
    assert not (folder / "gradebook.db").exists()


def test_grade_of_an_empty_folder_is_a_sentence(course: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    status, _output, errors = course("grade", "lstm", tmp_path / "empty")
    assert (status, len(errors.splitlines())) == (2, 1)
    assert list((tmp_path / "empty").iterdir()) == []


def test_grade_of_a_zip_file_puts_it_into_a_folder_of_its_own(
    course: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grade, "grade", lambda made, **_more: [])
    source = tmp_path / "hand-in.zip"
    with zipfile.ZipFile(source, "w") as archive:
        text = json.dumps(classroom.notebook(CASES["right"]))
        archive.writestr("Lovelace Ada_1234567_assignsubmission_file_/lstm.ipynb", text)
        archive.writestr("Hopper Grace_7654321_assignsubmission_file_/lstm.ipynb", text)
    for to, arguments in ((tmp_path / "hand-in-graded", ()), (tmp_path / "other", ("--to", tmp_path / "other"))):
        status, output, errors = course("grade", "lstm", source, *arguments)
        assert status == 0, errors
        assert "2 submissions were found." in output
        assert "2 files, 2 used." in output
        assert len(list(to.glob("submitted/*/lstm/*.ipynb"))) == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == ["hand-in-graded", "hand-in.zip", "other"]


def test_summary_says_the_tier_and_what_was_held_back() -> None:
    ada, bob = records()
    found = [dataclasses.replace(ada, tier=1, held=3.0), dataclasses.replace(bob, tier=0)]
    lines = list(tables.summary(found, 2.0))
    assert lines[0].endswith("without a sandbox (tier 0)")
    assert lines[1].endswith("in a sandbox (tier 1)")
    assert "would go down to 3: course regrade" in tables.notes(found[0])


# ----------------------------------------------------------------------------------------- regrade, explain and doctor
@pytest.mark.parametrize(
    ("written", "failed", "arguments", "status", "words"),
    [
        (True, (), (), 0, "The new grades are written."),
        (False, (), (), 1, "--allow-lower"),
        (False, (), ("--dry-run",), 0, "this was a dry run"),
        (True, ("eva",), ("--allow-lower",), 3, "who keep their earlier points: eva"),
    ],
)
def test_regrade_says_whether_it_was_written(
    course: Run,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    written: bool,
    failed: tuple[str, ...],
    arguments: tuple[str, ...],
    status: int,
    words: str,
) -> None:
    asked: list[Any] = []
    regraded = Regraded((), 2, (), failed, written, 1)
    monkeypatch.setattr(regrade, "regrade", lambda _course, **more: asked.append(more) or regraded)
    ended, output, _errors = course("regrade", "lstm", folder, *arguments)
    assert (ended, words in output, "2 as before" in output) == (status, True, True)
    assert asked[0]["allow_lower"] == ("--allow-lower" in arguments)
    assert asked[0]["dry_run"] == ("--dry-run" in arguments)


@pytest.mark.parametrize(
    ("command", "module", "sentence"),
    [
        ("grade", grade, "What is graded already is kept"),
        ("regrade", regrade, "No grade changes before all submissions are graded"),
    ],
)
def test_ctrl_c_is_answered_with_what_has_become_of_the_run(
    course: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, command: str, module: Any, sentence: str
) -> None:
    def stopped(*_what: object, **_how: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, command, stopped)
    status, _output, errors = course(command, "lstm", folder)
    assert (status, sentence in errors) == (130, True)


def test_explain_and_replay_say_what_is_missing(course: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "tier_for", lambda **_more: 0)
    status, _output, errors = course("explain", "ada", "lstm", "LSTM", folder)
    assert (status, "run course grade first" in errors) == (2, True)
    status, _output, errors = course("replay", folder / "lstm.ipynb", folder / "replay.json")
    assert (status, "is not a replay" in errors) == (2, True)


@pytest.mark.parametrize(("tier", "status"), [(0, 1), (1, 0), (2, 0)])
def test_doctor_says_what_holds_and_what_is_lacking(
    course: Run, monkeypatch: pytest.MonkeyPatch, tier: int, status: int
) -> None:
    acts = (isolation.Act("open a socket", True), isolation.Act("read a file", False))
    monkeypatch.setattr(isolation, "probe", lambda: isolation.Probe(tier, acts, ("namespaces: sudo …",)))
    ended, output, _errors = course("doctor")
    assert ended == status
    assert f"Isolation of submissions: tier {tier}" in output
    assert "refused: open a socket" in output
    assert "NOT refused: read a file" in output
    assert "missing: namespaces: sudo …" in output
    assert ("refuses to run submissions here" in output) == (tier == 0)
    import torch

    assert f"torch: {torch.__version__}" in output
    assert all(f"  {name}: " in output for name in ("Python", "nbgrader", "jupyterlab", "CUDA", "browser"))


def test_an_old_terminal_can_show_the_table() -> None:
    from rich.console import Console

    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    console = Console(file=stream, width=100)
    with tables.progress(console, 2) as step:
        step(None)
    console.print(tables.results({"ada": None, "[red]bob": None, "carl": None}, records()))
    stream.flush()  # what cp1252 does not have would have raised by now
    assert b"a person reads" in stream.buffer.getvalue()  # type: ignore[attr-defined]


# ---------------------------------------------------------------------------------------------------------------- read
def test_read_without_a_book_says_how_to_get_one(course: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebooks, "REPOSITORY", tmp_path)
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
        "from pathlib import Path; from course_lib.grading import notebooks as exercises; from course_lib.cli import main; "
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


def test_it_can_be_started_as_a_module() -> None:
    command = [sys.executable, "-m", "course_lib.cli", "exercise"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "Name one of the exercises: " in done.stderr) == (2, True)


def test_nothing_that_only_some_systems_have_is_imported() -> None:
    only_somewhere = {"fcntl", "grp", "msvcrt", "posix", "pty", "pwd", "resource", "syslog", "termios", "winreg"}
    package = REPOSITORY / "course_lib"
    # the fork server and what confines it run on Linux alone; they are started by name, and nothing else imports them
    on_linux = {
        "course_lib.grading.worker.sandbox.confine",
        "course_lib.grading.worker.sandbox.kernel",
        "course_lib.grading.worker.zygote",
    }
    files = list(package.rglob("*.py"))
    assert len(files) > 10
    for file in files:
        if ".".join(("course_lib", *file.relative_to(package).with_suffix("").parts)) in on_linux:
            continue
        for statement in ast.parse(file.read_text("utf-8")).body:  # at the top, not guarded by anything
            if isinstance(statement, ast.Import | ast.ImportFrom):
                names = [statement.module or ""] if isinstance(statement, ast.ImportFrom) else []
                names += [alias.name for alias in statement.names]
                assert not only_somewhere & {name.split(".")[0] for name in names}, file
                whole = {".".join(filter(None, (names[0], name))) for name in names[1:]} | set(names)
                assert not on_linux & whole, file
