"""Inside nbgrader: its command gives the points of ``course grade``, and what it makes of submissions runs nothing."""

import base64
import dataclasses
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbconvert.filters import markdown2html
from nbgrader.api import Gradebook as Database
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import determine_grade
from nbgrader.validator import Validator
from traitlets.config import Config

from course_lib.grading import notebooks
from course_lib.grading.checks import checks_of, class_variant
from course_lib.grading.classroom import grade as grading
from course_lib.grading.classroom.course import Course
from course_lib.grading.classroom.gradebook import Gradebook
from course_lib.grading.judging.check import Result
from course_lib.grading.judging.submission import Graded, GradingTask
from course_lib.grading.nbgrader import mathml
from course_lib.grading.nbgrader import steps as nbgrader_step
from course_lib.grading.nbgrader.mathml import UnknownFormula, to_mathml
from course_lib.grading.nbgrader.steps import install
from course_lib.grading.notebooks import kind
from course_lib.grading.reports import notebook as pages
from course_lib.grading.running import isolation
from course_lib.grading.running.isolation import NotIsolatedError
from course_lib.grading.running.session import CellReport, Limits
from course_lib.grading.running.worker_package import Library
from course_lib.grading.text import inert, plain
from tests import classroom
from tests.conftest import REPOSITORY, needs

CASES = {case.student: case for case in classroom.cases()}
CHECKS = {check.name: check.points for check in checks_of("lstm")}
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n and so on").decode()
LIMITS = Limits(cell_s=5, check_s=5)  # as in test_classroom: endless loops cost only half


# ---------------------------------------------------------------------------------------------------------- a course
def hand_in(folder: Path, student: str, case: str = "right") -> Path:
    file = folder / "submitted" / student / "lstm" / "lstm.ipynb"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(classroom.notebook(CASES[case])), "utf-8")
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A course of nbgrader's: ada and bob with the model answers."""
    notebooks.write(notebooks.build("lstm"), tmp_path)
    for student in ("ada", "bob"):
        hand_in(tmp_path, student)
    return tmp_path


def configured(folder: Path, **more: Any) -> Config:
    config = Config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.release_directory = "exercises"
    config.CourseDirectory.source_directory = "_build/source"
    install(config, **{"trust_submissions": True, "limits": LIMITS} | more)
    return config


def autograde(folder: Path, config: Config | None = None, student: str = "*", force: bool = True) -> None:
    config = config or configured(folder)
    coursedir = CourseDirectory(config=config, assignment_id="lstm", student_id=student)
    Autograde(coursedir=coursedir, config=config, force=force).start()


def full(task: GradingTask, status: str = "passed", message: str = "fine") -> Graded:
    """What grading gives where nothing is graded: full points, or none."""
    points = {name: maximum if status == "passed" else 0.0 for name, maximum in CHECKS.items()}
    return Graded(
        tuple(
            Result(
                check=name, status=status, points=points[name], maximum=CHECKS[name], message=message, seed=task.seed
            )
            for name in CHECKS
        )
    )


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> list[GradingTask]:
    """Nothing runs; the tasks that would have run."""
    asked: list[GradingTask] = []

    def note(task: GradingTask) -> Graded:
        asked.append(task)
        return full(task, "refused" if task.intake.refusal else "passed")

    monkeypatch.setattr(nbgrader_step, "grade_submission", note)
    return asked


def page(folder: Path, student: str) -> Any:
    return nbformat.read(folder / "autograded" / student / "lstm" / "lstm.ipynb", as_version=4)


def scores(folder: Path, student: str) -> dict[str, tuple[float | None, float | None, bool]]:
    with Database(f"sqlite:///{folder / 'gradebook.db'}") as book:
        grades = book.find_submission("lstm", student).notebooks[0].grades
        return {grade.name: (grade.auto_score, grade.manual_score, grade.needs_manual_grade) for grade in grades}


def points_in(notebook: Any) -> dict[str, float]:
    checks = [cell for cell in notebook.cells if kind(cell) == "check"]
    return {cell.metadata.nbgrader.grade_id.removesuffix("-check"): determine_grade(cell)[0] for cell in checks}


def warned(records: list[logging.LogRecord]) -> list[str]:
    # of a submission that is graded again nbgrader says so
    texts = [record.getMessage() for record in records if record.levelno >= logging.WARNING]
    return [text for text in texts if not text.startswith("Removing existing assignment")]


# --------------------------------------------------------------------------------------------------------- the grades
@pytest.mark.thorough
def test_the_sample_class_gets_what_course_grade_gives(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    notebooks.write(notebooks.build("lstm"), tmp_path)
    classroom.hand_in(tmp_path)
    course = Course("lstm", tmp_path, limits=LIMITS)
    grading.grade(course, trust_submissions=True)
    expected = {student: (scores(tmp_path, student), points_in(page(tmp_path, student))) for student in CASES}
    texts = {student: [cell.get("outputs") for cell in page(tmp_path, student).cells] for student in CASES}
    table = (tmp_path / "grades.csv").read_text("utf-8")
    (tmp_path / "gradebook.db").unlink()
    shutil.rmtree(tmp_path / "autograded")
    autograde(tmp_path)
    for student, case in CASES.items():
        assert (scores(tmp_path, student), points_in(page(tmp_path, student))) == expected[student], student
        assert points_in(page(tmp_path, student)) == case.points
        if student != "endless-loop":  # what it printed before its limit depends on the moment
            assert [cell.get("outputs") for cell in page(tmp_path, student).cells] == texts[student], student
    with nbgrader_step.Gradebook(course.url, course.exercise) as book:
        assert book.csv() == "".join(f"{','.join(line.split(',')[:11])}\n" for line in table.splitlines())
    named = {text.partition(":")[0] for text in warned(caplog.records)}
    assert named == {student for student, case in CASES.items() if case.repairs or case.refused}


def test_seed_and_task_are_those_of_course_grade(folder: Path, tasks: list[GradingTask]) -> None:
    autograde(folder)
    course = Course("lstm", folder, limits=LIMITS)
    assert [task.student for task in tasks] == ["ada", "bob"]
    for task in tasks:
        taken = course.take_in(folder / "submitted" / task.student / "lstm")
        assert task == course.task(task.student, taken, task.tier)


def test_version_of_a_class_is_the_released_one(tmp_path: Path, tasks: list[GradingTask]) -> None:
    variant = class_variant("lstm", "some key")
    notebooks.write(notebooks.build("lstm", variant), tmp_path)
    hand_in(tmp_path, "ada")
    autograde(tmp_path)
    [task] = tasks
    assert task.variant == variant


def test_honest_students_cause_no_warning(
    folder: Path, tasks: list[GradingTask], caplog: pytest.LogCaptureFixture
) -> None:
    hand_in(folder, "carl", "blank")
    hand_in(folder, "dora", "own-words")
    with caplog.at_level(logging.INFO):
        autograde(folder)
        autograde(folder)
    assert len(caplog.records) > 20
    assert warned(caplog.records) == []


def test_tampering_is_named_once(folder: Path, tasks: list[GradingTask], caplog: pytest.LogCaptureFixture) -> None:
    file = folder / "submitted" / "bob" / "lstm" / "lstm.ipynb"
    notebook = json.loads(file.read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["id"] == "lstm_step-check":
            cell["source"] = "4.0"
            cell["metadata"]["nbgrader"] |= {"points": 400, "locked": False, "checksum": "0"}
    file.write_text(json.dumps(notebook), "utf-8")
    autograde(folder)
    assert warned(caplog.records) == ["bob: The check lstm_step-check was changed; the released one was put back."]
    [check] = [cell for cell in page(folder, "bob").cells if cell.id == "lstm_step-check"]
    assert (check.source, check.metadata.nbgrader.points) == ('check("lstm_step", lstm_step)', 4)


# ------------------------------------------------------------------------------------------------ whatever is handed in
def test_damaged_submissions_get_a_row_and_a_sentence(
    folder: Path, tasks: list[GradingTask], caplog: pytest.LogCaptureFixture
) -> None:
    submitted = folder / "submitted"
    (submitted / "empty" / "lstm").mkdir(parents=True)
    hand_in(folder, "json").write_text("{", "utf-8")
    renamed = hand_in(folder, "renamed")
    renamed.rename(renamed.with_name("lstm (1).ipynb"))
    two = hand_in(folder, "two").with_name("lstm-copy.ipynb")
    shutil.copy(two.with_name("lstm.ipynb"), two)
    schema = hand_in(folder, "schema")
    schema.write_text(schema.read_text("utf-8").replace('"schema_version": 3', '"schema_version": 99'), "utf-8")
    brackets = hand_in(folder, "[br] (1)")
    assert brackets.is_file()
    autograde(folder)
    refused = {"empty": "There is no notebook", "json": "The file is damaged"}
    repaired = {"renamed": "read nevertheless", "two": "does not."}
    for student in (*refused, *repaired, "schema", "[br] (1)", "ada", "bob"):
        found = scores(folder, student)
        assert found["lstm_step-check"] == ((0, None, True) if student in refused else (4, None, False)), student
        remark = (refused | repaired).get(student)
        assert page(folder, student).cells[0].id == ("intake" if remark else "install-text")
        if remark:
            assert remark in page(folder, student).cells[0].source
            assert any(text.startswith(f"{student}: ") and remark in text for text in warned(caplog.records))


def contents(folder: Path) -> dict[str, Any]:
    return {
        file.relative_to(folder).as_posix(): str(file.readlink()) if file.is_symlink() else file.read_bytes()
        for file in folder.rglob("*")
        if file.is_symlink() or file.is_file()
    }


def test_nothing_of_a_submission_is_copied_and_no_link_followed(folder: Path, tasks: list[GradingTask]) -> None:
    (folder / "secret.txt").write_text("a secret", "utf-8")
    there = folder / "submitted" / "bob" / "lstm"
    (there / "data.txt").symlink_to(folder / "secret.txt")
    (there / "timestamp.txt").symlink_to(folder / "secret.txt")
    (there / "conftest.py").write_text("raise SystemExit", "utf-8")
    (there / "deep").mkdir()
    os.mkfifo(there / "deep" / "pipe")
    (folder / "submitted" / "eve").mkdir()
    (folder / "submitted" / "eve" / "lstm").symlink_to(folder / "submitted" / "ada" / "lstm")
    before = contents(folder / "submitted")
    autograde(folder)
    assert contents(folder / "submitted") == before
    assert set(contents(folder / "autograded")) == {f"{student}/lstm/lstm.ipynb" for student in ("ada", "bob", "eve")}
    assert scores(folder, "eve")["lstm_step-check"] == (0, None, True)
    assert scores(folder, "bob")["lstm_step-check"] == (4, None, False)
    assert all("a secret" not in text.decode() for text in contents(folder / "autograded").values())


def test_late_is_what_nbgrader_says(folder: Path, tasks: list[GradingTask]) -> None:
    (folder / "submitted" / "ada" / "lstm" / "timestamp.txt").write_text("2026-11-02 10:00:00 UTC\n", "utf-8")
    (folder / "submitted" / "bob" / "lstm" / "timestamp.txt").write_text("soon", "utf-8")
    autograde(folder)
    with Database(f"sqlite:///{folder / 'gradebook.db'}") as book:
        assert str(book.find_submission("lstm", "ada").timestamp) == "2026-11-02 10:00:00"
        assert book.find_submission("lstm", "bob").timestamp is None
    autograde(folder, force=False)
    assert len(tasks) == 2
    (folder / "submitted" / "ada" / "lstm" / "timestamp.txt").write_text("2026-11-03 10:00:00 UTC\n", "utf-8")
    autograde(folder, force=False)
    assert [task.student for task in tasks] == ["ada", "bob", "ada"]


def test_a_name_that_pages_cannot_show_is_not_graded(
    folder: Path, tasks: list[GradingTask], caplog: pytest.LogCaptureFixture
) -> None:
    hand_in(folder, "<img src=x onerror=alert(1)>")
    hand_in(folder, 'x";alert(1);"')
    autograde(folder)
    assert [task.student for task in tasks] == ["ada", "bob"]
    assert sum("was not graded: a student's name cannot contain" in text for text in warned(caplog.records)) == 2
    with Database(f"sqlite:///{folder / 'gradebook.db'}") as book:
        assert {student.id for student in book.students} == {"ada", "bob"}


def test_one_student_can_be_graded_alone(folder: Path, tasks: list[GradingTask]) -> None:
    autograde(folder, student="bob")
    assert [task.student for task in tasks] == ["bob"]
    assert not (folder / "autograded" / "ada").exists()


# ------------------------------------------------------------------------------------------------------- failing closed
def without(step: str, steps: list[str]) -> list[str]:
    return [name for name in steps if not name.endswith(step)]


def assert_no_points(folder: Path, student: str) -> None:
    """The page holds explicit zeros; the gradebook knows of no points, and asks a person."""
    assert points_in(page(folder, student)) == dict.fromkeys(CHECKS, 0)
    checks = [cell for cell in page(folder, student).cells if kind(cell) == "check"]
    assert all("through no fault of this submission" in cell.outputs[0].text for cell in checks)
    assert set(scores(folder, student).values()) == {(None, None, True)}


@pytest.mark.filterwarnings("ignore:Object of type")  # nbgrader's own, which a SubmissionExporter silences
@pytest.mark.parametrize("missing", ["Rebuild", "SubmissionExporter"])
def test_without_one_of_our_steps_nothing_runs_and_nobody_gets_points(
    folder: Path, tasks: list[GradingTask], missing: str, caplog: pytest.LogCaptureFixture
) -> None:
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", notebooks.build("lstm")):
        pass  # without a SubmissionExporter nobody makes it
    config = configured(folder)
    if missing == "SubmissionExporter":
        del config.Autograde.exporter_class
    else:
        config.Autograde.sanitize_preprocessors = without(missing, config.Autograde.sanitize_preprocessors)
    autograde(folder, config)
    assert tasks == []
    assert_no_points(folder, "ada")
    assert_no_points(folder, "bob")
    assert any("a step before the sandbox did not run" in text for text in warned(caplog.records))


def test_an_intake_that_fails_costs_nobody_else(
    folder: Path, tasks: list[GradingTask], monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Course.take_in
    failure = RuntimeError("a fault of ours")
    monkeypatch.setattr(
        Course, "take_in", lambda course, at: failure if at.parent.name == "ada" else honest(course, at)
    )
    autograde(folder)
    assert [task.student for task in tasks] == ["bob"]
    assert_no_points(folder, "ada")
    assert scores(folder, "bob")["lstm_step-check"] == (4, None, False)
    # what was known stays, and a person looks
    monkeypatch.setattr(Course, "take_in", lambda course, at: failure)
    autograde(folder, student="bob")
    assert scores(folder, "bob")["lstm_step-check"] == (4, None, True)


def test_a_check_without_a_result_is_an_explicit_zero(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def partly(task: GradingTask) -> Graded:
        return Graded(tuple(result for result in full(task).results if result.check != "LSTM"))

    monkeypatch.setattr(nbgrader_step, "grade_submission", partly)
    with pytest.raises(NbGraderException):
        autograde(folder)  # the gradebook takes all or nothing
    exercise = notebooks.build("lstm")
    notebook = pages.to_read(exercise, None, ())
    pages.fill(notebook, partly(GradingTask("lstm", "ada", None, None, 0, LIMITS, 1)).results, ())  # type: ignore[arg-type]
    assert points_in(notebook) == CHECKS | {"LSTM": 0}


def test_without_a_sandbox_there_is_no_grade(
    folder: Path, tasks: list[GradingTask], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*, trust_submissions: bool, library: Library) -> int:
        assert library.slug == "lstm"
        assert not trust_submissions
        raise NotIsolatedError("nothing keeps code apart here")

    monkeypatch.setattr(isolation, "tier_for", refuse)
    with pytest.raises(NbGraderException, match="nothing keeps code apart here"):
        autograde(folder, configured(folder, trust_submissions=False))
    assert tasks == []
    assert "nothing keeps code apart here" in warned(caplog.records)
    assert not (folder / "gradebook.db").exists()
    assert not (folder / "autograded").exists()


def test_our_own_failure_is_tried_again_and_is_no_zero(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def failing(task: GradingTask) -> Graded:
        asked.append(task.student)
        return full(task, "machinery") if task.student == "ada" else full(task)

    monkeypatch.setattr(nbgrader_step, "grade_submission", failing)
    autograde(folder)
    assert asked == ["ada", "ada", "bob"]
    assert scores(folder, "ada")["lstm_step-check"] == (None, None, True)
    assert points_in(page(folder, "ada"))["lstm_step"] == 0
    assert scores(folder, "bob")["lstm_step-check"] == (4, None, False)


def test_marks_by_people_survive(folder: Path, tasks: list[GradingTask]) -> None:
    autograde(folder)
    with Database(f"sqlite:///{folder / 'gradebook.db'}") as book:
        for grade in book.find_submission("lstm", "ada").notebooks[0].grades:
            if grade.name in ("forget_gate", "LSTM-check"):
                grade.manual_score, grade.needs_manual_grade = 1.5, False
        book.find_comment("LSTM", "lstm", "lstm", "ada").manual_comment = "well done"
        book.db.commit()
    autograde(folder)
    assert scores(folder, "ada")["forget_gate"] == (None, 1.5, False)
    hand_in(folder, "ada", "own-words")
    autograde(folder)
    assert scores(folder, "ada")["forget_gate"] == (None, 1.5, True)
    assert scores(folder, "ada")["LSTM-check"] == (2, 1.5, True)
    assert scores(folder, "ada")["lstm_step-check"] == (4, None, False)
    with Database(f"sqlite:///{folder / 'gradebook.db'}") as book:
        assert book.find_comment("LSTM", "lstm", "lstm", "ada").comment == "well done"


def test_configuration_is_text_and_fails_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config()
    code = compile((REPOSITORY / "nbgrader_config.py").read_text("utf-8"), "nbgrader_config.py", "exec")
    exec(code, {"get_config": lambda: config})
    # formgrader shows it so
    shown = json.dumps(config)
    assert "SandboxExecute" in shown
    assert config.SubmissionExporter.trust_submissions is False
    assert not any(step.endswith((".Execute", ".SaveAutoGrades")) for step in config.Autograde.autograde_preprocessors)
    # nbgrader goes on without a configuration that raises an Exception: stock, with all rights
    monkeypatch.setitem(sys.modules, "course_lib.grading.nbgrader.steps", None)
    with pytest.raises(SystemExit, match="Is the course installed here"):
        exec(code, {"get_config": Config})


# ----------------------------------------------------------------------------------------------------- what pages show
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<svg onload=alert(1)></svg>",
    "<b\nonmouseover=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<!-- --><style>@import 'http://evil.example/x.css'</style>",
    "<?php x ?>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](javascript\\:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](javascript&colon;alert(1))",
    "[a](java\nscript:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](\x01javascript:alert(1))",
    "[a](<javascript:alert(1)>)",
    "[a](< javascript:alert(1)>)",
    "[a](\n javascript:alert(1))",
    "[a]( vbscript:alert(1) 'title')",
    "[a](data:text/html,<script>alert(1)</script>)",
    "[a](file:///etc/passwd)",
    "[a](/formgrader/api/assignment/lstm)",
    "[a](//evil.example)",
    "[a][r]\n\n[r]: javascript:alert(1)",
    "[a][r]\n\n> [r]:\n> javascript:alert(1)",
    "[r]\n\n[r]: <javascript:alert(1)> 'x'",
    "![a][r]\n\n[r]: http://evil.example/x.png",
    "![a](http://evil.example/x.png)",
    "![a](HTTPS://evil.example/x.png 'x')",
    "![a](//evil.example/x.png)",
    "![a](/logout)",
    "![a](data:image/svg+xml;base64,PHN2Zy8+)",
    "![![a](attachment:a.png)](http://evil.example/x.png)",
    "![a](attachment:missing.png)",
    "![a\nb](http://evil.example/x.png)",
    "\\![a](javascript:alert(1))",
    "<javascript:alert(1)>",
    "<http://evil.example/>",
    "$\\href{javascript:alert(1)}{x}$",
    "$$\\mmlToken{mi}[href=\"javascript:alert(1)\"]{x}$$",
    "$\\style{background:url(http://evil.example/x)}{x}$ $\\class{x}{y}$ $\\cssId{main-table}{y}$ $\\require{html}$",
    "\\begin{aligned}\\href{javascript:alert(1)}{x}\\end{aligned}",
    "$<img src=x onerror=alert(1)>$",
    "`<img src=x onerror=alert(1)>`",
    "```html\n<script>alert(1)</script>\n```",
    "```mermaid\ngraph TD; A-->B; click A \"javascript:alert(1)\"; </pre><script>alert(1)</script>\n```",
    "```<img/src=x/onerror=alert(1)>\nx\n```",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "<div>\n\n</div><script>alert(1)</script>",
    "# <img src=x onerror=alert(1)>",
    "http://a.example/\"onmouseover=alert(1)",
    "{{ 7 * 7 }} {% raw %}",
]  # fmt: skip
ALLOWED = {
    *("p", "a", "code", "pre", "div", "span", "h1", "em", "strong", "table", "thead", "tbody", "tr", "th", "td"),
    *("blockquote", "ul", "ol", "li", "br", "hr"),
    *("math", "mrow", "mi", "mo", "mn", "msub", "msup", "mtable", "mtr", "mtd", "mtext"),
}
ATTRIBUTES = {
    "class",
    "href",
    "id",
    "title",
    "rel",
    "alttext",
    "display",
    "style",
    "stretchy",
    "mathvariant",
    "src",
    "alt",
}


def dangers(html: str) -> list[str]:
    """What in a piece of HTML could run, load something, or lead to anywhere but the web."""
    found = []
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        style = tag.attrs.get("style", "")
        if tag.name not in ALLOWED or set(tag.attrs) - ATTRIBUTES or "url" in style:
            found.append(str(tag)[:100])
        if "href" in tag.attrs and not re.match(r"(?i)https?://|#", tag["href"]):
            found.append(tag["href"])
    return found


@pytest.mark.parametrize("text", HOSTILE)
def test_inert_text_is_inert_in_anybodys_page(text: str) -> None:
    made = inert(plain(text))
    again = inert(made)
    for one in (made, again):
        # pictures of the notebook itself are another test's matter: nbconvert wants them to be there
        assert dangers(markdown2html(one) if "attachment:" not in text else converted(one)) == []
    assert not re.search(r"\\(href|mmlToken|style|class|cssId|require)\b", made)


@pytest.mark.parametrize("text", HOSTILE)
def test_page_of_nbgrader_is_inert_even_for_raw_text(text: str) -> None:
    """The second wall: what stands in autograded notebooks that were made without us."""
    assert dangers(converted(text)) == []


def converted(text: str, **attachments: Any) -> str:
    from jinja2 import Environment

    environment = Environment(autoescape=False)
    environment.filters["markdown2html"] = nbgrader_step_filter()
    return environment.from_string("{{ text | markdown2html }}").render(text=text, cell={"attachments": attachments})


def nbgrader_step_filter() -> Callable[..., str]:
    from course_lib.grading.nbgrader.pages import markdown_to_html

    return markdown_to_html


def test_what_students_write_honestly_stays_readable() -> None:
    text = (
        "The gradient of $c_t$ is $\\frac{\\partial c_t}{\\partial c_{t-1}} = f_t \\approx 0.5^{50}$, since 1 < 2.\n\n"
        "- **bold**, `code[i](x)`, R&D, [a page](https://example.org?a=1&b=2)\n"
    )
    assert inert(text).replace("] (", "](") == text
    html = converted(inert(text))
    assert html.count("<math") == 2
    assert "<mfrac>" in html
    assert 'href="https://example.org?a=1&amp;b=2"' in html
    assert "1 &lt; 2" in html


def test_pictures_that_students_paste_are_kept_under_names_of_ours() -> None:
    exercise = notebooks.build("lstm")
    notebook = notebooks.released("lstm")
    own = nbformat.v4.new_markdown_cell(
        "![my photo](attachment:Photo%20%C3%A9.png) ![x](attachment:x.png) ![gone](attachment:gone.png)",
        id="own-1",
        metadata={"tags": ["own"]},
        attachments={
            "Photo é.png": {"image/png": PNG},
            "x.png": {"image/png": '"><script>alert(1)</script>', "image/svg+xml": "PHN2Zy8+"},
        },
    )
    made = nbformat.from_dict({**notebook, "cells": [*notebook.cells, own]})
    cell = pages.to_read(exercise, made, ()).cells[-1]
    assert cell.attachments == {"picture-1.png": {"image/png": PNG}}
    assert cell.source == "![my photo](attachment:picture-1.png) ! [x] ! [gone]"
    html = converted(cell.source, **cell.attachments)
    assert f'<img src="data:image/png;base64,{PNG}" alt="my photo">' in html


def test_figures_and_texts_of_cells_are_kept_others_are_not(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = (PNG, base64.b64encode(b"<svg onload=alert(1)>").decode(), '"><script>alert(1)</script>')

    def draws(task: GradingTask) -> Graded:
        report = CellReport("lstm_step", "crashed", "\x1b[31mred\x1b[0m", "<b>it stopped</b>", drawn)
        return dataclasses.replace(full(task, message="<script>alert(1)</script>"), cells=(report,))

    monkeypatch.setattr(nbgrader_step, "grade_submission", draws)
    autograde(folder, student="ada")
    [cell] = [cell for cell in page(folder, "ada").cells if cell.id == "lstm_step"]
    assert [output.output_type for output in cell.outputs] == ["stream", "display_data", "stream"]
    assert cell.outputs[0].text == "red\n"
    assert cell.outputs[1].data == {"image/png": PNG}
    html = feedback(folder, "ada")
    assert f'src="data:image/png;base64,{PNG}"' in html
    assert "&lt;b&gt;it stopped&lt;/b&gt;" in html
    assert "<script" not in html
    assert "script-src" not in html
    assert "default-src 'none'" in html


def feedback(folder: Path, student: str) -> str:
    config = configured(folder)
    coursedir = CourseDirectory(config=config, assignment_id="lstm", student_id=student)
    GenerateFeedback(coursedir=coursedir, config=config, force=True).start()
    return (folder / "feedback" / student / "lstm" / "lstm.html").read_text("utf-8")


def test_feedback_says_what_the_checks_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    message = "passed  1.25 of 1.25  c_t follows eq:lstm-c\nfailed  0 of 1  the future leaks"
    monkeypatch.setattr(nbgrader_step, "grade_submission", lambda task: full(task, message=message))
    autograde(folder, student="ada")
    html = feedback(folder, "ada")
    text = BeautifulSoup(html, "html.parser").get_text()
    assert text.count(message) == len(CHECKS)
    assert "Score: 18.0 / 20.0" in text
    assert "$" not in text.replace("pip install", "")
    assert html.count("<math") > 20
    assert len(html) < 100_000
    assert not re.search(r"(src|href)=.?(https?:)?//(?!github\.com)", html)


def test_notebooks_made_without_us_are_inert_in_our_pages(folder: Path, tasks: list[GradingTask]) -> None:
    autograde(folder, student="ada")
    file = folder / "autograded" / "ada" / "lstm" / "lstm.ipynb"
    notebook = nbformat.read(file, as_version=4)
    bad = "<script>window.__ran = 1</script>"
    data = {"text/html": bad, "image/svg+xml": bad, "application/javascript": "alert(1)", "text/markdown": bad}
    for cell in notebook.cells:
        if cell.id == "lstm_step":
            cell.outputs = [nbformat.v4.new_output("display_data", data=data)]
    notebook.cells.append(nbformat.v4.new_raw_cell(bad, metadata={"tags": ['"><script>']}))
    notebook.metadata.widgets = {"application/vnd.jupyter.widget-state+json": {"state": {bad: 1}}}
    file.chmod(0o644)
    nbformat.write(notebook, file)
    html = feedback(folder, "ada")
    assert "<script" not in html
    assert "alert(1)" not in html


def test_name_of_a_student_is_escaped_in_formgraders_page(folder: Path, tasks: list[GradingTask]) -> None:
    autograde(folder, student="ada")
    config = configured(folder)
    config.HTMLExporter.template_name = "formgrade"
    resources = {
        "student": "<script>1</script>",
        "first_name": "<script>2</script>",
        "last_name": '"><script>3</script>',
        "notebook_path": '"><script>4</script>',
        "submission_id": "1",
        "notebook_id": "lstm",
        "index": 0,
        "assignment_id": "lstm",
        "total": 1,
        "base_url": "",
    }
    file = folder / "autograded" / "ada" / "lstm" / "lstm.ipynb"
    html, _resources = HTMLExporter(config=config).from_filename(str(file), resources=resources)
    assert not re.search(r"<script>\d", html)
    assert "cdnjs" not in html


# ------------------------------------------------------------------------------------------------------------ formulas
def formulas_of(text: str) -> list[tuple[str, bool]]:
    displayed = re.findall(r"\$\$(.+?)\$\$", text, re.DOTALL)
    rest = re.sub(r"\$\$.+?\$\$|`[^`]*`", "", text, flags=re.DOTALL)
    return [*((tex, True) for tex in displayed), *((tex, False) for tex in re.findall(r"\$([^$]+)\$", rest))]


@pytest.mark.parametrize("slug", notebooks.slugs())
def test_every_formula_of_an_exercise_is_drawn(slug: str) -> None:
    texts = [cell.source for cell in notebooks.build(slug).master.cells if cell.cell_type == "markdown"]
    found = [formula for text in texts for formula in formulas_of(text)]
    assert len(found) > 5
    for tex, display in found:
        assert to_mathml(tex, display=display).startswith("<math")


@pytest.mark.parametrize(
    ("tex", "part"),
    [
        (r"x_t^2", "<msubsup><mi>x</mi><mi>t</mi><mn>2</mn></msubsup>"),
        (r"f'", "<msup><mi>f</mi><mo>′</mo></msup>"),
        (r"\frac{a}{b+1}", "<mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac>"),
        (r"\sqrt[3]{x}", "<mroot><mi>x</mi>"),
        (r"\mathbb{R}^n", "<mi>ℝ</mi>"),
        (r"\mathbf{x}", "<mi>𝐱</mi>"),
        (r"\operatorname{softmax}(e)", '<mi mathvariant="normal">softmax</mi>'),
        (r"\text{if } x", "<mtext>if\N{NO-BREAK SPACE}</mtext>"),
        (r"\begin{cases} 1 & x > 0 \\ 0 \end{cases}", "<mo>&gt;</mo>"),
        (r"\left( x \right]", '<mo stretchy="true" fence="true">]</mo>'),
        (r"a &= b \\ c &= d", "<mtr>"),
        (r"a < b & c", "<mo>&lt;</mo>"),
    ],
)
def test_formulas_are_what_they_say(tex: str, part: str) -> None:
    assert part in to_mathml(tex)


def test_limits_stand_below_only_in_displayed_formulas() -> None:
    assert "<munderover>" in to_mathml(r"\sum_{k=1}^T a_k", display=True)
    assert "<msubsup>" in to_mathml(r"\sum_{k=1}^T a_k")


@pytest.mark.parametrize(
    "tex",
    [
        *(r"\href{javascript:x}{y}", r"\mmlToken{mi}[href=x]{y}", r"\style{a}{b}", r"\def\x{1}", r"\require{html}"),
        *("{", "}", "x^", r"\left(", r"\frac{1}", r"\begin{array}{l}x\end{array}", r"\begin{cases}", "{" * 100_000),
        *(
            "\\",
            "x" * 100_000,
            "{" * 2000 + "}" * 2000,
            r"\text{$x$}",
            "#",
            r"\bigl x",
            r"\mathbf{<b>}",
            r"\sqrt" * 900,
        ),
    ],
)
def test_what_is_not_known_is_no_formula(tex: str) -> None:
    with pytest.raises(UnknownFormula):
        to_mathml(tex)
    assert dangers(converted(f"${tex}$")) == []


def test_limit_of_length_is_far_above_what_is_needed() -> None:
    longest = max(
        len(tex)
        for cell in notebooks.build("lstm").master.cells
        if cell.cell_type == "markdown"
        for tex, _display in formulas_of(cell.source)
    )
    assert longest * 5 < mathml.LENGTH_LIMIT


# ------------------------------------------------------------------------------------------------- nbgrader's commands
@pytest.fixture
def nbgrader(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run nbgrader in a course of its own."""
    program = needs.program(str(Path(sys.executable).parent / "nbgrader"))
    home = str(tmp_path_factory.mktemp("home"))
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    environment = {**os.environ, "PATH": path, "HOME": home, "JUPYTER_CONFIG_DIR": home, "OMP_NUM_THREADS": "1"}

    def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )

    return run


def write_config(folder: Path, **options: Any) -> None:
    """The repository's own configuration, with the folders of a test."""
    text = (REPOSITORY / "nbgrader_config.py").read_text("utf-8").replace("_build/classroom/", "")
    text = text.replace("install(c)", f"install(c, **{options!r})")
    (folder / "nbgrader_config.py").write_text(text, "utf-8")


@pytest.mark.thorough
def test_commands_of_nbgrader(folder: Path, nbgrader: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    write_config(folder, trust_submissions=True)
    hand_in(folder, "wrong", "wrong")
    hand_in(folder, "json").write_text("{", "utf-8")
    (folder / "submitted" / "empty" / "lstm").mkdir(parents=True)
    done = nbgrader(folder, "autograde", "lstm")
    assert done.returncode == 0, done.stderr
    lines = [line for line in (done.stdout + done.stderr).splitlines() if not re.search(r"\| INFO\]", line)]
    # nbgrader itself says that it found no notebook; then we say what was there
    empty, damaged = [line for line in lines if "No notebooks were matched" not in line]
    assert empty.startswith("[AutogradeApp | WARNING] empty: There is no notebook: lstm.ipynb was expected.")
    assert damaged.startswith("[AutogradeApp | WARNING] json: The file is damaged: it is not JSON at line 1, column 2.")
    done = nbgrader(folder, "generate_feedback", "lstm")
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    done = nbgrader(folder, "export", "--to=grades.csv")
    assert done.returncode == 0, done.stderr
    rows = [line.split(",") for line in (folder / "grades.csv").read_text("utf-8").splitlines()[1:]]
    assert {row[3]: row[9] for row in rows} == {
        "ada": "18.0",
        "bob": "18.0",
        "empty": "0.0",
        "json": "0.0",
        "wrong": "0.0",
    }
    shown = BeautifulSoup((folder / "feedback" / "wrong" / "lstm" / "lstm.html").read_text("utf-8"), "html.parser")
    assert "likely cause" in shown.get_text()


@pytest.mark.thorough
def test_a_broken_configuration_runs_nobodys_code(
    folder: Path, nbgrader: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    write_config(folder)
    (folder / "course_lib").mkdir()  # in front of the real one
    (folder / "course_lib" / "__init__.py").touch()
    done = nbgrader(folder, "autograde", "lstm")
    assert done.returncode != 0
    assert "nbgrader_config.py cannot be read" in done.stderr
    assert not (folder / "autograded").exists()


# ------------------------------------------------------------------------------------------------- Validate, and a cycle
@pytest.mark.thorough
@pytest.mark.parametrize("student", ["right", "partly-right", "blank"])
def test_what_validate_says_is_what_the_checks_say(student: str, tmp_path: Path) -> None:
    """Lab's button asks nbgrader's validator, which knows of a check only that it raised or that points are missing."""
    file = tmp_path / "lstm.ipynb"
    file.write_text(json.dumps(classroom.notebook(CASES[student])), "utf-8")
    found = Validator().validate(str(file))
    short = {name for name, most in CHECKS.items() if CASES[student].points[name] < most}
    assert set(found) == ({"failed"} if short else set())
    told = {re.findall(r'check\("(\w+)"', one["source"])[0]: one["raw_error"] for one in found.get("failed", [])}
    assert set(told) == short
    for name, text in told.items():
        if "passed" in text or "failed" in text:
            assert text.splitlines()[-1] == f"{CASES[student].points[name]:g} of {CHECKS[name]:g} points"
        else:
            assert text.startswith("there is no"), text
        assert "Traceback" not in text
        assert "Partial credit" not in text


@pytest.mark.thorough
def test_the_whole_cycle_of_nbgrader(tmp_path: Path, nbgrader: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """From the source to the feedback in the student's folder, for two exercises, through nbgrader's exchange."""
    course, student, exchange = tmp_path / "course", tmp_path / "student", tmp_path / "exchange"
    for folder in (course, student, exchange):
        folder.mkdir()
    exchange.chmod(0o777)
    write_config(course, trust_submissions=True)
    told = f'\nc.Exchange.root = "{exchange}"\n'
    config = (course / "nbgrader_config.py").read_text("utf-8")
    (course / "nbgrader_config.py").write_text(config + told, "utf-8")
    (student / "nbgrader_config.py").write_text(
        f'c = get_config()\nc.CourseDirectory.course_id = "recurrent-course"{told}'
    )

    def do(where: Path, *arguments: str) -> None:
        done = nbgrader(where, *arguments)
        assert done.returncode == 0, done.stderr

    for slug in ("lstm", "recurrent"):
        made = notebooks.build(slug)
        notebooks.write(made, course)
        shutil.rmtree(course / "exercises")
        do(course, "generate_assignment", slug, "--create")
        do(course, "release_assignment", slug)
        do(student, "fetch_assignment", slug)
        fetched = student / slug / f"{slug}.ipynb"
        assert nbformat.read(fetched, as_version=4).cells == made.student.cells
        fetched.write_text(notebooks.to_json(made.source), "utf-8")
        do(student, "submit", slug)
        do(course, "collect", slug)
        if slug == "lstm":
            do(course, "autograde", slug)
        else:  # our own command leaves what nbgrader needs to go on
            grading.grade(Course(slug, course), trust_submissions=True)
        do(course, "generate_feedback", slug)
        do(course, "release_feedback", slug)
        do(student, "fetch_feedback", slug)
        [page] = (student / slug / "feedback").rglob(f"{slug}.html")
        points = sum(check.points for check in checks_of(slug))
        assert re.search(rf"\(Score: {points:g}(\.0)? /", page.read_text("utf-8"))
