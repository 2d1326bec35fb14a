"""A process that grades attacks, one after the other, and says what came of each: ``python -m tests.attacks TIER``.

Its first line says what the tier lacks here: an empty text if it holds. It stands for the grader that is attacked: it has a course's folder, it listens on the network, and whatever is left
behind by a submission becomes its child. Requests are names of attacks, a line each, on standard input; answers are
lines of JSON on standard output.
"""

import contextlib
import ctypes
import dataclasses
import json
import os
import secrets
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from course_lib.grading import notebooks
from course_lib.grading.classroom.executors import grade_submission
from course_lib.grading.intake import rebuild
from course_lib.grading.judging.submission import Graded, GradingTask
from course_lib.grading.record import Record
from course_lib.grading.reports import notebook as pages
from course_lib.grading.running import isolation
from course_lib.grading.running.session import Limits
from tests.attacks import (
    LIMITS,
    PLAIN_LIMITS,
    SLUG,
    Attack,
    Surroundings,
    attacks,
    exercise,
    graded_names,
    notebook,
)
from tests.memory import memory_taken

CANARY = "CANARY-" + secrets.token_hex(8)
"""What nothing that comes out of a submission may hold."""
SECONDS_TO_DIE = 3.0


def make_surroundings(folder: Path) -> tuple[Surroundings, list[str]]:
    """A course's folder and listeners; the list grows by whatever reaches them."""
    reached: list[str] = []
    # every file can be read by anybody: what keeps an attack from it is not the mode of the file
    for name in (
        "gradebook.db", ".course-secret", "results.jsonl", "grades.csv",
        "submitted/neighbour/lstm/lstm.ipynb", "autograded/neighbour/lstm/lstm.ipynb", "solutions/lstm.py",
    ):  # fmt: skip
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{CANARY}\n")
        file.chmod(0o644)
    for part in (folder, *folder.rglob("*/")):
        part.chmod(0o755)
    token = secrets.token_hex(8)
    stream = socket.create_server(("127.0.0.1", 0))
    port = stream.getsockname()[1]
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.bind(("127.0.0.1", port))
    abstract, local = (socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) for _name in range(2))
    abstract.bind(f"\0attack-{token}")
    local.bind(str(folder / "socket"))
    (folder / "socket").chmod(0o777)
    for listener in (abstract, local):
        listener.listen()
    for name, listener in (("TCP", stream), ("abstract", abstract), ("local", local)):
        threading.Thread(target=_note, args=(name, listener.accept, reached), daemon=True).start()
    threading.Thread(target=_note, args=("UDP", lambda: datagrams.recv(100), reached), daemon=True).start()
    repository = str(notebooks.REPOSITORY)
    return Surroundings(str(folder), repository, port, token, os.getpid()), reached


def _note(name: str, wait: Callable[[], Any], reached: list[str]) -> None:
    with contextlib.suppress(OSError):
        while True:
            wait()
            reached.append(name)


# ------------------------------------------------------------------------------------------------ what is there to see
def state_of(folder: Path) -> dict[str, Any]:
    """All that an attack could change in a folder."""
    return dict(_states(folder))


def _states(folder: Path) -> Iterator[tuple[str, Any]]:
    for file in sorted(folder.rglob("*")):
        state = file.lstat()
        content = file.read_bytes() if file.is_file() else b""
        # the time at which a folder was changed, too: of a file made and removed again
        yield str(file), (state.st_mode, state.st_uid, state.st_nlink, state.st_mtime_ns, content)


def files_named(token: str) -> list[str]:
    """The files of an attack outside its room; they are removed, so that the next one is judged by its own."""
    places = "/tmp", "/var/tmp", "/dev/shm", "/run", "/", "/dev", sys.prefix, notebooks.REPOSITORY, Path.home()
    packages = [Path(sys.modules[name].__file__ or "").parent for name in ("torch", "course_lib")]
    startup = Path.home() / ".ipython" / "profile_default" / "startup"
    found = []
    for folder in {*map(Path, places), *packages, Path.cwd(), startup}:
        with contextlib.suppress(OSError):
            found += [file for file in folder.iterdir() if token in file.name]
    for file in found:
        shutil.rmtree(file) if file.is_dir() and not file.is_symlink() else file.unlink()
    return sorted(map(str, found))


def descendants() -> list[tuple[int, str]]:
    """The living processes that come from this one, whoever their parents were."""
    parents, names = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                name, _end, rest = (entry / "stat").read_text().rpartition(")")
                state, parent = rest.split()[:2]
                if state != "Z":
                    parents[int(entry.name)], names[int(entry.name)] = int(parent), name.partition("(")[2]
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return [(pid, names[pid]) for pid in sorted(found - {os.getpid()})]


def left_behind(before: int) -> list[str]:
    """What still runs some time after a submission was graded, beyond the number of processes there were before."""
    deadline = time.monotonic() + SECONDS_TO_DIE
    while len(now := descendants()) > before and time.monotonic() < deadline:
        time.sleep(0.05)
    return [f"{pid} {name}" for pid, name in now] if len(now) > before else []


# --------------------------------------------------------------------------------------------------------- one attack
@cache
def neighbour() -> rebuild.Intake:
    """An honest submission, all of whose answers are right."""
    return taken_in(notebook(graded_names()))


def taken_in(made: Any) -> rebuild.Intake:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"{SLUG}.ipynb").write_text(json.dumps(made), "utf-8")
        return rebuild.from_folder(Path(folder), exercise().student)


def grade(student: str, taken: rebuild.Intake, tier: int, limits: Limits) -> Graded:
    return grade_submission(GradingTask(SLUG, student, taken, None, 20261123, limits, 2, tier))


def try_attack(attack: Attack, around: Surroundings, reached: list[str], tier: int) -> dict[str, Any]:
    """Grade an attack and, after it, an honest neighbour; all that a test could want to know of it."""
    taken = taken_in(attack.notebook(around))
    folder = Path(around.folder)
    before, processes = state_of(folder), len(descendants())
    reached.clear()
    started = time.monotonic()
    with memory_taken() as taken_by_it:
        graded = grade("attacker", taken, tier, LIMITS if tier else PLAIN_LIMITS)
        seconds = time.monotonic() - started
        record = Record(SLUG, "attacker", "", "", 0, graded.results, graded.cells)
        page, line = notebooks.to_json(pages.autograded(exercise(), record, taken.notebook)), record.to_json()
    left = left_behind(processes)
    after = state_of(folder)
    own = [
        cell.id for cell in taken.notebook.cells if notebooks.kind(cell) == "own" and "def attempt(" not in cell.source
    ]
    return {
        "refusal": taken.refusal,
        "results": [dataclasses.asdict(result) for result in graded.results],
        "cells": [dataclasses.asdict(cell) for cell in graded.cells],
        "own": own,
        "page": page,
        "seconds": seconds,
        "memory": taken_by_it[0],
        "disk": len(page.encode()) + len(line.encode()),
        "left": left,
        "changed": sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)),
        "reached": list(reached),
        "files": files_named(around.token),
        "canary": CANARY,
        "neighbour": [
            (one.check, one.points, one.maximum, one.status)
            for one in grade("ada", neighbour(), tier, Limits()).results
        ],
    }


def main() -> None:
    tier = int(sys.argv[1])
    # nothing that a submission might inherit leads to whoever asks
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: orphans become children of this process
    by_name = {attack.name: attack for attack in attacks()}
    _acts, lack = isolation.try_tier(tier) if tier else ((), "")
    answers.write(json.dumps(lack) + "\n")
    answers.flush()
    with tempfile.TemporaryDirectory() as folder:
        around, reached = make_surroundings(Path(folder))
        grade("ada", neighbour(), tier, Limits())  # what is started once is there now
        for line in sys.stdin:
            came = try_attack(by_name[line.strip()], around, reached, tier)
            answers.write(json.dumps(came) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
