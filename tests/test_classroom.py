"""Grading a folder: the sample class gets what it must, and nothing that a submission is or does stops the others."""

import csv
import dataclasses
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import pytest
from filelock import FileLock
from nbgrader.api import Gradebook as Database
from nbgrader.plugins import CsvExportPlugin
from nbgrader.utils import determine_grade

from course_lib.grading import notebooks
from course_lib.grading.checks import checks_of, class_variant, exercise
from course_lib.grading.classroom import executors
from course_lib.grading.classroom import grade as grading
from course_lib.grading.classroom import regrade as regrading
from course_lib.grading.classroom.course import SEEDS, Course
from course_lib.grading.classroom.executors import available_jobs
from course_lib.grading.classroom.gradebook import Gradebook, Mark, Score
from course_lib.grading.classroom.regrade import Regraded
from course_lib.grading.classroom.versions import PACKAGE, files_behind
from course_lib.grading.intake import rebuild
from course_lib.grading.judging import submission
from course_lib.grading.judging.check import Result
from course_lib.grading.judging.submission import Graded, GradingTask
from course_lib.grading.notebooks import kind
from course_lib.grading.record import Record
from course_lib.grading.reports import notebook as pages
from course_lib.grading.running import isolation
from course_lib.grading.running.session import CellReport, Limits, Session
from course_lib.grading.text import inert, plain
from tests import classroom
from tests.conftest import needs

CASES = {case.student: case for case in classroom.cases()}
CHECKS = {check.name: check.points for check in checks_of("lstm")}


# -------------------------------------------------------------------------------------------------- the sample class
@pytest.fixture(scope="session")
def graded_class(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, dict[str, Record]]:
    """The sample class, graded once by whichever worker comes first; the others find it done."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # each worker has a folder of its own in the one of this run
        shared = shared.parent
    folder = shared / "classroom"
    folder.mkdir(exist_ok=True)
    # the endless loops cost half of what they cost by default; what ends has all the wall time that a busy machine needs
    limits = Limits(cell_s=120, cell_cpu_s=2, check_s=120, check_cpu_s=1, submission_s=600)
    course = Course("lstm", folder, limits=limits)
    with FileLock(folder / "lock"):
        if not (folder / "submitted").exists():
            classroom.hand_in(folder)
        records = grading.grade(course, trust_submissions=True, jobs=available_jobs())
    return course, {record.student: record for record in records}


def test_the_class_is_large_and_varied_enough() -> None:
    assert len(CASES) >= 8
    assert {status for case in CASES.values() for status in case.statuses.values()} >= (
        {"crashed", "timeout", "not run", "refused", "needs a person"}
    )


@pytest.mark.parametrize("student", CASES)
def test_sample_gets_what_it_must(graded_class: tuple[Course, dict[str, Record]], student: str) -> None:
    case, record = CASES[student], graded_class[1][student]
    assert {result.check: result.points for result in record.results} == case.points, record
    full = {name: "passed" if points == CHECKS[name] else "failed" for name, points in case.points.items()}
    assert {result.check: result.status for result in record.results} == full | case.statuses
    assert record.written == (("forget_gate",) if case.waits else ())
    assert len(record.repairs) == case.repairs, record.repairs
    assert (record.refusal is not None) == case.refused
    # no zero without a reason
    assert all(result.message.strip() for result in record.results)


@pytest.mark.parametrize("student", CASES)
def test_gradebook_holds_the_results(graded_class: tuple[Course, dict[str, Record]], student: str) -> None:
    course, records = graded_class
    with database(course) as book:
        handed_in = book.find_submission("lstm", student)
        grades = {grade.name: grade for grade in handed_in.notebooks[0].grades}
        assert handed_in.score == sum(CASES[student].points.values())
        assert handed_in.max_score == 20
    for result in records[student].results:
        grade = grades.pop(f"{result.check}-check")
        unknown = result.status == "needs a person"
        assert grade.auto_score == (None if unknown else result.points)
        assert grade.needs_manual_grade == (unknown or result.status == "refused")
    assert grades.pop("forget_gate").needs_manual_grade == CASES[student].waits
    assert not grades


@pytest.mark.parametrize("student", CASES)
def test_autograded_notebook_says_the_same_to_nbgrader(
    graded_class: tuple[Course, dict[str, Record]], student: str
) -> None:
    course, records = graded_class
    file = course.folder / "autograded" / student / "lstm" / "lstm.ipynb"
    notebook = nbformat.read(file, as_version=4)
    nbformat.validate(notebook)
    found = {}
    for cell in notebook.cells:
        if kind(cell) == "check":
            name = cell.metadata.nbgrader.grade_id.removesuffix("-check")
            found[name] = determine_grade(cell)
            assert plain(records_by_check(records[student])[name].message) in cell.outputs[0].text
    assert found == {name: (points, CHECKS[name]) for name, points in CASES[student].points.items()}
    [task] = [cell for cell in notebook.cells if kind(cell) == "task"]
    assert "Rubric" in task.source


def records_by_check(record: Record) -> dict[str, Result]:
    return {result.check: result for result in record.results}


def test_table_of_grades_is_nbgraders(graded_class: tuple[Course, dict[str, Record]], tmp_path: Path) -> None:
    course, _records = graded_class
    plugin = CsvExportPlugin(to=str(tmp_path / "grades.csv"))
    with database(course) as book:
        plugin.export(book)
    assert nbgraders_columns(course.folder / "grades.csv") == (tmp_path / "grades.csv").read_text("utf-8")


def nbgraders_columns(file: Path) -> str:
    """A table of grades without the columns of ours."""
    return "".join(f"{','.join(line.split(',')[:11])}\n" for line in file.read_text("utf-8").splitlines())


def test_table_of_grades_says_who_is_late_what_is_open_and_what_each_part_has(
    graded_class: tuple[Course, dict[str, Record]],
) -> None:
    course, records = graded_class
    with (course.folder / "grades.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["student_id"]: row for row in csv.DictReader(stream)}
    for student, record in records.items():
        row = rows[student]
        assert [row["late"], row["platform"], row["platform_number"]] == ["", "", ""]
        assert ("forget_gate" in row["open"].split()) == bool(record.written)
        for result in record.results:
            known = result.status not in ("machinery", "needs a person")
            assert row[result.check] == (str(result.points) if known else "")


def test_grading_again_runs_nothing_and_changes_nothing(graded_class: tuple[Course, dict[str, Record]]) -> None:
    course, records = graded_class
    files = [course.folder / name for name in ("grades.csv", "results.jsonl")]
    before = [file.read_bytes() for file in files]
    again = grading.grade(course, trust_submissions=True, executor=Never())
    assert {record.student: record for record in again} == records
    assert [file.read_bytes() for file in files] == before


def test_lines_of_results_have_what_a_regrade_needs(graded_class: tuple[Course, dict[str, Record]]) -> None:
    course, _records = graded_class
    lines = [json.loads(line) for line in (course.folder / "results.jsonl").read_text("utf-8").splitlines()]
    assert [line["student"] for line in lines] == sorted(CASES)
    for line in lines:
        assert line["points"] == sum(CASES[line["student"]].points.values())
        assert line["maximum"] == 18
        for result in line["results"]:
            assert {"check", "status", "points", "maximum", "message", "details", "seed", "tier", "seconds"} <= set(
                result
            )
        assert line["seed"] == course.seed(line["student"], line["digest"])
    assert 1 < len({line["seed"] for line in lines}) <= SEEDS


@pytest.mark.thorough
@pytest.mark.parametrize("student", [student for student, case in CASES.items() if not case.refused])
def test_own_check_and_graded_check_agree(graded_class: tuple[Course, dict[str, Record]], student: str) -> None:
    course, records = graded_class
    taken = course.take_in(course.folder / "submitted" / student / "lstm")
    with Session(exercise(course.assignment).library, course.limits) as session:
        own = submission.run(taken.notebook, checks_of("lstm"), session)
    assert [(r.check, r.points, r.status) for r in own.results] == [
        (r.check, r.points, r.status) for r in records[student].results
    ]


# ------------------------------------------------------------------------------------------------ without student code
class Now(Executor):
    """Runs a function of the test instead of grading, at once."""

    def __init__(self, grade: Callable[[GradingTask], Graded]) -> None:
        self.grade = grade
        self.tasks: list[GradingTask] = []

    def submit(self, _function: Callable[..., Any], task: GradingTask) -> Future[Graded]:  # type: ignore[override]
        future: Future[Graded] = Future()
        self.tasks.append(task)
        try:
            future.set_result(self.grade(task))
        except Exception as error:
            future.set_exception(error)
        return future


class Never(Executor):
    """Nothing may be run."""

    def submit(self, *_arguments: Any) -> Future[Any]:  # type: ignore[override]
        pytest.fail("something was graded again", pytrace=False)


def full(task: GradingTask, status: str = "passed", points: float | None = None, message: str = "fine") -> Graded:
    return Graded(
        tuple(
            Result(
                check=name,
                status=status,
                points=maximum if points is None else points,
                maximum=maximum,
                message=message,
                seed=task.seed,
            )
            for name, maximum in CHECKS.items()
        )
    )


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A small class: ada and bob with the model answers, carl without a submission; nothing of it is run."""
    monkeypatch.setattr(isolation, "probe", lambda _assignment="": isolation.Probe(0, (), ("No sandbox holds here.",)))
    for student in ("ada", "bob"):
        hand_in(tmp_path, student, CASES["right"])
    (tmp_path / "submitted" / "carl").mkdir()
    return Course("lstm", tmp_path)


def hand_in(folder: Path, student: str, case: classroom.Case) -> Path:
    file = folder / "submitted" / student / "lstm" / "lstm.ipynb"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(classroom.notebook(case)), "utf-8")
    return file


def database(course: Course) -> Database:
    return Database(f"sqlite:///{course.folder / 'gradebook.db'}")


def grade(course: Course, executor: Executor | None = None, **more: Any) -> dict[str, Record]:
    # a course that knows nothing of the last run
    fresh = dataclasses.replace(course)
    records = grading.grade(fresh, trust_submissions=True, executor=executor or Now(full), **more)
    return {record.student: record for record in records}


def scores(course: Course, student: str) -> dict[str, tuple[float | None, bool]]:
    with database(course) as book:
        grades = book.find_submission("lstm", student).notebooks[0].grades
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in grades}


def table(course: Course) -> dict[str, dict[str, str]]:
    with (course.folder / "grades.csv").open(encoding="utf-8", newline="") as stream:
        return {row["student_id"]: row for row in csv.DictReader(stream)}


def test_nothing_runs_unless_submissions_are_trusted(course: Course) -> None:
    with pytest.raises(isolation.NotIsolatedError, match=r"No sandbox holds here.*--trust-submissions"):
        grading.grade(course, executor=Never())
    assert not (course.folder / "gradebook.db").exists()


def test_an_empty_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="There are no submissions"):
        grading.grade(Course("lstm", tmp_path), trust_submissions=True)


def test_who_has_no_submission_is_in_the_table_with_a_zero(course: Course) -> None:
    assert set(grade(course)) == {"ada", "bob"}
    assert {student: row["score"] for student, row in table(course).items()} == {
        "ada": "18.0",
        "bob": "18.0",
        "carl": "0.0",
    }


def test_only_what_changed_is_graded_again(course: Course) -> None:
    grade(course)
    hand_in(course.folder, "bob", CASES["helper-cell"])
    executor = Now(lambda task: full(task, "failed", 1.0))
    grade(course, executor)
    assert [task.student for task in executor.tasks] == ["bob"]
    assert {student: row["score"] for student, row in table(course).items()} == {
        "ada": "18.0",
        "bob": "5.0",
        "carl": "0.0",
    }
    executor = Now(full)
    grade(course, executor, again=True)
    assert sorted(task.student for task in executor.tasks) == ["ada", "bob"]


def test_another_grader_grades_again(course: Course) -> None:
    grade(course)
    for changed in (
        dataclasses.replace(course, cases=9),
        Course("lstm", course.folder, class_variant("lstm", "x")),
    ):
        executor = Now(full)
        grade(changed, executor)
        assert sorted(task.student for task in executor.tasks) == ["ada", "bob"]


def test_a_lost_gradebook_is_made_again_from_the_results(course: Course) -> None:
    grade(course)
    before = table(course)
    (course.folder / "gradebook.db").unlink()
    (course.folder / "grades.csv").unlink()
    shutil.rmtree(course.folder / "autograded")
    grade(course, Never())
    assert table(course) == before
    assert scores(course, "ada")["lstm_step-check"] == (4.0, False)
    assert (course.folder / "autograded" / "ada" / "lstm" / "lstm.ipynb").is_file()


def test_an_interrupted_run_goes_on_where_it_stopped(course: Course) -> None:
    def interrupt(_record: Record) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(course, watch=interrupt)
    executor = Now(full)
    assert set(grade(course, executor)) == {"ada", "bob"}
    assert len(executor.tasks) == 1


def test_broken_lines_of_results_are_graded_again(course: Course) -> None:
    grade(course)
    file = course.folder / "results.jsonl"
    lines = file.read_text("utf-8").splitlines()
    file.write_text(f"{lines[0]}\n{lines[1][:100]}\n[]\n{{}}\n", "utf-8")
    executor = Now(full)
    grade(course, executor)
    assert [task.student for task in executor.tasks] == ["bob"]
    assert len(file.read_text("utf-8").splitlines()) == 2


def test_a_broken_line_does_not_take_the_next_one_along(course: Course) -> None:
    grade(course)
    file = course.folder / "results.jsonl"
    text = file.read_text("utf-8")
    file.write_text(text[:-200], "utf-8")  # as a full disk or the end of the process leaves it

    def interrupt(_record: Record) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(course, again=True, watch=interrupt)
    assert Course("lstm", course.folder).records()["lstm", "ada"].points == 18


def test_records_of_an_older_version_are_graded_again_and_those_of_other_exercises_kept(course: Course) -> None:
    grade(course)
    file = course.folder / "results.jsonl"
    ada, bob = (json.loads(line) for line in file.read_text("utf-8").splitlines())
    del ada["tier"]
    bob["more"] = 1
    other = {**ada, "assignment": "gru"}
    file.write_text("".join(json.dumps(line) + "\n" for line in (ada, bob, other)), "utf-8")
    executor = Now(full)
    grade(course, executor)
    assert sorted(task.student for task in executor.tasks) == ["ada", "bob"]
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert sorted((line["assignment"], line["student"]) for line in lines) == [
        ("gru", "ada"),
        ("lstm", "ada"),
        ("lstm", "bob"),
    ]


def test_a_weaker_tier_is_graded_again_in_a_better_one(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    for tier, asked in ((0, 2), (2, 2), (1, 2), (2, 0), (0, 0), (1, 0)):
        monkeypatch.setattr(isolation, "tier_for", lambda tier=tier, **_more: tier)
        executor = Now(full)
        records = grade(course, executor)
        assert len(executor.tasks) == asked, tier
        assert {task.tier for task in executor.tasks} <= {tier}
    assert records["ada"].tier == 1


def test_limits_and_seed_are_part_of_a_grade(course: Course) -> None:
    grade(course)
    for changed in (
        dataclasses.replace(course, limits=Limits(cell_s=3)),
        dataclasses.replace(course, number=7),
        dataclasses.replace(course, number=8),
    ):
        executor = Now(full)
        records = grade(changed, executor)
        assert len(executor.tasks) == 2
        assert records["ada"].limits == changed.limits
        assert executor.tasks[0].limits == changed.limits
    assert Course("lstm", course.folder, number=7).seed("ada", "d") == Course("lstm", Path("x"), number=7).seed(
        "ada", "d"
    )
    assert Course("lstm", course.folder, number=7).seed("ada", "d") != Course("lstm", Path("x"), number=8).seed(
        "ada", "d"
    )


def test_two_runs_in_one_folder_do_not_mix(course: Course) -> None:
    def second(_task: GradingTask) -> Graded:
        with pytest.raises(ValueError, match="Another run is grading in"):
            grade(course)
        return full(_task)

    records = grade(course, Now(second))
    assert records["ada"].points == 18
    assert set(grade(course)) == {"ada", "bob"}


def test_a_name_that_no_gradebook_can_keep_stops_nobody(course: Course) -> None:
    hand_in(course.folder, "x" * 129, CASES["right"])
    hand_in(course.folder, "a\nb", CASES["right"])
    (course.folder / "submitted" / os.fsdecode(b"\xff")).mkdir()
    assert set(grade(course)) == {"ada", "bob"}
    assert course.unusable() == [ascii("a\nb"), ascii("x" * 129), "'\\udcff'"]


PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def drawn(task: GradingTask) -> Graded:
    return dataclasses.replace(full(task), cells=(CellReport("lstm_step", "ok", "text", figures=(PIXEL,)),))


def test_figures_do_not_swell_the_records_and_a_notebook_keeps_them(course: Course) -> None:
    grade(course, Now(drawn))
    assert PIXEL not in (course.folder / "results.jsonl").read_text("utf-8")
    assert course.records()["lstm", "ada"].figures == 1
    page = course.page("ada")
    before = page.read_bytes(), page.stat().st_mtime_ns
    grade(course, Never())
    assert (page.read_bytes(), page.stat().st_mtime_ns) == before
    # a lost notebook cannot be made again without its figures: the submission is run once more
    page.unlink()
    executor = Now(drawn)
    grade(course, executor)
    assert [task.student for task in executor.tasks] == ["ada"]
    assert page.read_bytes() == before[0]


def test_a_notebook_of_another_record_is_written_again(course: Course) -> None:
    grade(course)
    file = course.folder / "submitted" / "ada" / "lstm" / "lstm.ipynb"
    file.rename(file.with_name("lstm (1).ipynb"))  # repaired by intake, nothing to run
    grade(course, Never())
    assert "lstm (1).ipynb" in course.page("ada").read_text("utf-8")


def test_a_page_that_cannot_be_made_is_our_failure_and_stops_nobody(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = pages.autograded

    def faulty(exercise: Any, record: Record, notebook: Any) -> Any:
        if record.student == "ada" and notebook is not None:
            raise RuntimeError("a fault of ours")
        return honest(exercise, record, notebook)

    monkeypatch.setattr(pages, "autograded", faulty)
    records = grade(course)
    assert records["ada"].failed_machinery
    assert scores(course, "ada")["lstm_step-check"] == (None, True)
    assert records["bob"].points == 18
    monkeypatch.undo()
    monkeypatch.setattr(isolation, "tier_for", lambda **_more: 0)
    assert grade(course)["ada"].points == 18


def test_grader_covers_what_a_grade_depends_on_and_no_more() -> None:
    files = {file.relative_to(PACKAGE).as_posix() for file in files_behind("lstm")}
    needed = (
        "lstm/",
        *(f"grading/{room}/" for room in ("checks/lstm/mistakes", "intake", "judging", "running", "worker")),
    )
    assert all(any(file.startswith(folder) for file in files) for folder in needed)
    chapter = ("checks/lstm/__init__.py", "worker/stand_ins/general.py", "worker/stand_ins/lstm.py")
    assert {f"grading/{file}" for file in chapter} <= files
    assert "grading/worker/stand_ins/attention.py" not in files
    others = ("grading/classroom/", "grading/reports/", "grading/nbgrader/", "cli", "figures/", "language.py")
    assert not [file for file in files if file.startswith(others)]


# ------------------------------------------------------------------------------------------------------- grading again
def wanting(points: dict[str, float]) -> Callable[[GradingTask], Graded]:
    """A grader that gives each student so many points for the first check, and all for the others."""

    def run(task: GradingTask) -> Graded:
        first, *others = full(task).results
        given = points[task.student]
        lower = dataclasses.replace(first, points=given, status="passed" if given == first.maximum else "failed")
        return Graded((lower, *others))

    return run


def regrade(course: Course, executor: Executor, **more: Any) -> Regraded:
    return regrading.regrade(dataclasses.replace(course), trust_submissions=True, executor=executor, **more)


def everything(course: Course) -> dict[str, bytes]:
    names = ("grades.csv", "results.jsonl", "autograded/ada/lstm/lstm.ipynb", "autograded/bob/lstm/lstm.ipynb")
    return {name: (course.folder / name).read_bytes() for name in names}


def test_regrade_writes_nothing_while_somebody_would_go_down(course: Course) -> None:
    grade(course, Now(wanting({"ada": 2.0, "bob": 2.0})))
    before = everything(course), table(course), scores(course, "ada")
    regraded = regrade(course, Now(wanting({"ada": 3.0, "bob": 1.0})))
    assert not regraded.written
    assert [(change.after.student, change.difference) for change in regraded.changes] == [("bob", -1), ("ada", 1)]
    assert [change.after.student for change in regraded.lower] == ["bob"]
    [(old, new)] = regraded.changes[0].checks()
    assert (new.check, old.points, new.points) == ("lstm_step", 2.0, 1.0)
    assert (everything(course), table(course), scores(course, "ada")) == before


def test_regrade_writes_what_goes_up_and_lower_only_when_allowed(course: Course) -> None:
    grade(course, Now(wanting({"ada": 2.0, "bob": 2.0})))
    assert not regrade(course, Now(wanting({"ada": 3.0, "bob": 2.0})), dry_run=True).written
    assert table(course)["ada"]["score"] == "16.0"
    regraded = regrade(course, Now(wanting({"ada": 3.0, "bob": 2.0})))
    assert (regraded.written, regraded.same, len(regraded.changes)) == (True, 1, 1)
    assert table(course)["ada"]["score"] == "17.0"
    assert "3.0" in course.page("ada").read_text("utf-8")
    assert regrade(course, Now(wanting({"ada": 0.0, "bob": 4.0})), allow_lower=True).written
    assert {student: row["score"] for student, row in table(course).items()} == {
        "ada": "14.0",
        "bob": "18.0",
        "carl": "0.0",
    }
    # and the next run of grade leaves it so
    assert grade(course, Never())["ada"].points == 14


def test_regrade_leaves_new_changed_and_failed_submissions_alone(course: Course) -> None:
    grade(course, Now(wanting({"ada": 2.0, "bob": 2.0})))
    hand_in(course.folder, "ada", CASES["own-words"])
    hand_in(course.folder, "dora", CASES["right"])
    executor = Now(lambda task: full(task, "machinery", 0.0))
    regraded = regrade(course, executor)
    assert {task.student for task in executor.tasks} == {"bob"}
    assert (regraded.other, regraded.failed, regraded.changes) == (("ada", "dora"), ("bob",), ())
    assert scores(course, "bob")["lstm_step-check"] == (2.0, False)


def test_a_mark_by_a_person_stands_for_what_a_check_gave(course: Course) -> None:
    grade(course, Now(wanting({"ada": 2.0, "bob": 2.0})))
    with database(course) as book:
        [graded] = [g for g in book.find_submission("lstm", "ada").notebooks[0].grades if g.name == "lstm_step-check"]
        graded.manual_score, graded.needs_manual_grade = 4.0, False
        book.db.commit()
    regraded = regrade(course, Now(wanting({"ada": 0.0, "bob": 3.0})))
    assert (regraded.written, [change.difference for change in regraded.changes]) == (True, [0, 1])
    assert table(course)["ada"]["score"] == "18.0"
    assert scores(course, "ada")["lstm_step-check"] == (0.0, False)


def test_grade_keeps_a_grade_that_other_checks_would_lower(course: Course) -> None:
    grade(course, Now(wanting({"ada": 2.0, "bob": 2.0})))
    changed = dataclasses.replace(course, cases=9)
    records = grade(changed, Now(wanting({"ada": 1.0, "bob": 3.0})))
    assert (records["ada"].points, records["ada"].held) == (16.0, 15.0)
    assert (records["bob"].points, records["bob"].held) == (17.0, None)
    assert table(course)["ada"]["score"] == "16.0"
    assert grade(changed, Never())["ada"].held == 15.0
    assert regrade(changed, Now(wanting({"ada": 1.0, "bob": 3.0})), allow_lower=True).written
    records = grade(changed, Never())
    assert (records["ada"].points, records["ada"].held) == (15.0, None)
    # another submission is another matter
    hand_in(course.folder, "ada", CASES["own-words"])
    assert grade(changed, Now(wanting({"ada": 0.0})))["ada"].points == 14


def test_replays_are_written_only_when_asked(course: Course) -> None:
    grade(course)
    assert not (course.folder / "replays").exists()
    grade(dataclasses.replace(course, replays=True), Never())
    told = json.loads((course.folder / "replays" / "ada" / "lstm.json").read_text("utf-8"))
    record = course.records()["lstm", "ada"]
    assert told["checks"]["LSTM"] == {"seed": record.seed, "points": 2.0}
    assert (told["digest"], told["cases"], told["variant"]) == (record.digest, record.cases, None)
    assert course.secret.hex() not in json.dumps(told)


# -------------------------------------------------------------------------------------------------------------- people
def mark(course: Course, student: str) -> None:
    """What a person does in formgrader."""
    with database(course) as book:
        notebook = book.find_submission("lstm", student).notebooks[0]
        for graded in notebook.grades:
            if graded.name in ("forget_gate", "LSTM-check"):
                graded.manual_score, graded.extra_credit, graded.needs_manual_grade = 1.5, 0.25, False
        book.find_comment("LSTM", "lstm", "lstm", student).manual_comment = "well done"
        book.db.commit()


def marks(course: Course, student: str) -> dict[str, Any]:
    with database(course) as book:
        notebook = book.find_submission("lstm", student).notebooks[0]
        return {
            grade.name: (grade.manual_score, grade.extra_credit, grade.needs_manual_grade) for grade in notebook.grades
        } | {"comment": book.find_comment("LSTM", "lstm", "lstm", student).comment}


def test_marks_by_people_survive_every_regrade(course: Course) -> None:
    grade(course)
    assert marks(course, "ada")["forget_gate"] == (None, None, True)
    mark(course, "ada")
    for again in (False, True):
        grade(course, again=again)
        found = marks(course, "ada")
        assert found["forget_gate"] == found["LSTM-check"] == (1.5, 0.25, False)
        assert found["comment"] == "well done"
    assert table(course)["ada"]["score"] == str(18 - 2 + 1.75 + 1.75)
    # another submission: the marks stay, and who gave them is asked again
    hand_in(course.folder, "ada", CASES["own-words"])
    grade(course)
    found = marks(course, "ada")
    assert found["forget_gate"] == found["LSTM-check"] == (1.5, 0.25, True)
    assert found["lstm_step-check"] == (None, None, False)


def journal(course: Course) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (course.folder / "people.jsonl").read_text("utf-8").splitlines()]


def test_marks_are_written_down_once_with_the_time(course: Course) -> None:
    grade(course)
    assert not (course.folder / "people.jsonl").exists()
    mark(course, "ada")
    for _run in range(2):
        grade(course)
    lines = journal(course)
    assert [(line["student"], line["cell"], line["points"], line["extra"], line["comment"]) for line in lines] == [
        ("ada", "LSTM", None, None, "well done"),
        ("ada", "LSTM-check", 1.5, 0.25, None),
        ("ada", "forget_gate", 1.5, 0.25, None),
    ]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", line["seen"]) for line in lines)
    with database(course) as book:
        [graded] = [g for g in book.find_submission("lstm", "ada").notebooks[0].grades if g.name == "forget_gate"]
        graded.manual_score, graded.extra_credit = None, None
        book.db.commit()
    grade(course)
    assert [(line["cell"], line["points"]) for line in journal(course)[3:]] == [("forget_gate", None)]


def test_a_lost_gradebook_gets_the_marks_of_people_back(course: Course) -> None:
    grade(course)
    mark(course, "ada")
    grade(course)
    before = marks(course, "ada"), table(course)
    (course.folder / "gradebook.db").unlink()
    grade(course, Never())
    assert (marks(course, "ada"), table(course)) == before
    assert len(journal(course)) == 3
    # a mark that was taken back stays away
    with database(course) as book:
        for graded in book.find_submission("lstm", "ada").notebooks[0].grades:
            graded.manual_score = graded.extra_credit = None
        book.db.commit()
    grade(course)
    (course.folder / "gradebook.db").unlink()
    grade(course, Never())
    assert marks(course, "ada")["forget_gate"] == (None, None, True)


def test_an_interruption_before_the_marks_are_back_loses_none(course: Course) -> None:
    grade(course)
    mark(course, "bob")
    grade(course)
    before = marks(course, "bob")
    (course.folder / "gradebook.db").unlink()

    def interrupt(_record: Record) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(course, watch=interrupt)  # after ada
    grade(course, Never())
    assert marks(course, "bob") == before
    assert Mark() not in course.people().of("lstm", "bob").values()


def test_an_unanswered_question_needs_nobody(course: Course) -> None:
    hand_in(course.folder, "ada", CASES["blank"])
    grade(course)
    assert scores(course, "ada")["forget_gate"] == (0.0, False)
    with database(course) as book:
        assert book.find_comment("forget_gate", "lstm", "lstm", "ada").comment == "No response."
        assert book.find_comment("lstm_step", "lstm", "lstm", "ada").comment == "No response."
        assert book.find_comment("lstm_step", "lstm", "lstm", "bob").comment is None
    assert scores(course, "bob")["forget_gate"] == (None, True)


# ----------------------------------------------------------------------------------------------------------- machinery
def test_our_own_failure_is_tried_again(course: Course) -> None:
    failures = iter([OSError("no space left"), OSError("no space left")])

    def sometimes(task: GradingTask) -> Graded:
        if task.student == "bob":
            for error in failures:
                raise error
        return full(task)

    executor = Now(sometimes)
    records = grade(course, executor)
    assert [task.student for task in executor.tasks] == ["ada", "bob", "bob", "bob"]
    assert not records["bob"].failed_machinery


def test_our_own_failure_is_no_zero(course: Course) -> None:
    executor = Now(lambda task: full(task, "machinery", 0.0) if task.student == "bob" else full(task))
    records = grade(course, executor)
    assert [task.student for task in executor.tasks] == ["ada", "bob", "bob"]
    assert records["bob"].failed_machinery
    assert not records["ada"].failed_machinery
    assert scores(course, "bob")["lstm_step-check"] == (None, True)
    # the next run tries again, and an earlier grade is not lost by a failure of ours
    grade(course)
    assert scores(course, "bob")["lstm_step-check"] == (4.0, False)
    grade(course, Now(lambda task: full(task, "machinery", 0.0)), again=True)
    assert scores(course, "bob")["lstm_step-check"] == (4.0, True)


def test_of_a_large_class_few_submissions_are_in_memory_at_a_time(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executors, "AHEAD", 2)
    for number in range(6):
        hand_in(course.folder, f"student-{number}", CASES["right"])
    executor, waiting = Now(full), []

    def watch(_record: Record) -> None:
        waiting.append(len(executor.tasks) - len(waiting))

    assert len(grade(course, executor, watch=watch)) == 8
    assert waiting == [2, 1] * 4


def test_an_executor_that_breaks_takes_nobody_along(course: Course) -> None:
    class Breaking(Now):
        """Breaks at the first submission of bob, as a pool does whose process dies: later ones are not taken."""

        def submit(self, function: Callable[..., Any], task: GradingTask) -> Future[Graded]:  # type: ignore[override]
            if len(self.tasks) == 1:
                self.tasks.append(task)
                raise BrokenExecutor("a process died")
            return super().submit(function, task)

    records = grade(course, Breaking(full))
    assert {student: record.points for student, record in records.items()} == {"ada": 18, "bob": 18}


def test_a_fault_of_intake_stops_nobody(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = rebuild.from_folder

    def faulty(folder: Path, released: Any) -> Any:
        if folder.parent.name == "ada":
            raise RuntimeError("a fault of ours")
        return honest(folder, released)

    monkeypatch.setattr(rebuild, "from_folder", faulty)
    records = grade(course)
    assert records["ada"].failed_machinery
    assert "a fault of ours" in records["ada"].results[0].details
    assert records["bob"].points == 18
    assert scores(course, "ada")["lstm_step-check"] == (None, True)
    monkeypatch.undo()
    assert grade(course)["ada"].points == 18


def test_a_fault_of_a_check_costs_only_that_check(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(check: Any, *_arguments: Any) -> Result:
        if check.name == "LSTM":
            raise ZeroDivisionError("a fault of ours")
        return Result(check=check.name, status="passed", points=check.points, maximum=check.points, message="fine")

    class Quiet:
        def execute(self, cells: Iterable[Any]) -> list[CellReport]:
            return [CellReport(cell.name, "ok") for cell in cells]

    monkeypatch.setattr(submission, "run_check", faulty)
    graded = submission.run(notebooks.build("lstm").student, checks_of("lstm"), Quiet(), 0, 1)  # type: ignore[arg-type]
    assert {result.check: result.status for result in graded.results} == (
        dict.fromkeys(CHECKS, "passed") | {"LSTM": "machinery"}
    )


def test_a_session_that_does_not_start_is_machinery(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", sys.executable + "-gone")
    with ThreadPoolExecutor(1) as threads:
        records = grade(course, threads)
    assert {result.status for record in records.values() for result in record.results} == {"machinery"}


# ---------------------------------------------------------------------------------------------------- seeds and secret
def test_secret_is_made_once_and_its_owners_alone(course: Course) -> None:
    grade(course)
    file = course.folder / ".course-secret"
    secret = file.read_bytes()
    assert len(secret) == 32
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    grade(course, again=True)
    assert file.read_bytes() == secret


def test_seed_depends_on_secret_assignment_student_and_submission(course: Course, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    courses = course, Course("gru", course.folder), Course("lstm", other)
    by_student, by_digest = (
        [{one.seed(*pair) for pair in pairs} for one in courses]
        for pairs in ([(f"s{k}", "1") for k in range(200)], [("ada", str(k)) for k in range(200)])
    )
    for seeds in (by_student, by_digest):
        assert [len(own) for own in seeds] == [SEEDS] * 3
        assert len(set.union(*seeds)) == 3 * SEEDS
    assert course.seed("ada", "1") == Course("lstm", course.folder).seed("ada", "1")


# ----------------------------------------------------------------------------------------------------------- gradebook
def test_a_submission_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    exercise = notebooks.build("lstm")
    names = [cell.id for cell in exercise.student.cells if kind(cell) in ("check", "task")]
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with Gradebook(url, exercise) as book:
        book.write("ada", dict.fromkeys(names, Score(1.0, False)))
        with pytest.raises(KeyError):
            book.write("bob", dict.fromkeys(names[:-1], Score(1.0, False)))
        with pytest.raises(KeyError):
            book.write("ada", dict.fromkeys(names[:-1], Score(0.0, False)))
        rows = list(csv.DictReader(book.csv().splitlines()))
    assert [(row["student_id"], row["score"]) for row in rows] == [("ada", str(float(len(names))))]


def test_a_gradebook_of_other_cells_is_not_written_over(tmp_path: Path) -> None:
    text = notebooks.source_text("lstm")
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    exercise = notebooks.from_text("lstm", text)
    names = [cell.id for cell in exercise.student.cells if kind(cell) in ("check", "task")]
    with Gradebook(url, exercise) as book:
        book.write("ada", dict.fromkeys(names, Score(1.0, False)))
    other = notebooks.from_text("lstm", text.replace('task="forget_gate"', 'task="another_question"'))
    with pytest.raises(ValueError, match="holds submissions of “lstm” with other cells"):
        Gradebook(url, other)


def test_names_that_need_quotes(course: Course) -> None:
    hand_in(course.folder, "Lovelace, Ada", CASES["right"])
    grade(course)
    assert table(course)["Lovelace, Ada"]["score"] == "18.0"


@pytest.mark.parametrize(
    ("text", "shown"), [("2026-11-02 10:00:00 UTC", "2026-11-02 10:00:00"), ("soon", ""), ("9" * 50, ""), ("", "")]
)
def test_timestamp_is_kept_if_it_is_one(course: Course, text: str, shown: str) -> None:
    (course.folder / "submitted" / "ada" / "lstm" / "timestamp.txt").write_text(text, "utf-8")
    grade(course)
    assert table(course)["ada"]["timestamp"] == shown


# --------------------------------------------------------------------------------------------------------------- pages
HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)> [a](javascript:alert(3)) <javascript:alert(4)>\n\n"
    "[a](JavaScript\\:alert(3)) [b](&#106;avascript:alert(3)) [c](javascript&colon;alert(3))\n\n"
    "[d](\x01javascript:alert(3))\n\n"
    "[e][r] ![f](data:text/html;base64,PHNjcmlwdD4=) [g](data:text/html,alert)\n\n[r]: javascript:alert(3)\n\n"
    "<b\nonmouseover=alert(5)>\n\n`a<b` and $a<b$ and 1 < 2 and <!-- no comment --> <?php ?>"
)


def test_pages_hold_nothing_that_runs(course: Course) -> None:
    from nbconvert import HTMLExporter

    file = course.folder / "submitted" / "ada" / "lstm" / "lstm.ipynb"
    notebook = json.loads(file.read_text("utf-8"))
    notebook["cells"].append({"cell_type": "markdown", "id": "x", "metadata": {}, "source": HOSTILE})
    notebook["cells"].append({"cell_type": "raw", "id": "y", "metadata": {}, "source": HOSTILE})
    notebook["cells"].append({"cell_type": "code", "id": "z", "metadata": {}, "source": f"'''{HOSTILE}'''"})
    file.rename(file.with_name("<img src=x onerror=alert(6)>.ipynb"))
    file.with_name("<img src=x onerror=alert(6)>.ipynb").write_text(json.dumps(notebook), "utf-8")

    def hostile(task: GradingTask) -> Graded:
        graded = full(task, "failed", 0.0, f"\x1b[31m{HOSTILE}\x1b]8;;http://x\x07\x00")
        cells = [CellReport("lstm_step", "crashed", f"\x1b[1m{HOSTILE}", HOSTILE)]
        return dataclasses.replace(graded, cells=tuple(cells))

    grade(course, Now(hostile))
    page = course.folder / "autograded" / "ada" / "lstm" / "lstm.ipynb"
    text = page.read_text("utf-8")
    assert "\x1b" not in text
    assert "\\u001b" not in text
    assert "\\u0000" not in text
    html, _resources = HTMLExporter(template_name="basic").from_filename(str(page))
    tags = re.findall(r"<[a-z!?][^>]*>", html, re.IGNORECASE)
    assert len(tags) > 100
    assert [tag for tag in tags if re.search("alert|^<script|onerror|onmouseover|javascript:|<!--|<b\\b", tag)] == []
    assert "1 &lt; 2" in html


def test_text_that_is_no_markup_stays_readable() -> None:
    assert inert("1 < 2, $a<b$, a <- b, x<3") == "1 < 2, $a< b$, a <- b, x<3"
    same = "R&D, a && b, $a & b \\\\$, the data: all of it, [x](https://example.org?a=1&b=2) ![](attachment:a.png)"
    assert inert(same) == same
    assert plain("a\tb\nc\x1b[0;31mred\x1b[0m\x9b\x7f") == "a\tb\ncred"


# -------------------------------------------------------------------------------------------------- what is not there
@pytest.mark.parametrize(
    ("source", "error", "expected"),
    [
        ("import nothing", "your code raised ModuleNotFoundError …: No module named 'nothing'", "needs a person"),
        ("input('name')", "your code raised EOFError …", "needs a person"),
        ("%pip install x", "your code raised CalledProcessError", "needs a person"),
        ("1 / 0", "your code raised ZeroDivisionError", "failed"),
    ],
)
def test_what_the_room_does_not_have_is_for_a_person(
    monkeypatch: pytest.MonkeyPatch, source: str, error: str, expected: str
) -> None:
    class Closed:
        def execute(self, cells: Iterable[Any]) -> list[CellReport]:
            return [CellReport(cell.name, "crashed" if cell.source == source else "ok", error=error) for cell in cells]

    def one_passes(check: Any, *_arguments: Any) -> Result:
        passes = check.name == "LSTM"
        return Result(
            check=check.name,
            status="passed" if passes else "failed",
            points=check.points * passes,
            maximum=check.points,
            message="so",
        )

    monkeypatch.setattr(submission, "run_check", one_passes)
    notebook = notebooks.build("lstm").student
    next(cell for cell in notebook.cells if cell.id == "lstm_step").source = source
    graded = submission.run(notebook, checks_of("lstm"), Closed(), 0, 1)  # type: ignore[arg-type]
    assert {result.check: result.status for result in graded.results} == (
        dict.fromkeys(CHECKS, expected) | {"LSTM": "passed"}
    )


# ----------------------------------------------------------------------------------------------------- nbgrader itself
@pytest.fixture(scope="module")
def nbgrader(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Run nbgrader in a course of its own; returns what it printed."""
    program = needs.program(str(Path(sys.executable).parent / "nbgrader"))
    home = tmp_path_factory.mktemp("home")
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    environment = {
        **os.environ,
        "PATH": path,
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home),
        "OMP_NUM_THREADS": "1",
    }

    def run(folder: Path, *arguments: str) -> str:
        done = subprocess.run(
            [program, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    return run


@pytest.mark.thorough
def test_stock_autograde_gives_the_same_points(tmp_path: Path, nbgrader: Callable[..., str]) -> None:
    exercise = notebooks.build("lstm")
    source = tmp_path / "source" / "lstm" / "lstm.ipynb"
    source.parent.mkdir(parents=True)
    source.write_text(notebooks.to_json(exercise.source), "utf-8")
    nbgrader(tmp_path, "generate_assignment", "lstm", "--create")
    chosen = ("right", "blank", "partly-right", "own-words", "wrong")
    for student in chosen:
        hand_in(tmp_path, student, CASES[student])
    instructor = tmp_path / "submitted" / "instructor" / "lstm" / "lstm.ipynb"
    instructor.parent.mkdir(parents=True)
    instructor.write_text(notebooks.to_json(exercise.source), "utf-8")
    nbgrader(tmp_path, "autograde", "lstm", "--Execute.timeout=120", "--Execute.iopub_timeout=60")
    with Database(f"sqlite:///{tmp_path / 'gradebook.db'}") as book:
        for student in (*chosen, "instructor"):
            handed_in = book.find_submission("lstm", student)
            points = {grade.name: grade.auto_score for grade in handed_in.notebooks[0].grades}
            assert points.pop("forget_gate") is None
            expected = CASES["right" if student == "instructor" else student].points
            assert points == {f"{name}-check": score for name, score in expected.items()}, student
            assert handed_in.needs_manual_grade
            assert handed_in.score == sum(expected.values())


@pytest.mark.thorough
def test_instructors_notebook_earns_everything_here(tmp_path: Path) -> None:
    file = tmp_path / "submitted" / "instructor" / "lstm" / "lstm.ipynb"
    file.parent.mkdir(parents=True)
    made = notebooks.build("lstm")
    made.source.cells.append(nbformat.v4.new_markdown_cell("My answer."))
    file.write_text(notebooks.to_json(made.source), "utf-8")
    [record] = grading.grade(Course("lstm", tmp_path), trust_submissions=True)
    assert (record.points, record.maximum, record.written) == (18, 18, ("forget_gate",))


@pytest.mark.thorough
def test_nbgraders_commands_take_our_gradebook(
    graded_class: tuple[Course, dict[str, Record]], tmp_path: Path, nbgrader: Callable[..., str]
) -> None:
    course, records = graded_class
    for name in ("autograded", "submitted"):
        shutil.copytree(course.folder / name, tmp_path / name)
    shutil.copy(course.folder / "gradebook.db", tmp_path)
    nbgrader(tmp_path, "export", "--to=exported.csv")
    assert (tmp_path / "exported.csv").read_text("utf-8") == nbgraders_columns(course.folder / "grades.csv")
    nbgrader(tmp_path, "generate_feedback", "lstm")
    for student, record in records.items():
        page = (tmp_path / "feedback" / student / "lstm" / "lstm.html").read_text("utf-8")
        assert f"Score: {record.points:.3g}" in page or f"Score: {record.points}" in page
