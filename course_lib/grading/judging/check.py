"""What a check is made of, and what comes out of it.

A check is a list of properties. Each asks the student's object some requests, compares the answers with the reference
on the same random inputs, and raises a ``Failure`` with a sentence. A known mistake that would have given the same
answers names the cause.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Generator, Tensor

from course_lib.grading.worker.protocol import Reply, Request, Value, same


@dataclass(frozen=True)
class Quantity:
    """One tensor of what a function returns."""

    symbol: str
    equation: str = ""
    """Its label in the book; empty if there is none."""
    loose: bool = False
    """Whether its numbers count in another form too, such as a float for a tensor; the property ``form`` minds that."""


@dataclass(frozen=True)
class Repeated:
    """As many quantities as the reference returns, such as the last states of all layers."""

    item: Callable[[int], Any]
    """What stands at a position, as a nesting of Quantity."""


@dataclass(frozen=True)
class Mistake:
    """A known wrong implementation and the sentence that names what is wrong with it."""

    name: str
    sentence: str
    forms: tuple[Callable[[], Any], ...]
    """Each makes the function or class anew, in one of the shapes that the mistake takes."""
    remembers: bool = False
    """Whether an answer depends on earlier calls."""


@dataclass(frozen=True, kw_only=True)
class Property:
    """Something that must hold. ``gate``: nothing else earns points until these hold."""

    name: str
    points: float
    sentence: str
    test: Callable[[Any], None]
    """Is given the ``Trial``, which is made for the check that this is a part of; raises a ``Failure``."""
    gate: bool = False
    match_by_message: bool = False
    """Whether answers to it are drawn and can't be compared: a known mistake fits if the same words reject it."""
    taints: bool = False
    """Whether what fails here may fail anywhere for the same reason: a cause is a mistake that fails here as well."""


@dataclass(frozen=True)
class CaseDraw:
    """Random numbers of one case, all from one seed."""

    generator: Generator

    def seed(self) -> int:
        """A seed for a stand-in."""
        return self.integer(0, 2**31 - 1)

    def integer(self, low: int, high: int) -> int:
        """From low to high, both included."""
        return int(torch.randint(low, high + 1, (), generator=self.generator))

    def sizes(self, count: int, low: int, high: int) -> list[int]:
        """Different integers from low to high, so that no two axes can be mistaken for each other."""
        return [low + int(number) for number in torch.randperm(high - low + 1, generator=self.generator)[:count]]

    def normal(self, *shape: int, scale: float = 1.0) -> Tensor:
        return torch.randn(shape, generator=self.generator, dtype=torch.float64) * scale

    def uniform(self, *shape: int, low: float = 0.0, high: float = 1.0) -> Tensor:
        return low + (high - low) * torch.rand(shape, generator=self.generator, dtype=torch.float64)


@dataclass(frozen=True, kw_only=True)
class Check:
    """All that is asked of one graded object."""

    name: str
    signature: tuple[str, ...]
    returns: Any
    """What is returned, as a nesting of Quantity and Repeated."""
    case: Callable[[CaseDraw, str], Request]
    """A random request of a regime: “ordinary”, “one row”, …"""
    reference: Callable[..., Value]
    properties: tuple[Property, ...]
    mistakes: tuple[Mistake, ...] = ()
    built_ins: tuple[str, ...] = ()
    """What of torch would be the whole answer: whoever calls it is reported, see ``forbidden_calls``."""
    equivalent: Callable[[Request, Value, Value], bool] = lambda _request, first, second: same(first, second)
    """Whether two answers may come from the same code: of answers that are drawn, only their shares can agree."""
    normalise: Callable[[Value], Value] = lambda output: output
    """An answer in the form in which it is compared, where the student may choose one."""

    @property
    def points(self) -> float:
        return sum(held.points for held in self.properties)

    def normalised(self, reply: Reply) -> Reply:
        """A reply whose outputs are in the form in which they are compared."""
        return dataclasses.replace(reply, outputs=tuple(map(self.normalise, reply.outputs)))


class Failure(Exception):
    """A property does not hold; the sentence is for the student, the details for the instructor."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.details = sentence, details


class NotYet(Failure):
    """A property does not hold, which says nothing as long as the values of the same case are wrong."""

    def __init__(self) -> None:
        super().__init__("")


@dataclass(frozen=True, kw_only=True)
class PropertyOutcome:
    """What came of one property: “passed”, “failed” or “not tested”."""

    name: str
    status: str
    points: float
    maximum: float
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of one check."""

    check: str
    status: str
    """passed, failed, timeout, crashed, refused, needs a person, not run or machinery."""
    points: float
    maximum: float
    message: str
    """For the student."""
    details: str = ""
    """For the instructor."""
    seed: int = 0
    tier: int = 0
    seconds: float = 0.0
    outcomes: tuple[PropertyOutcome, ...] = ()
    causes: tuple[str, ...] = ()
    """Names of the known mistakes that explain the answers."""
    delegated: tuple[str, ...] = ()
    """What the answer leaves to torch: its built-ins, once graded; before that, all that it was seen to call."""

    def to_json(self) -> dict[str, Any]:
        """A dictionary that json can write."""
        return dataclasses.asdict(self)
