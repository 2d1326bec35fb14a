"""Holds one submission: runs its cells and calls its functions, and nothing else.

Everything that it says is a student's word: it compares nothing and knows no answer. It is started by ``zygote``, or
for a student's own check as a process of its own.
"""

import io
import os
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course_lib.grading.worker.calls import (
    RENEWALS,
    OutOfTime,
    answer,
    crash_sentence,
    describe,
    importing,
    ran_out,
    time_limit,
    timeout_sentence,
)
from course_lib.grading.worker.protocol import (
    ANSWER,
    CELL_ANSWER,
    DETAILS_CHARS,
    SENTENCE_CHARS,
    ProtocolError,
    Stream,
    StudentError,
    Value,
    receive,
    send,
)
from course_lib.language import _

DRAWING_S = 1.0
"""Wall seconds in which figures may be drawn where a cell has used up its own."""


class Output(io.StringIO):
    """Text that a cell prints, cut at a limit: 200 MB of output cost nobody anything."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, text: str) -> int:
        super().write(text[: max(0, self._limit - self.tell())])
        return len(text)


def shell() -> InteractiveShell:
    """An IPython shell without history, colours or files."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.autocall = 0
    created = InteractiveShell.instance(config=config)
    # what a cell raised is told in a sentence; IPython's own pages of it cost a second where a recursion went deep
    created.showtraceback = created.showsyntaxerror = lambda *_arguments, **_named: None
    return created


def serve(requests: Stream, answers: Stream, output_chars: int) -> None:
    """Answer requests until the other side ends."""
    ipython = shell()
    send(answers, "ready")
    while True:
        try:
            message = receive(requests)
            if message.get("op") == "ask":
                message["request"] = receive(requests)
        except EOFError:
            return
        with redirected(output_chars) as output:
            reply = respond(ipython, message, output)
        number = message.get("id")
        try:
            send(answers, {**reply, "id": number}, CELL_ANSWER if message.get("op") == "execute" else ANSWER)
        except ProtocolError as error:
            sentence = _("the grader cannot read what your code returned: return plain tensors of the stated shapes")
            send(answers, {"error": _error("refused", sentence, str(error)), "id": number})


def respond(ipython: InteractiveShell, message: dict[str, Value], output: Output) -> dict[str, Value]:
    """The answer to one message."""
    try:
        match message:
            case {"op": "execute", "source": str(source), "seconds": seconds, "cpu_s": cpu_s, "figures": [most, size]}:
                return execute(ipython, source, seconds, cpu_s, (most, size), output)
            case {"op": "describe", "name": str(name)}:
                return {"description": describe(ipython.user_ns, name)}
            case {"op": "ask", "request": request, "seconds": seconds, "cpu_s": cpu_s}:
                return {"reply": ask(ipython, request, seconds, cpu_s)}
            case _other:
                raise StudentError("refused", _("the worker does not know this message"))
    except StudentError as error:
        return {"error": _error(error.status, error.sentence, error.details)}


def _error(status: str, sentence: str, details: str) -> dict[str, Value]:
    return {"status": status, "sentence": sentence[:SENTENCE_CHARS], "details": details[:DETAILS_CHARS]}


def execute(
    ipython: InteractiveShell, source: str, seconds: float, cpu_s: float, figures: tuple[int, int], output: Output
) -> dict[str, Value]:
    """Run a cell; names that it defined before it failed stay. Of its figures so many are sent, of so many bytes."""
    status, sentence = "ok", ""
    started = time.monotonic()
    try:
        with limited(seconds, cpu_s):
            result = ipython.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
    except OutOfTime as limit:
        error = limit
    if out := ran_out(error):
        status, sentence = "timeout", timeout_sentence(out.seconds or seconds)
    elif error is not None:
        status, sentence = "crashed", crash_sentence(error)
    # a cell that was stopped shows what it drew, too: within the grace that the other side gives
    drawn = pictures(*figures, max(DRAWING_S, seconds - (time.monotonic() - started)), cpu_s)
    return {"status": status, "output": output.getvalue(), "error": sentence, "figures": drawn}


def pictures(most: int, size: int, seconds: float, cpu_s: float) -> tuple[torch.Tensor | None, ...]:
    """The figures that are open, as PNG, and None for each that has more bytes, or is beyond the most that are wanted.

    Drawn or not, they are closed: no later cell shows them.
    """
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None or not pyplot.get_fignums():
        return ()
    drawn: list[torch.Tensor | None] = []
    try:
        with limited(seconds, cpu_s):
            for number in pyplot.get_fignums()[:most]:
                file = io.BytesIO()
                pyplot.figure(number).savefig(file, format="png", dpi=72)
                small = file.tell() <= size
                drawn.append(torch.frombuffer(bytearray(file.getvalue()), dtype=torch.uint8) if small else None)
            drawn += [None] * (len(pyplot.get_fignums()) - most)
    except OutOfTime:
        sys.stdout.write(_("Drawing a figure took too long; the figure is missing here.") + "\n")
    except Exception as error:  # a figure that cannot be drawn costs no points
        sys.stdout.write(_("Drawing a figure failed; the figure is missing here: {error}").format(error=error) + "\n")
    pyplot.close("all")
    return tuple(drawn)


def ask(ipython: InteractiveShell, request: Any, seconds: float, cpu_s: float) -> Value:
    """Call an object that the cells defined."""
    try:
        with limited(seconds, cpu_s):
            return answer(ipython.user_ns, request)
    except OutOfTime as out:
        raise StudentError("timeout", timeout_sentence(out.seconds or seconds)) from None


# --- limits ---------------------------------------------------------------------------------------


def limited(seconds: float, cpu_s: float) -> "signalled | time_limit":
    """End a block with OutOfTime after so many seconds, or so many of computing."""
    here = threading.current_thread() is threading.main_thread()
    return signalled(seconds, cpu_s) if here and hasattr(signal, "setitimer") else time_limit(seconds)


class signalled:  # noqa: N801 - as time_limit
    """``time_limit`` by signals: it interrupts waiting too, and can count the seconds of computing."""

    def __init__(self, seconds: float, cpu_s: float) -> None:
        self._limits = {
            signal.SIGALRM: (signal.ITIMER_REAL, seconds),
            signal.SIGPROF: (signal.ITIMER_PROF, cpu_s),
        }
        self._renewals = RENEWALS
        self._inside = False

    def __enter__(self) -> None:
        self._inside = True
        for number, (timer, limit) in self._limits.items():
            signal.signal(number, self._end)
            signal.setitimer(timer, limit, time_limit.AGAIN_AFTER)

    def _end(self, number: int, frame: FrameType | None) -> None:
        timer, limit = self._limits[signal.Signals(number)]
        if self._inside and self._renewals and importing(frame):
            self._renewals -= 1
            signal.setitimer(timer, limit, time_limit.AGAIN_AFTER)
        elif self._inside:
            raise OutOfTime(limit)

    def __exit__(self, *_error: object) -> None:
        while self._inside:  # a signal may arrive in these lines too
            try:
                self._inside = False
            except OutOfTime:
                continue
        for timer, _limit in self._limits.values():
            signal.setitimer(timer, 0)


class redirected:  # noqa: N801 - reads as what it does
    """Standard output and error go to a text with a limit."""

    def __init__(self, limit: int) -> None:
        self._output = Output(limit)

    def __enter__(self) -> Output:
        self._kept = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = self._output
        return self._output

    def __exit__(self, *_error: object) -> None:
        sys.stdout, sys.stderr = self._kept


# --- a process of its own -------------------------------------------------------------------------


def mapped_mb() -> int:
    """The address space that this process has taken, on Linux: mostly torch's libraries, several GB with CUDA."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


def main(memory_mb: int, output_chars: int) -> None:
    """Serve on standard input and output: a student's own check, on any system, without a sandbox."""
    if sys.platform == "linux":  # elsewhere the system does not keep to it
        import resource

        limit = (mapped_mb() + memory_mb) << 20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    torch.set_num_threads(1)
    # the frames keep the two pipes for themselves; a student's print or input() finds nothing there
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 - for the life of the process
    serve(requests, answers, output_chars)
