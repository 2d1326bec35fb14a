"""What students could try: no attack earns a point, learns a thing, leaves a trace or harms another submission."""

import base64
import contextlib
import csv
import json
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import nbformat
import pytest

from course_lib.grading import pictures
from course_lib.grading.checks import checks_of
from course_lib.grading.classroom import grade
from course_lib.grading.classroom.course import Course
from course_lib.grading.intake import rebuild
from course_lib.grading.notebooks import REPOSITORY
from course_lib.grading.record import Record
from course_lib.grading.running import isolation
from course_lib.grading.running.session import TEXT_CHARS
from tests.attacks import LIMITS, Attack, Delivery, Surroundings, attacks, deliveries, graded_names, notebook
from tests.conftest import needs

ATTACKS = attacks()
DELIVERIES = deliveries()
FULL = {check.name: check.points for check in checks_of("lstm")}
STATUSES = {"passed", "failed", "timeout", "crashed", "refused", "needs a person", "not run"}
LONGEST_REPORT = 800_000  # characters: of everything that is kept of a submission, without its figures
MOST_MEMORY, MOST_DISK = 200 << 20, 20 << 20
"""Bytes that a submission adds to the process that grades, and to what is kept: as SECURITY.md says."""
LONGEST_S = 20 * LIMITS.submission_s  # what dies is run again from the start; only what hangs takes longer
MANY_JOBS = 6
"""A class of attackers is graded by so many at once: most of its time is waiting for what sleeps and what never ends."""
USERS = ("own", "nobody")
"""Who grades: whoever runs the tests, and an ordinary user where that is root."""
OF_ANY_USER = {"score", "protocol", "pages"}
"""Threat classes for which it does not matter who grades."""


# --------------------------------------------------------------------------------------------------- where they happen
_BECOME = """
import os, sys
os.setgroups([])
os.setresgid(65534, 65534, 65534)
os.setresuid(65534, 65534, 65534)
os.execv(sys.argv[1], sys.argv[1:])
"""


def command(tier: int, user: str) -> list[str] | None:
    """The command that starts a grader as a user; None if this machine does not allow it."""
    grader = [sys.executable, "-m", "tests.attacks", str(tier)]
    am_root = subprocess.check_output(["id", "-u"], text=True).strip() == "0"
    if user == "own":
        return grader
    if not am_root:
        return None
    become = [sys.executable, "-c", _BECOME]
    for before in ([], _python_for_everybody()):
        import_torch = [*before, *become, sys.executable, "-c", "import torch"]
        if subprocess.run(import_torch, cwd=REPOSITORY, stderr=subprocess.DEVNULL).returncode == 0:
            return [*before, *become, *grader]
    return None


def _python_for_everybody() -> list[str]:
    """A command before a command: in it, Python can be read by everybody though it lies in root's closed home."""
    home = Path("/root")
    below = Path(sys.base_prefix).resolve()
    if not below.is_relative_to(home):
        return []
    top = home / below.relative_to(home).parts[0]
    script = (
        f'at=$(mktemp -d) && mount --bind {top} "$at" && mount -t tmpfs -o mode=755 none {home} && mkdir {top} '
        f'&& mount --bind "$at" {top} && umount "$at" && rmdir "$at" && exec "$@"'
    )
    return ["unshare", "--mount", "--", "sh", "-c", script, "sh"]


@dataclass
class Grader:
    """A grader in a process of its own, started when first asked and again when an attack has ended it."""

    tier: int
    user: str
    _process: "subprocess.Popen[str] | None" = field(default=None, init=False)
    _lack: str = field(default="", init=False)
    _asked: Attack | None = field(default=None, init=False)
    """The attack whose answer nobody has read yet."""

    def attacked_by(self, attack: Attack) -> dict[str, Any]:
        """What came of an attack.

        Raises:
            AssertionError: the grader did not survive it.
        """
        if self._process is None and not self._lack:
            self._process = self._start()
            self._lack = json.loads(self._line())
        if self._lack:
            needs.missing(f"A sandbox of tier {self.tier} for the user {self.user}", self._lack)
        self.begin(attack)
        came: dict[str, Any] = json.loads(self._line())
        self._asked = None
        return came

    def begin(self, attack: Attack) -> None:
        """Let it begin with an attack, if it stands ready, and do not wait for what comes of it."""
        if self._process is None or self._lack or self._asked is attack:
            return
        if self._asked is not None:  # its test is left to somebody else
            self._line()
        assert self._process.stdin is not None
        self._asked = attack
        with contextlib.suppress(OSError):  # it has ended: who reads the answer says so
            self._process.stdin.write(attack.name + "\n")
            self._process.stdin.flush()

    def _line(self) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.close()
            pytest.fail("the process that grades has ended", pytrace=False)
        return line

    def _start(self) -> "subprocess.Popen[str]":
        started = command(self.tier, self.user)
        if started is None:
            pytest.skip("only root can become another user, and only where everybody can read Python")
        home = tempfile.mkdtemp(prefix="attacked-")
        Path(home).chmod(0o777)
        return subprocess.Popen(
            ["env", f"HOME={home}", *started], cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def close(self) -> None:
        process, self._process, self._asked = self._process, None, None
        if process is not None:
            for stream in (process.stdin, process.stdout):
                assert stream is not None
                with contextlib.suppress(OSError):
                    stream.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="session")
def graders() -> Iterator[dict[tuple[int, str], Grader]]:
    """A grader for each tier and user; those of tier 0 run only what harms nobody."""
    made = {(tier, user): Grader(tier, user) for tier in (0, 1, 2) for user in USERS}
    yield made
    for grader in made.values():
        grader.close()


@pytest.fixture(scope="session")
def chosen(request: pytest.FixtureRequest) -> dict[str, set[tuple[int, str]]]:
    """The tiers and users for which this run tries each attack, by its name."""
    found: dict[str, set[tuple[int, str]]] = {attack.name: set() for attack in ATTACKS}
    for item in request.session.items:
        place = item.callspec.params if hasattr(item, "callspec") else {}
        if "attack" in place:
            found[place["attack"].name].add((place["tier"], place["user"]))
    return found


def places() -> Iterator[Any]:
    """Every attack in every tier and as every user; the quick ones in one tier without a mark.

    In tier 0 a process is started anew for each submission, which takes seconds: only the quick ones are tried there.
    """
    for attack in ATTACKS:
        for tier in attack.tiers if attack.quick else {*attack.tiers} - {0}:
            for user in USERS[:1] if tier == 0 or attack.threat in OF_ANY_USER else USERS:
                quick = attack.quick and user == "own" and tier == 1
                marks = [] if quick else [pytest.mark.thorough]
                yield pytest.param(attack, tier, user, id=f"{attack}-{tier}-{user}", marks=marks)


# ------------------------------------------------------------------------------------------------- what must not happen
@pytest.mark.parametrize(("attack", "tier", "user"), [*places()])
def test_an_attack_gains_nothing_and_harms_nobody(
    graders: dict[tuple[int, str], Grader],
    chosen: dict[str, set[tuple[int, str]]],
    attack: Attack,
    tier: int,
    user: str,
) -> None:
    # all graders that it is meant for have it at the same time: what sleeps and what never ends is waited for once
    for place in chosen[attack.name]:
        graders[place].begin(attack)
    came = graders[tier, user].attacked_by(attack)
    assert came["refusal"] is None
    expect_points(attack, came)
    expect_no_trace(attack, came)
    expect_readable(came)
    expect_dead_page(json.loads(came["page"]))
    assert {check: points for check, points, _maximum, _status in came["neighbour"]} == FULL, "the next submission"


def expect_points(attack: Attack, came: dict[str, Any]) -> None:
    """The points that the answers honestly earn, with the statuses that are due."""
    results = {result["check"]: result for result in came["results"]}
    assert results.keys() == FULL.keys()
    for name, result in results.items():
        told = f"{name}: {result['status']}, {result['points']} points\n{result['message'][:600]}\n{result['details'][-600:]}"
        assert result["status"] in attack.statuses.get(name, STATUSES), told
        assert result["maximum"] == FULL[name], told
        assert result["message"].strip(), told
        if name in attack.keeps:
            assert result["points"] == FULL[name], told
        else:
            assert 0 <= result["points"] <= attack.points.get(name, 0), told


def expect_no_trace(attack: Attack, came: dict[str, Any]) -> None:
    """Nothing was read, written, sent or left running."""
    said = json.dumps([came["results"], came["cells"]])
    assert "ESCAPED: " not in said, "\n".join(re.findall(r"ESCAPED: .{0,120}", said))
    assert came["canary"] not in said
    for what in ("left", "changed", "reached", "files"):
        assert not came[what], f"{what}: {came[what]}"
    printed = "".join(cell["output"] for cell in came["cells"])
    assert all(words in printed for words in attack.prints), printed[-600:]
    if attack.cell is not None:
        first = next(cell for cell in came["cells"] if cell["name"] == came["own"][0])
        assert first["status"] == attack.cell, first
    assert came["seconds"] < LONGEST_S
    assert came["memory"] <= MOST_MEMORY, f"{came['memory'] >> 20} MB of memory"
    assert came["disk"] <= MOST_DISK, f"{came['disk'] >> 20} MB of disk"


def expect_readable(came: dict[str, Any]) -> None:
    """What is kept is text of a decent length, and pictures that are pictures."""
    for cell in came["cells"]:
        assert cell["status"] in ("ok", "crashed", "timeout", "refused", "not run"), cell
        assert isinstance(cell["output"], str), cell
        assert isinstance(cell["error"], str), cell
        for figure in cell.pop("figures"):
            assert base64.b64decode(figure, validate=True).startswith(b"\x89PNG\r\n\x1a\n")
    size = len(json.dumps([came["results"], came["cells"]], ensure_ascii=False))
    assert size < LONGEST_REPORT, f"{size} characters are kept"


def expect_dead_page(page: dict[str, Any]) -> None:
    """Nothing of a student's in a notebook that a person opens can run, load or steer a terminal."""
    for cell in page["cells"]:
        for output in cell.get("outputs", []):
            assert output["output_type"] in ("stream", "execute_result", "display_data"), output
            kinds = output.get("data", {})
            assert kinds.keys() <= {"text/plain", "image/png"}, kinds.keys()
            if output["output_type"] == "stream":
                assert output["name"] == "stdout", "nbgrader takes stderr for a failure"
            text = "".join(output.get("text", "")) + "".join(kinds.get("text/plain", ""))
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text), repr(text[:300])
        source = "".join(cell["source"])
        own = "own" in cell["metadata"].get("tags", []) or cell["id"] == "intake"
        if own and cell["cell_type"] == "markdown":
            assert not re.search(r"<[A-Za-z/!?]", source), source
            assert not re.search(r"(?i)(javascript|vbscript|data):\S", source), source


def test_the_page_on_security_says_what_a_submission_can_take() -> None:
    said = (REPOSITORY / "SECURITY.md").read_text("utf-8")
    assert f"at most {MOST_MEMORY >> 20} MB of memory and {MOST_DISK >> 20} MB of files" in said
    assert f"{TEXT_CHARS:,} characters".replace(",", " ") in said
    assert f"what they draw {pictures.TOTAL_LIMIT >> 20} MB" in said
    assert f"pasted pictures {pictures.PASTED_LIMIT * 3 / (4 << 20):g} MB" in said
    assert f"more than {rebuild.TEXT_LIMIT // 1000} kB of text is refused" in said


# --------------------------------------------------------------------------------------------------- files handed in
@pytest.fixture
def isolated() -> None:
    try:
        isolation.tier_for(trust_submissions=False)
    except isolation.NotIsolatedError as error:
        needs.missing("A sandbox", str(error))


class Hangs(BaseException):
    """No ``except`` of the code under test may take it for an error of a file."""


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """What hangs is a failure, not the end of all tests."""

    def stop(*_arguments: object) -> NoReturn:
        raise Hangs(f"not over after {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def hand_in(course: Course, student: str, made: Any) -> None:
    file = course.folder / "submitted" / student / "lstm" / "lstm.ipynb"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(made), "utf-8")


def graded_points(record: Record) -> dict[str, float]:
    return {result.check: result.points for result in record.results}


@pytest.mark.thorough
@pytest.mark.parametrize("delivery", DELIVERIES, ids=str)
def test_files_handed_in_harm_nobody(isolated: None, tmp_path: Path, delivery: Delivery) -> None:
    course = Course("lstm", tmp_path, limits=LIMITS)
    secret = course.secret
    neighbour = notebook(graded_names())
    neighbour.cells[-1].source += "\nCANARY"
    hand_in(course, "neighbour", neighbour)
    shown = (tmp_path / "submitted" / "neighbour" / "lstm" / "lstm.ipynb").read_bytes()
    delivery.put(tmp_path / "submitted" / "attacker" / "lstm", tmp_path)
    with within(60), ThreadPoolExecutor(1) as executor:
        records = {record.student: record for record in grade.grade(course, executor=executor)}
    assert graded_points(records["neighbour"]) == FULL
    mine = records["attacker"]
    assert graded_points(mine) == (FULL if delivery.keeps else dict.fromkeys(FULL, 0)), mine
    assert (mine.refusal is not None) == delivery.refused, mine.refusal
    assert not mine.failed_machinery
    assert all(result.message.strip() for result in mine.results)
    assert course.folder.joinpath(".course-secret").read_bytes() == secret
    assert (tmp_path / "submitted" / "neighbour" / "lstm" / "lstm.ipynb").read_bytes() == shown
    for file in (tmp_path / "autograded" / "attacker").rglob("*"):
        assert not file.is_symlink()
        if file.is_file():
            assert file.name in ("lstm.ipynb", "lstm.html"), file
            assert secret not in file.read_bytes()
            assert b"CANARY" not in file.read_bytes()
    expect_dead_page(json.loads((tmp_path / "autograded" / "attacker" / "lstm" / "lstm.ipynb").read_text("utf-8")))


LARGEST = """
import struct, torch, zlib
from course_lib.grading.worker import serve
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
head = chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 0, 0, 0, 0))
png = b"\\x89PNG\\r\\n\\x1a\\n" + head + chunk(b"IDAT", bytes(104000)) + chunk(b"IEND", b"")
picture = torch.frombuffer(bytearray(png), dtype=torch.uint8)
serve.pictures = lambda *_limits: (picture,) * 8
print("\\U0001f600" * 5000)
"""


def largest_submission() -> Any:
    """A notebook with as much of everything as may be kept."""
    made = notebook(graded_names())
    pasted = base64.b64encode(b"\xff\xd8\xff" + bytes(1 << 20)).decode()
    for number in range(90):
        made.cells.append(nbformat.v4.new_code_cell(LARGEST if number == 0 else "print('\\U0001f600' * 5000)"))
    for number in range(6):
        text = f"![{number}](attachment:{number}.jpg)\n" + "\x01" * 75_000
        made.cells.append(nbformat.v4.new_markdown_cell(text, attachments={f"{number}.jpg": {"image/jpeg": pasted}}))
    return made


@pytest.mark.thorough
def test_what_is_kept_of_the_largest_submission(isolated: None, tmp_path: Path) -> None:
    """Beside what was handed in: the notebook, the record, the report."""
    course = Course("lstm", tmp_path, limits=LIMITS)
    hand_in(course, "ada", largest_submission())
    with ThreadPoolExecutor(1) as executor:
        [record] = grade.grade(course, executor=executor)
    assert record.refusal is None
    assert record.figures > 40
    page = (tmp_path / "autograded" / "ada" / "lstm" / "lstm.ipynb").read_text("utf-8")
    assert page.count("Pictures that are not kept: 1. All that are pasted may have 4.5 MB together.") == 2
    files = {file: file.stat().st_size for file in tmp_path.rglob("*") if file.is_file()}
    kept = sum(size for file, size in files.items() if "submitted" not in file.relative_to(tmp_path).parts)
    assert 10 << 20 < kept <= MOST_DISK, f"{kept >> 20} MB: {files}"


# ----------------------------------------------------------------------------------------------------- a whole class
@pytest.mark.thorough
def test_a_class_of_attackers_changes_nobodys_grade(isolated: None, tmp_path: Path) -> None:
    """An honest neighbour and an honest wrong one get what they get in a class without attacks."""
    alone, among = Course("lstm", tmp_path / "alone", limits=LIMITS), Course("lstm", tmp_path / "among", limits=LIMITS)
    for course in (alone, among):
        course.folder.mkdir()
        (course.folder / ".course-secret").write_bytes(b"the same for both, so the same seeds")
        hand_in(course, "m-right", notebook(graded_names()))
        hand_in(course, "m-wrong", notebook(["lstm_step", "lstm_unroll"]))
    around = Surroundings(str(among.folder), str(REPOSITORY), 9, "0123456789abcdef", 2**22)
    attackers = {}
    for number, attack in enumerate(ATTACKS):
        if {1, 2} <= {*attack.tiers}:
            attackers[f"{'a' if number % 2 else 'z'}-{number:03}"] = attack
    for student, attack in attackers.items():
        hand_in(among, student, attack.notebook(around))
    for number, delivery in enumerate(DELIVERIES):
        delivery.put(among.folder / "submitted" / f"d-{number:03}" / "lstm", among.folder)
    expected = {record.student: graded_points(record) for record in grade.grade(alone)}
    assert expected["m-right"] == FULL
    with within(1500):
        records = {record.student: record for record in grade.grade(among, jobs=MANY_JOBS)}
    assert {student: graded_points(records[student]) for student in expected} == expected
    assert not [f"{student} {attackers.get(student)}" for student, record in records.items() if record.failed_machinery]
    for student, attack in attackers.items():
        for name, points in graded_points(records[student]).items():
            most = FULL[name] if name in attack.keeps else attack.points.get(name, 0)
            assert points <= most, f"{attack} earns {points} in {name}"
    with (among.folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert rows.keys() == records.keys()
    assert float(rows["m-right"]["score"]) == sum(FULL.values())
