"""A student who is to be forgotten: afterwards no file of the class holds the name, and the others are as before."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.api import Gradebook as Database

from course_lib.grading.checks import checks_of
from course_lib.grading.classroom import grade
from course_lib.grading.classroom.course import Course
from course_lib.grading.judging.check import Result
from course_lib.grading.judging.submission import Graded, GradingTask
from tests import classroom

CASES = {case.student: case for case in classroom.cases()}
ADA, BEN = "Lovelace_Ada_1234567", "Müller_Ben_89"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path, course: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A class of two, graded twice, with marks by a person, feedback, replays and a filled worksheet."""

    def run_all(tasks: list[GradingTask], *_how: object) -> object:
        for task in tasks:
            results = (
                Result(check=one.name, status="passed", points=one.points, maximum=one.points, message="fine")
                for one in checks_of(task.assignment)
            )
            yield task, Graded(tuple(results))

    monkeypatch.setattr(grade, "run_all", run_all)
    folder = tmp_path / "class"
    for case in ("blank", "right"):  # the first submissions are kept beside the second
        with zipfile.ZipFile(tmp_path / "moodle.zip", "w") as archive:
            for name in ("Lovelace Ada_1234567", "Müller Ben_89"):
                text = json.dumps(classroom.notebook(CASES[case]))
                archive.writestr(f"{name}_assignsubmission_file/lstm.ipynb", text)
        assert (
            course("grade", "lstm", tmp_path / "moodle.zip", "--to", folder, "--trust-submissions", "--replays")[0] == 0
        )
    with Database(f"sqlite:///{folder / 'gradebook.db'}") as book:
        for student in (ADA, BEN):
            for one in book.find_submission("lstm", student).notebooks[0].grades:
                one.manual_score, one.needs_manual_grade = 1.0, False
        book.db.commit()
    assert course("grade", "lstm", folder, "--trust-submissions", "--replays")[0] == 0
    sheet = tmp_path / "Grades.csv"
    sheet.write_text(
        "Identifier,Full name,Grade,Maximum grade\nParticipant 1234567,Ada Lovelace,,20\nParticipant 89,Ben Müller,,20\n"
    )
    assert course("marks", "lstm", folder, "--into", sheet)[0] == 0
    for student in (ADA, BEN):
        page = folder / "feedback" / student / "lstm" / "lstm.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"<h1>{student}</h1>", "utf-8")
    (folder / ".nbgrader.log").write_text(f"autograding {ADA}\nautograding {BEN}\n", "utf-8")
    return folder


def holding(folder: Path, name: str) -> list[str]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return [str(file) for file in files if name in str(file) or name.encode() in file.read_bytes()]


def test_no_file_holds_the_name_afterwards(course: Run, folder: Path) -> None:
    assert len(holding(folder, ADA)) > 8
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file() and BEN in str(file)}
    status, output, _errors = course("forget", ADA, folder, "--yes")
    assert status == 0, output
    assert [holding(folder, name) for name in (ADA, "Lovelace")] == [[], []]
    assert {file: file.read_bytes() for file in before} == before
    records = Course("lstm", folder).records()
    assert set(records) == {("lstm", BEN)}
    assert BEN in (folder / "grades.csv").read_text("utf-8")
    assert len(Course("lstm", folder).people().of("lstm", BEN)) > 1
    with Database(f"sqlite:///{folder / 'gradebook.db'}") as book:
        assert [student.id for student in book.students] == [BEN]
    assert course("grade", "lstm", folder, "--trust-submissions")[0] == 0
    assert holding(folder, ADA) == []
    assert (folder / "reports" / "lstm.html").is_file()


def test_nothing_is_deleted_unasked(course: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = holding(folder, ADA)
    monkeypatch.setattr("typer.confirm", lambda _question, abort: (_ for _ in ()).throw(SystemExit(1)))
    status, output, _errors = course("forget", ADA, folder)
    assert (status, holding(folder, ADA)) == (1, before)
    assert f"  {folder / 'submitted' / ADA}\n" in output
    status, _output, errors = course("forget", "eve", folder, "--yes")
    assert (status, f"Nothing is known of “eve” in {folder}. There are: {ADA}, {BEN}." in errors) == (2, True)
    for path in ("../submitted", f"../submitted/{BEN}", ".", "..", "", str(folder / "submitted")):
        assert course("forget", path, folder, "--yes")[0] == 2
    assert (holding(folder, ADA), (folder / "submitted" / BEN).is_dir()) == (before, True)


def test_who_else_writes_the_name_is_told(course: Run, folder: Path) -> None:
    friend = folder / "submitted" / BEN / "lstm" / "with-ada.txt"
    friend.write_text("worked together with Lovelace Ada", "utf-8")
    status, output, _errors = course("forget", ADA, folder, "--yes")
    assert (status, f"{friend} still holds the name: look into it." in output) == (3, True)
