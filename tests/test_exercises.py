"""The notebooks of exercises: fresh, the same each time, whole, and without an answer in them."""

import ast
import base64
import dataclasses
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from course_lib.cli import app
from course_lib.grading import notebooks
from course_lib.grading.checks import checks_of, class_variant, variant_of
from course_lib.grading.judging.run import run_check
from course_lib.grading.judging.submission import cells_of
from course_lib.grading.notebooks import Notebook, Release, Repository, kind
from course_lib.grading.running.session import Cell, InProcess
from tests.conftest import REPOSITORY, needs

MARKS = re.compile("SOLUTION|HIDDEN|MARK SCHEME|Rubric|Model answer")
KEYS = ("2026", "spring", "lundi matin", "A", "b", "7")
SLUGS = notebooks.slugs()

SMALL = """\
# %% [markdown]
# # Exercise: small
#
# Text.

# %% install="install"
# %pip install nothing

# %% given="setup"
check = print

# %% [markdown]
# Before the answer.

# %% answer="f"
def f(x: int) -> int:
    \"\"\"Twice x.\"\"\"
    ### BEGIN SOLUTION
    twice = 2 * x
    return twice
    ### END SOLUTION

# %% check="f" points=1.5
check("f", f)

# %% [markdown] task="why" points=2
# Why?
# ### BEGIN MARK SCHEME
# Because.
# ### END MARK SCHEME

# %% [markdown]
# See it learn.

# %% play="see_it_learn"
train(f)
"""


@pytest.fixture(scope="module", params=SLUGS)
def exercise(request: pytest.FixtureRequest) -> Release:
    return notebooks.build(request.param)


def named(notebook: Notebook) -> dict[str, Notebook]:
    return {cell.id: cell for cell in notebook.cells}


def solution_lines(source: str) -> list[str]:
    """The lines between the markers of an answer, as they could stand anywhere."""
    bodies = re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", source, re.DOTALL)
    return [line.strip() for body in bodies for line in body.splitlines() if line.strip()]


# ---------------------------------------------------------------------------------------------------- what is committed
def test_every_text_has_its_notebook_and_nothing_else_is_there() -> None:
    files = {file.relative_to(REPOSITORY / "exercises").as_posix() for file in (REPOSITORY / "exercises").rglob("*.*")}
    assert files == {f"{slug}/{slug}.ipynb" for slug in SLUGS}


def test_committed_notebook_is_fresh(exercise: Release) -> None:
    file = REPOSITORY / "exercises" / exercise.slug / f"{exercise.slug}.ipynb"
    assert file.read_text("utf-8") == notebooks.to_json(exercise.student), "run `make exercises`"


def test_nothing_of_an_answer_is_given_out(exercise: Release) -> None:
    text = notebooks.source_text(exercise.slug)
    given_out = "\n".join(cell.source for cell in exercise.student.cells)
    published = (REPOSITORY / "exercises" / exercise.slug / f"{exercise.slug}.ipynb").read_text("utf-8")
    assert not MARKS.search(published)
    lines = solution_lines(text)
    assert len(lines) > 10
    given_lines = {line.strip() for line in given_out.splitlines()}
    assert [line for line in lines if line in given_lines] == []
    scheme = re.findall(r"BEGIN MARK SCHEME\n(.*?)### END MARK SCHEME", text, re.DOTALL)
    sentences = [line.removeprefix("#").strip() for part in scheme for line in part.splitlines() if len(line) > 20]
    assert len(sentences) >= 5 * len(scheme)
    assert bool(scheme) == ("by a person" in given_out)
    assert [line for line in sentences if line in given_out] == []


def test_same_bytes_in_another_process() -> None:
    program = (
        "import json; from course_lib.grading import notebooks as e; "
        "print(json.dumps({slug: e.to_json(e.build(slug).student) for slug in e.slugs()}))"
    )
    environment = {"PYTHONHASHSEED": "7", "PATH": "", "PYTHONPATH": str(REPOSITORY), "SYSTEMROOT": ""}
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment)
    assert json.loads(made.stdout) == {
        slug: notebooks.to_json(notebooks.build(slug).student) for slug in notebooks.slugs()
    }


# ------------------------------------------------------------------------------------------------------ what is in them
def test_cells_are_whole(exercise: Release) -> None:
    ids = [cell.id for cell in exercise.student.cells]
    assert len(set(ids)) == len(ids)
    by_kind: dict[str, list[Notebook]] = {}
    for cell in exercise.student.cells:
        by_kind.setdefault(kind(cell), []).append(cell)
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    answers = [cell.metadata.nbgrader.grade_id for cell in by_kind["answer"]]
    checks = [cell.metadata.nbgrader.grade_id for cell in by_kind["check"]]
    assert checks == [f"{name}-check" for name in answers]
    automatic = sum(cell.metadata.nbgrader.points for cell in by_kind["check"])
    by_person = sum(cell.metadata.nbgrader.points for cell in by_kind.get("task", []))
    assert automatic + by_person == 20
    for cell in [*by_kind["answer"], *by_kind["check"], *by_kind["given"], *by_kind["install"]]:
        assert cell.metadata.nbgrader.schema_version == 3
        assert cell.metadata.nbgrader.checksum
        assert cell.metadata.deletable is False


def test_points_are_those_of_the_checks(exercise: Release) -> None:
    said = {
        cell.metadata.nbgrader.grade_id.removesuffix("-check"): cell.metadata.nbgrader.points
        for cell in exercise.student.cells
        if kind(cell) == "check"
    }
    assert said == {check.name: check.points for check in checks_of(exercise.slug)}


def test_blanks_keep_signature_and_docstring(exercise: Release) -> None:
    def heads(source: str) -> list[tuple[str, str, str | None]]:
        found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        return [
            (
                node.name,
                ast.unparse(node.args) if isinstance(node, ast.FunctionDef) else "",
                ast.get_docstring(node),
            )
            for node in found
        ]

    given_out, answers = named(exercise.student), named(exercise.instructor)
    for name, cell in given_out.items():
        if kind(cell) == "answer":
            assert cell.source.count("# YOUR CODE HERE") == cell.source.count("raise NotImplementedError()") >= 1
            blank = heads(cell.source)
            assert blank
            # an answer may hold helpers of its own; what is asked for is there in the same words
            assert [head for head in blank if head not in heads(answers[name].source)] == []


def test_install_cell_names_the_repository(exercise: Release) -> None:
    source = named(exercise.student)["install"].source
    assert f'%pip install -q "git+{notebooks.repository().url}"' in source
    assert "REPOSITORY_URL" not in notebooks.to_json(exercise.student)


def test_instructor_notebook_has_the_answers_and_no_markers(exercise: Release) -> None:
    cells = named(exercise.instructor)
    text = "\n".join(cell.source for cell in exercise.instructor.cells)
    assert not re.search("(BEGIN|END) (SOLUTION|MARK SCHEME)", text)
    assert text.count("Model answer") == notebooks.source_text(exercise.slug).count("BEGIN MARK SCHEME")
    assert all("nbgrader" not in cell.metadata for cell in cells.values())
    for line in solution_lines(notebooks.source_text(exercise.slug)):
        assert line in text


def test_instructors_answers_earn_all_points(exercise: Release) -> None:
    namespace = run_answers(exercise)
    for check in checks_of(exercise.slug):
        assert run_check(check, InProcess(namespace)).points == check.points


def run_answers(exercise: Release) -> dict[str, object]:
    namespace: dict[str, object] = {}
    for cell in exercise.source.cells:
        if kind(cell) in ("given", "answer"):
            exec(compile(cell.source, "<cell>", "exec"), namespace)
    return namespace


def test_pictures_are_in_the_notebook_and_described(exercise: Release) -> None:
    pictures = re.findall(r"!\[(.*?)\]\((.*?)\)", "".join(cell.source for cell in exercise.student.cells))
    assert len(pictures) == notebooks.source_text(exercise.slug).count(".png)")
    for description, address in pictures:
        assert len(description) > 100
        kind_of, _comma, content = address.partition(",")
        assert kind_of == "data:image/png;base64"
        assert base64.b64decode(content).startswith(b"\x89PNG")


def test_a_mark_scheme_gives_the_points_of_its_question(exercise: Release) -> None:
    for cell in exercise.source.cells:
        if kind(cell) == "task":
            points = cell.metadata.nbgrader.points
            criteria = [
                float(row) for row in re.findall(r"^\| \([a-e]\) .* \| ([0-9.]+) \|$", cell.source, re.MULTILINE)
            ]
            assert sum(criteria) == points
            marks = re.findall(r"^- \*([0-9.]+) of ([0-9.]+)\.\*", cell.source, re.MULTILINE)
            assert len(marks) == 3
            assert all(float(given) < float(most) == points for given, most in marks)


# ------------------------------------------------------------------------------------------------------- the page
def test_page_of_the_book(exercise: Release) -> None:
    page = notebooks.page(exercise, Repository("https://github.com/someone/course", "main"))
    first = page.cells[0].source.splitlines()
    assert first[0].startswith("# ")
    assert f"<../../exercises/{exercise.slug}/{exercise.slug}.ipynb>" in first[2]
    address = "https://colab.research.google.com/github/someone/course/blob/main/exercises/"
    assert f"{address}{exercise.slug}/{exercise.slug}.ipynb" in first[2]
    assert "nbgrader" not in json.dumps([cell.metadata for cell in page.cells])
    assert page.metadata["mystnb"] == {"execution_mode": "off"}
    assert [cell.source for cell in page.cells[1:]] == [cell.source for cell in exercise.student.cells[1:]]
    assert "nbgrader" in exercise.student.cells[1].metadata, "the student's notebook was changed"


def test_no_colab_link_outside_github(exercise: Release) -> None:
    page = notebooks.page(exercise, Repository("https://gitlab.example.org/someone/course", "main"))
    assert "colab" not in page.cells[0].source
    assert "{download}" in page.cells[0].source


# --------------------------------------------------------------------------------------------------- class versions
@pytest.mark.parametrize("key", KEYS)
def test_class_version_is_another_exercise_with_its_own_answers(key: str) -> None:
    variant = class_variant("lstm", key)
    made, default = notebooks.build("lstm", variant), notebooks.build("lstm")
    assert made.release != default.release
    assert not MARKS.search(notebooks.to_json(made.student))
    assert [cell.id for cell in made.student.cells] == [cell.id for cell in default.student.cells]
    # its answers are right by its own checks, the default ones are not
    own, copied = run_answers(made), run_answers(default)
    for check in checks_of("lstm", variant):
        assert run_check(check, InProcess(own)).points == check.points, check.name
    copied_points = {check.name: run_check(check, InProcess(copied)).points for check in checks_of("lstm", variant)}
    assert copied_points["lstm_step"] == 0
    assert copied_points["coupled_peephole_step"] == 0
    # the notebook's own cell makes the checks of this version
    call = named(made.student)["setup"].source.split("check = ")[1]
    parameters = {word.arg: ast.literal_eval(word.value) for word in ast.parse(call).body[0].value.keywords}  # type: ignore[attr-defined]
    assert variant_of("lstm", parameters) == variant


@pytest.mark.parametrize("key", ["2026", "a", "b"])
def test_class_version_of_attention_has_its_own_answers(key: str) -> None:
    variant = class_variant("attention", key)
    made = notebooks.build("attention", variant)
    own = run_answers(made)
    for check in checks_of("attention", variant):
        assert run_check(check, InProcess(own)).points == check.points, check.name
    given = "".join(cell.source for cell in made.student.cells)
    assert ("True in the padding" in given) == variant.true_is_padding
    assert ("the key first" in given) == variant.key_first
    assert ("the context first" in given) == variant.context_first


def test_class_versions_stay_out_of_what_everybody_gets(tmp_path: Path) -> None:
    paths = notebooks.write_class(notebooks.build("lstm", class_variant("lstm", "2026")), tmp_path)
    assert {path.relative_to(tmp_path).parts[:3] for path in paths} == {("_build", "class", "lstm")}
    assert not (tmp_path / "exercises").exists()
    given_out = [path for path in paths if "student" in path.parts]
    assert len(given_out) == 1
    assert not MARKS.search(given_out[0].read_text("utf-8"))


@pytest.mark.parametrize("page", ["README.md", "book/instructors.md"])
def test_the_documented_command_makes_a_class_its_versions(page: str, tmp_path: Path) -> None:
    documented = "make exercises CLASS=KEY"
    assert documented in (REPOSITORY / page).read_text("utf-8")
    make = [needs.program("make"), "--dry-run", "--no-print-directory", *documented.replace("KEY", "2026").split()[1:]]
    printed = subprocess.run(make, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    course, *command = shlex.split(printed.splitlines()[-1])
    assert (Path(course).name, command) == ("course", ["exercise", "--all", "--class", "2026"])
    said = CliRunner().invoke(app, [*command, "--to", str(tmp_path)]).output
    written = {file.parent.parent.name for file in tmp_path.glob("_build/class/*/student/*.ipynb")}
    assert written == {"attention", "lstm"}
    assert [line for line in said.splitlines() if "class version" in line] == [
        f"The exercise “{slug}” has no class versions: it is for practice."
        for slug in ("generative", "recurrent", "seq2seq", "stacked")
    ]


def test_phrases_are_replaced_all_at_once_and_the_longest_first() -> None:
    @dataclasses.dataclass(frozen=True)
    class Swapped:
        left: str = "b"

        def phrases(self) -> dict[str, str]:
            return {"a first": "b first", "b first": "a first", "a": "?", "a first b": "c"}

    text = notebooks.class_text("small", Swapped(), 'a first, b first, a first b: checks_for("small")')
    assert text == "b first, a first, c: checks_for(\"small\", left='b')"


def test_unknown_exercise_or_version() -> None:
    with pytest.raises(ValueError, match=r"no exercise called “nothing”. There are: .*lstm"):
        notebooks.build("nothing")
    with pytest.raises(ValueError, match="no version with"):
        variant_of("lstm", {"colour": "red"})


# ------------------------------------------------------------------------------------------------------- the format
def test_small_text_becomes_nbgraders_cells() -> None:
    small = notebooks.from_text("small", SMALL)
    assert [(cell.id, kind(cell)) for cell in small.student.cells] == [
        ("install-text", "text"),
        ("install", "install"),
        ("setup", "given"),
        ("f-text", "text"),
        ("f", "answer"),
        ("f-check", "check"),
        ("why", "task"),
        ("see_it_learn-text", "text"),
        ("see_it_learn", "play"),
    ]
    assert cells_of(small.student) == [Cell("setup", "check = print"), Cell("f", small.student.cells[4].source)]
    cells = named(small.student)
    assert cells["f"].source == (
        'def f(x: int) -> int:\n    """Twice x."""\n    # YOUR CODE HERE\n    raise NotImplementedError()'
    )
    assert cells["f-check"].metadata.nbgrader.points == 1.5
    assert cells["why"].source.strip() == "Why?"
    assert "Because." in named(small.master)["why"].source
    assert "twice" not in named(small.master)["f"].source
    assert "### BEGIN SOLUTION" in named(small.source)["f"].source


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('answer="f"', 'anwser="f"'),
        ('check="f" points=1.5', 'check="f"'),
        ('answer="f"', 'answer="f" points=2'),
        ('answer="f"', 'answer="f" given="f"'),
        ('given="setup"', ""),
    ],
)
def test_headers_that_say_nothing_are_refused(before: str, after: str) -> None:
    with pytest.raises(ValueError, match="is none of"):
        notebooks.from_text("small", SMALL.replace(before, after))


def test_two_cells_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same name: setup"):
        notebooks.from_text("small", SMALL.replace('install="install"', 'install="setup"'))


def test_release_tells_texts_apart() -> None:
    release = notebooks.from_text("small", SMALL).release
    assert release == notebooks.from_text("small", SMALL).release
    assert release == notebooks.from_text("small", SMALL.replace("twice = 2 * x", "twice = x + x")).release
    assert release != notebooks.from_text("small", SMALL.replace("Text.", "Another text.")).release


# ----------------------------------------------------------------------------------------------------------- writing
def test_write_puts_each_notebook_in_its_place_and_touches_nothing_twice(tmp_path: Path) -> None:
    made = notebooks.build("lstm")
    paths = notebooks.write(made, tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == [
        "exercises/lstm/lstm.ipynb",
        "_build/source/lstm/lstm.ipynb",
        "_build/instructor/lstm/lstm.ipynb",
        "book/exercises/lstm.ipynb",
    ]
    for path in paths:
        nbformat.validate(nbformat.read(path, as_version=4))
    before = [path.stat().st_mtime_ns for path in paths]
    notebooks.write(made, tmp_path)
    assert [path.stat().st_mtime_ns for path in paths] == before
    paths[0].write_text("something else", "utf-8")
    notebooks.write(made, tmp_path)
    assert paths[0].read_text("utf-8") == notebooks.to_json(made.student)


# ------------------------------------------------------------------------------------------------------- nbgrader's way
@pytest.mark.thorough
def test_stock_generate_assignment_gives_the_same_cells(tmp_path: Path) -> None:
    nbgrader = needs.program(str(Path(sys.executable).parent / "nbgrader"))
    made = notebooks.build("lstm")
    source = tmp_path / "source" / "lstm" / "lstm.ipynb"
    source.parent.mkdir(parents=True)
    source.write_text(notebooks.to_json(made.source), "utf-8")
    command = [nbgrader, "generate_assignment", "lstm", "--create", f"--CourseDirectory.root={tmp_path}"]
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    environment = {"PATH": path, "HOME": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path)}
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    stock = nbformat.read(tmp_path / "release" / "lstm" / "lstm.ipynb", as_version=4)
    assert stock.cells == made.student.cells
    assert stock.metadata == made.student.metadata
