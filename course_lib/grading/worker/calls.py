"""Answering a request: the same code in a student's notebook and in the process that holds a submission."""

import contextlib
import ctypes
import dataclasses
import inspect
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.grading.worker.protocol import (
    NAME_CHARS,
    SENTENCE_CHARS,
    Description,
    Reply,
    Request,
    ResultOf,
    StudentError,
    Value,
    map_tensors,
    plain,
    tensors_in,
)
from course_lib.grading.worker.stand_ins import StandIn
from course_lib.grading.worker.tracing import Traced
from course_lib.language import _

# --- time -----------------------------------------------------------------------------------------


class OutOfTime(BaseException):
    """Raised inside code that ran over its limit; no ``except Exception`` of a student's stops it."""

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__()
        self.seconds = seconds
        """The limit that was reached, where there are several."""


def ran_out(error: BaseException | None) -> OutOfTime | None:
    """The time limit behind an error: what a block raises while it is being ended has the limit for its cause.

    ``finally`` and ``with`` of a student's, and of torch's own, can fail where they are interrupted half-way.
    """
    while error is not None and not isinstance(error, OutOfTime):
        error = error.__context__
    return error


RENEWALS = 4
"""So often the clock starts anew where it runs out while a module is being imported."""


def importing(frame: FrameType | None) -> bool:
    """Whether a module is being imported here: one that is stopped half-way stays broken for the whole process.

    It also is nobody's loop. The first optimizer or `torch.func.grad` of a process imports `torch._dynamo`, more than
    a second of computing, and would leave little of a limit for what a student has written.
    """
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False


class time_limit:  # noqa: N801 - reads as what it does: with time_limit(10)
    """End the block with OutOfTime after this many seconds.

    A watching thread raises the exception inside this one, again and again until the block is left: this needs no
    signals, so it works in a notebook on Windows and macOS too. It ends Python code between two of its instructions;
    one long call into compiled code ends first. An import is let go on for some time, see `importing`.
    """

    AGAIN_AFTER = 0.5  # seconds: long enough for an honest block to end

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._renewals = RENEWALS
        self._ident = threading.get_ident()
        self._thread = ctypes.c_ulong(self._ident)
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
            if self._renewals and importing(sys._current_frames().get(self._ident)):
                self._renewals -= 1
                continue
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
            (f"*{parameter.name}" if parameter.kind is parameter.VAR_POSITIONAL else parameter.name)[:NAME_CHARS]
            for parameter in inspect.signature(found).parameters.values()
            if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD, parameter.VAR_POSITIONAL)
        )
    except (TypeError, ValueError):  # not callable, or a builtin that has no signature
        parameters = ("*arguments",)
    return Description(kind, type(found).__name__[:NAME_CHARS], parameters[:50])


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
    except BaseException as error:  # SystemExit and KeyboardInterrupt of the student's, too
        if out := ran_out(error):
            raise out from error
        if isinstance(error, NotImplementedError):
            raise StudentError("not run", _("there is no answer yet"), where(error)) from error
        raise StudentError("crashed", crash_sentence(error), where(error)) from error


def _answer(target: Any, request: Request) -> Reply:
    wants_gradients = request.cotangents is not None
    sent = _copied(request.arguments, request.trainable)
    if wants_gradients:
        sent = map_tensors(_asking, sent)
    arguments = _build(sent)

    module, constructed = None, None
    if request.construct is not None:
        target = module = target(*_build(request.construct))
        if not isinstance(module, nn.Module):
            raise StudentError(
                "failed",
                _(
                    "{name}(…) must make an nn.Module: derive the class from nn.Module and call super().__init__()"
                ).format(name=request.name),
            )
        constructed = {name: plain(parameter) for name, parameter in module.named_parameters()}
        if request.parameters is not None:
            module.double()
            _load(module, request.parameters)
        if request.calls == 0:
            return Reply(parameters=constructed)

    traced = Traced() if request.trace else None
    # as in a notebook: nothing is recorded unless an answer asks for it
    with torch.enable_grad(), traced or contextlib.nullcontext():
        outputs = [target(*arguments) for _call in range(request.calls)]
        for call in request.then:
            later = _build(_copied(call.arguments, request.trainable), outputs)
            outputs.append(_method(target, call.method)(*later))
    reply = Reply(
        tuple(map(plain, outputs)),
        tuple(map(plain, sent)),
        parameters=constructed,
        called=tuple(name[:NAME_CHARS] for name in traced.called) if traced else (),
        attached=tuple(tensor.grad_fn is not None for tensor in tensors_in(outputs[-1])),
    )
    if not wants_gradients:
        return reply
    gradients, parameter_gradients = _products(outputs[-1], sent, module, request.cotangents)
    return dataclasses.replace(reply, gradients=gradients, parameter_gradients=parameter_gradients)


def _copied(arguments: tuple[Value, ...], trainable: tuple[int, ...]) -> Value:
    """The arguments of a call as tensors of its own, whatever is done to them; those to train ask for gradients."""
    copies = [map_tensors(lambda tensor: tensor.clone(), one) for one in arguments]
    return tuple(map_tensors(_asking, one) if place in trainable else one for place, one in enumerate(copies))


def _asking(tensor: Tensor) -> Tensor:
    """The tensor, and if it can have a gradient, asking for one."""
    return tensor.requires_grad_() if tensor.is_floating_point() else tensor


def _method(target: Any, name: str) -> Any:
    """The object itself, or one of its methods."""
    if not name:
        return target
    if not callable(getattr(target, name, None)):
        raise StudentError("failed", _("the object needs a method {name}: define it in your class").format(name=name))
    return getattr(target, name)


def _build(value: Value, outputs: Sequence[Any] = ()) -> Any:
    """Stand-ins become functions, and what earlier calls returned is put in as it was."""
    match value:
        case StandIn():
            return value.build()
        case ResultOf(call=call, path=path):
            found = outputs[call]
            for position in path:
                found = found[position]
            return found
        case tuple():
            return tuple(_build(item, outputs) for item in value)
        case list():
            return [_build(item, outputs) for item in value]
    return value


def _load(module: nn.Module, parameters: dict[str, Tensor]) -> None:
    own = dict(module.named_parameters())
    for name, value in parameters.items():
        if name not in own:
            raise StudentError(
                "failed",
                _("the module must have a parameter {name} (an nn.Parameter); it has: {names}").format(
                    name=name, names=", ".join(own)[:SENTENCE_CHARS] or _("none")
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
    pairs = list(_paired(output, cotangents))
    parameters = dict(module.named_parameters()) if module is not None else {}
    inputs = [tensor for tensor in tensors_in(arguments) if tensor.requires_grad]
    wanted = inputs + [parameter for parameter in parameters.values() if parameter.requires_grad]
    found: Sequence[Tensor | None] = [None] * len(wanted)
    if pairs and wanted:
        results, vectors = [result for result, _v in pairs], [vector.to(result) for result, vector in pairs]
        found = torch.autograd.grad(results, wanted, vectors, allow_unused=True)
    gradient_of = dict(zip(map(id, wanted), found, strict=True))
    gradients = plain(map_tensors(lambda tensor: gradient_of.get(id(tensor)), arguments))
    if module is None:
        return gradients, None
    return gradients, {name: plain(gradient_of.get(id(parameter))) for name, parameter in parameters.items()}


def _paired(output: Value, cotangents: Value) -> Iterator[tuple[Tensor, Tensor]]:
    """Each tensor that gradients can start from, with its cotangent; what has another form is left out."""
    match output, cotangents:
        case Tensor(), Tensor():
            if output.requires_grad and output.numel() == cotangents.numel():
                yield output, cotangents.reshape(output.shape)
        case ((list() | tuple()), (list() | tuple())):
            for one_output, one_cotangent in zip(output, cotangents, strict=False):
                yield from _paired(one_output, one_cotangent)


def crash_sentence(error: BaseException) -> str:
    """What a student's code raised and where, in one sentence."""
    kind = type(error).__name__[:NAME_CHARS]
    if isinstance(error, SyntaxError) and error.lineno is not None:
        return _("{kind} in line {number}, “{line}”: {text}").format(
            kind=kind, number=error.lineno, line=str(error.text or "").strip()[:200], text=str(error.msg)[:500]
        )
    line = _own_line(error)
    text = str(error).strip() or _("(no message)")
    if line is None:
        return _("your code raised {kind}: {text}").format(kind=kind, text=text[:500])
    return _("your code raised {kind} in the line “{line}”: {text}").format(kind=kind, line=line, text=text[:500])


def _own_line(error: BaseException) -> str | None:
    """The last line of the traceback that stands in a notebook's cell."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_cell(frame.filename)]
    return (frames[-1].line or "").strip()[:200] or None if frames else None


def _is_cell(filename: str) -> bool:
    return filename.startswith("<ipython-input") or "ipykernel_" in filename


def where(error: BaseException) -> str:
    """The traceback, for the instructor."""
    return "".join(traceback.format_exception(error))[-4000:]


def timeout_sentence(seconds: float) -> str:
    return _("your code was still running after {seconds:g} s and was stopped: look for a loop that never ends").format(
        seconds=seconds
    )
