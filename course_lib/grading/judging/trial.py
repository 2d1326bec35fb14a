"""A student's object on trial: the random cases of a check, one run through them, one property at a time."""

import dataclasses
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from torch import Generator, Tensor

from course_lib.grading.judging.check import CaseDraw, Check, Mistake, Property, PropertyOutcome, Quantity
from course_lib.grading.judging.forms import leaves_of, quantities_in, written_out
from course_lib.grading.running.session import Student
from course_lib.grading.worker.calls import answer
from course_lib.grading.worker.protocol import Call, Reply, Request, StudentError, Value, map_tensors


@dataclass(eq=False)
class Cases:
    """What a check asks with one seed. Whoever is asked: each case is drawn once and has one reference answer."""

    check: Check
    seed: int
    _requests: dict[tuple[str, int, int, bool, bool], Request] = field(default_factory=dict)
    _references: dict[int, tuple[Request, Reply]] = field(default_factory=dict)
    _traced: dict[int, tuple[Request, Request]] = field(default_factory=dict)

    def draw(self, *labels: object) -> CaseDraw:
        """Random numbers that depend on the seed and on what they are for, and on nothing that was drawn before."""
        digest = hashlib.sha256(repr((self.seed, self.check.name, labels)).encode()).digest()
        return CaseDraw(Generator().manual_seed(int.from_bytes(digest[:7])))

    def request(
        self, regime: str, number: int, calls: int = 1, gradients: bool = False, followed: bool = False
    ) -> Request:
        """A case of a regime, by its number; asked for several calls, for gradients, or with another call behind it."""
        key = regime, number, calls, gradients, followed
        if key not in self._requests:
            if calls == 1 and not gradients and not followed:
                made = self.check.case(self.draw("case", regime, number), regime)
            else:
                made = dataclasses.replace(self.request(regime, number), calls=calls)
            if gradients:
                wanted, draw = self.reference(made).outputs[-1], self.draw("cotangents", regime, number)
                made = dataclasses.replace(made, cotangents=map_tensors(lambda t: draw.normal(*t.shape), wanted))
            if followed:
                made = dataclasses.replace(made, then=(Call(map_tensors(_other_numbers, made.arguments)),))
            self._requests.setdefault(key, made)
        return self._requests[key]

    def reference(self, request: Request) -> Reply:
        """What the reference answers."""
        if id(request) not in self._references:
            reply = self.check.normalised(answer({request.name: self.check.reference}, request))
            self._references[id(request)] = request, reply  # the request, so that its id stays its own
        return self._references[id(request)][1]

    def traced(self, request: Request) -> Request:
        """The same request, with a note of what is called."""
        if id(request) not in self._traced:
            self._traced[id(request)] = request, dataclasses.replace(request, trace=True)
        return self._traced[id(request)][1]


def _other_numbers(tensor: Tensor) -> Tensor:
    """Numbers of the same shape and kind that are as good: rows in another order, and halved where they can be."""
    moved = tensor.roll(1, 0) if tensor.dim() else tensor
    return moved / 2 if moved.is_floating_point() else moved


@lru_cache(maxsize=64)
def cases_of(check: Check, seed: int) -> Cases:
    """The cases of a check: submissions with the same seed share them."""
    return Cases(check, seed)


@dataclass
class Run:
    """One run of a check: properties share its cases, and nothing is asked twice."""

    cases: Cases
    student: Student
    number: int
    """Of the cases of each regime."""
    _replies: dict[int, tuple[Request, Reply | StudentError]] = field(default_factory=dict)
    compared: dict[tuple[int, int], bool] = field(default_factory=dict)
    """Whether a suspect gave the same answer, by the ids of both the suspect and the request."""

    def ask(self, request: Request) -> Reply:
        """What the student's object answers.

        Raises:
            StudentError: it does not answer; asked again, it is not run again.
        """
        if id(request) not in self._replies:
            # one question of a check is enough to see what an answer calls
            asked = request if self._replies else self.cases.traced(request)
            reply: Reply | StudentError
            try:
                reply = self.cases.check.normalised(self.student.ask(asked))
            except StudentError as error:
                reply = error
            self._replies[id(request)] = request, reply
        reply = self._replies[id(request)][1]
        if isinstance(reply, StudentError):
            raise reply
        return reply

    @property
    def called(self) -> tuple[str, ...]:
        """The functions of torch that the answer was seen to call."""
        replies = (reply for _request, reply in self._replies.values() if isinstance(reply, Reply))
        return tuple(name for reply in replies for name in reply.called)


@dataclass
class Trial:
    """A student's object under one property: asks, remembers, compares."""

    run: Run
    held: Property
    transcript: list[tuple[Request, Reply]] = field(default_factory=list)
    status: str = "not tested"
    sentence: str = ""
    details: str = ""
    cause: Mistake | None = None
    _planned: list[Request] = field(default_factory=list)

    @property
    def check(self) -> Check:
        return self.run.cases.check

    @cached_property
    def draw(self) -> CaseDraw:
        """Random numbers of this property alone."""
        return self.run.cases.draw("property", self.held.name)

    @property
    def points(self) -> float:
        return self.held.points if self.status == "passed" else 0.0

    @property
    def crashed(self) -> bool:
        """Whether there was no answer at all to look at."""
        return self.status not in ("passed", "failed", "not tested")

    @property
    def names_cause(self) -> bool:
        """Whether the sentence says the cause itself: a property of the start of a module does."""
        return self.held.match_by_message or any(request.calls == 0 for request, _reply in self.transcript)

    def outcome(self) -> PropertyOutcome:
        sentence = self.held.sentence if self.status == "passed" else self.sentence
        return PropertyOutcome(
            name=self.held.name, status=self.status, points=self.points, maximum=self.held.points, sentence=sentence
        )

    def requests(
        self, regime: str, *, some: bool = False, calls: int = 1, gradients: bool = False
    ) -> Iterator[Request]:
        """The cases of a regime; ``some`` of them (half) where a property only adds to what the values have shown."""
        numbers = range((self.run.number + 1) // 2 if some else self.run.number)
        self._planned += [self.run.cases.request(regime, number, calls, gradients) for number in numbers]
        return iter(self._planned[-len(numbers) :])

    def ask_the_rest(self) -> None:
        """Ask what the property has not come to: a cause has to explain all answers, not only the first wrong one."""
        asked = {id(request) for request, _reply in self.transcript}
        for request in self._planned:
            if id(request) not in asked:
                try:
                    self.ask(request)
                except StudentError:
                    return

    def ask(self, request: Request) -> Reply:
        reply = self.run.ask(request)
        self.transcript.append((request, reply))
        return reply

    def expected(self, request: Request) -> Value:
        """What the reference answers to the request."""
        return self.run.cases.reference(request).outputs[-1]

    def leaves(self, request: Request, positions: slice = slice(None)) -> list[tuple[Quantity, Tensor, Tensor]]:
        """Quantities of the student's answer to the last call, once they have the right form: name, got, wanted.

        Raises:
            Failure: they have not. What else the student returns is not looked at.
        """
        got, wanted = self.ask(request).outputs[-1], self.expected(request)
        quantities = written_out(self.check.returns, wanted)
        return leaves_of(quantities, got, wanted, range(len(quantities_in(quantities)))[positions])
