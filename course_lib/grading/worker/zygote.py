"""A process that has torch and an IPython shell loaded and warm, and forks itself for every submission.

What costs seconds, importing torch, is done once; a submission costs a fork. Started by ``rooms`` in a folder's own
``course_lib``; it knows no answer, no seed and no submission but the one that a child is given through its line.

It takes requests, JSON with the child's end of a line beside it, and answers with the child's process number and a
handle by which the child can be ended. When the other side of its control socket is gone it ends, and its children with
it.
"""

import gc
import io
import itertools
import json
import os
import random
import signal
import socket
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy
import torch

from course_lib.grading.worker import serve
from course_lib.grading.worker.calls import answer
from course_lib.grading.worker.protocol import Request, receive, send
from course_lib.grading.worker.sandbox import confine
from course_lib.grading.worker.sandbox.confine import Files
from course_lib.language import _

CHILDREN = 64
"""At most so many live at a time: of the fork server and its children each has a number of its own on this machine."""


def main(control_number: int, tier: int, files: Files) -> None:
    """Warm up, move into the sandbox, then fork until the control socket ends."""
    control = socket.socket(fileno=control_number)
    warm_up()
    loaded_mb = serve.mapped_mb()
    os.environ.update(dict.fromkeys(("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR"), confine.BOX))
    processes = confine.private_root(files) if tier == 1 else None
    control.send(b"ready")
    children: set[int] = set()
    for number in itertools.cycle(range(os.getpid() * CHILDREN, (os.getpid() + 1) * CHILDREN)):
        text, handed, _flags, _address = socket.recv_fds(control, 1 << 16, 2)
        children -= _ended(children)
        if not text:
            _end(children)
            return
        line, answer = handed
        try:
            pid = confine.fork(tier)
        except OSError as error:
            os.write(answer, str(error).encode())
        else:
            if pid == 0:
                control.close()
                _run_child(line, processes, tier, files, json.loads(text), number, loaded_mb)
            children.add(pid)
            _tell(answer, pid)
        os.close(answer)
        os.close(line)


def _ended(children: set[int]) -> set[int]:
    """Those that have ended; the system may forget them now, and counts their time as ours."""
    return {pid for pid in children if os.waitpid(pid, os.WNOHANG)[0]}


def _end(children: set[int]) -> None:
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    for pid in children:
        os.waitpid(pid, 0)


def _tell(answer: int, pid: int) -> None:
    """Hand over the handle of a child. Whoever asked may be gone: then the child finds nobody at its line."""
    handle = os.pidfd_open(pid)
    with suppress(OSError), socket.socket(fileno=os.dup(answer)) as asked:
        socket.send_fds(asked, [b"started"], [handle])
    os.close(handle)


def _run_child(
    line: int, processes: int | None, tier: int, files: Files, settings: dict[str, Any], number: int, loaded_mb: int
) -> None:
    """Be a submission's process, to the end."""
    try:
        _keep_only(line, *([] if processes is None else [processes]))
        os.sched_setaffinity(0, settings["processors"])
        with os.fdopen(line, "rb", closefd=False) as requests, os.fdopen(line, "wb", closefd=False) as answers:
            try:
                confine.confine(
                    tier,
                    files,
                    processes,
                    memory_mb=loaded_mb + settings["memory_mb"],
                    cpu_s=settings["cpu_s"],
                    file_mb=settings["file_mb"],
                    number=number,
                )
            except Exception:
                send(answers, {"error": traceback.format_exc()[-2000:]})
                os._exit(1)
            # the same submission, the same grade: what it draws without a seed is the same each time, too
            random.seed(0)
            numpy.random.seed(0)
            torch.manual_seed(0)
            serve.serve(requests, answers, settings["output_chars"])
    finally:
        os._exit(0)


def _keep_only(*kept: int) -> None:
    """Close every file but these and the three standard streams, which lead nowhere."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    for after, before in itertools.pairwise([2, *sorted(kept), 1 << 16]):
        os.closerange(after + 1, before)


def warm_up() -> None:
    """Do once what costs time the first time: a child finds it done.

    Raises:
        RuntimeError: something has started a second thread; a process with threads cannot be forked safely.
    """
    torch.set_num_threads(1)
    ipython = serve.shell()
    with serve.redirected(0), suppress(ImportError):
        import matplotlib.pyplot as pyplot

        pyplot.figure().add_subplot().plot([0, 1])
        serve.pictures(1, 1 << 20, 60, 60)
    with serve.redirected(0) as output:
        serve.execute(ipython, "import torch\nclass Warm(torch.nn.Module):\n    pass", 60, 60, (0, 0), output)
        serve.execute(ipython, "1 / 0", 60, 60, (0, 0), output)
        serve.execute(ipython, "def (", 60, 60, (0, 0), output)
    ipython.reset()
    ones = torch.ones(2, 2, dtype=torch.float64)
    question = Request("warm", (ones, (ones,)), (2, 2), {}, (ones,), trace=True)
    reply = answer({"warm": _Warm}, question)
    frame = io.BytesIO()
    send(frame, reply)
    receive(io.BytesIO(frame.getvalue()))
    sys.last_value = sys.last_traceback = None
    gc.collect()
    gc.freeze()
    gc.enable()
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads > 1:
        raise RuntimeError(_("the fork server has {count} threads, it must have one").format(count=threads))


class _Warm(torch.nn.Linear):
    """Something that uses what answers use."""

    def forward(self, x: torch.Tensor, state: tuple[torch.Tensor]) -> tuple[torch.Tensor]:  # type: ignore[override]
        mixed = torch.tanh(super().forward(x)) * torch.sigmoid(x @ state[0].T)
        return (torch.einsum("ij,jk->ik", mixed, torch.stack(mixed.unbind(0)).softmax(-1)).cumsum(0),)
