"""Holds one submission: runs its cells and calls its functions, and nothing else.

Started as ``python -m course_lib.grading.worker MEMORY_MB OUTPUT_CHARS``; reads requests from standard input, writes
answers to standard output. Everything that it says is a student's word: it compares nothing and knows no answer.
"""

import io
import os
import sys
from typing import Any, BinaryIO

import torch
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import course_lib.grading
from course_lib.grading.protocol import StudentError, Value, receive, send
from course_lib.grading.student import OutOfTime, answer, crash_sentence, describe, time_limit, timeout_sentence
from course_lib.language import _


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
    # a matplotlib figure of a student's is not shown here
    os.environ.setdefault("MPLBACKEND", "agg")
    return created


def serve(requests: BinaryIO, answers: BinaryIO, output_chars: int) -> None:
    """Answer requests until the other side ends."""
    # in a worker the check does nothing: it is run from outside
    course_lib.grading.checks_for = lambda *_arguments, **_parameters: lambda *_: None  # type: ignore[assignment]
    ipython = shell()
    send(answers, "ready")
    while True:
        try:
            message = receive(requests)
        except EOFError:
            return
        with redirected(output_chars) as output:
            reply = respond(ipython, message, output)
        send(answers, reply)


def respond(ipython: InteractiveShell, message: dict[str, Value], output: Output) -> dict[str, Value]:
    """The answer to one message."""
    try:
        match message:
            case {"op": "execute", "source": str(source), "seconds": float(seconds) | int(seconds)}:
                return execute(ipython, source, seconds, output)
            case {"op": "describe", "name": str(name)}:
                return {"description": describe(ipython.user_ns, name)}
            case {"op": "ask", "request": request, "seconds": float(seconds) | int(seconds)}:
                return {"reply": ask(ipython, request, seconds)}
            case _other:
                raise StudentError("refused", _("the worker does not know this message"))
    except StudentError as error:
        return {"error": {"status": error.status, "sentence": error.sentence, "details": error.details}}


def execute(ipython: InteractiveShell, source: str, seconds: float, output: Output) -> dict[str, Value]:
    """Run a cell; names that it defined before it failed stay."""
    status, sentence = "ok", ""
    try:
        with time_limit(seconds):
            result = ipython.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
    except OutOfTime as out:
        error = out
    if isinstance(error, OutOfTime):
        status, sentence = "timeout", timeout_sentence(seconds)
    elif error is not None:
        status, sentence = "crashed", crash_sentence(error)
    return {"status": status, "output": output.getvalue(), "error": sentence}


def ask(ipython: InteractiveShell, request: Any, seconds: float) -> Value:
    """Call an object that the cells defined."""
    try:
        with time_limit(seconds):
            return answer(ipython.user_ns, request)
    except OutOfTime:
        raise StudentError("timeout", timeout_sentence(seconds)) from None


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


def limit_memory(megabytes: int) -> None:
    """Cap the address space where the system can (not on Windows, nor reliably on macOS)."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    memory_mb, output_chars = map(int, sys.argv[1:])
    limit_memory(memory_mb)
    torch.set_num_threads(1)
    # the frames keep the two pipes for themselves; a student's print or input() finds nothing there
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 - for the life of the process
    serve(requests, answers, output_chars)


if __name__ == "__main__":
    main()
