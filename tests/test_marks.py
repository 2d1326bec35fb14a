"""Marks on their way back: into Moodle's worksheet and Canvas's gradebook, byte for byte, and never to another person."""

import csv
import dataclasses
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.api import Gradebook as Database

from course_lib.grading.checks import checks_of
from course_lib.grading.classroom import grade
from course_lib.grading.classroom.course import Course
from course_lib.grading.classroom.marks import Standing, fill
from course_lib.grading.classroom.sheet import Sheet
from course_lib.grading.intake.collect import collect
from course_lib.grading.intake.lms import Origin
from course_lib.grading.judging.check import Result
from course_lib.grading.judging.submission import Graded, GradingTask
from tests import classroom

CASES = {case.student: case for case in classroom.cases()}


def standing(
    name: str, number: str, points: float = 12.5, platform: str = "Moodle", open_: tuple[str, ...] = ()
) -> Standing:
    origin = Origin(platform, name, number)
    return Standing(origin.student.replace(" ", "_"), origin, points, 20.0, open_)


ANNE, BEN = standing("Dupont Anne", "1234567"), standing("Müller Ben Éric", "89", 0.0)

MOODLE = (
    '\ufeffIdentifier,"Full name","Email address",Status,Grade,"Maximum grade","Last modified (grade)","Feedback comments"\r\n'
    '"Participant 1234567","Anne Dupont",a@example.org,"Submitted - 2 days late",,20.00,-,"say ""hi"",\r\nthere"\r\n'
    '"Participant 89","Ben Éric Müller",b@example.org,Submitted,"14,00",20.00,-,\r\n'
    '"Participant 5","Carl Orff",c@example.org,"No submission",,20.00,-,'
).encode()


def cells(data: bytes, column: str) -> list[str]:
    sheet = Sheet(data)
    return [row[sheet.header.index(column)] for row in sheet.rows]


# ---------------------------------------------------------------------------------------------------------------- Moodle
def test_moodles_worksheet_is_filled_and_nothing_else_changes() -> None:
    filled = fill(MOODLE, [ANNE, BEN], "lstm")
    assert cells(filled.data, "Grade") == ["12.5", "0", ""]
    assert filled.data == MOODLE.replace(b'late",,', b'late",12.5,').replace(b'"14,00"', b'"0"')
    assert (filled.platform, filled.column, filled.given) == ("Moodle", "Grade", (ANNE, BEN))
    assert "Müller_Ben_Éric_89 had 14 points in the file and has 0 now." in filled.told
    assert any(
        "do not take over 0 points. Look after the upload at: Müller_Ben_Éric_89" in line for line in filled.told
    )


def test_what_is_open_and_who_is_not_there_is_left_out() -> None:
    waits = dataclasses.replace(ANNE, open=("forget_gate", "LSTM"))
    elsewhere, canvas = standing("Nobody", "4"), standing("carlorff", "5", platform="Canvas")
    filled = fill(MOODLE, [waits, elsewhere, canvas], "lstm")
    assert filled.data == MOODLE
    assert filled.given == ()
    assert filled.told[:3] == (
        "Dupont_Anne_1234567 is left out: a person still has to look at forget_gate, LSTM.",
        "Nobody_4 is not in the file, and is left out.",
        "carlorff_5 is not in the file, and is left out.",
    )


def test_two_who_say_that_they_are_the_same_person_stop_everything() -> None:
    forger = dataclasses.replace(ANNE, student="eve")
    with pytest.raises(
        ValueError, match=r"Dupont_Anne_1234567 and eve both hold number 1234567.*\.origin\.json"
    ) as caught:
        fill(MOODLE, [ANNE, BEN, forger], "lstm")
    assert str(caught.value).endswith(".")
    groups = [standing("group 1", ""), standing("group 2", "")]
    assert fill(MOODLE, [ANNE, *groups], "lstm").given == (ANNE,)


@pytest.mark.parametrize(
    "said",
    [
        {"platform": "Facebook"},
        {"name": "../../evil"},
        {"name": "x\n=1+1"},
        {"name": ""},
        {"number": "1/../2"},
        {"number": "=1+1"},
        {"name": "x" * 600},
        {"late": "yes"},
    ],
    ids=str,
)
def test_an_origin_that_no_platform_writes_is_none(tmp_path: Path, said: dict[str, object]) -> None:
    """Who hands in a whole folder, as with nbgrader's exchange, can write anything into it."""
    folder = tmp_path / "submitted" / "eve" / "lstm"
    folder.mkdir(parents=True)
    origin = {"platform": "Moodle", "name": "Eve", "number": "7", "late": False}
    (folder / ".origin.json").write_text(json.dumps(origin), "utf-8")
    assert Course("lstm", tmp_path).origin("eve") == Origin("Moodle", "Eve", "7")
    (folder / ".origin.json").write_text(json.dumps(origin | said), "utf-8")
    assert Course("lstm", tmp_path).origin("eve") is None


@pytest.mark.parametrize("name", ["Anna Dupont", "Dupont", "Carl Orff"])
def test_a_number_of_somebody_else_stops_everything(name: str) -> None:
    with pytest.raises(ValueError, match=rf"Numbers and names disagree, .*1234567 is “{name}” here"):
        fill(MOODLE, [standing(name, "1234567"), BEN], "lstm")


@pytest.mark.parametrize(
    ("identifier", "folder"), [("Participant 77", "Participant"), ("Teilnehmer/in77", "Teilnehmerin")]
)
def test_blind_marking_has_the_word_for_a_name(identifier: str, folder: str) -> None:
    sheet = f"ID,Status,Bewertung,Maximum,Zuletzt geändert (Bewertung)\n{identifier},x,,20,-\n"
    assert cells(fill(sheet.encode(), [standing(folder, "77")], "lstm").data, "Bewertung") == ["12.5"]


@pytest.mark.parametrize(
    ("encoding", "separator", "end"),
    [("utf-8", ";", "\n"), ("utf-8-sig", "\t", "\r\n"), ("cp1252", ",", "\r\n"), ("utf-8", ",", "\r")],
)
def test_every_form_of_csv_stays_as_it_is(encoding: str, separator: str, end: str) -> None:
    rows = [
        ["Identifier", "Full name", "Grade", "Maximum grade"],
        ["Participant 89", "Müller Ben Éric", "", "20"],
        ["Participant 90", "x", "1", "20"],
    ]
    text = end.join(separator.join(row) for row in rows) + end + end
    filled = fill(text.encode(encoding), [dataclasses.replace(BEN, points=3.25)], "lstm").data
    rows[1][2] = "3.25"
    assert filled == (end.join(separator.join(row) for row in rows) + end + end).encode(encoding)


def test_another_maximum_is_told() -> None:
    told = fill(MOODLE.replace(b"20.00", b"100.00"), [ANNE], "lstm").told
    assert "The file says that one can have 100 points, and here it is 20." in told
    assert not any("one can have" in line for line in fill(MOODLE, [ANNE], "lstm").told)


def test_a_column_of_an_unknown_name_is_asked_for() -> None:
    sheet = MOODLE.replace(b",Grade,", b",Betyg,")
    with pytest.raises(ValueError, match=r"--column. There are: “Identifier”, .*“Betyg”"):
        fill(sheet, [ANNE], "lstm")
    assert cells(fill(sheet, [ANNE], "lstm", "betyg").data, "Betyg") == ["12.5", "14,00", ""]


# ---------------------------------------------------------------------------------------------------------------- Canvas
CANVAS = (
    b"Student,ID,SIS Login ID,Section,RNN (11),LSTM (987),Final Score\n"
    b",,,,Manual Posting,,\n"
    b"    Points Possible,,,,10,20,(read only)\n"
    b'"Dupont, Anne",12345,anne,"A, B",7,,71.00\n'
    b'"Test, User",12,test,A,7,4,70.00\n'
)
ANNE_THERE = standing("dupontanne", "12345", platform="Canvas")


def test_canvass_gradebook_is_filled_and_nothing_else_changes() -> None:
    filled = fill(CANVAS, [ANNE_THERE], "lstm")
    assert filled.data == CANVAS.replace(b'B",7,,', b'B",7,12.5,')
    assert (filled.platform, filled.column) == ("Canvas", "LSTM (987)")
    assert not any("one can have" in line for line in filled.told)
    assert "one can have 10 points" in " ".join(fill(CANVAS, [ANNE_THERE], "lstm", "RNN").told)


def test_canvass_column_is_asked_for_where_it_is_not_clear() -> None:
    with pytest.raises(ValueError, match=r"Name it with --column. There are: “RNN \(11\)”, “LSTM \(987\)”"):
        fill(CANVAS, [ANNE_THERE], "attention")
    assert cells(fill(CANVAS, [ANNE_THERE], "attention", "LSTM (987)").data, "LSTM (987)")[2] == "12.5"
    with pytest.raises(ValueError, match="Numbers and names disagree"):
        fill(CANVAS, [dataclasses.replace(ANNE_THERE, origin=Origin("Canvas", "dupontanna", "12345"))], "lstm")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "It is no table"),
        (b"one\ntwo\n", "It is no table"),
        (b"\xff\xfeI\x00", "UTF-16"),
        (MOODLE + b"\r\na,b", "Row 5 has 2 cells and the first row 8"),
        (MOODLE + b'\r\n"a', "A quoted cell does not end"),
        (MOODLE.replace(b"Participant 5", b"Participant 89"), "89 stands in more than one row"),
        (MOODLE.replace(b"Participant", b"Participant 1"), "Nobody in the file handed in what is graded here"),
        (b"first,second\nx,y\n", "neither Moodle's offline grading worksheet nor Canvas's gradebook"),
    ],
)
def test_a_file_that_is_none_of_them_is_a_sentence(data: bytes, words: str) -> None:
    wrong = data.replace(b"Participant 1 ", b"Participant 9")
    with pytest.raises(ValueError, match=words):
        fill(wrong, [ANNE, BEN], "lstm")


# ------------------------------------------------------------------------------------------------------- the whole walk
@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing runs: who handed in something has all points of every check."""

    def run_all(tasks: list[GradingTask], *_how: object) -> object:
        for task in tasks:
            checks = checks_of(task.assignment)
            yield task, Graded(tuple(Result(check=one.name, status="passed", points=one.points, maximum=one.points, message="fine") for one in checks))  # fmt: skip

    monkeypatch.setattr(grade, "run_all", run_all)


Run = Callable[..., tuple[int, str, str]]


@pytest.mark.usefixtures("pretended")
def test_from_moodles_zip_to_moodles_worksheet(course: Run, tmp_path: Path) -> None:
    """Ada's written answer waits for a person; Ben's has none, so that his points are known."""
    source = tmp_path / "moodle.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr(
            "Lovelace Ada_1234567_assignsubmission_file/lstm.ipynb", json.dumps(classroom.notebook(CASES["right"]))
        )
        archive.writestr(
            "Müller Ben_89_assignsubmission_file/lstm.ipynb", json.dumps(classroom.notebook(CASES["blank"]))
        )
    folder = tmp_path / "class"
    assert course("grade", "lstm", source, "--to", folder, "--trust-submissions")[0] == 0
    sheet = tmp_path / "Grades.csv"
    sheet.write_text("Identifier,Full name,Grade,Maximum grade,Last modified (grade)\nParticipant 1234567,Ada Lovelace,,20,-\nParticipant 89,Ben Müller,,20,-\n", "utf-8")  # fmt: skip
    before = sheet.read_bytes()
    status, output, _errors = course("marks", "lstm", folder, "--into", sheet)
    points = sum(check.points for check in checks_of("lstm"))
    assert (status, sheet.read_bytes()) == (0, before)
    assert (folder / "marks" / "lstm" / "Grades.csv").read_bytes() == before.replace(
        "Müller,,".encode(), f"Müller,{points:g},".encode()
    )
    assert "Lovelace_Ada_1234567 is left out: a person still has to look at forget_gate." in output
    assert "1 of 2 students have their points in the column “Grade”:" in output
    with zipfile.ZipFile(folder / "marks" / "lstm" / "feedback.zip") as archive:
        assert archive.namelist() == ["Müller Ben_89_assignsubmission_file/lstm-report.html"]
        assert b"<html" in archive.read(archive.namelist()[0])
    with (folder / "grades.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["student_id"]: row for row in csv.DictReader(stream)}
    ada = rows["Lovelace_Ada_1234567"]
    assert (ada["open"], ada["late"], ada["platform"], ada["platform_name"], ada["platform_number"], ada["forget_gate"]) == (
        "forget_gate", "", "Moodle", "Lovelace Ada", "1234567", "",
    )  # fmt: skip
    assert float(ada["lstm_step"]) == checks_of("lstm")[0].points
    with Course("lstm", folder).results.open(encoding="utf-8") as stream:
        assert {json.loads(line)["origin"]["number"] for line in stream} == {"1234567", "89"}


@pytest.mark.usefixtures("pretended")
def test_canvass_lateness_is_in_table_record_and_report(course: Run, tmp_path: Path) -> None:
    source = tmp_path / "canvas.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("lovelaceada_LATE_12345_67890_lstm.ipynb", json.dumps(classroom.notebook(CASES["blank"])))
    folder = tmp_path / "class"
    _status, output, _errors = course("grade", "lstm", source, "--to", folder, "--trust-submissions")
    assert "late: lovelaceada_12345" in output
    [row] = csv.DictReader(io.StringIO((folder / "grades.csv").read_text("utf-8")))
    assert (row["late"], row["platform"], row["platform_number"]) == ("late", "Canvas", "12345")
    [page] = (folder / "reports").rglob("lovelaceada_12345/lstm.html")
    assert "Canvas says so" in page.read_text("utf-8")


def test_without_a_platform_there_is_no_way_back(course: Run, tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_bytes(MOODLE)
    status, _output, errors = course("marks", "lstm", tmp_path, "--into", tmp_path / "file.csv")
    assert (status, f"Nothing is graded in {tmp_path} yet" in errors) == (2, True)


def test_the_same_zip_again_renews_who_is_late(tmp_path: Path) -> None:
    text = json.dumps(classroom.notebook(CASES["blank"]))
    for late in ("", "LATE_"):
        with zipfile.ZipFile(tmp_path / "canvas.zip", "w") as archive:
            archive.writestr(f"ada_{late}12345_67890_lstm.ipynb", text)
        assert collect(tmp_path / "canvas.zip", "lstm", tmp_path / "class").replaced == ()
        assert Course("lstm", tmp_path / "class").origin("ada_12345") == Origin(
            "Canvas", "ada", "12345", late=bool(late)
        )


# --------------------------------------------------------------------------------------------------------- spreadsheets
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "＝1+1", "＋1", "x;=1+1", "x\r=1+1", "=cmd|' -C calc'!A0")


@pytest.mark.usefixtures("pretended")
@pytest.mark.parametrize("platform", ["Moodle", "Canvas", "folder"])
def test_no_cell_of_a_table_is_a_formula(course: Run, tmp_path: Path, platform: str) -> None:
    """Neither the names of a platform and of students' files, nor those that others wrote into the gradebook."""
    source = tmp_path / "class.zip"
    text = json.dumps(classroom.notebook(CASES["blank"]))
    with zipfile.ZipFile(source, "w") as archive:
        for number, name in enumerate(FORMULAS):
            form = {"Moodle": "{}_{}_assignsubmission_file_/lstm.ipynb", "Canvas": "{}_{}_67890_lstm.ipynb"}
            archive.writestr(form.get(platform, "{}{}.ipynb").format(name, number), text)
        archive.writestr("Ada_99_assignsubmission_file_/lstm.ipynb" if platform == "Moodle" else "ada_99_67899_lstm.ipynb", text)  # fmt: skip
    folder = tmp_path / "graded"
    status, output, errors = course("grade", "lstm", source, "--to", folder, "--trust-submissions")
    assert status == 0, output + errors
    with Database(f"sqlite:///{folder / 'gradebook.db'}") as database:
        for student, formula in zip(list(database.students), FORMULAS, strict=False):
            student.last_name, student.first_name, student.email = formula, formula, formula
        database.db.commit()
    assert course("grade", "lstm", folder, "--trust-submissions")[0] == 0
    table = list(csv.reader(io.StringIO((folder / "grades.csv").read_text("utf-8"), newline="")))
    assert len(table) > len(FORMULAS)
    for cell in (cell for row in table for cell in row):
        # as it stands, and where a spreadsheet parts cells by other signs
        for part in re.split(r"[;\t\r\n]", cell):
            assert not part.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")), cell
