"""Where submissions come from: every form that an LMS gives, and archives and names that were made to do harm."""

import io
import json
import os
import stat
import sys
import time
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from course_lib.grading import notebooks
from course_lib.grading.intake import archives, find, listing, lms, rebuild
from course_lib.grading.intake.collect import Collected, collect
from course_lib.grading.intake.rebuild import Intake

Files = Mapping[str, str | bytes]


def notebook(mark: str = "", exercise: str = "lstm") -> str:
    """A notebook that can be told from others."""
    cell = {"cell_type": "code", "id": "lstm_step", "metadata": {}, "outputs": [], "source": f"# {mark}"}
    return json.dumps({"cells": [cell], "metadata": {"course": {"exercise": exercise}}, "nbformat": 4})


def write(folder: Path, files: Files) -> Path:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def archive(file: Path, files: Files) -> Path:
    file.write_bytes(archived(files))
    return file


def archived(files: Files) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return data.getvalue()


def tree(into: Path) -> dict[str, str]:
    """The files below “submitted” and what they hold; what nbgrader does not see is left out."""
    root = into / "submitted"
    files = (file for file in root.rglob("*") if file.is_file())
    paths = {file.relative_to(root): file for file in files}
    return {
        path.as_posix(): file.read_text("utf-8", "replace")
        for path, file in sorted(paths.items())
        if not any(part.startswith(".") for part in path.parts)
    }


Way = Callable[[Path, Files], Path]
WAYS = pytest.mark.parametrize(
    "given",
    [lambda folder, files: archive(folder / "class.zip", files), lambda folder, files: write(folder / "class", files)],
    ids=["zip", "folder"],
)


def found(tmp_path: Path, files: Files, given: Way | None = None) -> tuple[Collected, dict[str, str]]:
    source = given(tmp_path, files) if given else archive(tmp_path / "class.zip", files)
    return collect(source, "lstm", tmp_path / "to"), tree(tmp_path / "to")


# ------------------------------------------------------------------------------------------------------- the forms
ANNE, BEN = notebook("anne"), notebook("ben")


@WAYS
@pytest.mark.parametrize(
    "files",
    [
        {
            "Dupont Anne_1234567_assignsubmission_file_/lstm.ipynb": ANNE,
            "Müller Ben Éric_89_assignsubmission_file_/lstm.ipynb": BEN,
        },
        {
            "Dupont Anne_1234567_assignsubmission_file_lstm.ipynb": ANNE,
            "Müller Ben Éric_89_assignsubmission_file_lstm.ipynb": BEN,
        },
        {
            "Dupont Anne_1234567_assignsubmission_file/lstm.ipynb": ANNE,
            "Müller Ben Éric_89_assignsubmission_file/lstm.ipynb": BEN,
        },
        {
            "lstm 2026/group 1/Dupont Anne_1234567_assignsubmission_file_/lstm.ipynb": ANNE,
            "lstm 2026/group 2/Müller Ben Éric_89_assignsubmission_file_/lstm.ipynb": BEN,
        },
    ],
    ids=["folders", "flat", "without a last _", "deeper"],
)
def test_moodle(tmp_path: Path, files: Files, given: Way) -> None:
    collected, there = found(tmp_path, files, given)
    assert collected == Collected(("Dupont_Anne_1234567", "Müller_Ben_Éric_89"), (), (), files=2, used=2)
    assert there == {"Dupont_Anne_1234567/lstm/lstm.ipynb": ANNE, "Müller_Ben_Éric_89/lstm/lstm.ipynb": BEN}


@WAYS
@pytest.mark.parametrize(("path", "student"), [example for one in lms.TABLE for example in one.examples])
def test_every_example_of_an_lms_is_read_as_it_says(tmp_path: Path, path: str, student: str, given: Way) -> None:
    collected, there = found(tmp_path, {path: ANNE}, given)
    assert collected.found == (student,)
    assert {file.partition("/")[0]: text for file, text in there.items()} == {student: ANNE}


@WAYS
def test_canvas(tmp_path: Path, given: Way) -> None:
    files: Files = {
        "dupontanne_12345_67890_lstm.ipynb": notebook("first"),
        "dupontanne_12345_67999_lstm-1.ipynb": notebook("second"),
        "dupontanne_12345_60000_lstm-10.ipynb": notebook("eleventh"),
        "dupontanne_12345_68888_lstm-2.ipynb": notebook("third"),
        "mullerben_LATE_222_67891_lstm-1.ipynb": BEN,
        "mullerben_LATE_222_67892_photo.png": b"\x89PNG",
    }
    collected, there = found(tmp_path, files, given)
    assert collected.found == ("dupontanne_12345", "mullerben_222")
    assert collected.late == ("mullerben_222",)
    assert collected.skipped == ("dupontanne_12345 handed in lstm.ipynb more than once; the latest counts.",) * 3
    assert there["dupontanne_12345/lstm/lstm.ipynb"] == notebook("eleventh")
    assert there["mullerben_222/lstm/lstm.ipynb"] == BEN
    assert set(there) == {
        "dupontanne_12345/lstm/lstm.ipynb",
        "mullerben_222/lstm/lstm.ipynb",
        "mullerben_222/lstm/photo.png",
    }


@WAYS
def test_canvas_text_entries_and_submissions_without_names_belong_to_one_student_each(
    tmp_path: Path, given: Way
) -> None:
    files: Files = {
        "dupontanne_13_67890_lstm.ipynb": ANNE,
        "dupontanne_13_text.html": "<p>see my file</p>",
        "LATE_anon_aB3dE_67891_lstm.ipynb": BEN,
        "LATE_anon_aB3dE_67892_photo.png": b"\x89PNG",
        "test_user_12_67893_lstm.ipynb": notebook("test"),
        "20261234_14_67894_lstm.ipynb": notebook("digits"),
    }
    collected, there = found(tmp_path, files, given)
    assert collected.found == ("20261234_14", "anon_aB3dE", "dupontanne_13", "test_user_12")
    assert collected.late == ("anon_aB3dE",)
    assert {path.partition("/")[0] for path in there} == set(collected.found)
    assert {path for path in there if path.endswith(".ipynb")} == {f"{who}/lstm/lstm.ipynb" for who in collected.found}


@WAYS
def test_a_date_in_a_name_is_no_number_of_canvas(tmp_path: Path, given: Way) -> None:
    names = [
        "2026_11_30_anna.ipynb",
        "2026_11_30_ben.ipynb",
        "lstm_final_30_11_2026_carl.ipynb",
        "lstm_final_30_11_2026_dora.ipynb",
    ]
    collected, _there = found(tmp_path, {name: notebook(name) for name in names}, given)
    assert collected.found == tuple(name.removesuffix(".ipynb") for name in names)


@WAYS
@pytest.mark.parametrize("top", ["", "LSTM Download Nov 12, 2026 0900 AM/"])
def test_brightspace(tmp_path: Path, top: str, given: Way) -> None:
    files: Files = {
        f"{top}index.html": "<table></table>",
        f"{top}39786-640693 - Anne Dupont - Nov 9, 2026 1159 PM/lstm.ipynb": notebook("first"),
        f"{top}39786-640693 - Anne Dupont - Nov 10, 2026 1022 AM/mine.ipynb": ANNE,
        f"{top}39787-640693 - Ben Müller - Nov 10, 2026 1022 AM/lstm.ipynb": BEN,
        f"{top}39788-640693 - Ben Müller - 10 nov. 2026 10h22/lstm.ipynb": notebook("another Ben"),
    }
    collected, there = found(tmp_path, files, given)
    assert collected.found == ("Anne_Dupont_39786", "Ben_Müller_39787", "Ben_Müller_39788")
    assert there == {
        "Anne_Dupont_39786/lstm/mine.ipynb": ANNE,
        "Ben_Müller_39787/lstm/lstm.ipynb": BEN,
        "Ben_Müller_39788/lstm/lstm.ipynb": notebook("another Ben"),
    }
    assert f"“{top}index.html” was left out: the platform made it, nobody handed it in." in collected.skipped
    assert "Anne_Dupont_39786 handed in 2 times; the latest, of 2026-11-10 10:22, counts." in collected.skipped


@WAYS
def test_numbered_files_that_are_no_versions_both_stay(tmp_path: Path, given: Way) -> None:
    files = {"ann_1_2_part-1.ipynb": notebook("1"), "ann_1_3_part-2.ipynb": notebook("2")}
    _collected, there = found(tmp_path, files, given)
    assert set(there) == {"ann_1/lstm/part-1.ipynb", "ann_1/lstm/part-2.ipynb"}


@WAYS
def test_a_flat_folder(tmp_path: Path, given: Way) -> None:
    inside = archived({"work/lstm.ipynb": notebook("eve")})
    files: Files = {
        "anne.ipynb": ANNE,
        "ben (1).ipynb": notebook("newer"),
        "ben.ipynb": BEN,
        "eve.zip": inside,
        "carl.html": "<html>",
        "李.ipynb.txt": notebook("li"),
        "dora/lstm.ipynb": notebook("dora"),
        "dora/.ipynb_checkpoints/lstm-checkpoint.ipynb": notebook("old"),
        "dora/.DS_Store": "x",
        "lstm.ipynb": notebook("whose?"),
        "grades.csv": "a,b",
        "__MACOSX/._anne.ipynb": "x",
    }
    collected, there = found(tmp_path, files, given)
    assert collected.found == ("anne", "ben", "carl", "dora", "eve", "李")
    assert there["ben/lstm/lstm.ipynb"] == notebook("newer")
    assert set(there) == {
        *(f"{student}/lstm/lstm.ipynb" for student in ("anne", "ben", "dora")),
        "carl/lstm/lstm.html",
        "eve/lstm/lstm.zip",
        "李/lstm/lstm.ipynb.txt",
    }
    assert sorted(collected.skipped) == [
        "ben handed in lstm.ipynb more than once; the latest counts.",
        "“grades.csv” was left out: its name does not say whose it is. Rename it, or use --pattern.",
        "“lstm.ipynb” was left out: its name does not say whose it is. Rename it, or use --pattern.",
    ]


@WAYS
def test_a_folder_around_everything_is_nobody(tmp_path: Path, given: Way) -> None:
    collected, _there = found(tmp_path, {"download/anne.ipynb": ANNE, "download/ben.ipynb": BEN}, given)
    assert collected.found == ("anne", "ben")
    collected = collect(write(tmp_path / "2", {"anne/lstm.ipynb": ANNE}), "lstm", tmp_path / "to")
    assert collected.found == ("anne",)


@WAYS
def test_a_folder_of_nbgrader_from_elsewhere(tmp_path: Path, given: Way) -> None:
    files = {
        "submitted/ada/lstm/lstm.ipynb": ANNE,
        "submitted/ada/lstm/timestamp.txt": "2026-01-02 03:04:05 UTC",
        "submitted/ada/attention/attention.ipynb": notebook("other"),
        "submitted/ben/lstm.ipynb": BEN,
        "autograded/ada/lstm/lstm.ipynb": notebook("no submission"),
    }
    collected, there = found(tmp_path, files, given)
    assert collected.found == ("ada",)
    assert collected.skipped == (
        "1 files in “autograded” were left out: the submissions are those in “submitted”.",
        "“ben/lstm.ipynb” was left out: it is in no folder STUDENT/lstm.",
        "1 files in folders “attention” were left out: they are not of “lstm”.",
    )
    assert (collected.files, collected.used) == (5, 2)
    assert there == {
        "ada/lstm/lstm.ipynb": ANNE,
        "ada/lstm/timestamp.txt": "2026-01-02 03:04:05 UTC",
    }


def test_nbgraders_own_folder_is_not_touched(tmp_path: Path) -> None:
    write(tmp_path, {"submitted/ada/lstm/lstm.ipynb": ANNE, "submitted/ada l/lstm/lstm.ipynb": BEN, "eve.ipynb": BEN})
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")}
    for source in (tmp_path, tmp_path / "submitted"):
        assert collect(source, "lstm", tmp_path).found == ("ada", "ada l")
    assert collect(tmp_path, "lstm", tmp_path).skipped == (
        "“eve.ipynb” was left out: the submissions are those in “submitted”.",
    )
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")} == before


@WAYS
def test_a_pattern(tmp_path: Path, given: Way) -> None:
    files = {
        "hw/2026-01-02 10:00:00 UTC/u17.lstm.ipynb": notebook("late"),
        "hw/2025-12-31 10:00:00 UTC/u17.lstm.ipynb": notebook("early"),
        "hw/2025-12-31 10:00:00 UTC/u18.lstm.ipynb": BEN,
        "hw/readme.txt": "x",
    }
    source = given(tmp_path, files)
    pattern = r"/(?P<timestamp>[^/]+)/(?P<student>u\d+)\.lstm"
    collected = collect(source, "lstm", tmp_path / "to", pattern)
    assert collected.found == ("u17", "u18")
    assert collected.skipped == (
        "“hw/readme.txt” was left out: the pattern does not match it.",
        "u17 handed in 2 times; the latest, of 2026-01-02 10:00:00 UTC, counts.",
    )
    assert tree(tmp_path / "to") == {
        "u17/lstm/timestamp.txt": "2026-01-02 10:00:00 UTC",
        "u17/lstm/u17.lstm.ipynb": notebook("late"),
        "u18/lstm/timestamp.txt": "2025-12-31 10:00:00 UTC",
        "u18/lstm/u18.lstm.ipynb": BEN,
    }


# ------------------------------------------------------------------------------- whose folder it is, that is whose it is
EVE = notebook("eve")


@WAYS
@pytest.mark.parametrize(
    "hers",
    [
        "submitted/Good_Anna_1/lstm/lstm.ipynb",
        "Good Anna_1_assignsubmission_file_/lstm.ipynb",
        "Good Anna_1_assignsubmission_file_lstm.ipynb",
        "goodanna_1_99_lstm.ipynb",
        "Good Anna_1/lstm/lstm.ipynb",
        "lstm/lstm.ipynb",
        "lstm.ipynb",
    ],
)
@pytest.mark.parametrize(
    ("annas", "bens", "folder", "students"),
    [
        (
            "Good Anna_1_assignsubmission_file_/lstm.ipynb",
            "Ben_2_assignsubmission_file_/week 3/lstm.ipynb",
            "Eve_3_assignsubmission_file_",
            ("Good_Anna_1", "Ben_2", "Eve_3"),
        ),
        (
            "all/a/Good Anna_1_assignsubmission_file_/lstm.ipynb",
            "all/b/Ben_2_assignsubmission_file_/lstm.ipynb",
            "all/b/Eve_3_assignsubmission_file_",
            ("Good_Anna_1", "Ben_2", "Eve_3"),
        ),
        ("goodanna_1_5_lstm.ipynb", "ben_2_6_lstm.ipynb", "eve", ("goodanna_1", "ben_2", "eve")),
        ("Good_Anna_1/lstm.ipynb", "ben/week 3/lstm.ipynb", "eve", ("Good_Anna_1", "ben", "eve")),
        ("Good_Anna_1.ipynb", "ben.ipynb", "eve", ("Good_Anna_1", "ben", "eve")),
        ("Good_Anna_1/lstm/lstm.ipynb", "ben/lstm/lstm.ipynb", "eve/lstm", ("Good_Anna_1", "ben", "eve")),
        (
            "submitted/Good_Anna_1/lstm/lstm.ipynb",
            "submitted/ben/lstm/lstm.ipynb",
            "submitted/eve/lstm",
            ("Good_Anna_1", "ben", "eve"),
        ),
    ],
    ids=["Moodle", "Moodle in groups", "Canvas", "folders", "loose", "folders of nbgrader", "nbgrader"],
)
def test_what_a_student_calls_a_file_changes_nobody_elses(
    tmp_path: Path, given: Way, annas: str, bens: str, folder: str, students: tuple[str, ...], hers: str
) -> None:
    collected, there = found(tmp_path, {annas: ANNE, bens: BEN, f"{folder}/{hers}": EVE}, given)
    assert collected.found == tuple(sorted(students))
    texts = {path.partition("/")[0]: text for path, text in there.items()}
    assert texts == dict(zip(students, (ANNE, BEN, EVE), strict=True))
    assert (collected.files, collected.used, collected.skipped) == (3, 3, ())


@WAYS
def test_one_folder_among_loose_notebooks_leaves_nobody_out(tmp_path: Path, given: Way) -> None:
    files = {"anna.ipynb": ANNE, "bob/lstm/lstm.ipynb": BEN, "carl.ipynb": notebook("carl")}
    collected, there = found(tmp_path, files, given)
    assert collected.found == ("anna", "bob", "carl")
    assert there["bob/lstm/lstm.ipynb"] == BEN


@WAYS
def test_submitted_beside_other_notebooks_is_asked_not_guessed(tmp_path: Path, given: Way) -> None:
    source = given(tmp_path, {"submitted/anna/lstm/lstm.ipynb": EVE, "anna.ipynb": ANNE, "ben/lstm.ipynb": BEN})
    with pytest.raises(ValueError, match=r"anna\.ipynb, ben/lstm\.ipynb.*give the folder “submitted” itself"):
        collect(source, "lstm", tmp_path / "to")
    assert not (tmp_path / "to").exists()


def test_a_student_called_submitted_is_a_student(tmp_path: Path) -> None:
    write(tmp_path, {"submitted/submitted/lstm/lstm.ipynb": EVE, "submitted/anna/lstm/lstm.ipynb": ANNE})
    for source in (tmp_path, tmp_path / "submitted"):
        assert collect(source, "lstm", tmp_path).found == ("anna", "submitted")


@WAYS
def test_a_course_in_a_folder_of_its_own(tmp_path: Path, given: Way) -> None:
    files = {f"course/submitted/{name}/lstm/lstm.ipynb": name for name in ("ada", "ben")} | {"notes.txt": "x"}
    collected, there = found(tmp_path, files | {"course/nbgrader_config.py.bak": "", "course/docs/a.md": ""}, given)
    assert there == {f"{name}/lstm/lstm.ipynb": name for name in ("ada", "ben")}
    assert collected.skipped == tuple(
        f"“{name}” was left out: the submissions are those in “submitted”."
        for name in ("docs", "nbgrader_config.py.bak", "notes.txt")
    )


@WAYS
def test_every_file_that_was_not_used_is_told(tmp_path: Path, given: Way) -> None:
    files: Files = {
        "anna/lstm.ipynb": ANNE,
        "anna/attention/attention.ipynb": notebook(exercise="attention"),
        "ben.ipynb": BEN,
        "ben (1).ipynb": notebook("newer"),
        "readme.txt": "x",
    }
    collected, _there = found(tmp_path, files, given)
    assert collected.used == collected.files - 3
    assert {
        "1 files in folders “attention” were left out: they are not of “lstm”.",
        "ben handed in lstm.ipynb more than once; the latest counts.",
        "“readme.txt” was left out: its name does not say whose it is. Rename it, or use --pattern.",
    } <= set(collected.skipped)


def test_folders_that_are_too_deep_are_told(tmp_path: Path) -> None:
    deep = "/".join("abcdefgh")
    collected, _there = found(tmp_path, {"anna.ipynb": ANNE, f"{deep}/i/lstm.ipynb": BEN}, write)
    assert collected.skipped == (f"“{deep}/i” was left out: it lies more than 8 folders deep.",)


def test_who_is_missing_beside_an_earlier_run_is_told(tmp_path: Path) -> None:
    first = archive(tmp_path / "1.zip", {"anne.ipynb": ANNE, "ben.ipynb": BEN})
    assert collect(first, "lstm", tmp_path).missing == ()
    second = archive(tmp_path / "2.zip", {"anne.ipynb": ANNE, "eve.ipynb": EVE})
    assert collect(second, "lstm", tmp_path).missing == ("ben",)
    assert "ben/lstm/lstm.ipynb" in tree(tmp_path)
    other = archive(tmp_path / "3.zip", {"eve.ipynb": notebook(exercise="attention")})
    assert collect(other, "attention", tmp_path).missing == (), "another exercise"


# ---------------------------------------------------------------------------------------------- a second time
def test_the_same_again_changes_nothing(tmp_path: Path) -> None:
    source = archive(tmp_path / "class.zip", {"anne.ipynb": ANNE, "ben.ipynb": BEN})
    collect(source, "lstm", tmp_path)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*") if file.is_file()}
    again = collect(source, "lstm", tmp_path)
    assert again == Collected(("anne", "ben"), (), (), files=2, used=2)
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*") if file.is_file()} == before


def test_what_was_there_is_kept_beside_and_said(tmp_path: Path) -> None:
    for mark in ("first", "second", "third"):
        collected = collect(write(tmp_path / mark, {"anne.ipynb": notebook(mark)}), "lstm", tmp_path)
    kept = tmp_path / "submitted" / "anne" / ".lstm.earlier-2"
    assert collected.replaced == (f"anne handed in something else before: it is kept in {kept}.",)
    assert tree(tmp_path) == {"anne/lstm/lstm.ipynb": notebook("third")}
    earlier = [(kept.with_name(f".lstm.earlier-{number}") / "lstm.ipynb").read_text() for number in (1, 2)]
    assert earlier == [notebook("first"), notebook("second")]


def test_what_is_older_by_its_date_replaces_nothing(tmp_path: Path) -> None:
    pattern = r"(?P<timestamp>[\d-]+)_(?P<student>\w+)"
    for day in ("2026-02-02", "2026-01-01"):
        source = write(tmp_path / day, {f"{day}_anne.ipynb": notebook(day)})
        collected = collect(source, "lstm", tmp_path, pattern)
    assert collected.replaced == ()
    assert collected.skipped == ("A later submission of anne is there already.",)
    assert notebook("2026-02-02") in tree(tmp_path).values()


def test_an_interrupted_run_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    write(tmp_path / "submitted" / "anne", {".lstm.new/half.ipynb": "{"})
    collect(write(tmp_path / "class", {"anne.ipynb": ANNE}), "lstm", tmp_path)
    assert tree(tmp_path) == {"anne/lstm/lstm.ipynb": ANNE}
    assert [file.name for file in (tmp_path / "submitted" / "anne").iterdir()] == ["lstm"]


# --------------------------------------------------------------------------------------------------- names and links
def test_names_lead_nowhere(tmp_path: Path) -> None:
    files = {
        "../../evil.ipynb": "1",
        "/etc/evil.ipynb": "2",
        "C:\\evil.ipynb": "3",
        "ok/../../../evil.ipynb": "4",
        "..\\evil.ipynb": "5",
        "anne.ipynb": ANNE,
    }
    (tmp_path / "a" / "b").mkdir(parents=True)
    collected, there = found(tmp_path / "a" / "b", files)
    assert collected.found == ("anne",)
    assert there == {"anne/lstm/lstm.ipynb": ANNE}
    assert len(collected.skipped) == 5
    assert all(sentence.endswith("its name leads out of its folder.") for sentence in collected.skipped)
    assert not list(tmp_path.rglob("evil*"))


def test_odd_names_become_names_that_every_system_takes(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Zoé")
    files = {
        "..anne..ipynb": "0",
        "NUL.ipynb": "7",
        "CON_1_assignsubmission_file_/aux.ipynb": "1",
        "a<b>:|?*\"'&_2_assignsubmission_file_/x:<y>?.ipynb": "2",
        f"{decomposed}_3_assignsubmission_file_/lstm.ipynb": "3",
        "tab\there\u202etxt_4_assignsubmission_file_/\u202egnp.ipynb": "4",
        f"{'long ' * 60}_5_assignsubmission_file_/{'n' * 250}.ipynb": "5",
        "-rf_6_assignsubmission_file_/-rf.ipynb": "6",
    }
    collected, there = found(tmp_path, files)
    assert set(collected.found) >= {"CON_1", "a_b_2", "Zoé_3", "tab_here_txt_4", "rf_6", "_NUL"}
    assert {"CON_1/lstm/_aux.ipynb", "a_b_2/lstm/x__y__.ipynb", "tab_here_txt_4/lstm/_gnp.ipynb"} <= set(there)
    for path in there:
        student, _assignment, file = path.split("/")
        assert student.isprintable()
        assert file.isprintable()
        assert len(student.encode()) <= 110
        assert len(file.encode()) <= 140
        assert not set(path) & set('<>:"|?*\\')
        assert student.partition(".")[0].lower() not in {"con", "aux"}


def test_students_who_are_too_alike_stay_two(tmp_path: Path) -> None:
    collected, there = found(
        tmp_path, {"anne b.ipynb": ANNE, "anne_b.ipynb": BEN, "Anne b.ipynb": "x", "carl.ipynb": "c"}
    )
    assert len(collected.found) == 4
    assert len({student.casefold() for student in collected.found}) == 4
    assert sorted(there.values()) == sorted([ANNE, BEN, "x", "c"])
    assert "carl" in collected.found


def test_files_of_a_student_that_are_too_alike_stay_two(tmp_path: Path) -> None:
    _collected, there = found(
        tmp_path, {"anne/A.ipynb": "1", "anne/a.ipynb": "2", "anne/b/a.ipynb": "3", "ben/x.ipynb": ""}
    )
    assert sorted(there.values()) == ["", "1", "2", "3"]
    assert len({path.casefold() for path in there}) == 4


@pytest.mark.parametrize("encoding", ["utf-8", "cp437"])
def test_names_in_archives_that_do_not_say_their_encoding(tmp_path: Path, encoding: str) -> None:
    name = "Zoé_17_assignsubmission_file_/lstm.ipynb"
    data = archived({name.replace("é", "@" * len("é".encode(encoding))): ANNE})
    data = data.replace(b"Zo" + b"@" * len("é".encode(encoding)), "Zoé".encode(encoding))
    (tmp_path / "class.zip").write_bytes(data)
    assert collect(tmp_path / "class.zip", "lstm", tmp_path).found == ("Zoé_17",)


def test_the_same_name_twice_in_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as made:
        made.writestr("anne.ipynb", ANNE)
        with pytest.warns(UserWarning, match="Duplicate name"):
            made.writestr("anne.ipynb", BEN)
    collected = collect(tmp_path / "class.zip", "lstm", tmp_path)
    assert tree(tmp_path) == {"anne/lstm/lstm.ipynb": BEN}
    assert collected.skipped == ("anne handed in lstm.ipynb more than once; the latest counts.",)


def test_links_in_archives_and_locked_members_are_told_to_the_student(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("anne.ipynb")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as made:
        made.writestr(info, "/etc/passwd")
        made.writestr("ben.ipynb", BEN)
    data = (tmp_path / "class.zip").read_bytes()
    at = data.rindex(b"PK\x01\x02")  # ben's line in the table: the flag that says “encrypted”
    (tmp_path / "class.zip").write_bytes(data[: at + 8] + bytes([data[at + 8] | 1]) + data[at + 9 :])
    collected = collect(tmp_path / "class.zip", "lstm", tmp_path)
    assert collected.found == ("anne", "ben")
    assert collected.skipped == (
        "anne: “lstm.ipynb” was left out: it is a link or not a plain file.",
        "ben: “lstm.ipynb” was left out: it is locked by a password.",
    )
    assert tree(tmp_path) == {}
    assert "it is a link" in str(taken(tmp_path, "anne").refusal)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_links_in_folders_are_not_followed(tmp_path: Path) -> None:
    source = write(tmp_path / "class", {"anne.ipynb": ANNE})
    (tmp_path / "secret.ipynb").write_text("secret")
    (source / "ben.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (source / "round").symlink_to(source)
    os.mkfifo(source / "pipe.ipynb")
    collected = collect(source, "lstm", tmp_path / "to")
    assert collected.found == ("anne",)
    assert len(collected.skipped) == 3
    assert all("link or not a plain file" in sentence for sentence in collected.skipped)
    (tmp_path / "to" / "submitted" / "ben").symlink_to(tmp_path)
    (source / "ben.ipynb").unlink()
    write(source, {"ben.ipynb": BEN})
    with pytest.raises(ValueError, match="cannot be written"):
        collect(source, "lstm", tmp_path / "to")
    assert not (tmp_path / "lstm").exists()


# ------------------------------------------------------------------------------------------------- sizes and damage
def taken(into: Path, student: str) -> Intake:
    return rebuild.from_folder(into / "submitted" / student / "lstm", notebooks.released("lstm"))


def test_a_file_that_is_too_large_is_told_to_its_student(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "SIZE_LIMIT", 1 << 20)
    collected, there = found(tmp_path, {"anne.ipynb": b"\0" * (5 << 20), "ben.ipynb": BEN})
    assert collected.found == ("anne", "ben")
    assert collected.skipped == ("anne: “lstm.ipynb” was left out: it is larger than 1 MB.",)
    assert there == {"ben/lstm/lstm.ipynb": BEN}
    refusal = taken(tmp_path / "to", "anne").refusal
    assert refusal is not None
    assert refusal.endswith("“lstm.ipynb” was left out: it is larger than 1 MB.")


def test_an_archive_that_lies_about_sizes(tmp_path: Path) -> None:
    data = archived({"anne.ipynb": b"\0" * (30 << 20), "ben.ipynb": BEN})
    data = data.replace((30 << 20).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    (tmp_path / "class.zip").write_bytes(data)
    collected = collect(tmp_path / "class.zip", "lstm", tmp_path)
    assert collected.found == ("anne", "ben")
    assert collected.skipped == ("anne: “lstm.ipynb” was left out: it is damaged.",)


def test_a_damaged_member_harms_nobody_else(tmp_path: Path) -> None:
    data = bytearray(archived({"anne.ipynb": ANNE * 50, "ben.ipynb": BEN}))
    data[60:80] = b"\xff" * 20
    (tmp_path / "class.zip").write_bytes(data)
    collected = collect(tmp_path / "class.zip", "lstm", tmp_path)
    assert collected.skipped == ("anne: “lstm.ipynb” was left out: it is damaged.",)
    assert tree(tmp_path) == {"ben/lstm/lstm.ipynb": BEN}


def test_a_class_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = archive(tmp_path / "class.zip", {f"s{number}.ipynb": "x" * 1000 for number in range(20)})
    monkeypatch.setattr(listing, "TOTAL_LIMIT", 10_000)
    with pytest.raises(ValueError, match="is it the right one"):
        collect(source, "lstm", tmp_path)
    monkeypatch.setattr(listing, "COUNT_LIMIT", 10)
    with pytest.raises(ValueError, match="holds more than 10 files"):
        collect(source, "lstm", tmp_path)
    assert not (tmp_path / "submitted").exists()


def test_a_table_of_millions_of_members_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    many = archived({f"{number}": "" for number in range(3000)})
    monkeypatch.setattr(archives.zipfile, "ZipFile", None)
    with (
        pytest.raises(archives.UnreadableError, match="more than 100 files"),
        archives.opened(io.BytesIO(many), "x.zip", 100),
    ):
        pass


def test_very_many_files_of_one_student(tmp_path: Path) -> None:
    files = {f"anne/env/{number}.py": "" for number in range(150)} | {"anne/zz.ipynb": ANNE, "ben/lstm.ipynb": BEN}
    collected, there = found(tmp_path, files)
    assert collected.skipped == ("anne handed in 151 files; 100 were kept, the notebooks first.",)
    assert there["anne/lstm/zz.ipynb"] == ANNE
    assert len(there) == 101


def test_ten_thousand_files_take_seconds(tmp_path: Path) -> None:
    source = archive(tmp_path / "class.zip", {f"s{number}.ipynb": ANNE for number in range(10_000)})
    started = time.process_time()
    assert len(collect(source, "lstm", tmp_path).found) == 10_000
    assert time.process_time() - started < 120


@pytest.mark.parametrize("seed", range(4))
def test_damaged_archives_end_in_a_sentence(tmp_path: Path, seed: int) -> None:
    import random

    draw = random.Random(seed)
    whole = archived(
        {"a_1_2_lstm.ipynb": ANNE, "b_3_4_lstm.ipynb": BEN, "Müller_5_assignsubmission_file_/c.ipynb": "{}"}
    )
    file = tmp_path / "class.zip"
    sentences = set()
    for _round in range(50):
        data = bytearray(whole)
        for _flip in range(draw.randint(1, 8)):
            data[draw.randrange(len(data))] = draw.randrange(256)
        file.write_bytes(data[: draw.randint(1, len(data))] if draw.random() < 0.3 else data)
        try:
            collect(file, "lstm", tmp_path / "to")
        except ValueError as error:
            sentences.add(str(error))
    assert all(sentence.endswith(".") for sentence in sentences)
    assert sorted(path.name for path in tmp_path.iterdir()) in (["class.zip"], ["class.zip", "to"])


# ---------------------------------------------------------------------------------------------- one clear sentence
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("class.zip", b"PK\x03\x04 and no more", "“class.zip” is damaged or not a zip archive."),
        ("class.zip", b"", "“class.zip” is damaged or not a zip archive."),
        ("class.zip", archived({}), "There are no files in "),
        ("class.zip", archived({"__MACOSX/x": "", ".DS_Store": ""}), "There are no files in "),
        ("anne.ipynb", ANNE.encode(), "is neither a folder nor a zip archive"),
        ("class.rar", b"Rar!\x1a\x07", "is neither a folder nor a zip archive"),
        ("class.zip", archived({"grades.csv": "x", "lstm.ipynb": ANNE}), "says whose file it is (grades.csv"),
        ("class.zip", archived({"submitted/a/rnn/x.ipynb": ""}), "No student has a folder “lstm” in "),
        (
            "class.zip",
            archived({"a.ipynb": notebook(exercise="rnn")}),
            "are notebooks of the exercise “rnn”, not of “lstm”",
        ),
    ],
)
def test_what_is_no_class(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=r"[.]$") as error:
        collect(tmp_path / name, "lstm", tmp_path / "to")
    assert sentence in str(error.value)
    assert not (tmp_path / "to").exists()


def test_one_notebook_of_another_exercise_stops_nobody(tmp_path: Path) -> None:
    collected, _there = found(tmp_path, {"anne.ipynb": notebook(exercise="rnn"), "ben.ipynb": "{}"})
    assert collected.found == ("anne", "ben")


def test_many_notebooks_of_another_exercise_stop_nobody_else(tmp_path: Path) -> None:
    files = {f"anne/{number}.ipynb": notebook(exercise="rnn") for number in range(30)} | {"ben/lstm.ipynb": BEN}
    collected, _there = found(tmp_path, files)
    assert collected.found == ("anne", "ben")


def test_folders_that_are_not_there_or_empty(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="There is no file or folder"):
        collect(tmp_path / "nowhere", "lstm", tmp_path)
    (tmp_path / "class" / "submitted").mkdir(parents=True)
    for source in (tmp_path / "class", tmp_path / "class" / "submitted"):
        with pytest.raises(ValueError, match="There are no files in"):
            collect(source, "lstm", tmp_path)
    with pytest.raises(ValueError, match="is not the name of an exercise"):
        collect(tmp_path, "../lstm", tmp_path)


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("(?P<student", "The pattern is not a regular expression: missing >, unterminated name at character 5."),
        (r"(?P<who>\w+)", "The pattern needs a group that names the student"),
        (r"(?P<student>\d+)/", "The pattern matches no file in "),
    ],
)
def test_patterns_that_do_not_work(tmp_path: Path, pattern: str, sentence: str) -> None:
    source = write(tmp_path / "class", {"anne.ipynb": ANNE})
    with pytest.raises(ValueError, match=r"[.]$") as error:
        collect(source, "lstm", tmp_path, pattern)
    assert str(error.value).startswith(sentence)


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "to").write_text("a file")
    with pytest.raises(ValueError, match="cannot be written to"):
        collect(write(tmp_path / "class", {"anne.ipynb": ANNE}), "lstm", tmp_path / "to")
