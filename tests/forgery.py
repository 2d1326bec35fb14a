"""A worker that lies: it answers as an honest one would, but for what a forger changes on the way.

Everything is drawn from one seed. What is changed is the value, its JSON, the bytes of its frame, or the order of
answers; which answer of a submission it is, is drawn too.
"""

import contextlib
import dataclasses
import io
import json
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from typing import Any

import torch

from course_lib.grading.worker import calls
from course_lib.grading.worker.protocol import (
    ANSWER,
    Bounds,
    Description,
    Opaque,
    Reply,
    Request,
    StudentError,
    frame,
    receive,
)
from course_lib.grading.worker.stand_ins import StandIn

DTYPES = (
    *(torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64),
    *(torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.complex128),
)
LENGTHS = struct.Struct("<II")
TEXT = [
    "status",
    "sentence",
    "details",
    "output",
    "error",
    "figures",
    "reply",
    "description",
    "id",
    "called",
    "points",
    "passed",
    "machinery",
]


# ------------------------------------------------------------------------------------------------------- odd things
def tensor(draw: Random) -> torch.Tensor:
    """Of any kind and shape."""
    shape = draw.choice([(), (0,), (1,), (3,), (2, 3), (1, 0, 4), (1,) * 8, (1,) * 30, (70_000,), (0, 10**15)])
    made = torch.zeros(shape, dtype=draw.choice(DTYPES))
    if made.numel() and not made.dtype.is_complex and made.is_floating_point():
        made += draw.choice([0, 1, float("inf"), float("nan"), 1e300])
    return made


def picture(draw: Random) -> torch.Tensor:
    """Bytes that look like a PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        sum_of = zlib.crc32(kind + data) if draw.random() < 0.9 else 7
        length = len(data) if draw.random() < 0.9 else draw.choice([0, 2**31, 2**32 - 1])
        return struct.pack(">I", length) + kind + data + struct.pack(">I", sum_of)

    kinds = (b"IHDR", b"IDAT", b"PLTE", b"tEXt", b"IEND", b"\0\0\0\0")
    head = chunk(b"IHDR", draw.randbytes(draw.choice([0, 4, 7, 8, 12, 13, 14])))
    rest = b"".join(chunk(draw.choice(kinds), draw.randbytes(draw.choice([0, 1, 13, 99]))) for _one in range(4))
    return torch.frombuffer(bytearray(b"\x89PNG\r\n\x1a\n" + head + rest), dtype=torch.uint8)


def deep(draw: Random) -> Any:
    """Nested in itself."""
    value: Any = ()
    for _many in range(draw.choice([5, 15, 30, 340])):
        value = draw.choice([(value,), {"a": value}, [value], (value, value)][:3])
    return value


def value(draw: Random) -> Any:
    """What a value may be replaced by."""
    made = draw.choice(
        (
            tensor,
            picture,
            deep,
            lambda _draw: None,
            lambda _draw: (),
            lambda _draw: {},
            lambda draw: draw.choice([True, 0, -1, 1.5, float("nan"), float("inf"), 2**62, 2**64, 10**400]),
            lambda draw: draw.choice(["", "passed", "machinery", "\ud800", "\0\x1b[31m\u202e", "<b>", "x" * 100_000]),
            lambda draw: tuple(draw.choice(TEXT) + str(number) for number in range(draw.choice([1, 600, 5000]))),
            lambda draw: {draw.choice(TEXT): tensor(draw) for _one in range(5)},
            lambda draw: tuple(tensor(draw) for _one in range(draw.choice([1, 2, 5, 2000]))),
            lambda draw: Opaque(draw.choice(["x", 7, None, "y" * 500, (Opaque("z"),)])),
            lambda _draw: StandIn("cell", 1, (10**9, 10**9)),
            lambda _draw: StandIn("nobody", (), "sizes"),  # type: ignore[arg-type]
            lambda draw: Reply(draw.choice([(), 4, None]), outputs_of(draw)),  # type: ignore[arg-type]
            lambda _draw: Request("lstm_step"),
            lambda _draw: Description("function", "x", ("a",)),
            lambda draw: {"status": draw.choice(["passed", "machinery", "ok", 3, ()]), "sentence": "", "details": ""},
        )
    )
    return made(draw)


def outputs_of(draw: Random) -> tuple[Any, ...]:
    return (tensor(draw), (tensor(draw), None))


# --------------------------------------------------------------------------------------------------- changing a value
def changed(whole: Any, draw: Random) -> Any:
    """A value with something changed at a place that is drawn."""
    match whole:
        case tuple() | list() if whole and draw.random() < 0.85:
            parts = list(whole)
            at = draw.randrange(len(parts))
            parts[at] = changed(parts[at], draw)
            return tuple(parts)
        case tuple() | list() if whole:
            return draw.choice([tuple(whole[:-1]), (*whole, whole[-1]), tuple(reversed(whole)), (*whole, value(draw))])
        case dict() if whole and draw.random() < 0.85:
            at = draw.choice([*whole])
            return {**whole, at: changed(whole[at], draw)}
        case dict() if whole:
            at = draw.choice([*whole])
            less = {key: one for key, one in whole.items() if key != at}
            return draw.choice(
                [less, {**less, draw.choice(TEXT): whole[at]}, {**whole, draw.choice(TEXT): value(draw)}]
            )
        case Reply() | Description():
            at = draw.choice(dataclasses.fields(whole)).name
            return dataclasses.replace(whole, **{at: changed(getattr(whole, at), draw)})
        case torch.Tensor() if draw.random() < 0.7:
            return _another(whole, draw)
    return value(draw)


def _another(of: torch.Tensor, draw: Random) -> torch.Tensor:
    """A tensor that has nearly the form of an honest one."""
    ways: list[Callable[[], torch.Tensor]] = [
        lambda: of.to(draw.choice(DTYPES)),
        lambda: of[None],
        lambda: of.flatten(),
        lambda: of[..., :0] if of.ndim else of[None],
        lambda: of.mT if of.ndim > 1 else of.flatten(),
        lambda: torch.cat([of, of]) if of.ndim else of,
        lambda: torch.full_like(of, draw.choice([0, 1])),
        lambda: of.double() * draw.choice([float("nan"), float("inf"), 1e300, 1 + 1e-9, -1]),
        lambda: of[(None,) * 20],
    ]
    return draw.choice(ways)()


# ----------------------------------------------------------------------------------------------------- changing a text
def changed_json(data: Any, draw: Random) -> Any:
    """JSON with something changed at a place that is drawn: what no honest side would write."""
    match data:
        case dict() if data and draw.random() < 0.9:
            at = draw.choice([*data])
            return {**data, at: changed_json(data[at], draw)}
        case list() if data and draw.random() < 0.9:
            at = draw.randrange(len(data))
            return [*data[:at], changed_json(data[at], draw), *data[at + 1 :]]
    return draw.choice(
        [
            *(None, True, 0, -7, 1.5, "float64", "x", [], {}, 10**30, -(2**70), [[]] * 5000, {"dict": []}, {"list": 3}),
            {"tensor": []},
            {"tensor": ["float64", -1]},
            {"tensor": ["float64", 2**40, 2**40]},
            {"tensor": ["float64", *[1] * 60_000]},
            {"tensor": ["bool", *[0] * 60]},
            {"tensor": ["uint8", 0, 2**62]},
            {"tensor": ["pickle", 1]},
            {"float": draw.choice(["nan", "-inf", "0x1p99999999", "x", 3])},
            {"message": draw.choice(["Reply", "Popen", "Request", "StandIn", "Call"]), "content": {}},
            {"message": "Reply", "content": {"outputs": 4, "self": 1}},
        ]
    )


def changed_bytes(data: bytes, draw: Random) -> bytes:
    """Bytes of a frame with something changed."""
    at = draw.randrange(len(data))
    return draw.choice(
        [
            data[:at],
            data[:at] + draw.randbytes(1) + data[at + 1 :],
            data[:at] + draw.randbytes(9) + data[at:],
            LENGTHS.pack(2**32 - 1, 0) + data[8:],
            LENGTHS.pack(len(data) - 8, 2**31) + data[8:],
            LENGTHS.pack(0, 0),
            draw.randbytes(100),
        ]
    )


# --------------------------------------------------------------------------------------------------------- the worker
@dataclass
class Forger:
    """What is changed of the answers of one submission."""

    seed: int
    at: int | None = None
    """How many answers it leaves as they are before it begins; drawn if nothing is said."""
    draw: Random = field(init=False)
    way: str = field(init=False)
    of: str = field(init=False)
    """What those answers hold that it changes: the status of a cell, a description, a reply or an error in its place."""
    often: float = field(init=False)
    """How many of those behind the first are changed too."""
    opened: int = 0
    closed: int = 0
    asked: int = 0
    changed: int = 0

    def __post_init__(self) -> None:
        self.draw = Random(self.seed)
        self.way = self.draw.choice(["value", "value", "value", "value", "json", "json", "bytes", "id", "order"])
        self.of = self.draw.choice(["status", "description", *["reply"] * 6])
        begins = self.draw.choice([0, 0, 0, 1, 2, 3, 5, 7, 9]) if self.of != "description" else 0
        self.at = begins if self.at is None else self.at
        self.often = self.draw.choice([0, 0, 0.5, 1])

    def write(self, answer: dict[str, Any], before: bytes) -> bytes:
        """The frame of an answer, or what the forger makes of it."""
        honest = frame(answer)
        assert self.at is not None
        if not answer.keys() & {self.of, *(("error",) if self.of == "reply" and "status" not in answer else ())}:
            return honest
        self.asked += 1
        if self.asked <= self.at or (self.changed and self.draw.random() >= self.often):
            return honest
        self.changed += 1
        draw = self.draw
        match self.way:
            case "value":
                number = answer.pop("id")
                # one that cannot be sent as a frame leaves the honest one
                with contextlib.suppress(Exception):
                    return frame(changed(answer, draw) | {"id": number})
            case "json":
                text, numbers = LENGTHS.unpack(honest[:8])
                tree = changed_json(json.loads(honest[8 : 8 + text]), draw)
                forged = json.dumps(tree).encode()
                return LENGTHS.pack(len(forged), numbers) + forged + honest[8 + text :]
            case "bytes":
                return changed_bytes(honest, draw)
            case "id":
                odd = draw.choice(
                    [None, True, float(answer["id"]), str(answer["id"]), 0, torch.tensor([answer["id"]] * 2), ()]
                )
                return frame(answer | {"id": odd})
            case "order":
                return draw.choice([before + honest, before or honest, honest * 3, b""])
        return honest


class ForgedWorker:
    """In the place of a process: the names that a submission would have defined, and a forger."""

    def __init__(self, names: dict[str, Any], forger: Forger) -> None:
        self._names, self._forger = names, forger
        self._come = io.BytesIO()
        self._last = b""
        forger.opened += 1

    def send(self, message: Any, deadline: float, more: bytes = b"") -> None:
        answer = {**self._answer(message, more), "id": message["id"]}
        written = self._forger.write(answer, self._last)
        self._last = frame(answer) if "id" in answer else written
        self._come = io.BytesIO(self._come.read() + written)

    def _answer(self, message: dict[str, Any], more: bytes) -> dict[str, Any]:
        match message["op"]:
            case "execute":
                return {"status": "ok", "output": "text", "error": "", "figures": (PICTURE, None)}
            case "describe":
                return {"description": calls.describe(self._names, message["name"])}
        try:
            return {"reply": _honest(tuple(self._names.items()), more)}
        except StudentError as error:
            return {"error": {"status": error.status, "sentence": error.sentence, "details": error.details}}

    def receive(self, deadline: float, bounds: Bounds = ANSWER) -> Any:
        return receive(self._come, bounds)

    def close(self) -> None:
        self._forger.closed += 1


PICTURE = torch.frombuffer(
    bytearray(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in (
                (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
                (b"IDAT", zlib.compress(b"\0\0")),
                (b"IEND", b""),
            )
        )
    ),
    dtype=torch.uint8,
)


@lru_cache(maxsize=4096)
def _honest(names: tuple[tuple[str, Any], ...], more: bytes) -> Reply:
    """What an honest worker answers; the same submission is asked the same often."""
    return calls.answer(dict(names), receive(io.BytesIO(more)))


def forgers(count: int, first: int = 0) -> Iterator[Forger]:
    """So many of them."""
    return (Forger(seed) for seed in range(first, first + count))
