"""The gradebook: databases of other kinds, and what happens when one cannot be reached or written."""

import getpass
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook as Database
from sqlalchemy import NullPool, create_engine, text

from course_lib.grading import notebooks
from course_lib.grading.classroom import database as databases
from course_lib.grading.classroom import grade as grading
from course_lib.grading.classroom import regrade as regrading
from course_lib.grading.classroom.course import Course
from course_lib.grading.classroom.database import GradebookError
from course_lib.grading.classroom.gradebook import Gradebook, Mark, Score
from course_lib.grading.classroom.people import People
from course_lib.grading.notebooks import kind
from course_lib.grading.record import Record
from course_lib.grading.running import isolation
from tests.conftest import needs
from tests.test_classroom import CASES, Never, Now, full, hand_in, table

EXERCISE = notebooks.build("lstm")
CELLS = [cell.id for cell in EXERCISE.student.cells if kind(cell) in ("check", "task")]
POINTS = dict.fromkeys(CELLS, Score(1.0, False))


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Two submissions, of which nothing is run."""
    monkeypatch.setattr(isolation, "tier_for", lambda **_more: 0)
    for student in ("ada", "bob"):
        hand_in(tmp_path, student, CASES["right"])
    return Course("lstm", tmp_path)


def rows(url: str) -> list[Any]:
    """What stands in the tables that matter, without the random identities of rows."""
    found = []
    with Database(url) as book:
        for submission in book.db.query(gradebooks_api().SubmittedAssignment):
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    state = (grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade)
                    found.append((submission.student_id, "grade", grade.name, *state))
                found += [
                    (submission.student_id, "comment", comment.name, comment.comment, None, None, None)
                    for comment in notebook.comments
                ]
        found += [(student.id, "student", "", None, None, None, None) for student in book.students]
    return sorted(found, key=repr)


def gradebooks_api() -> Any:
    from nbgrader import api

    return api


# --------------------------------------------------------------------------------------------------------------- the rows
@pytest.mark.filterwarnings("ignore:Object of type <Submitted")  # nbgrader's own
def test_rows_are_those_that_nbgrader_makes(tmp_path: Path) -> None:
    ours, theirs = (f"sqlite:///{tmp_path / name}" for name in ("ours.db", "theirs.db"))
    with Gradebook(ours, EXERCISE) as book:
        book.write("ada", POINTS, blank=("LSTM",))
    with Gradebook(theirs, EXERCISE):
        pass
    with Database(theirs) as database:
        database.add_student("ada")
        submission = database.add_submission("lstm", "ada")
        for grade in submission.notebooks[0].grades:
            grade.auto_score, grade.needs_manual_grade = 1.0, False
        database.find_comment("LSTM", "lstm", "lstm", "ada").auto_comment = "No response."
        database.db.commit()
    assert rows(ours) == rows(theirs)
    assert len(rows(ours)) > 10


@pytest.mark.filterwarnings("ignore:Object of type <Submitted")  # nbgrader's own
def test_a_submission_that_nbgrader_made_is_used(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with Gradebook(url, EXERCISE):
        pass
    with Database(url) as database:
        database.add_student("ada", first_name="Ada")
        database.add_submission("lstm", "ada")
    with Gradebook(url, EXERCISE) as book:
        book.enrol(["ada", "bob"])
        book.write("ada", POINTS)
        book.write("ada", POINTS)
        assert "ada,,Ada," in book.csv()
    assert len([row for row in rows(url) if row[1] == "grade"]) == len(CELLS)


def test_marks_are_read_with_their_places(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    given = {"LSTM-check": Mark(1.5, 0.25), "LSTM": Mark(comment="good"), "forget_gate": Mark(2.0, None, "yes")}
    with Gradebook(url, EXERCISE) as book:
        book.write("ada", POINTS, marks=given)
        found = {place: mark for place, mark in book.marks().items() if mark}
        assert found == {("lstm", "ada", cell): mark for cell, mark in given.items()}
        assert ("lstm", "ada", "lstm_step-check") in book.marks()
        book.write("ada", POINTS, marks={"forget_gate": Mark(0.0)})  # only a new submission gets marks
        assert book.marks()["lstm", "ada", "forget_gate"].points == 2.0


def test_the_journal_survives_lines_that_were_cut_off(tmp_path: Path) -> None:
    import datetime

    file = tmp_path / "people.jsonl"
    noon = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
    place = ("lstm", "ada", "forget_gate")
    assert People(file).note({place: Mark(1.0), ("lstm", "ada", "LSTM"): Mark()}, noon) == 1
    file.write_bytes(file.read_bytes() + b'{"assignment": "lst')
    people = People(file)
    assert people.of("lstm", "ada") == {"forget_gate": Mark(1.0)}
    assert people.note({place: Mark(2.0)}, noon) == 1
    assert People(file).of("lstm", "ada") == {"forget_gate": Mark(2.0)}
    assert len(file.read_text("utf-8").splitlines()) == 3


# ------------------------------------------------------------------------------------------------- what can be refused
@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("gradebook", "is not the address of a gradebook"),
        ("nosuchkind://x/y", "is not the address of a gradebook"),
        ("sqlite:////nowhere/at/all/gradebook.db", "/nowhere/at/all/gradebook.db cannot be used: unable to open"),
        (
            "postgresql+psycopg://me:secret@127.0.0.1:1/x",
            r"//me:\*\*\*@127.0.0.1:1/x cannot be used: connection failed",
        ),
    ],
)
def test_a_wrong_address_is_one_sentence(url: str, sentence: str) -> None:
    with pytest.raises(GradebookError, match=sentence) as caught:
        Gradebook(url, EXERCISE)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_driver_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(GradebookError, match=r'needs a package.*pip install "psycopg\[binary\]"'):
        Gradebook("postgresql+psycopg://me@127.0.0.1/x", EXERCISE)


def test_a_file_that_is_no_gradebook_is_one_sentence(course: Course) -> None:
    (course.folder / "gradebook.db").write_bytes(b"no database at all" * 1000)
    with pytest.raises(GradebookError, match="cannot be used: file is not a database"):
        grading.grade(course, executor=Never())
    assert (course.folder / "gradebook.db").read_bytes().startswith(b"no database")


def test_a_locked_gradebook_is_one_sentence_and_the_next_run_goes_on(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "PATIENCE_S", 0.2)
    file = course.folder / "gradebook.db"
    lock = [sqlite3.connect(file)]

    def graded_while_locked(task: Any) -> Any:
        if task.student == "bob":
            lock.append(sqlite3.connect(file, isolation_level=None))
            lock[-1].execute("BEGIN IMMEDIATE")
        return full(task)

    with pytest.raises(GradebookError, match=r"Another program has locked the gradebook .*gradebook.db"):
        grading.grade(course, executor=Now(graded_while_locked))
    # from the beginning, too
    with pytest.raises(GradebookError, match=r"Another program has locked the gradebook .*gradebook.db"):
        grading.grade(course, executor=Never())
    for connection in lock:
        connection.close()
    assert [record.points for record in grading.grade(course, executor=Now(full))] == [18, 18]


# what a run does on a machine that refuses, in a process of its own: `course grade`, but no student code
_RUN = """
import os, sys
sys.argv[0] = "course"
{before}
from concurrent.futures import Executor, Future
from course_lib import cli
from course_lib.grading.classroom import grade as grading; from course_lib.grading.running import isolation as sandbox
from tests.test_classroom import Now, full
sandbox.tier_for = lambda **_more: 0
honest = grading.grade
grading.grade = lambda course, **more: honest(course, **{{**more, "executor": Now(full)}})
cli.main(["grade", "lstm", sys.argv[1], *sys.argv[2:]])
"""


def run(
    folder: Path, *arguments: str, before: str = "", prefix: Sequence[str] = ()
) -> "subprocess.CompletedProcess[str]":
    command = [*prefix, sys.executable, "-c", _RUN.format(before=before), str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def one_sentence(done: "subprocess.CompletedProcess[str]", *parts: str) -> None:
    assert done.returncode == 2, done.stdout + done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert all(part in done.stderr for part in parts), done.stderr


@pytest.mark.thorough
def test_a_full_disk_is_one_sentence_and_the_next_run_goes_on(course: Course) -> None:
    resource = pytest.importorskip("resource", reason="only POSIX limits the size of files")
    del resource
    undisturbed = course.folder.with_name("undisturbed")
    shutil.copytree(course.folder / "submitted", undisturbed / "submitted")
    assert run(undisturbed, "--seed", "1").returncode == 0
    seen = set()
    # from a file that may not even begin to the largest that is needed, wherever that stops the run
    for kilobytes in (0, 10, 100, 200):
        limit = (
            "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({kilobytes} << 10, {kilobytes} << 10))"
        )
        done = run(course.folder, "--seed", "1", before=limit)
        if done.returncode:
            one_sentence(done, "is graded already is kept")
        seen.add(done.returncode)
    assert 2 in seen
    assert run(course.folder, "--seed", "1").returncode == 0
    assert (course.folder / "grades.csv").read_bytes() == (undisturbed / "grades.csv").read_bytes()
    assert Course("lstm", course.folder).records().keys() == Course("lstm", undisturbed).records().keys()
    urls = [f"sqlite:///{folder / 'gradebook.db'}" for folder in (course.folder, undisturbed)]
    assert rows(urls[0]) == rows(urls[1])


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform == "win32", reason="folders are made read-only by other means")
def test_a_folder_that_is_read_only_is_one_sentence(course: Course) -> None:
    assert run(course.folder, "--seed", "1").returncode == 0
    before = table(course)
    # for root nothing is read-only, unless it gives up that right
    without = ("--inh-caps=-dac_override", "--bounding-set=-dac_override")
    prefix = [needs.program("setpriv"), *without] if getpass.getuser() == "root" else []
    course.folder.chmod(0o555)
    try:
        done = run(course.folder, "--seed", "1", "--again", prefix=prefix)
    finally:
        course.folder.chmod(0o755)
    one_sentence(done, str(course.folder), "Permission denied")
    assert table(course) == before


# ---------------------------------------------------------------------------------------------------------- PostgreSQL
@dataclass
class Server:
    """A real server of PostgreSQL with an empty database."""

    url: str
    run: Callable[..., None]
    """Does what ``pg_ctl`` is told."""


@pytest.fixture(scope="module")
def postgres(server: Server) -> str:
    """The address of the server's database."""
    return server.url


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Started for this module."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    programs = str(installed[-1]) if installed else str(Path(needs.program("initdb")).parent)
    folder = tmp_path_factory.mktemp("postgres")
    user: dict[str, Any] = {"cwd": "/", "capture_output": True, "text": True, "timeout": 120}
    if getpass.getuser() == "root":  # PostgreSQL refuses to run as root
        user |= {"user": 65534, "group": 65534, "extra_groups": []}
        os.chown(folder, 65534, 65534)

    def let_in() -> None:
        """Other runs of pytest close the folder above all theirs whenever they begin."""
        for parent in (folder, *folder.parents) if "user" in user else ():
            if parent.stat().st_uid == os.getuid() and parent.name:
                parent.chmod(parent.stat().st_mode | 0o011)

    let_in()
    password = folder / "password"
    password.write_text("right", "utf-8")
    password.chmod(0o644)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = str(folder / "data")
    made = subprocess.run(
        [f"{programs}/initdb", "-D", data, "-U", "course", "-A", "scram-sha-256", f"--pwfile={password}", "-E", "UTF8"],
        check=False,
        **user,
    )
    assert made.returncode == 0, made.stderr
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    log = str(folder / "data" / "log")

    def control(*arguments: str) -> None:
        let_in()
        done = subprocess.run([f"{programs}/pg_ctl", "-D", data, "-w", *arguments], check=False, **user)
        assert done.returncode == 0, done.stdout

    started = ("-o", options, "-l", log, "start")
    control(*started)
    try:
        url = f"postgresql+psycopg://course:right@127.0.0.1:{port}/postgres"
        yield Server(url, lambda word: control(*(started if word == "start" else ("-m", "immediate", word))))
    finally:
        control("-m", "immediate", "stop")


@pytest.mark.thorough
def test_postgres_holds_what_sqlite_holds(course: Course, postgres: str) -> None:
    sqlite = f"sqlite:///{course.folder / 'gradebook.db'}"
    grading.grade(course, executor=Now(full))
    tables = table(course)
    there = Course("lstm", course.folder, database=postgres)
    for again in (False, True):
        grading.grade(there, executor=Now(full), again=again)
        assert rows(postgres) == rows(sqlite)
        assert table(course) == tables
    with Database(postgres) as book:
        [graded] = [g for g in book.find_submission("lstm", "ada").notebooks[0].grades if g.name == "forget_gate"]
        graded.manual_score, graded.needs_manual_grade = 1.5, False
        book.db.commit()
    regraded = regrading.regrade(there, executor=Now(lambda task: full(task, "failed", 1.0)), allow_lower=True)
    assert regraded.written
    assert table(course)["ada"]["score"] == "6.5"
    # nothing keeps a connection
    with Database(postgres) as book:
        from sqlalchemy import text

        count = "select count(*) from pg_stat_activity where datname = 'postgres' and pid <> pg_backend_pid()"
        assert book.db.execute(text(count)).scalar() == 0


@pytest.mark.thorough
def test_postgres_refusals_are_one_sentence(course: Course, postgres: str) -> None:
    grading.grade(course, executor=Now(full))
    wrong = postgres.replace(":right@", ":secret@")
    done = run(course.folder, "--again", "--db", wrong)
    one_sentence(done, ":***@127.0.0.1", "password authentication failed")
    assert "secret" not in done.stderr
    done = run(course.folder, "--again", "--db", postgres.replace("/postgres", "/nothing"))
    one_sentence(done, 'database "nothing" does not exist')
    assert run(course.folder, "--db", postgres.replace("+psycopg", "")).returncode == 0


@pytest.mark.thorough
def test_a_server_that_goes_down_is_one_sentence_and_the_next_run_goes_on(course: Course, server: Server) -> None:
    with create_engine(server.url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as connection:
        connection.execute(text("CREATE DATABASE down"))  # in that of the other tests there are marks
    url = f"{server.url.rpartition('/')[0]}/down"
    there = Course("lstm", course.folder, database=url)

    first: list[str] = []

    def goes_down(record: Record) -> None:
        first.append(record.student)
        server.run("stop")

    try:
        with pytest.raises(
            GradebookError, match=r":\*\*\*@127.* cannot be used: .*graded already is kept\.$"
        ) as caught:
            grading.grade(there, executor=Now(full), watch=goes_down)
        assert "\n" not in str(caught.value)
        assert [student for _slug, student in there.records()] == first
        assert len(first) == 1
        # it is down from the beginning
        done = run(course.folder, "--db", url)
        one_sentence(done, ":***@127.0.0.1", "cannot be used: connection failed", "is kept")
    finally:
        server.run("start")
    executor = Now(full)
    assert [record.points for record in grading.grade(there, executor=executor)] == [18, 18]
    assert len(executor.tasks) == 1
    assert {row["score"] for row in table(course).values()} == {"18.0"}
