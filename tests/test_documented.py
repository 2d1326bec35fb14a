"""What the documents promise: every command that is printed there runs as it stands, and what can go stale is compared."""

import re
import shlex
import shutil
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from nbgrader.api import Gradebook as Database

from course_lib import cli
from course_lib.chapters import written
from course_lib.grading import notebooks
from course_lib.grading.checks import NoVersionsError, checks_of, class_variant
from course_lib.grading.classroom import grade
from course_lib.grading.judging.check import Result
from course_lib.grading.judging.submission import Graded, GradingTask
from course_lib.grading.running import isolation
from tests import classroom
from tests.conftest import REPOSITORY, needs

PAGES = ("README.md", "book/students.md", "book/instructors.md")
PROGRAMS = ("course", "make", "nbgrader", "jupyter", "pip", "docker", ".venv/bin/pip")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]

EXCEPTIONS = {
    r'pip install "git\+.*"': "asks the repository's address: the workflow `students` installs from a checkout",
    r"pip install torch --index-url .*": "fetches a large package from another address",
    r'pip install "recurrent-course\[dask\]"': "asks the package index, where the course is not yet; the scheduler has tests",
    r"pip install recurrent_course-.*\.whl": "test_journeys builds the wheel, installs it, and does an exercise with it",
    r"\.venv/bin/pip wheel .*": "test_journeys builds the wheel in the same way",
    r"docker run .*": "an example, as the page says: container engines and their kernels differ",
    r"jupyter lab lstm\.ipynb": "runs until it is ended; test_formgrader starts the same server",
    r"nbgrader .*": "test_nbgrader runs nbgrader's whole cycle, its export and its feedback",
    r"course --install-completion": "writes into the files of a shell: test_journeys asks for completions",
    r"course grade lstm FROM": "FROM stands for each of the forms in the table below it, which are run",
}
"""Commands that are not run here, as patterns, and why."""
REAL = ("check", "explain", "replay", "doctor")
"""Commands that start a process for student code here too, not only what is around it."""
ANNE = "Lovelace_Ada_1234567"


def commands(page: str) -> Iterator[str]:
    """What a page shows to be typed: the lines of fenced blocks, and words in the text that begin as a command does."""
    text = (REPOSITORY / page).read_text("utf-8")
    for kind, block in re.findall(r"^```([^\n]*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        if kind in ("", "shell", "bash"):
            for line in re.sub(r"\\\n\s*", "", block).splitlines():
                command = re.sub(r"\s{2,}#.*", "", line).strip()
                if command and not command.startswith("#"):
                    yield command
    outside = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    for found in re.findall(r"`([^`\n]+)`", outside):
        first, *others = found.split(" ")
        # a name alone, as “course grade refuses”, is no command to be typed
        if first in PROGRAMS and (first not in ("course", "nbgrader") or len(others) > 1 or others[0].startswith("-")):
            yield found


PRINTED = sorted({command for page in PAGES for command in commands(page)})


def is_exception(command: str) -> bool:
    return any(re.fullmatch(pattern, command) for pattern in EXCEPTIONS)


def test_every_kind_of_command_is_known_and_no_exception_is_stale() -> None:
    assert len(PRINTED) > 25
    for command in PRINTED:
        assert command.split()[0] in PROGRAMS, f"who runs this? {command}"
    for pattern in EXCEPTIONS:
        assert any(re.fullmatch(pattern, command) for command in PRINTED), f"nobody prints this any more: {pattern}"


@pytest.mark.parametrize("command", [command for command in PRINTED if command.split()[0] == "make"])
def test_what_make_is_asked_for_is_a_target(command: str) -> None:
    make, *arguments = shlex.split(command)
    dry = [needs.program(make), "--dry-run", *arguments]
    done = subprocess.run(dry, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# ---------------------------------------------------------------------------------------------------- the command course
@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Around student code everything is real; what runs it gives all points."""

    def run_all(tasks: list[GradingTask], *_how: object) -> Iterator[tuple[GradingTask, Graded]]:
        for task in tasks:
            results = (
                Result(check=one.name, status="passed", points=one.points, maximum=one.points, message="fine")
                for one in checks_of(task.assignment, task.variant)
            )
            yield task, Graded(tuple(results))

    monkeypatch.setattr(grade, "run_all", run_all)
    monkeypatch.setattr("course_lib.grading.classroom.regrade.run_all", run_all)
    monkeypatch.setattr(isolation, "tier_for", lambda **_more: 0)
    monkeypatch.setattr("course_lib.grading.nbgrader.formgrader.serve", lambda *_where, **_how: 0)
    monkeypatch.setattr("typer.confirm", lambda _question, abort: True)


def course(command: str) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(shlex.split(command)[1:])
    return int(ended.value.code or 0)


def arrange(folder: Path, name: str) -> None:
    """A folder as the pages suppose it: a zip file of Moodle, loose notebooks, a class, a notebook of one's own."""
    text = notebooks.to_json(classroom.notebook(next(case for case in classroom.cases() if case.student == "right")))
    with zipfile.ZipFile(folder / "moodle.zip", "w") as archive:
        archive.writestr("Lovelace Ada_1234567_assignsubmission_file/lstm.ipynb", text)
    for file in ("downloads/anna.ipynb", "my-class/submitted/anna/lstm/lstm.ipynb"):
        (folder / file).parent.mkdir(parents=True)
        (folder / file).write_text(text, "utf-8")
    (folder / "Grades.csv").write_text(
        "Identifier,Full name,Grade,Maximum grade\nParticipant 1234567,Ada Lovelace,,20\n"
    )
    if name not in ("exercise", "grade"):
        assert course("course grade lstm moodle.zip --to my-class --replays") == 0
        shutil.copy(folder / "my-class" / "replays" / ANNE / "lstm.json", folder)
    if name != "exercise":
        (folder / "lstm.ipynb").write_text(text, "utf-8")


TYPED = [command for command in PRINTED if command.startswith("course ") and not is_exception(command)]
SLOW = [pytest.param(command, marks=pytest.mark.thorough) for command in TYPED if command.split()[1] in REAL]


@pytest.mark.usefixtures("pretended")
@pytest.mark.parametrize("command", [*SLOW, *(command for command in TYPED if command.split()[1] not in REAL)])
def test_a_printed_command_runs(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    name = command.split()[1]
    arrange(tmp_path, name)
    status = course(command)
    assert status in ((0, 1) if name == "doctor" else (0,)), capsys.readouterr().err
    if name == "forget":
        with Database(f"sqlite:///{tmp_path / 'my-class' / 'gradebook.db'}") as book:
            assert [student.id for student in book.students] == ["anna"]


# ------------------------------------------------------------------------------------------------------ what goes stale
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
MINUTES = {
    "60 minutes": 60, "an hour": 60, "90 minutes": 90, "an hour and a half": 90, "120 minutes": 120, "two hours": 120,
}  # fmt: skip


def text_of(page: str) -> str:
    return " ".join((REPOSITORY / page).read_text("utf-8").split())


def test_the_front_page_counts_the_chapters() -> None:
    assert f"**{NUMBERS[len(written())]} are here today**" in text_of("book/intro.md")
    assert f"**To come:** the other {NUMBERS[11 - len(written())]} chapters" in text_of("README.md")


@pytest.mark.parametrize("slug", notebooks.slugs())
def test_a_chapter_says_how_long_its_exercise_takes_as_the_exercise_does(slug: str) -> None:
    said = re.search(r"About ([\w ]+)\.\*", notebooks.source_text(slug))
    takes = re.search(r"\*\*\d+ minutes\*\* to read, \*\*(\d+)\*\* for the \[exercise\]", text_of(f"book/{slug}.md"))
    assert said is not None
    assert takes is not None
    assert MINUTES[said[1]] == int(takes[1])


@pytest.mark.parametrize("slug", written())
def test_the_front_page_says_how_long_a_chapter_takes_to_read(slug: str) -> None:
    said = re.search(r"\*\*(\d+) minutes\*\* to read", text_of(f"book/{slug}.md"))
    assert said is not None
    assert re.search(rf"\[\]\({slug}\.md\) \|[^|]*\| {said[1]} min \|", text_of("book/intro.md"))


@pytest.mark.parametrize("slug", notebooks.slugs())
def test_the_front_page_says_how_long_an_exercise_takes(slug: str) -> None:
    said = re.search(r"About ([\w ]+)\.\*", notebooks.source_text(slug))
    assert said is not None
    assert f"| [{MINUTES[said[1]]} min](exercises/{slug}) |" in text_of("book/intro.md")


@pytest.mark.parametrize("slug", notebooks.slugs())
def test_an_exercise_says_its_points_as_its_cells_have_them(slug: str) -> None:
    cells = [
        cell.metadata.nbgrader
        for cell in notebooks.build(slug).source.cells
        if "points" in cell.metadata.get("nbgrader", {})
    ]
    checks, tasks = (sum(cell.points for cell in cells if cell.task == is_task) for is_task in (False, True))
    said = f"*{checks:g} points by the checks" + (f", {tasks:g} points by a person" if tasks else "")
    assert said in notebooks.source_text(slug)
    assert checks + tasks == 20


def test_the_instructors_page_says_which_exercises_have_versions() -> None:
    def has_versions(slug: str) -> bool:
        try:
            return class_variant(slug, "2026") is not None
        except NoVersionsError:
            return False

    def listed(slugs: list[str]) -> str:
        return ", ".join(f"`{slug}`" for slug in slugs[:-1]) + f" and `{slugs[-1]}`"

    with_versions = [slug for slug in notebooks.slugs() if has_versions(slug)]
    without = [slug for slug in notebooks.slugs() if slug not in with_versions]
    page = text_of("book/instructors.md")
    assert f"{NUMBERS[len(with_versions)].capitalize()} exercises have versions: {listed(with_versions)}." in page
    assert f"The others, {listed(without)}, are the same for everybody" in page
    assert f"Class versions of the exercises {listed(with_versions)}" in text_of("CHANGELOG.md")


def test_one_version_and_one_address() -> None:
    version, url = PROJECT["version"], notebooks.repository().url
    citation = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text("utf-8"))
    assert (citation["version"], citation["repository-code"]) == (version, url)
    assert re.search(r"^## (\S+)", (REPOSITORY / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)[1] == version  # type: ignore[index]
    assert f"pip install recurrent_course-{version}-py3-none-any.whl" in text_of("book/students.md")
    assert all(address.startswith(url) for address in PROJECT["urls"].values())
    author = yaml.safe_load((REPOSITORY / "_config.yml").read_text("utf-8"))["author"]
    assert [author] == [one["name"] for one in PROJECT["authors"]] == [one["name"] for one in citation["authors"]]


def test_the_versions_of_python_are_those_that_are_tried() -> None:
    said = [name.rpartition(" ")[2] for name in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", name)]
    workflow = yaml.safe_load((REPOSITORY / ".github" / "workflows" / "students.yml").read_text("utf-8"))
    tried = workflow["jobs"]["student"]["strategy"]["matrix"]["python"]
    assert [said[0], said[-1]] == tried
    assert PROJECT["requires-python"] == f">={said[0]}"


def test_the_list_of_changes_names_every_command() -> None:
    names = [
        command.name or command.callback.__name__
        for part in cli.app.registered_groups
        for command in part.typer_instance.registered_commands
    ]  # type: ignore[union-attr]
    assert len(names) > 10
    changes = text_of("CHANGELOG.md")
    assert [name for name in names if f"`course {name}" not in changes] == []
