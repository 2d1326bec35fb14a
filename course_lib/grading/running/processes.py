"""Where a submission runs: a process of its own, forked from a warm one and confined, or started plainly.

A ``WorkerProcess`` is a line to that process, and the way to end it. What stands at the other end of the line is not
trusted with anything.
"""

import atexit
import contextlib
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from course_lib.grading.running import worker_package
from course_lib.grading.running.worker_package import Library
from course_lib.grading.worker.protocol import ANSWER, Bounds, Value, frame, receive
from course_lib.language import _

START_S = 120.0
"""How long a process may take to load torch."""


@dataclass(frozen=True)
class Limits:
    """What a submission may use."""

    cell_s: float = 20.0
    """Wall seconds of one cell."""
    cell_cpu_s: float = 4.0
    """Processor seconds of one cell: a busy machine makes nobody slower."""
    check_s: float = 10.0
    """Wall seconds of one question of a check."""
    check_cpu_s: float = 2.0
    """Processor seconds of one question of a check."""
    submission_s: float = 60.0
    """Seconds of all student code of a submission: wall seconds, and processor seconds."""
    grader_cpu_s: float = 60.0
    """Processor seconds that the grader itself may take to run, read and compare one submission; it needs a few."""
    memory_mb: int = 1024
    """Beside what Python and torch take before any student code runs."""
    file_mb: int = 8
    """Largest file that student code may write, where it may write at all."""
    output_chars: int = 4000
    figures: int = 8
    """Pictures that are kept of one cell."""


class WorkerProcess(Protocol):
    """A line to the process of a submission; deadlines are of ``time.monotonic``."""

    def send(self, message: Value, deadline: float, more: bytes = b"") -> None:
        """Send one frame, and more that are made already.

        Raises:
            TimeoutError, OSError: it could not be sent in time, or nobody is there.
        """

    def receive(self, deadline: float, bounds: Bounds = ANSWER) -> Value:
        """Wait for one frame.

        Raises:
            TimeoutError: nothing whole came in time.
            EOFError, OSError: the process has ended.
            ProtocolError: what came is no frame.
        """

    def close(self) -> None:
        """End the process, whatever it is doing."""


def start_worker(library: Library, limits: Limits, tier: int) -> WorkerProcess:
    """A new process for a submission.

    Raises:
        OSError, EOFError: it did not start, or could not be confined.
    """
    worker: WorkerProcess = _forked(library, limits, tier) if tier else _Plain(library, limits)
    try:
        answer = worker.receive(time.monotonic() + START_S)
    except (EOFError, TimeoutError, OSError):
        worker.close()
        raise
    if answer != "ready":  # from there on, what goes wrong is the student's code
        worker.close()
        raise OSError(str(answer))
    return worker


# --- the Python of a worker -----------------------------------------------------------------------

_START = """
import json, sys
settings = json.loads(sys.argv[1])
sys.path[:] = settings["path"] or [settings["library"], *sys.path[1:]]
{body}
"""
_START_PLAIN = _START.format(
    body="from course_lib.grading.worker.serve import main\nmain(settings['memory_mb'], settings['output_chars'])"
)
_START_ZYGOTE = _START.format(
    body="import gc\n"
    "gc.disable()\n"  # until it is warm: importing makes many objects, and no garbage
    "from course_lib.grading.worker.sandbox.confine import Files\n"
    "from course_lib.grading.worker.zygote import main\n"
    "main(settings['control'], settings['tier'], Files(tuple(settings['readable']), tuple(settings['hidden'])))"
)
_OF_THE_COURSE = ("course_lib", "recurrent_course*", "__editable__*recurrent_course*", "_recurrent_course*")


def library_folder(library: Library) -> str:
    """The folder of a library, made once a process; the sandbox's user can read it."""
    with _lock:
        if library not in _libraries:
            # without links in its name: it is shown under the same name in the sandbox
            folder = Path(tempfile.mkdtemp(prefix="course-library-")).resolve()
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            worker_package.build(library, folder)
            for path in (folder, *folder.rglob("*")):
                path.chmod(0o755 if path.is_dir() else 0o644)
            _libraries[library] = str(folder)
    return _libraries[library]


_lock = threading.RLock()
_libraries: dict[Library, str] = {}


def packages() -> list[str]:
    """The folders in which Python finds its own modules and installed packages, and nothing of a working folder."""
    standard = sysconfig.get_path("stdlib")
    folders = ("site-packages", "dist-packages", "lib-dynload")
    return [
        path
        for path in dict.fromkeys(sys.path)
        if Path(path).exists() and (path == standard or path.endswith(".zip") or Path(path).name in folders)
    ]


def readable(library: str) -> tuple[list[str], list[str]]:
    """What student code may read, and what of it is hidden: every copy of the course."""
    prefixes = {sys.base_prefix, sys.base_exec_prefix, str(Path(sys.base_prefix).resolve())}
    libraries = [f"{prefix}/lib" for prefix in prefixes]
    system = ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo"]
    wanted = [library, *libraries, *packages(), *(str(Path(path).resolve()) for path in packages()), *system]
    paths = _outermost([path for path in dict.fromkeys(wanted) if Path(path).exists()])
    hidden = {
        str(found)
        for folder in [*packages(), *(str(Path(path).resolve()) for path in packages())]
        if Path(folder).is_dir()
        for pattern in _OF_THE_COURSE
        for found in Path(folder).glob(pattern)
    }
    return paths, sorted(hidden)


def _outermost(paths: list[str]) -> list[str]:
    """Paths without those that lie inside another one; a link stands for itself."""
    plain = [path for path in paths if not Path(path).is_symlink()]
    return [path for path in paths if not any(path.startswith(f"{other}/") for other in plain)]


def _environment(folder: str) -> dict[str, str]:
    """What a fork server sees of the environment: nearly nothing; it hides HOME before it forks."""
    kept = ("HOME", "LD_LIBRARY_PATH", "COURSE_LANGUAGE")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        **_QUIET,
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "IPYTHONDIR": folder,
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": "ignore",
    }


_QUIET = {
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


# --- forked ---------------------------------------------------------------------------------------


class ForkServer:
    """The fork server of an exercise, as seen from a checker."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control

    def fork(self, limits: Limits) -> "_Forked":
        """A new process.

        Raises:
            OSError: the fork server has ended, or could not fork.
        """
        settings = {
            "memory_mb": limits.memory_mb,
            "file_mb": limits.file_mb,
            "output_chars": limits.output_chars,
            "cpu_s": int(limits.submission_s) + 5,  # the last resort: before it, the limits above speak
            "processors": sorted(os.sched_getaffinity(0)),  # those of its checker: they take turns
        }
        line, their_line = socket.socketpair()
        answer, their_answer = socket.socketpair()
        try:
            with answer:
                with their_line, their_answer:
                    handed = [their_line.fileno(), their_answer.fileno()]
                    socket.send_fds(self.control, [json.dumps(settings).encode()], handed)
                answer.settimeout(START_S)
                text, handles, _flags, _address = socket.recv_fds(answer, 1 << 12, 1)
            if not handles:
                raise OSError(text.decode() or _("the fork server has ended"))
        except OSError:
            line.close()
            raise
        return _Forked(line, handles[0])

    def close(self) -> None:
        """Let go of it; it ends when nobody holds it any more."""
        self.control.close()


class OwnForkServer(ForkServer):
    """One that was started by this process."""

    def __init__(self, library: Library, tier: int) -> None:
        folder = library_folder(library)
        paths, hidden = readable(folder)
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        super().__init__(control)
        self.scratch = tempfile.TemporaryDirectory(prefix="course-zygote-", ignore_cleanup_errors=True)
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process
        settings = {
            "path": [folder, *packages()],
            "control": theirs.fileno(),
            "tier": tier,
            "readable": paths,
            "hidden": hidden,
        }
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _START_ZYGOTE, json.dumps(settings)],
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                pass_fds=[theirs.fileno()],
                env=_environment(self.scratch.name),
                cwd=self.scratch.name,
                start_new_session=True,
            )
        control.settimeout(START_S)
        try:
            started = control.recv(1 << 10) == b"ready"
        except OSError:
            started = False
        if not started:
            self._log.seek(0)
            log = self._log.read()[-2000:].decode(errors="replace")
            self.close()
            raise OSError(log)

    def close(self) -> None:
        super().close()
        try:
            self.process.wait(5)  # it ends by itself, with its children, unless others hold it too
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()
        self.scratch.cleanup()


_servers: dict[tuple[Library, int], ForkServer] = {}


def fork_server(library: Library, tier: int) -> ForkServer:
    """The fork server of an exercise; the first who asks starts it."""
    with _lock:
        if (library, tier) not in _servers:
            _servers[library, tier] = OwnForkServer(library, tier)
        return _servers[library, tier]


def _forked(library: Library, limits: Limits, tier: int) -> WorkerProcess:
    """A process of the exercise's fork server; should that have died, of a new one."""
    server = fork_server(library, tier)
    try:
        return server.fork(limits)
    except OSError:
        with _lock:
            if _servers.get((library, tier)) is server:
                _servers.pop((library, tier)).close()
        return fork_server(library, tier).fork(limits)


def lend(library: Library, tier: int) -> socket.socket | None:
    """The control socket of this process's fork server, for processes that it starts; None in tier 0."""
    return fork_server(library, tier).control if tier else None


def borrow(library: Library, tier: int, control: socket.socket | None) -> None:
    """Use the fork server of another process."""
    if control is not None:
        _servers[library, tier] = ForkServer(control)


@atexit.register
def close_servers() -> None:
    """End the fork servers of this process; the next submission starts one anew."""
    for server in _servers.values():
        server.close()
    _servers.clear()


class _Forked:
    """A worker whose process is known by a handle, so that never another one is ended in its place."""

    def __init__(self, line: socket.socket, handle: int) -> None:
        self._line, self._handle = line, handle
        self._deadline = 0.0

    def send(self, message: Value, deadline: float, more: bytes = b"") -> None:
        self._deadline = deadline
        self.write(frame(message) + more)

    def receive(self, deadline: float, bounds: Bounds = ANSWER) -> Value:
        self._deadline = deadline
        return receive(self, bounds)

    # what protocol.receive needs of a stream
    def read(self, size: int, /) -> bytes:
        self._line.settimeout(self._left())
        return self._line.recv(min(size, 1 << 20))

    def write(self, data: bytes, /) -> None:
        self._line.settimeout(self._left())
        self._line.sendall(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def close(self) -> None:
        import signal

        with contextlib.suppress(OSError):  # it has ended already
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            select.select([self._handle], [], [], 5)  # until it is gone, and what it held with it
        os.close(self._handle)
        self._line.close()


# --- plain ----------------------------------------------------------------------------------------


class _Plain:
    """A worker without walls: a process started anew, on any system; for code that is one's own, or trusted."""

    def __init__(self, library: Library, limits: Limits) -> None:
        settings = {
            "path": None,
            "library": library_folder(library),
            "memory_mb": limits.memory_mb,
            "output_chars": limits.output_chars,
        }
        self._scratch = tempfile.TemporaryDirectory(prefix="course-worker-", ignore_cleanup_errors=True)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START_PLAIN, json.dumps(settings)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **_QUIET, "IPYTHONDIR": self._scratch.name},
            )
        except OSError:
            self._scratch.cleanup()
            raise

    def send(self, message: Value, deadline: float, more: bytes = b"") -> None:
        with self._until(deadline):
            _pipe(self._process.stdin).write(frame(message) + more)
            _pipe(self._process.stdin).flush()

    def receive(self, deadline: float, bounds: Bounds = ANSWER) -> Value:
        with self._until(deadline):
            return receive(_pipe(self._process.stdout), bounds)

    @contextlib.contextmanager
    def _until(self, deadline: float) -> Any:
        """End the process at the deadline: pipes know no deadlines on every system."""
        alarm = threading.Timer(max(0.0, deadline - time.monotonic()), self._process.kill)
        alarm.start()
        try:
            yield
        except (EOFError, OSError):
            if time.monotonic() >= deadline:
                raise TimeoutError from None
            raise
        finally:
            alarm.cancel()

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                _pipe(pipe).close()
        self._scratch.cleanup()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise OSError(_("the process has no pipe"))
    return stream
