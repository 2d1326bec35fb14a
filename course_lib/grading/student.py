"""The ways to reach a student's object: here, in the student's own notebook, or in a process of its own."""

import contextlib
import ctypes
import inspect
import io
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, BinaryIO, Protocol, TypeVar

import torch
from torch import Tensor, nn

from course_lib.grading.protocol import (
    Description,
    ProtocolError,
    Reply,
    Request,
    StudentError,
    Value,
    map_tensors,
    plain,
    receive,
    send,
    tensors_in,
)
from course_lib.grading.stand_ins import StandIn
from course_lib.language import _

T = TypeVar("T")


class Student(Protocol):
    """A student's objects, wherever they are."""

    tier: int
    """How well the student's code is kept apart: 0 is not at all."""

    def describe(self, name: str) -> Description:
        """What stands under this name."""

    def ask(self, request: Request) -> Reply:
        """The answer to a request.

        Raises:
            StudentError: the code raised, took too long, or died.
        """


# --- time -----------------------------------------------------------------------------------------


class OutOfTime(BaseException):
    """Raised inside code that ran over its limit; no ``except Exception`` of a student's stops it."""


class time_limit:  # noqa: N801 - reads as what it does: with time_limit(10)
    """End the block with OutOfTime after this many seconds.

    A watching thread raises the exception inside this one, again and again until the block is left: this needs no
    signals, so it works in a notebook on Windows and macOS too. It ends Python code between two of its instructions;
    one long call into compiled code ends first.
    """

    AGAIN_AFTER = 0.5  # seconds: long enough for an honest block to end

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._thread = ctypes.c_ulong(threading.get_ident())
        self._left, self._raised, self._lock = threading.Event(), threading.Event(), threading.Lock()

    def __enter__(self) -> None:
        threading.Thread(target=self._watch, daemon=True).start()

    def __exit__(self, *_error: object) -> None:
        # an exception may arrive in these lines too: try until the watcher is told
        while not self._left.is_set():
            with contextlib.suppress(OutOfTime), self._lock:
                self._left.set()
        if self._raised.is_set():  # one more may be on its way: let it arrive here
            with contextlib.suppress(OutOfTime):
                time.sleep(0.001)
                self._raised.clear()

    def _watch(self) -> None:
        wait = self._seconds
        while not self._left.wait(wait):
            with self._lock:
                if not self._left.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(self._thread, ctypes.py_object(OutOfTime))
                    self._raised.set()
            wait = self.AGAIN_AFTER


# --- answering a request: the same code in a notebook and in a worker -----------------------------


def describe(namespace: dict[str, Any], name: str) -> Description:
    """What stands under a name."""
    if name not in namespace:
        return Description("missing")
    found = namespace[name]
    kind = "class" if inspect.isclass(found) else "function" if callable(found) else "other"
    try:
        parameters = tuple(
            f"*{parameter.name}" if parameter.kind is parameter.VAR_POSITIONAL else parameter.name
            for parameter in inspect.signature(found).parameters.values()
            if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD, parameter.VAR_POSITIONAL)
        )
    except (TypeError, ValueError):  # not callable, or a builtin that has no signature
        parameters = ("*arguments",)
    return Description(kind, type(found).__name__, parameters)


def answer(namespace: dict[str, Any], request: Request) -> Reply:
    """Call a student's object.

    Raises:
        StudentError: the code raised, or there is nothing to call.
        OutOfTime: from a surrounding time limit.
    """
    try:
        return _answer(namespace[request.name], request)
    except (OutOfTime, StudentError):
        raise
    except NotImplementedError as error:
        raise StudentError("not run", _("there is no answer yet"), where(error)) from error
    except BaseException as error:  # SystemExit and KeyboardInterrupt of the student's, too
        raise StudentError("crashed", crash_sentence(error), where(error)) from error


def _answer(target: Any, request: Request) -> Reply:
    wants_gradients = request.cotangents is not None
    sent = map_tensors(lambda tensor: tensor.clone(), request.arguments)
    if wants_gradients:
        sent = map_tensors(lambda tensor: tensor.requires_grad_() if tensor.is_floating_point() else tensor, sent)
    arguments = _build(sent)

    module, constructed = None, None
    if request.construct is not None:
        target = module = target(*_build(request.construct))
        if not isinstance(module, nn.Module):
            raise StudentError("failed", _("what {name}(…) makes is no nn.Module").format(name=request.name))
        constructed = {name: plain(parameter) for name, parameter in module.named_parameters()}
        if request.parameters is not None:
            module.double()
            _load(module, request.parameters)
        if request.calls == 0:
            return Reply(parameters=constructed)

    with torch.set_grad_enabled(wants_gradients or module is not None):
        outputs = [target(*arguments) for _call in range(request.calls)]
    reply = Reply(tuple(map(plain, outputs)), tuple(map(plain, sent)), parameters=constructed)
    if not wants_gradients:
        return reply
    gradients, parameter_gradients = _products(outputs[-1], sent, module, request.cotangents)
    return Reply(reply.outputs, reply.arguments, gradients, constructed, parameter_gradients)


def _build(value: Value) -> Value:
    """Stand-ins become functions."""
    match value:
        case StandIn():
            return value.build()
        case list() | tuple():
            return tuple(_build(item) for item in value)
    return value


def _load(module: nn.Module, parameters: dict[str, Tensor]) -> None:
    own = dict(module.named_parameters())
    for name, value in parameters.items():
        if name not in own:
            raise StudentError(
                "failed",
                _("the module must have a parameter {name} (an nn.Parameter); it has: {names}").format(
                    name=name, names=", ".join(own) or _("none")
                ),
            )
        if own[name].shape != value.shape:
            raise StudentError(
                "failed",
                _("the parameter {name} must have shape {wanted}; it has shape {got}").format(
                    name=name, wanted=tuple(value.shape), got=tuple(own[name].shape)
                ),
            )
    with torch.no_grad():
        for name, value in parameters.items():
            own[name].copy_(value)


def _products(
    output: Value, arguments: Value, module: nn.Module | None, cotangents: Value
) -> tuple[Value, dict[str, Tensor | None] | None]:
    """Vector-Jacobian products with respect to arguments and parameters."""
    pairs = [
        (result, cotangent)
        for result, cotangent in zip(tensors_in(output), tensors_in(cotangents), strict=True)
        if result.requires_grad
    ]
    parameters = dict(module.named_parameters()) if module is not None else {}
    inputs = [tensor for tensor in tensors_in(arguments) if tensor.requires_grad]
    wanted = inputs + [parameter for parameter in parameters.values() if parameter.requires_grad]
    found: Sequence[Tensor | None] = [None] * len(wanted)
    if pairs and wanted:
        results, vectors = [result for result, _v in pairs], [vector.to(result) for result, vector in pairs]
        found = torch.autograd.grad(results, wanted, vectors, allow_unused=True)
    gradient_of = dict(zip(map(id, wanted), found, strict=True))
    gradients = map_tensors(lambda tensor: plain(gradient_of.get(id(tensor))), arguments)
    if module is None:
        return gradients, None
    return gradients, {name: plain(gradient_of.get(id(parameter))) for name, parameter in parameters.items()}


def crash_sentence(error: BaseException) -> str:
    """What a student's code raised and where, in one sentence."""
    line = _own_line(error)
    text = str(error).strip() or _("(no message)")
    if line is None:
        return _("your code raised {kind}: {text}").format(kind=type(error).__name__, text=text[:500])
    return _("your code raised {kind} in the line “{line}”: {text}").format(
        kind=type(error).__name__, line=line, text=text[:500]
    )


def _own_line(error: BaseException) -> str | None:
    """The last line of the traceback that stands in a notebook's cell."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_cell(frame.filename)]
    return (frames[-1].line or "").strip()[:200] or None if frames else None


def _is_cell(filename: str) -> bool:
    return filename.startswith("<ipython-input") or "ipykernel_" in filename


def where(error: BaseException) -> str:
    """The traceback, for the instructor."""
    return "".join(traceback.format_exception(error))[-4000:]


# --- here -----------------------------------------------------------------------------------------


@dataclass
class Here:
    """A student's objects in this very process: the notebook in which the student works."""

    namespace: dict[str, Any]
    seconds: float = 10.0
    tier: int = 0

    def describe(self, name: str) -> Description:
        return describe(self.namespace, name)

    def ask(self, request: Request) -> Reply:
        try:
            with time_limit(self.seconds):
                return answer(self.namespace, request)
        except OutOfTime:
            raise StudentError("timeout", timeout_sentence(self.seconds)) from None


def timeout_sentence(seconds: float) -> str:
    return _("your code was still running after {seconds:g} s and was stopped: look for a loop that never ends").format(
        seconds=seconds
    )


# --- in a process of its own ----------------------------------------------------------------------


@dataclass(frozen=True)
class Limits:
    """What a submission may use."""

    cell_s: float = 10.0
    """Wall seconds of one cell."""
    check_s: float = 10.0
    """Wall seconds of one question of a check."""
    check_cpu_s: float = 2.0
    """Processor seconds of one question of a check: a busy machine makes nobody slower."""
    submission_s: float = 60.0
    """Wall seconds of all student code of a submission."""
    memory_mb: int = 2048
    file_mb: int = 8
    """Largest file that student code may write, where it may write at all."""
    output_chars: int = 4000
    figures: int = 8
    """Pictures that are kept of one cell."""


@dataclass(frozen=True)
class Cell:
    """A cell to be run: ``name`` is its grade_id or cell id."""

    name: str
    source: str


@dataclass(frozen=True)
class CellReport:
    """What came of running a cell: status is one of “ok”, “crashed”, “timeout”, “not run”."""

    name: str
    status: str
    output: str = ""
    error: str = ""
    figures: tuple[str, ...] = ()
    """Pictures that the cell drew: PNG in base64."""


@dataclass
class Session:
    """A worker process that holds one submission; a Student whose objects are what its cells defined.

    When student code dies or can't be stopped, the worker is replaced by a new one that runs the cells again, without
    the one that did it: what the others defined still counts.
    """

    assignment: str
    limits: Limits = field(default_factory=Limits)
    tier: int = 0
    _process: "subprocess.Popen[bytes] | None" = None
    _done: list[tuple[Cell, float]] = field(default_factory=list)
    _spent: float = 0.0

    def __enter__(self) -> "Session":
        self._start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def execute(self, cells: Sequence[Cell]) -> list[CellReport]:
        """Run cells in their order; one that fails or takes too long does not keep the later ones from running."""
        return [self._execute(cell) for cell in cells]

    def _execute(self, cell: Cell) -> CellReport:
        try:
            reply = self._exchange(
                {"op": "execute", "source": cell.source, "seconds": self.limits.cell_s}, self.limits.cell_s
            )
        except StudentError as error:
            return CellReport(cell.name, error.status, error=error.sentence)
        # should the worker have to be replaced, a cell that never ended gets only long enough to define its names
        self._done.append((cell, 0.5 if reply["status"] == "timeout" else self.limits.cell_s))
        return CellReport(cell.name, reply["status"], reply["output"], reply["error"])

    def describe(self, name: str) -> Description:
        reply = self._exchange({"op": "describe", "name": name}, self.limits.check_s)
        return _expect(reply.get("description"), Description)

    def ask(self, request: Request) -> Reply:
        seconds = self.limits.check_s
        reply = self._exchange({"op": "ask", "request": request, "seconds": seconds}, seconds)
        return _expect(reply.get("reply"), Reply)

    def _exchange(self, message: dict[str, Value], seconds: float) -> dict[str, Value]:
        """One question and its answer, under a deadline that the worker has no say in."""
        if self._spent > self.limits.submission_s:
            raise StudentError(
                "timeout",
                _("the whole submission may run for {seconds:g} s, and has").format(seconds=self.limits.submission_s),
            )
        process = self._process or self._restart()
        started = time.monotonic()
        # the worker stops its own code at the limit; two seconds later nothing is asked any more
        alarm = threading.Timer(seconds + 2, process.kill)
        alarm.start()
        try:
            send(_pipe(process.stdin), message)
            reply = receive(_pipe(process.stdout))
        except (EOFError, BrokenPipeError, ProtocolError) as error:
            self.close()
            if time.monotonic() - started >= seconds + 2:
                raise StudentError("timeout", timeout_sentence(seconds)) from None
            if isinstance(error, ProtocolError):
                raise StudentError(
                    "refused", _("what your code returned is too large or unreadable"), str(error)
                ) from None
            raise StudentError("crashed", _("your code ended the Python process (out of memory, or an exit)")) from None
        finally:
            alarm.cancel()
            self._spent += time.monotonic() - started
        if not isinstance(reply, dict):
            raise StudentError("refused", _("what your code returned is too large or unreadable"), repr(reply)[:200])
        match reply:
            case {"error": {"status": str(status), "sentence": str(sentence), "details": str(details)}}:
                raise StudentError(status, sentence, details)
        return reply

    def _start(self) -> "subprocess.Popen[bytes]":
        command = [
            sys.executable,
            "-m",
            "course_lib.grading.worker",
            str(self.limits.memory_mb),
            str(self.limits.output_chars),
        ]
        self._process = process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            receive(_pipe(process.stdout))  # “ready”: from here on, what goes wrong is the student's code
        except EOFError:
            self.close()
            raise StudentError("machinery", _("the process that runs student code did not start")) from None
        return process

    def _restart(self) -> "subprocess.Popen[bytes]":
        process = self._start()
        for cell, seconds in self._done:
            send(_pipe(process.stdin), {"op": "execute", "source": cell.source, "seconds": seconds})
            receive(_pipe(process.stdout))
        return process

    def close(self) -> None:
        """End the worker."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    _pipe(pipe).close()


def _pipe(stream: Any) -> BinaryIO:
    if not isinstance(stream, io.IOBase):
        raise StudentError("machinery", _("the worker has no pipe"))
    return stream  # type: ignore[return-value]


def _expect(value: Value, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise StudentError("refused", _("what your code returned is too large or unreadable"))
    return value
