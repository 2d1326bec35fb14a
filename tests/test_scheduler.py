"""Who does the work: processes of this machine, workers of Dask, and what is left when any of them is killed."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from course_lib import cli
from course_lib.grading.classroom.executors import dask_executor, local_pool
from course_lib.grading.classroom.gradebook import Gradebook
from tests import classroom
from tests.test_gradebook import EXERCISE, rows

CLASS = ("right", "wrong", "partly-right", "own-words", "blank", "careless", "damaged", "crashing")
COMMAND = "import sys; from course_lib.cli import main; main(sys.argv[1:])"


# ------------------------------------------------------------------------------------------------------ local processes
def _process(folder: str) -> tuple[int, int, bool]:
    """The process that runs this, its parent, and whether torch came with the fork; it waits until there are two."""
    Path(folder, str(os.getpid())).touch()
    assert soon(lambda: len(list(Path(folder).iterdir())) == 2, 120)
    return os.getpid(), os.getppid(), "torch" in sys.modules


def _die(_number: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every process starts anew")
def test_processes_are_forked_from_one_that_has_torch(tmp_path: Path) -> None:
    with local_pool(2, "lstm", 0) as pool:
        found = set(pool.map(_process, [str(tmp_path)] * 4))
        assert len(found) == 2
        assert all(has_torch for _pid, _parent, has_torch in found)
        [server] = {parent for _pid, parent, _torch in found}
        assert server != os.getpid()
        assert len(list(Path(f"/proc/{server}/task").iterdir())) == 1, "a process with threads must not be forked"
        assert "OMP_NUM_THREADS=1" in Path(f"/proc/{server}/environ").read_text("utf-8").split("\0")
    assert os.environ.get("OMP_NUM_THREADS") in (None, "1")
    with local_pool(1, "lstm", 0) as pool, pytest.raises(BrokenExecutor):
        pool.submit(_die, 0).result()


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_processes_end_with_the_one_that_gives_out_the_work(tmp_path: Path) -> None:
    (tmp_path / "met").mkdir()
    program = (
        "import sys\nfrom course_lib.grading.classroom.executors import local_pool\nfrom tests.test_scheduler import _process\nimport time\n"
        "if __name__ == '__main__':\n"
        "    pool = local_pool(2, 'lstm', 0)\n"
        f"    print(*{{pid for pid, *_more in pool.map(_process, [{str(tmp_path / 'met')!r}] * 4)}}, flush=True)\n"
        "    time.sleep(1000)\n"
    )
    script = tmp_path / "script.py"
    script.write_text(program, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) == 2
        parent.kill()
    assert soon(lambda: not any(_alive(pid) for pid in pids), 120)


def _alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def soon(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether something comes true within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


# ------------------------------------------------------------------------------------------------- what must not differ
def arguments_for(folder: Path, *more: str) -> list[str]:
    return ["grade", "lstm", str(folder), "--seed", "1", "--trust-submissions", *more]


def command(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-c", COMMAND, *arguments_for(folder, *arguments)]


def start(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    log = (folder / "log").open("ab")
    with log:
        return subprocess.Popen(command(folder, *arguments), stdout=log, stderr=log)


def expect_success(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    assert process.wait(300) == 0, (folder / "log").read_text("utf-8", "replace")[-3000:]


def to_the_end(folder: Path, *arguments: str) -> None:
    """Grade here, where torch is loaded already."""
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments_for(folder, *arguments))
    assert not ended.value.code


def everything(folder: Path) -> dict[str, Any]:
    """All that grading leaves of a class, apart from times."""
    lines = [json.loads(line) for line in (folder / "results.jsonl").read_text("utf-8").splitlines()]
    results = [
        tuple(line[name] for name in ("student", "digest", "seed", "held", "written", "repairs", "refusal"))
        + tuple((one["check"], one["status"], one["points"], one["message"]) for one in line["results"])
        for line in lines
    ]
    notebooks = sorted(str(file.relative_to(folder)) for file in folder.glob("autograded/**/*") if file.is_file())
    table = (folder / "grades.csv").read_text("utf-8")
    return {
        "gradebook": rows(f"sqlite:///{folder / 'gradebook.db'}"),
        "results": results,
        "notebooks": notebooks,
        "table": table,
    }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """A small class, graded without trouble, and how many seconds that takes."""
    folder = tmp_path_factory.mktemp("undisturbed")
    classroom.hand_in(folder, [case for case in classroom.cases() if case.student in CLASS])
    started = time.monotonic()
    expect_success(start(folder, "--jobs", "2"), folder)
    assert {result[0] for result in everything(folder)["results"]} == set(CLASS)
    return folder, time.monotonic() - started


@pytest.fixture
def folder(undisturbed: tuple[Path, float], tmp_path: Path) -> Path:
    """The same class, not graded yet."""
    shutil.copytree(undisturbed[0] / "submitted", tmp_path / "submitted")
    return tmp_path


def _of(process: psutil.Process, target: str) -> list[psutil.Process]:
    """The processes of a kind among those that a run of grade has started."""
    found = {}
    try:
        everyone = process.children(recursive=True)
        lines = {one.pid: " ".join(one.cmdline()) for one in everyone}
    except psutil.Error:  # one ended while it was looked at
        return []
    servers = [one for one in everyone if "forkserver" in lines[one.pid] and one.ppid() == process.pid]
    zygotes = [one for one in everyone if "zygote" in lines[one.pid] and one.ppid() == process.pid]
    found["pool"] = [child for server in servers for child in server.children()]
    found["zygote"] = zygotes
    found["worker"] = [child for zygote in zygotes for child in zygote.children()]
    return found[target]


def kill_one(process: "subprocess.Popen[bytes]", target: str, chance: random.Random) -> bool:
    """Kill one process of a kind; False if the run ended before there was any."""
    if target == "batch":
        process.kill()
        return True
    while process.poll() is None:
        try:
            chosen = _of(psutil.Process(process.pid), target)
            if chosen:
                chance.choice(chosen).kill()
                return True
        except psutil.Error:
            continue
        time.sleep(0.01)
    return False


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform != "linux", reason="the processes are those of Linux")
@pytest.mark.parametrize(("target", "rounds"), [("batch", 11), ("pool", 8), ("zygote", 4), ("worker", 3)])
def test_whoever_is_killed_the_next_run_makes_it_as_if_nothing_had_happened(
    undisturbed: tuple[Path, float], folder: Path, target: str, rounds: int
) -> None:
    right, seconds = everything(undisturbed[0]), undisturbed[1]
    killed = 0
    for seed in range(rounds):
        chance = random.Random(f"{target} {seed}")
        for file in ("gradebook.db", "results.jsonl", "grades.csv"):
            (folder / file).unlink(missing_ok=True)
        shutil.rmtree(folder / "autograded", ignore_errors=True)
        process = start(folder, "--jobs", "2")
        time.sleep(chance.uniform(0.1, 1.0) * seconds)
        killed += kill_one(process, target, chance)
        process.wait(300)
        to_the_end(folder, "--jobs", "1")
        assert everything(folder) == right, f"round {seed}"
    assert killed, "each run was over before anything could be killed"


# ----------------------------------------------------------------------------------------------------------------- Dask
@pytest.mark.thorough
def test_a_scheduler_that_does_not_answer_is_one_sentence(
    undisturbed_free: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for address, wanted in (("tcp://127.0.0.1:1", "tcp://127.0.0.1:1"), ("nowhere at all", "nowhere at all")):
        with pytest.raises(SystemExit) as ended:
            cli.main(["grade", "lstm", str(undisturbed_free), "--scheduler", address])
        assert ended.value.code == 2
        errors = capsys.readouterr().err.splitlines()
        assert [line for line in errors if "No Dask scheduler answers" in line and wanted in line] == errors[-1:]
    assert not (undisturbed_free / "gradebook.db").exists()


@pytest.fixture
def undisturbed_free(tmp_path: Path) -> Path:
    """A folder with one submission, which nothing has graded."""
    pytest.importorskip("distributed", reason="Dask is an extra")
    classroom.hand_in(tmp_path, [case for case in classroom.cases() if case.student == "blank"])
    return tmp_path


def test_without_dask_a_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ValueError, match=r'--scheduler needs Dask: pip install "recurrent-course\[dask\]"'):  # noqa: SIM117
        with dask_executor("tcp://127.0.0.1:1", "lstm"):
            pass


class Cluster:
    """A scheduler and two workers on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._file = folder, folder / "scheduler.json"
        here = ("--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(self._file))
        self.processes = [self._start("scheduler", "--port", "0", *here)]
        assert soon(lambda: self._file.is_file() and "address" in self._file.read_text("utf-8"), 120)
        self.workers = [self.add_worker() for _number in range(2)]

    @property
    def address(self) -> str:
        return str(json.loads(self._file.read_text("utf-8"))["address"])

    def _start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        program = f"from distributed.cli.dask_{arguments[0]} import main; main()"
        log = (self.folder / f"{arguments[0]}.log").open("ab")
        with log:
            return subprocess.Popen([sys.executable, "-c", program, *arguments[1:]], stdout=log, stderr=log)

    def add_worker(self) -> "subprocess.Popen[bytes]":
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
        files = ("--scheduler-file", str(self._file), "--local-directory", str(self.folder))
        worker = self._start("worker", *options, *files)
        self.processes.append(worker)
        return worker

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    pytest.importorskip("distributed", reason="Dask is an extra")
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        yield made
    finally:
        made.close()


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_a_dask_worker_that_is_killed_changes_nothing(
    undisturbed: tuple[Path, float], folder: Path, cluster: Cluster
) -> None:
    right, seconds = everything(undisturbed[0]), undisturbed[1]
    for seed in range(4):
        chance = random.Random(f"dask {seed}")
        for file in ("gradebook.db", "results.jsonl", "grades.csv"):
            (folder / file).unlink(missing_ok=True)
        process = start(folder, "--scheduler", cluster.address)
        time.sleep(chance.uniform(0.3, 1.0) * seconds)
        cluster.workers.pop(0).kill()
        cluster.workers.append(cluster.add_worker())
        expect_success(process, folder)
        expect_success(start(folder, "--scheduler", cluster.address), folder)
        assert everything(folder) == right, f"round {seed}"


@pytest.mark.thorough
def test_tasks_that_run_twice_are_written_once(folder: Path, undisturbed: tuple[Path, float]) -> None:
    """Any executor may run a task twice, and writing what came of it again changes nothing."""
    to_the_end(folder, "--jobs", "1")
    before = everything(folder)
    to_the_end(folder, "--jobs", "2", "--again")
    assert everything(folder) == before == everything(undisturbed[0])
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", EXERCISE) as book:
        assert len({place[1] for place in book.marks()}) == len(CLASS)
