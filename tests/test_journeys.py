"""What happens on other people's computers: old consoles, missing packages, crowded folders, a course from a wheel."""

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from course_lib import cli, recipes
from course_lib.cli import versions
from course_lib.data import SETS
from course_lib.grading import notebooks
from course_lib.grading.checks import class_variant
from course_lib.grading.classroom import grade
from tests import classroom
from tests.conftest import REPOSITORY

CASES = {case.student: case for case in classroom.cases()}


def run(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "course_lib.cli", *map(str, arguments)]
    path = {"PYTHONPATH": environment.pop("PYTHONPATH", str(REPOSITORY))}
    return subprocess.run(command, cwd=cwd, env={**os.environ, **path, **environment}, capture_output=True)


def course(*arguments: object) -> int:
    """The command here; its exit status."""
    with pytest.raises(SystemExit) as ended:
        cli.main([str(argument) for argument in arguments])
    return int(ended.value.code or 0)


def write(file: Path, student: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(classroom.notebook(CASES[student])), "utf-8")
    return file


# ------------------------------------------------------------------------------------------------- consoles and shells
@pytest.mark.parametrize("encoding", ["cp1252", "cp850"])
def test_what_a_console_cannot_show_is_replaced(encoding: str, tmp_path: Path) -> None:
    done = run("exercise", "lstm", "--to", "Ω–c̃", cwd=tmp_path, PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    assert "lstm.ipynb is written" in done.stdout.decode(encoding)
    assert "?" in done.stdout.decode(encoding)
    done = run("check", "Ω–c̃.ipynb", cwd=tmp_path, PYTHONIOENCODING=encoding)
    assert (done.returncode, b"Traceback" in done.stderr) == (2, False)
    assert "The file cannot be read" in done.stderr.decode(encoding)


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert course("--version") == 0
    assert capsys.readouterr().out == f"course {versions.installed('recurrent-course')}\n"
    assert versions.installed("no-such-package") == "–"


def test_a_shell_completes_commands_and_exercises(tmp_path: Path) -> None:
    for words, wanted in (
        ("course exer", "exercise"),
        ("course grade ls", "lstm"),
        ("course exercise atten", "attention"),
    ):
        asked = {"_COURSE_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
        assert run(cwd=tmp_path, **asked).stdout.decode().split() == [wanted]


# --------------------------------------------------------------------------------------------------- missing packages
@pytest.mark.parametrize(
    "command", [("check", "lstm.ipynb"), ("grade", "lstm", "class"), ("train", "lstm"), ("doctor",)]
)
def test_without_torch_one_sentence_says_what_to_install(command: tuple[str, ...], tmp_path: Path) -> None:
    write(tmp_path / "lstm.ipynb", "right")
    write(tmp_path / "class" / "submitted" / "ada" / "lstm" / "lstm.ipynb", "right")
    program = f"import sys; sys.modules['torch'] = None; from course_lib.cli import main; main({list(command)!r})"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    said = done.stdout if command == ("doctor",) else done.stderr
    assert "Traceback" not in done.stderr
    assert f"The course needs the package torch, which is not installed in this Python ({sys.executable})" in said
    assert f"{sys.executable} -m pip install torch" in said
    if command == ("doctor",):
        assert (done.returncode, done.stderr) == (1, "")
        assert "  nbgrader: " in said
    else:
        assert (done.returncode, len(said.splitlines())) == (2, 1)


def test_what_only_recipes_need_is_an_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def engraves(*_arguments: object, **_more: object) -> None:
        raise ImportError("Tunes are engraved with verovio …", name="verovio")  # as `course_lib.music` says it

    monkeypatch.setattr(recipes, "train", engraves)
    monkeypatch.setitem(sys.modules, "verovio", None)
    assert course("train", "generative") == 2
    said = capsys.readouterr().err
    assert f"needs the package verovio, which is not installed in this Python ({sys.executable})" in said
    assert said.endswith(f'Install it there: {sys.executable} -m pip install "recurrent-course[train]"\n')


def test_the_versions_say_how_to_get_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "installed", lambda name: "–" if name in ("verovio", "torch") else "1")
    told = dict(versions.of_everything())
    assert (told["torch"], told["dask"]) == ("–", "1")
    assert told["verovio"] == '– (to get it: pip install "recurrent-course[train]")'


def test_every_package_of_an_extra_is_known() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    everybodys = {name for name in extras if name not in ("book", "dev")}  # those two need the repository
    assert {(re.split(r"[\[<>=]", each)[0], name) for name in everybodys for each in extras[name]} == {
        *versions.EXTRAS.items()
    }
    assert f"recurrent-course[{','.join(['book', *sorted(everybodys)])}]" in extras["dev"]
    assert {each for each in extras["book"] if each.startswith("verovio")} <= {*extras["train"]}  # with one bound
    pinned = (REPOSITORY / "constraints.txt").read_text("utf-8")
    assert all(f"\n{package}==" in pinned for package in versions.EXTRAS)


def test_a_module_that_the_course_itself_lacks_is_no_users_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "course_lib.grading.notebooks", None)
    monkeypatch.delattr("course_lib.grading.notebooks")
    with pytest.raises(ModuleNotFoundError):
        cli.main(["exercise", "lstm"])


# ----------------------------------------------------------------------------------------------------- files and folders
def test_an_error_of_a_file_names_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "there").write_text("a file")
    assert course("exercise", "lstm", "--to", tmp_path / "there" / "below") == 2
    errors = capsys.readouterr().err
    assert (str(tmp_path / "there" / "below") in errors, len(errors.splitlines())) == (True, 1)


def test_a_training_that_cannot_begin_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    def refuses(_recipe: object, context: Any) -> list[str]:
        context.place.work.mkdir(parents=True)
        raise ValueError("first change this")

    monkeypatch.setattr("course_lib.recipes.lstm.run", refuses)
    assert course("train", "lstm") == 2
    assert capsys.readouterr().err == "first change this\n"
    assert list(tmp_path.iterdir()) == []


# -------------------------------------------------------------------------------------------------------- many classes
def test_a_class_is_graded_from_a_folder_that_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(grade, "grade", lambda _course, **_more: [])
    write(tmp_path / "desk" / "anne.ipynb", "right")
    monkeypatch.chdir(tmp_path / "desk")
    for here in ((), (".",), (tmp_path / "desk",)):
        assert course("grade", "lstm", *here) == 2
        sentence = (
            f"There is no folder “submitted” in {tmp_path / 'desk'}. Say where the submissions are: course grade lstm"
        )
        assert sentence in capsys.readouterr().err
    assert not (tmp_path / "desk-graded").exists()
    assert course("grade", "lstm", ".", "--to", "graded") == 0
    assert [file.name for file in (tmp_path / "desk" / "graded" / "submitted").iterdir()] == ["anne"]


def test_nothing_is_collected_from_a_class_that_was_graded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(grade, "grade", lambda _course, **_more: [])
    term = tmp_path / "term"
    write(term / "monday" / "submitted" / "eve" / "lstm" / "lstm.ipynb", "wrong")
    (term / "monday" / "gradebook.db").touch()
    write(term / "anne.ipynb", "right")
    for _again in range(2):  # the second time the class's own folder is there too, as an interrupted run leaves it
        assert course("grade", "lstm", term, "--to", term / "tuesday") == 0
        output = capsys.readouterr().out
        assert "1 submissions were found." in output
        assert "“monday” was left out: it is the folder of a class that was graded." in output
        assert [file.name for file in (term / "tuesday" / "submitted").iterdir()] == ["anne"]
    assert "“tuesday” was left out" in output


def test_formgrader_gets_what_it_needs_and_a_configuration_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[list[str]] = []

    def runs(command: list[str], **how: Any) -> Any:
        started.append(command)
        assert how["cwd"] == tmp_path
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr("course_lib.grading.nbgrader.formgrader.subprocess.run", runs)
    assert course("formgrader", tmp_path) == 2
    assert "There are no submissions" in capsys.readouterr().err
    write(tmp_path / "submitted" / "ada" / "lstm" / "lstm.ipynb", "right")
    (tmp_path / "submitted" / "ada" / "photos").mkdir()
    assert course("formgrader", tmp_path, "--no-browser", "--port", "8999", "--class", "2026") == 0
    assert f"formgrader on lstm in {tmp_path}" in capsys.readouterr().out
    assert {"--port=8999", "--no-browser", f"--ServerApp.root_dir={tmp_path}"} <= set(started[0])
    made = notebooks.build("lstm", class_variant("lstm", "2026"))
    for place, notebook in (("source", made.source), ("release", made.student)):
        assert (tmp_path / place / "lstm" / "lstm.ipynb").read_text("utf-8") == notebooks.to_json(notebook)
    config = tmp_path / "nbgrader_config.py"
    assert "install(c)" in config.read_text("utf-8")
    config.write_text("# mine", "utf-8")
    assert course("formgrader", tmp_path) == 0
    assert config.read_text("utf-8") == "# mine"


# ------------------------------------------------------------------------------------------------------------ a wheel
@pytest.mark.thorough
def test_a_student_installs_a_wheel(tmp_path: Path) -> None:
    """The way of students.md for a course that lies at no address: the notebook comes from the wheel and is checked."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(tmp_path / "dist"), str(REPOSITORY)], check=True)
    [wheel] = (tmp_path / "dist").glob("recurrent_course-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert not any("/gpl/" in name for name in names)
    assert {f"course_lib/data/{name}.json" for name in SETS} <= {*names}  # the card says how to get what is left out
    subprocess.run([*pip, "install", "--no-deps", "--target", str(tmp_path / "there"), str(wheel)], check=True)
    before = {
        file: file.stat().st_mtime_ns for file in (tmp_path / "there").rglob("*.*") if "__pycache__" not in file.parts
    }
    work = tmp_path / "work"
    work.mkdir()
    path = str(tmp_path / "there")
    program = "import course_lib; print(course_lib.__path__[0])"
    where = subprocess.run([sys.executable, "-c", program], cwd=work, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True)  # fmt: skip
    assert where.stdout.startswith(path)
    assert run("exercise", "lstm", cwd=work, PYTHONPATH=path).returncode == 0
    assert (work / "lstm.ipynb").read_bytes() == notebooks.to_json(notebooks.released("lstm")).encode()
    blank = run("check", "lstm.ipynb", cwd=work, PYTHONPATH=path)
    assert (blank.returncode, b"All checks together: 0 of 18 points" in blank.stdout) == (1, True), blank.stderr
    write(work / "lstm.ipynb", "right")
    right = run("check", "lstm.ipynb", cwd=work, PYTHONPATH=path)
    assert (right.returncode, b"All checks together: 18 of 18 points" in right.stdout) == (0, True), right.stderr
    after = {
        file: file.stat().st_mtime_ns for file in (tmp_path / "there").rglob("*.*") if "__pycache__" not in file.parts
    }
    assert after == before
