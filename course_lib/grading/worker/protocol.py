"""What passes between checker and student: questions, answers, and the frames that carry them.

A frame is two lengths, a JSON text and the numbers of its tensors, one behind the other. Nothing that is read can run
code: no pickle, and what is not a tensor, a number, a text or a container of these arrives as the name of its type.
"""

import json
import math
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from io import BytesIO
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from course_lib.grading.worker.stand_ins import StandIn
from course_lib.language import _

Value = Any
"""A tensor, number, text, None, StandIn, Opaque, or a tuple, list or dict of these."""


@dataclass(frozen=True)
class Bounds:
    """The most that a frame may hold, in bytes: of JSON, and of the numbers of its tensors."""

    text: int
    numbers: int


QUESTION = Bounds(1 << 20, 32 << 20)
ANSWER = Bounds(1 << 17, 4 << 20)
"""Of a check's question. The largest honest one of all exercises takes 1 kB and 150 kB."""
CELL_ANSWER = Bounds(1 << 17, 9 << 20)
"""Of a cell: its pictures are numbers."""
DEPTH, SIDES = 24, 16
"""How deep the values of a frame may be nested, and how many sides a tensor may have: honest ones have 4 and 4."""
PLAIN_DEPTH = 16
"""Of a student's value; a reply lies around it."""
NAME_CHARS = 80
"""Of a type or a parameter: students' own may be longer, what is told of them is not."""
SENTENCE_CHARS, DETAILS_CHARS = 2000, 8000
"""Of what is told of an error."""
_LENGTHS = struct.Struct("<II")
_DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        *(torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64),
        *(torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.complex128),
    )
}
"""The kinds of numbers that are sent: exotic ones have no ``isfinite``, no ``==``."""


@dataclass(frozen=True)
class Opaque:
    """Something of a student's that is no value of the protocol: all that is told is what it is."""

    type_name: str


@dataclass(frozen=True)
class Request:
    """A question to a student's object: call it with these arguments.

    With ``construct`` the object is a module: it is built with those arguments, gets ``parameters``, then is called.
    With ``cotangents`` (in the structure of the result) the answer has the vector-Jacobian products too.
    """

    name: str
    arguments: tuple[Value, ...] = ()
    construct: tuple[Value, ...] | None = None
    parameters: dict[str, Tensor] | None = None
    cotangents: Value = None
    calls: int = 1
    then: "tuple[Call, ...]" = ()
    """More calls of the same object after these, so that what it keeps from one to the next is seen."""
    trainable: tuple[int, ...] = ()
    """Places of arguments whose tensors ask for gradients, as the parameters of a model do."""
    trace: bool = False
    """Whether to note which functions of torch are called."""

    @cached_property
    def frame(self) -> bytes:
        """The frame of this request: a class is asked the same ones."""
        return frame(self)


@dataclass(frozen=True)
class Call:
    """One more call of a request's object, or of a method of it."""

    arguments: tuple[Value, ...] = ()
    method: str = ""


@dataclass(frozen=True)
class ResultOf:
    """As an argument: what an earlier call of the same request returned, whatever it is; ``path`` picks an entry."""

    call: int
    path: tuple[int, ...] = ()


@dataclass(frozen=True)
class Reply:
    """What a student's object answered."""

    outputs: tuple[Value, ...] = ()
    """One for each call. Cotangents belong to the last one."""
    arguments: tuple[Value, ...] = ()
    """The arguments, as they are after the calls."""
    gradients: Value = None
    """In the structure of the arguments; None where no gradient arrived."""
    parameters: dict[str, Tensor] | None = None
    """Of a module, as it was constructed."""
    parameter_gradients: dict[str, Tensor | None] | None = None
    called: tuple[str, ...] = ()
    """The functions of torch that were called, where that was asked for."""
    attached: tuple[bool, ...] = ()
    """Of each tensor that the last call returned, whether it has a gradient history; a leaf has none."""


@dataclass(frozen=True)
class Description:
    """What stands under a name in a student's notebook: “missing”, “function”, “class” or “other”."""

    kind: str
    type_name: str = ""
    parameters: tuple[str, ...] = ()
    """Names of the parameters that can be given by position; a name with a star takes any number."""


class StudentError(Exception):
    """A student's code did not answer. ``status`` is one of the statuses of a result."""

    def __init__(self, status: str, sentence: str, details: str = "") -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.details = status, sentence, details


class ProtocolError(Exception):
    """What came is no frame of this protocol, or too large."""


def map_tensors(function: Callable[[Tensor], Any], value: Value) -> Value:
    """The value with each tensor replaced by what the function makes of it."""
    match value:
        case Tensor():
            return function(value)
        case tuple():
            return tuple(map_tensors(function, item) for item in value)
        case list():
            return [map_tensors(function, item) for item in value]
        case dict():
            return {key: map_tensors(function, item) for key, item in value.items()}
    return value


def tensors_in(value: Value) -> Iterator[Tensor]:
    """The tensors of a value, in order."""
    match value:
        case Tensor():
            yield value
        case list() | tuple():
            for item in value:
                yield from tensors_in(item)
        case dict():
            for item in value.values():
                yield from tensors_in(item)


def plain(value: Value, depth: int = 0) -> Value:
    """A student's value as one of the protocol: detached, on the CPU, contiguous, tuples for all sequences."""
    match value:
        case Tensor() if value.ndim > SIDES:
            return Opaque(f"Tensor ({value.ndim} dimensions)")
        case Tensor() if value.layout is torch.strided and not value.is_meta and value.dtype in _DTYPES.values():
            return value.detach().as_subclass(Tensor).cpu().contiguous().clone()
        case Tensor():  # sparse, quantized, on no device: nothing that can be compared
            return Opaque(f"Tensor ({str(value.dtype).removeprefix('torch.')})")
        case bool() | float() | str() | None:
            return value
        case int() if value.bit_length() < 64:
            return value
        case np.bool_():
            return bool(value)
        case np.integer():
            return plain(int(value))
        case np.floating():
            return float(value)
        case list() | tuple() if depth < PLAIN_DEPTH:
            return tuple(plain(item, depth + 1) for item in value)
        case dict() if depth < PLAIN_DEPTH:
            return {str(key): plain(item, depth + 1) for key, item in value.items()}
        case Opaque():
            return value
    return Opaque(str(type(value).__name__)[:NAME_CHARS])


# the messages that may be sent, by name
_MESSAGES = {message.__name__: message for message in (Request, Call, ResultOf, Reply, Description, StandIn, Opaque)}


def _to_json(value: Value, numbers: list[bytes]) -> Any:
    match value:
        case Tensor():
            kind = str(value.dtype).removeprefix("torch.")
            numbers.append(value.reshape(-1).view(torch.uint8).numpy().tobytes() if value.numel() else b"")
            return {"tensor": [kind, *value.shape]}
        case bool() | int() | str() | None:
            return value
        case float():
            return {"float": value.hex()}  # inf and nan too
        case tuple():
            return [_to_json(item, numbers) for item in value]
        case list():
            return {"list": [_to_json(item, numbers) for item in value]}
        case dict():
            return {"dict": {str(key): _to_json(item, numbers) for key, item in value.items()}}
    if is_dataclass(value) and type(value).__name__ in _MESSAGES:
        content = {field.name: _to_json(getattr(value, field.name), numbers) for field in fields(value)}
        return {"message": type(value).__name__, "content": content}
    raise ProtocolError(_("a {type} cannot be sent").format(type=type(value).__name__))


@dataclass
class _Reading:
    """The numbers of a frame that is being read."""

    numbers: BytesIO

    def value(self, data: Any, depth: int = 0) -> Value:
        if depth > DEPTH:
            raise ProtocolError(_("a frame holds values that are nested too deeply"))
        match data:
            case {"tensor": [str(kind), *shape]} if kind in _DTYPES:
                return self._tensor(_DTYPES[kind], shape)
            case {"float": str(digits)}:
                return float.fromhex(digits)
            case {"dict": dict(content)}:
                return {_whole(key): self.value(item, depth + 1) for key, item in content.items()}
            case {"list": list(items)}:
                return [self.value(item, depth + 1) for item in items]
            case {"message": str(name), "content": dict(content)} if name in _MESSAGES:
                return _MESSAGES[name](**{key: self.value(item, depth + 1) for key, item in content.items()})
            case list():
                return tuple(self.value(item, depth + 1) for item in data)
            case str():
                return _whole(data)
            case bool() | None:
                return data
            case int() if data.bit_length() < 64:
                return data
        raise ProtocolError(_("a frame holds something that is no value"))

    def _tensor(self, dtype: torch.dtype, shape: list[Any]) -> Tensor:
        """The next tensor of a frame; no more memory is taken than has arrived."""
        if len(shape) > SIDES or not all(type(side) is int and side >= 0 for side in shape):
            raise ProtocolError(_("a frame holds a tensor without a shape"))
        if 0 in shape:
            return torch.empty(shape, dtype=dtype)
        size = math.prod(shape) * dtype.itemsize
        data = self.numbers.read(size) if size <= QUESTION.numbers else b""
        if len(data) != size:
            raise ProtocolError(_("a frame holds fewer numbers than its tensors need"))
        return torch.frombuffer(bytearray(data), dtype=dtype).reshape(shape)


def _whole(text: str) -> str:
    """A text without halves of letters, which no file and no database takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


class Stream(Protocol):
    """Where frames go to or come from: a file, a pipe, a line with a deadline."""

    def read(self, size: int, /) -> bytes | None: ...

    def write(self, data: bytes, /) -> object: ...

    def flush(self) -> object: ...


def send(stream: Stream, value: Value, bounds: Bounds = QUESTION) -> None:
    """Write one frame.

    Raises:
        ProtocolError: the value is none of the protocol's, or too large.
    """
    stream.write(frame(value, bounds))
    stream.flush()


def frame(value: Value, bounds: Bounds = QUESTION) -> bytes:
    """A value as it is sent.

    Raises:
        ProtocolError: it is none of the protocol's, or too large.
    """
    parts: list[bytes] = []
    text = json.dumps(_to_json(value, parts)).encode()
    numbers = b"".join(parts)
    _expect_within(bounds, len(text), len(numbers))
    return _LENGTHS.pack(len(text), len(numbers)) + text + numbers


def receive(stream: Stream, bounds: Bounds = QUESTION) -> Value:
    """Read one frame.

    Raises:
        EOFError: the other side has ended.
        ProtocolError: what came is no frame, or larger than the bounds.
    """
    text_length, length = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    _expect_within(bounds, text_length, length)
    text, numbers = _exactly(stream, text_length), _exactly(stream, length)
    try:
        return _Reading(BytesIO(numbers)).value(json.loads(text))
    except ProtocolError:
        raise
    except Exception as error:  # whatever a forged frame breaks
        told = str(error)[:NAME_CHARS]
        raise ProtocolError(_("what came is no frame: {error}").format(error=told)) from error


def _expect_within(bounds: Bounds, text: int, numbers: int) -> None:
    if text > bounds.text or numbers > bounds.numbers:
        raise ProtocolError(_("a frame of {size} bytes is too large").format(size=text + numbers))


def _exactly(stream: Stream, length: int) -> bytes:
    data = bytearray()
    while len(data) < length:
        more = stream.read(length - len(data))
        if not more:
            raise EOFError
        data += more
    return bytes(data)


def same(first: Value, second: Value, rtol: float = 1e-4, atol: float = 1e-5) -> bool:
    """Whether two values agree: structure, shapes, and numbers as in ``agreeing``."""
    match first, second:
        case Tensor(), Tensor():
            return first.shape == second.shape and bool(agreeing(first, second, rtol, atol).all())
        case ((list() | tuple()), (list() | tuple())):
            return len(first) == len(second) and all(same(a, b, rtol, atol) for a, b in zip(first, second, strict=True))
        case dict(), dict():
            return first.keys() == second.keys() and all(same(first[key], second[key], rtol, atol) for key in first)
        case float(), float():
            return math.isclose(first, second, rel_tol=rtol, abs_tol=atol) or (math.isnan(first) and math.isnan(second))
    return type(first) is type(second) and bool(first == second)


def agreeing(first: Tensor, second: Tensor, rtol: float = 1e-4, atol: float = 1e-5) -> Tensor:
    """Which entries of two tensors of one shape agree: integers exactly, other numbers within the tolerance."""
    if not any(tensor.is_floating_point() or tensor.is_complex() for tensor in (first, second)):
        return first.to(torch.int64) == second.to(torch.int64)
    wide = torch.complex128 if first.is_complex() or second.is_complex() else torch.float64
    return torch.isclose(first.to(wide), second.to(wide), rtol=rtol, atol=atol, equal_nan=True)
