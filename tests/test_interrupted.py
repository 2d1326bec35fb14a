"""A run of ``course grade`` that somebody stops, and a disk that fills up at any moment of one."""

import contextlib
import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from course_lib.grading.classroom import grade as grading
from course_lib.grading.classroom.course import Course
from course_lib.grading.running import isolation
from tests import classroom
from tests.test_classroom import CASES, Now, full, hand_in, table
from tests.test_gradebook import rows
from tests.test_scheduler import command, everything, soon, to_the_end

CLASS = ("right", "wrong", "blank", "endless-loop")
"""By name: whoever has no answer comes first, and then one whose time runs out while the run is stopped."""
LIMITS = "--limits", "cell_s=120, cell_cpu_s=2, check_s=120, check_cpu_s=1, submission_s=600"
"""An endless loop ends by its computing, however busy the machine is, and says the same each time."""


# ----------------------------------------------------------------------------------------------------------- stopped
def lines(folder: Path) -> int:
    """How many submissions are written."""
    file = folder / "results.jsonl"
    return file.read_bytes().count(b"\n") if file.exists() else 0


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
def test_ctrl_c_keeps_what_is_graded_and_leaves_no_process(tmp_path: Path) -> None:
    stopped, whole = tmp_path / "stopped", tmp_path / "whole"
    for folder in (stopped, whole):
        classroom.hand_in(folder, [case for case in classroom.cases() if case.student in CLASS])
    to_the_end(whole, "--jobs", "2", *LIMITS)
    program = command(stopped, "--jobs", "1", *LIMITS)
    # who is started in the background may have been told to ignore Ctrl+C
    program[2] = f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler); {program[2]}"
    run = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    assert soon(lambda: lines(stopped) > 0 or run.poll() is not None, 300)
    started = psutil.Process(run.pid).children(recursive=True)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to all of them
    output, errors = run.communicate(timeout=300)
    assert run.returncode == 130, output + errors
    assert "Traceback" not in output + errors
    assert errors.splitlines()[-1] == (
        "Stopped. What is graded already is kept: run the command again, and it goes on from there."
    )
    assert 0 < lines(stopped) < len(CLASS)
    assert soon(lambda: not any(map(is_alive, started)), 60)
    to_the_end(stopped, "--jobs", "2", *LIMITS)
    assert everything(stopped) == everything(whole)


def is_alive(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


# --------------------------------------------------------------------------------------------------------- a full disk
class FullDisk:
    """Room for so many more files to be written to; every one after that fails as on a full disk."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.failed = False

    def take(self, file: Path) -> None:
        self.room -= 1
        if self.room < 0:
            self.failed = True
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file))


@contextlib.contextmanager
def full_after(room: int) -> Iterator[FullDisk]:
    """Where Python itself writes: whole files half, and lines that are added not at all."""
    disk = FullDisk(room)
    whole, opened = Path.write_bytes, Path.open

    def write_bytes(file: Path, data: bytes) -> int:
        try:
            disk.take(file)
        except OSError:
            whole(file, data[: len(data) // 2])
            raise
        return whole(file, data)

    def open_(file: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
        if "a" in mode and file.suffix == ".jsonl":
            disk.take(file)
        return opened(file, mode, *more, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "write_bytes", write_bytes)
        patch.setattr(Path, "open", open_)
        yield disk


def graded(folder: Path) -> list[float]:
    return [record.points for record in grading.grade(Course("lstm", folder, number=1), executor=Now(full))]


def left(folder: Path) -> dict[str, object]:
    """What counts of a graded class."""
    return {"gradebook": rows(f"sqlite:///{folder / 'gradebook.db'}"), "table": table(Course("lstm", folder))}


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.thorough)], ids=["some", "every one"])
def test_at_whichever_write_the_disk_is_full_it_is_one_sentence_and_the_next_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    monkeypatch.setattr(isolation, "tier_for", lambda **_more: 0)
    undisturbed = tmp_path / "undisturbed"
    for student in ("ada", "bob"):
        hand_in(undisturbed, student, CASES["right"])
    with full_after(sys.maxsize) as disk:
        assert graded(undisturbed) == [18, 18]
    writes = sys.maxsize - disk.room
    assert writes > 8
    for room in range(0, writes, step):
        folder = tmp_path / str(room)
        for student in ("ada", "bob"):
            hand_in(folder, student, CASES["right"])
        with full_after(room) as disk, pytest.raises(ValueError, match="No space left on device") as caught:
            graded(folder)
        assert disk.failed
        assert str(caught.value).endswith("Fix this and run the command again: what is graded already is kept.")
        assert not [file for file in folder.rglob("*.new") if file.is_file()], "something half written"
        assert graded(folder) == [18, 18]
        assert left(folder) == left(undisturbed)
