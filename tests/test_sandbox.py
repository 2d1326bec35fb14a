"""What keeps student code apart: in every tier, as root and as an ordinary user, and what is said where nothing holds."""

import ast
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
import torch

from course_lib.grading.checks import exercise
from course_lib.grading.running import isolation, processes, worker_package
from course_lib.grading.running.session import Cell, Limits, Session
from course_lib.grading.running.worker_package import Library
from course_lib.grading.worker.protocol import Request, StudentError
from course_lib.grading.worker.sandbox import confine, seccomp
from tests.conftest import REPOSITORY, needs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")


@pytest.fixture(params=[1, 2], ids=["tier 1", "tier 2"])
def tier(request: pytest.FixtureRequest) -> int:
    needs.tier(request.param)
    return int(request.param)


def run(tier: int, source: str, limits: Limits | None = None) -> str:
    """What a cell prints in a sandbox."""
    with Session(exercise("lstm").library, limits or Limits(), tier) as session:
        (report,) = session.execute([Cell("cell", textwrap.dedent(source))])
    assert report.status == "ok", report.error
    return report.output.strip()


# --- what holds -----------------------------------------------------------------------------------


def test_every_act_of_the_trial_is_refused(tier: int) -> None:
    acts, lack = isolation.try_tier(tier, exercise("lstm").library)
    assert lack == ""
    assert len(acts) >= 12
    assert all(act.refused for act in acts)


def test_the_limit_of_memory_is_beside_what_torch_takes(tier: int) -> None:
    """With CUDA, torch's libraries alone take more than any sensible limit."""
    source = """
        import torch
        print(len(bytearray(32 << 20)) >> 20, torch.ones(1000, 1000).sum().item())
        try:
            bytearray(160 << 20)
        except MemoryError:
            print("too much")
    """
    assert run(tier, source, Limits(memory_mb=128)) == "32 1000000.0\ntoo much"


def test_without_a_sandbox_the_trial_sees_it(tier: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each act of the trial can be done where nothing holds: no one of them is refused for another reason."""
    plain, start_worker = Limits(memory_mb=1 << 18), processes.start_worker
    monkeypatch.setattr(processes, "start_worker", lambda library, _limits, _tier: start_worker(library, plain, 0))
    trial = isolation.TRIAL.replace("bytearray(1 << 36)", "bytearray(1)")
    traced = '    "ptrace": lambda: call(libc.ptrace(0, 0, 0, 0)),\n'
    assert traced in trial  # where it is possible, it stops the process for good
    monkeypatch.setattr(isolation, "TRIAL", trial.replace(traced, ""))
    acts, lack = isolation.try_tier.__wrapped__(tier, exercise("lstm").library)
    plainly_possible = {act.name for act in acts if not act.refused}
    everywhere = {"read the list of users", "read the course's own files", "look at processes", "open a connection"}
    everywhere |= {"start a process", "run a program", "signal another process", "open more files than the limit"}
    assert plainly_possible >= everywhere | {"take more memory than the limit"}
    assert "allowed what it must refuse" in lack


def test_the_best_tier_is_taken() -> None:
    needs.tier(1)
    assert isolation.probe(exercise("lstm").library).tier == 1
    assert isolation.tier_for(trust_submissions=False, library=exercise("lstm").library) == 1


def test_where_nothing_holds_grading_refuses_and_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> processes.WorkerProcess:
        raise OSError("Traceback\nPermissionError: unshare: Operation not permitted")

    monkeypatch.setattr(processes, "start_worker", refused)
    for function in (isolation.probe, isolation.try_tier):
        monkeypatch.setattr(isolation, function.__wrapped__.__name__, function.__wrapped__)
    with pytest.raises(isolation.NotIsolatedError) as caught:
        isolation.tier_for(trust_submissions=False)
    sentence = str(caught.value)
    assert all(word in sentence for word in ("Docker", "Ubuntu", "Landlock", "unshare", "--trust-submissions"))
    assert isolation.tier_for(trust_submissions=True) == 0


def test_without_namespaces_the_second_tier_is_taken() -> None:
    """As inside a container whose own filter refuses ``unshare``: a filter of ours stands for it."""
    needs.tier(2)
    script = """
        import struct
        from course_lib.grading.running import isolation
        from course_lib.grading.worker.sandbox import kernel, seccomp
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        unshare = {"x86_64": 272, "aarch64": 97}[__import__("os").uname().machine]
        lines = [(0x20, 0, 0, 0), (0x15, 0, 1, unshare), (0x06, 0, 0, 0x50001), (0x06, 0, 0, 0x7FFF0000)]
        kernel.set_filter(b"".join(struct.pack("=HBBI", *line) for line in lines))
        found = isolation.probe()
        assert found.tier == 2, found
        assert "Tier 1 needs namespaces" in found.lacks[0] and "unshare" in found.lacks[0], found
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


AS_AN_ORDINARY_USER = """
import torch
from course_lib.grading.running import isolation
from course_lib.grading.judging.run import run_check
from course_lib.grading.checks import exercise, load
from course_lib.grading.worker.protocol import Request
from course_lib.grading.running.session import Cell, Limits, Session
from pathlib import Path

torch.set_num_threads(1)
text = Path("solutions/lstm.py").read_text("utf-8")
for tier in (1, 2):
    acts, lack = isolation.try_tier(tier, exercise("lstm").library)
    assert not lack and len(acts) >= 12, lack
    with Session(exercise("lstm").library, Limits(), tier) as session:
        session.execute([Cell("all", text)])
        for check in load("lstm").values():
            assert run_check(check, session).status == "passed"
print("held")
"""

NEIGHBOURS = """
from course_lib.grading.running.processes import Limits
from course_lib.grading.running.session import Cell, Session
from course_lib.grading.running.worker_package import Library

hold = Cell("hold", '''
import ctypes, threading, time
ctypes.CDLL(None).mallopt(-8, 1)  # one arena for all threads: memory is not what ends this
threading.stack_size(1 << 17)
count = 0
try:
    while count < 100:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
        count += 1
except RuntimeError:
    print(count)
''')
with Session(Library(), Limits(), 1) as first, Session(Library(), Limits(), 1) as second:
    print(*[session.execute([hold])[0].output.strip() for session in (first, second)])
"""


@pytest.mark.thorough
def test_it_holds_for_an_ordinary_user() -> None:
    assert said_by_an_ordinary_user(AS_AN_ORDINARY_USER) == "held\n"


@pytest.mark.thorough
def test_threads_are_counted_for_each_submission() -> None:
    """Where an ordinary user grades, too: all of them run as this user."""
    first, second = map(int, said_by_an_ordinary_user(NEIGHBOURS).split())
    assert 20 < first == second < 32


def said_by_an_ordinary_user(script: str) -> str:
    """What a script prints that an ordinary user runs."""
    needs.tier(1)
    command = [sys.executable, "-c", script]
    if os.geteuid() == 0:
        readable = as_ordinary_user([sys.executable, "-c", "import course_lib"])
        if subprocess.run(readable, cwd=REPOSITORY, capture_output=True).returncode:
            pytest.skip("this checkout lies where an ordinary user cannot read it")
        command = as_ordinary_user(command)
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=REPOSITORY)
    assert done.returncode == 0, done.stderr
    return done.stdout


def as_ordinary_user(command: list[str]) -> list[str]:
    """Run a command as nobody, who can read this Python even if it lies in root's closed folder."""
    needs.program("setpriv")
    base = Path(sys.base_prefix).resolve()
    closed = next((folder for folder in reversed(base.parents) if not folder.stat().st_mode & 0o001), None)
    user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=/tmp"]
    if closed is None:
        return [*user, *command]
    script = (
        'mount --bind "$1" /mnt && mount -t tmpfs -o mode=755 none "$2" && mkdir -p "$1" && mount --move /mnt "$1" '
        '&& shift 2 && exec "$@"'
    )
    return ["unshare", "--mount", "sh", "-c", script, "sh", str(base), str(closed), *user, *command]


# --- what can be read -----------------------------------------------------------------------------


def lines_of_answers() -> list[str]:
    """Lines that stand in references, answers, checks and known mistakes, and nowhere else."""
    package = REPOSITORY / "course_lib"
    files = [*(package / "lstm").glob("*.py"), *(package / "grading" / "mistakes" / "lstm").glob("*.py")]
    files += [
        package / "recurrent.py",
        package / "grading" / "checks" / "lstm" / "checks.py",
        REPOSITORY / "solutions" / "lstm.py",
    ]
    lines = {line.strip() for file in files for line in file.read_text("utf-8").splitlines()}
    return sorted(line for line in lines if len(line) > 40 and ("# eq:" in line or "_(" in line or '"""' in line))


READ_EVERYTHING = """
import json, os
lines = {line.encode() for line in LINES}
read, found = 0, []
for folder, folders, files in (entry for start in ["/"] for entry in os.walk(start)):
    for name in files:
        path = os.path.join(folder, name)
        try:
            if not os.path.isfile(path) or os.path.getsize(path) > 2 << 20:
                continue
            with open(path, "rb") as file:
                data = file.read()
        except OSError:
            continue
        read += 1
        # compiled code has no lines, but it has names
        if b"coupled_peephole" in data or not lines.isdisjoint(map(bytes.strip, data.split(b"\\n"))):
            found.append(path)
print(json.dumps([read, found]))
"""


@pytest.mark.thorough
def test_no_file_that_student_code_can_read_holds_an_answer(tier: int) -> None:
    lines = lines_of_answers()
    assert len(lines) > 100
    limits = Limits(cell_s=280, cell_cpu_s=280, submission_s=280)
    starts = ["/"]
    if tier == 2:  # what may be read cannot be found by walking from the root: it is told where to look
        starts += [
            *confine.paths_to_read(
                confine.Files(*map(tuple, processes.readable(processes.library_folder(exercise("lstm").library))))
            ),
            str(REPOSITORY),
        ]
    source = READ_EVERYTHING.replace('["/"]', repr(starts))
    read, found = json.loads(run(tier, f"LINES = {lines!r}\n{source}", limits))
    assert found == []
    assert read > 5000  # torch and the standard library are there, so that the walk was one


def test_the_walk_finds_an_answer_where_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "copied.py").write_text("\n".join(lines_of_answers()[:1]), "utf-8")
    (tmp_path / "honest.py").write_text("x = 1\n", "utf-8")
    source = READ_EVERYTHING.replace('["/"]', repr([str(tmp_path)]))
    assert json.loads(run(0, f"LINES = {lines_of_answers()!r}\n{source}")) == [2, [str(tmp_path / "copied.py")]]


def test_no_answer_is_in_the_memory_of_a_worker(tier: int) -> None:
    source = """
        import gc, sys
        functions = {getattr(one, "__qualname__", "") for one in gc.get_objects() if callable(one)}
        print(sorted(name for name in sys.modules if name.startswith("course_lib")))
        print(sorted(functions & {"lstm_step", "lstm_unroll", "run_check", "LSTM", "Gradebook"}))
    """
    modules, functions = run(tier, source).splitlines()
    assert functions == "[]"
    names = {name.removeprefix("course_lib").removeprefix(".grading") for name in ast.literal_eval(modules)}
    assert {name for name in names if not name.startswith(".worker")} == {"", ".language"}, modules


def test_nothing_of_who_grades_is_in_the_environment(tier: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_TEST_TOKEN", "c7f0a6")
    processes.close_servers()
    assert "c7f0a6" not in run(tier, "import os; print(dict(os.environ))")


@pytest.mark.parametrize(
    "module", ["course_lib.lstm", "course_lib.grading.checks.lstm.checks", "course_lib.grading.judging.check"]
)
def test_the_course_cannot_be_imported_past_its_library(tier: int, module: str) -> None:
    source = f"""
        import sys
        sys.path += [{str(REPOSITORY)!r}, {str(REPOSITORY / "course_lib")!r}]
        try:
            import {module}
        except ModuleNotFoundError as error:
            print("not there")
    """
    assert run(tier, source) == "not there"


def test_an_installed_copy_of_the_course_is_hidden(tier: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages = tmp_path / "site-packages"
    (packages / "course_lib").mkdir(parents=True)
    (packages / "course_lib" / "answers.py").write_text("answer = 42")
    (packages / "recurrent_course-0.1.dist-info").mkdir()
    (packages / "recurrent_course-0.1.dist-info" / "direct_url.json").write_text("{}")
    (packages / "honest.py").write_text("there = True")
    monkeypatch.setattr(sys, "path", [*sys.path, str(packages)])
    processes.close_servers()
    source = f"""
        import os, honest
        found = []
        for path in ("course_lib/answers.py", "recurrent_course-0.1.dist-info/direct_url.json"):
            try:
                found.append(open(os.path.join({str(packages)!r}, path)).read())
            except OSError:
                pass
        print(honest.there, found)
    """
    try:
        assert run(tier, source) == "True []"
    finally:
        processes.close_servers()


# --- the library ----------------------------------------------------------------------------------


def test_withheld_names_are_taken_out_and_the_rest_stays() -> None:
    source = "import math\n\n\n@property\ndef a():\n    return 1\n\n\nclass B:\n    x = 2\n\n\nc = 3\n"
    left = worker_package.without(source, {"a", "B"})
    assert "return 1" not in left
    assert "@property" not in left
    assert "x = 2" not in left
    assert "c = 3" in left
    assert len(left.splitlines()) == len(source.splitlines())  # lines of tracebacks stay right
    with pytest.raises(ValueError, match="nothing called nobody to withhold"):
        worker_package.without(source, {"nobody"})


def test_a_library_holds_what_the_exercise_allows(tmp_path: Path) -> None:
    library = Library("lstm", modules=("recurrent", "lstm.cells"), withheld=("lstm.cells.lstm_step",))
    worker_package.build(library, tmp_path)
    assert "def rnn_step" in (tmp_path / "course_lib" / "recurrent.py").read_text("utf-8")
    assert "def lstm_step(" not in (tmp_path / "course_lib" / "lstm" / "cells.py").read_text("utf-8")


def test_a_library_holds_the_worker_and_the_stand_ins_of_its_own_exercise(tmp_path: Path) -> None:
    worker_package.build(exercise("lstm").library, tmp_path)
    written = {file.relative_to(tmp_path / "course_lib").as_posix() for file in tmp_path.rglob("*.py")}
    package = REPOSITORY / "course_lib"
    worker = {file.relative_to(package).as_posix() for file in (package / "grading" / "worker").rglob("*.py")}
    stand_ins = {name for name in worker if name.startswith("grading/worker/stand_ins/")}
    own = {f"grading/worker/stand_ins/{name}.py" for name in ("__init__", "general", "lstm")}
    assert own < stand_ins
    assert written == (worker - stand_ins) | own | {"__init__.py", "language.py", "grading/__init__.py"}


@pytest.mark.parametrize(
    ("allowed", "withheld", "sentence"),
    [
        (("nobody",), (), "allows a module that is not there: nobody"),
        ((), ("recurrent.nobody_step",), "withholds names that are not there: recurrent.nobody_step"),
        (("recurrent",), ("recurrent.nobody",), "nothing called nobody to withhold"),
    ],
)
def test_a_library_that_cannot_be_is_an_error(
    allowed: tuple[str, ...], withheld: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        worker_package.build(Library("lstm", allowed, withheld), tmp_path)


# --- the filter -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "column"),
    [("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", 0), ("/usr/include/asm-generic/unistd.h", 1)],
)
def test_the_numbers_of_system_calls_are_those_of_the_kernel(header: str, column: int) -> None:
    if not Path(header).is_file():
        pytest.skip(f"{header} is not installed")
    lines = Path(header).read_text("utf-8").splitlines()
    numbers = {
        found[2]: int(found[3]) for line in lines if (found := re.match(r"#define __NR(3264)?_(\w+)\s+(\d+)", line))
    }
    numbers["newfstatat"] = numbers.get("newfstatat", numbers.get("fstatat", -1))
    for name, pair in {**seccomp._ALLOWED, **seccomp._LOOKED_AT}.items():
        assert pair[column] == numbers.get(name), name


def test_threads_work_and_processes_do_not(tier: int) -> None:
    source = """
        import os, threading
        seen = []
        thread = threading.Thread(target=lambda: seen.append(1)); thread.start(); thread.join()
        for start in (os.fork, lambda: os.posix_spawn("/bin/true", ["true"], {})):
            try:
                start()
                seen.append("started")
            except PermissionError:
                seen.append("refused")
        print(seen)
    """
    assert run(tier, source) == "[1, 'refused', 'refused']"


# --- processes ------------------------------------------------------------------------------------


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def server_pid(tier: int) -> int:
    server = processes.fork_server(exercise("lstm").library, tier)
    assert isinstance(server, processes.OwnForkServer)
    return server.process.pid


def test_a_closed_worker_leaves_no_process(tier: int) -> None:
    with Session(exercise("lstm").library, Limits(), tier) as session:
        session.execute(
            [
                Cell(
                    "threads",
                    "import threading, time\nfor _ in range(3): threading.Thread(target=time.sleep, args=(99,), daemon=True).start()",
                )
            ]
        )
        (worker,) = children(server_pid(tier))
    deadline = time.monotonic() + 60
    while Path(f"/proc/{worker}/status").exists() and "zombie" not in Path(f"/proc/{worker}/status").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_killed_fork_server_is_replaced_and_takes_its_workers_along(tier: int) -> None:
    with Session(exercise("lstm").library, Limits(), tier) as session:
        session.execute([Cell("one", "def f(t): return t")])
        server = server_pid(tier)
        (worker,) = children(server)
        os.kill(server, signal.SIGKILL)
        deadline = time.monotonic() + 60
        while Path(f"/proc/{worker}").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not Path(f"/proc/{worker}").exists()
        with pytest.raises(StudentError):  # the answer is lost, and the session goes on in a new process
            session.ask(Request("f", (torch.ones(1),)))
        assert session.ask(Request("f", (torch.ones(1),))).outputs[0].item() == 1
    assert server_pid(tier) != server


@pytest.mark.thorough
def test_no_server_outlives_the_process_that_started_it(tier: int) -> None:
    script = f"""
        import time
        from course_lib.grading.checks import exercise
        from course_lib.grading.running import processes
        from course_lib.grading.running.session import Cell, Limits, Session
        session = Session(exercise("lstm").library, Limits(), {tier}).__enter__()
        print(processes.fork_server(exercise("lstm").library, {tier}).process.pid, flush=True)
        session.execute([Cell("loop", "while True: pass")])
    """
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    server = int(process.stdout.readline())
    time.sleep(0.3)  # let the loop begin
    process.kill()
    process.wait()
    process.stdout.close()
    deadline = time.monotonic() + 60
    while Path(f"/proc/{server}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_library_and_scratch_folders_are_removed() -> None:
    needs.tier(1)
    script = """
        import tempfile
        from course_lib.grading.running.session import Session
        from course_lib.grading.checks import exercise
        from course_lib.grading.running import processes
        library = exercise("lstm").library
        with Session(library, tier=1): pass
        print(processes.library_folder(library), processes.fork_server(library, 1).scratch.name)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    folders = done.stdout.split()
    assert len(folders) == 2
    assert not any(Path(folder).exists() for folder in folders)
