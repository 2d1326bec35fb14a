"""Runs a check against a student's object: order, tolerance, partial credit, diagnosis, report.

A check is a list of properties. Each asks the student's object some requests, compares the answers with the reference
on the same random inputs, and raises a ``Failure`` with a sentence. What was asked and answered is kept: a known
mistake that would have given all of these answers names the cause.
"""

import dataclasses
import hashlib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import torch
from torch import Generator, Tensor

from course_lib.grading.running.session import InProcess, Student
from course_lib.grading.worker.calls import answer
from course_lib.grading.worker.protocol import (
    Opaque,
    Reply,
    Request,
    StudentError,
    Value,
    map_tensors,
    same,
    tensors_in,
)
from course_lib.language import _

# --- what a check is made of ----------------------------------------------------------------------


@dataclass(frozen=True)
class Quantity:
    """One tensor of what a function returns."""

    symbol: str
    equation: str = ""
    """Its label in the book; empty if there is none."""


@dataclass(frozen=True)
class Each:
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


@dataclass(frozen=True)
class Property:
    """Something that must hold. ``gate``: nothing else earns points until these hold."""

    name: str
    points: float
    sentence: str
    test: "Callable[[Trial], None]"
    gate: bool = False
    by_words: bool = False
    """Whether answers to it are drawn and can't be compared: a known mistake fits if the same words reject it."""


@dataclass(frozen=True)
class Check:
    """All that is asked of one graded object."""

    name: str
    signature: tuple[str, ...]
    returns: Any
    """What is returned, as a nesting of Quantity and Each."""
    case: "Callable[[Draw, str], Request]"
    """A random request of a regime: “ordinary”, “one row”, …"""
    reference: Callable[..., Value]
    properties: tuple[Property, ...]
    mistakes: tuple[Mistake, ...] = ()
    built_ins: tuple[str, ...] = ()
    """What of torch would be the whole answer: whoever calls it is reported, see ``delegation``."""
    alike: "Callable[[Request, Value, Value], bool]" = lambda _request, first, second: same(first, second)
    """Whether two answers may come from the same code: of answers that are drawn, only their shares can agree."""
    written: Callable[[Value], Value] = lambda output: output
    """An answer in the form in which it is compared, where the student may choose one."""

    @property
    def points(self) -> float:
        return sum(held.points for held in self.properties)


@dataclass(frozen=True)
class Draw:
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


class Failure(Exception):
    """A property does not hold; the sentence is for the student, the details for the instructor."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.details = sentence, details


# --- what comes out -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What came of one property: “passed”, “failed” or “not tested”."""

    name: str
    status: str
    points: float
    maximum: float
    sentence: str


@dataclass(frozen=True)
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
    outcomes: tuple[Outcome, ...] = ()
    causes: tuple[str, ...] = ()
    """Names of the known mistakes that explain the answers."""
    delegated: tuple[str, ...] = ()
    """What the answer leaves to torch: its built-ins, once graded; before that, all that it was seen to call."""

    def to_json(self) -> dict[str, Any]:
        """A dictionary that json can write."""
        return dataclasses.asdict(self)


# --- one property on trial ------------------------------------------------------------------------


@dataclass(eq=False)
class Cases:
    """What a check asks with one seed. Whoever is asked: each case is drawn once and has one reference answer."""

    check: Check
    seed: int
    _requests: dict[tuple[str, int, int, bool], Request] = field(default_factory=dict)
    _references: dict[int, tuple[Request, Reply]] = field(default_factory=dict)
    _traced: dict[int, tuple[Request, Request]] = field(default_factory=dict)

    def draw(self, *labels: object) -> Draw:
        """Random numbers that depend on the seed and on what they are for, and on nothing that was drawn before."""
        digest = hashlib.sha256(repr((self.seed, self.check.name, labels)).encode()).digest()
        return Draw(Generator().manual_seed(int.from_bytes(digest[:7])))

    def request(self, regime: str, number: int, calls: int = 1, gradients: bool = False) -> Request:
        """A case of a regime, by its number; asked for several calls, or for gradients."""
        key = regime, number, calls, gradients
        if key not in self._requests:
            if calls == 1 and not gradients:
                made = self.check.case(self.draw("case", regime, number), regime)
            else:
                made = dataclasses.replace(self.request(regime, number), calls=calls)
            if gradients:
                wanted, draw = self.reference(made).outputs[-1], self.draw("cotangents", regime, number)
                made = dataclasses.replace(made, cotangents=map_tensors(lambda t: draw.normal(*t.shape), wanted))
            self._requests.setdefault(key, made)
        return self._requests[key]

    def reference(self, request: Request) -> Reply:
        """What the reference answers."""
        if id(request) not in self._references:
            reply = _written(self.check, answer({request.name: self.check.reference}, request))
            self._references[id(request)] = request, reply  # the request, so that its id stays its own
        return self._references[id(request)][1]

    def traced(self, request: Request) -> Request:
        """The same request, with a note of what is called."""
        if id(request) not in self._traced:
            self._traced[id(request)] = request, dataclasses.replace(request, trace=True)
        return self._traced[id(request)][1]

    @cached_property
    def suspects(self) -> "list[_Suspect]":
        """The forms of the known mistakes, with what they answered to these cases."""
        return [_Suspect(mistake, make, self.check) for mistake in self.check.mistakes for make in mistake.forms]


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
                reply = _written(self.cases.check, self.student.ask(asked))
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

    @property
    def check(self) -> Check:
        return self.run.cases.check

    @cached_property
    def draw(self) -> Draw:
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
        return self.held.by_words or any(request.calls == 0 for request, _reply in self.transcript)

    def outcome(self) -> Outcome:
        sentence = self.held.sentence if self.status == "passed" else self.sentence
        return Outcome(self.held.name, self.status, self.points, self.held.points, sentence)

    def requests(
        self, regime: str, *, some: bool = False, calls: int = 1, gradients: bool = False
    ) -> Iterator[Request]:
        """The cases of a regime; ``some`` of them (half) where a property only adds to what the values have shown."""
        for number in range((self.run.number + 1) // 2 if some else self.run.number):
            yield self.run.cases.request(regime, number, calls, gradients)

    def ask(self, request: Request) -> Reply:
        reply = self.run.ask(request)
        self.transcript.append((request, reply))
        return reply

    def expected(self, request: Request) -> Value:
        """What the reference answers to the request."""
        return self.run.cases.reference(request).outputs[-1]

    def output(self, request: Request) -> Value:
        """The student's answer to the last call, once it has the right structure, shapes and kinds."""
        got, wanted = self.ask(request).outputs[-1], self.expected(request)
        expect_form(written_out(self.check.returns, wanted), got, wanted)
        return got

    def leaves(self, request: Request) -> list[tuple[Quantity, Tensor, Tensor]]:
        """Each quantity of the student's answer, as ``output`` gives it: its name, what came, what was wanted."""
        got, wanted = self.output(request), self.expected(request)
        quantities = quantities_in(written_out(self.check.returns, wanted))
        return list(zip(quantities, tensors_in(got), tensors_in(wanted), strict=True))


def expect_form(quantities: Any, got: Value, wanted: Value) -> None:
    """Structure, shape, dtype, finite: in this order.

    Raises:
        Failure: with a sentence that says what came and what was wanted.
    """
    match quantities:
        case Quantity(symbol=symbol):
            _expect_tensor(symbol, got, wanted)
        case tuple():
            if not isinstance(got, tuple):
                raise Failure(
                    _("return {wanted}; your function returned {got}").format(
                        wanted=form_of(quantities), got=_kind_of(got)
                    )
                )
            if len(got) != len(quantities):
                raise Failure(
                    _("return {wanted}; your function returned {count} values").format(
                        wanted=form_of(quantities), count=len(got)
                    )
                )
            for quantity, one_got, one_wanted in zip(quantities, got, wanted, strict=True):
                expect_form(quantity, one_got, one_wanted)


def _expect_tensor(symbol: str, got: Value, wanted: Tensor) -> None:
    if not isinstance(got, Tensor):
        raise Failure(_("{symbol} must be a tensor; it is {got}").format(symbol=symbol, got=_kind_of(got)))
    if got.shape != wanted.shape:
        raise Failure(
            _("{symbol} must have shape {wanted}; it has shape {got}").format(
                symbol=symbol, wanted=tuple(wanted.shape), got=tuple(got.shape)
            )
        )
    if got.is_complex() or got.is_floating_point() != wanted.is_floating_point():
        raise Failure(
            _("{symbol} must have a dtype like {wanted}; it has {got}").format(
                symbol=symbol, wanted=_dtype(wanted), got=_dtype(got)
            )
        )
    if not got.isfinite().all():
        raise Failure(_("{symbol} has entries that are inf or nan").format(symbol=symbol))


def form_of(quantities: Any) -> str:
    """A nesting of quantities as Python writes it: “(h, (h, c))”."""
    if isinstance(quantities, Quantity):
        return quantities.symbol
    return "(" + ", ".join(map(form_of, quantities)) + ")"


def _kind_of(value: Value) -> str:
    match value:
        case None:
            return _("nothing (is there a return?)")
        case Tensor():
            return _("one tensor of shape {shape}").format(shape=tuple(value.shape))
        case tuple():
            return _("a sequence of {count}").format(count=len(value))
        case Opaque(type_name=name):
            return _("an object of type {name}").format(name=name)
    return _("an object of type {name}").format(name=type(value).__name__)


def _dtype(tensor: Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")


def written_out(quantities: Any, wanted: Value) -> Any:
    """A nesting of quantities, with each Each as often as it is wanted.

    >>> state = Each(lambda layer: Quantity(f"state {layer}"))
    >>> form_of(written_out((Quantity("h"), state), (torch.ones(1), (torch.ones(1), torch.ones(1)))))
    '(h, (state 0, state 1))'
    """
    match quantities:
        case Each(item=item):
            return tuple(written_out(item(position), one) for position, one in enumerate(wanted))
        case tuple():
            return tuple(written_out(*pair) for pair in zip(quantities, wanted, strict=True))
    return quantities


def quantities_in(quantities: Any) -> list[Quantity]:
    """The quantities of a nesting, in order."""
    if isinstance(quantities, Quantity):
        return [quantities]
    return [leaf for item in quantities for leaf in quantities_in(item)]


# --- properties that many checks share ------------------------------------------------------------


def values(
    symbol: str, position: int | slice, points: float, sentence: str, regime: str = "ordinary", gate: bool = True
) -> Property:
    """One returned quantity, or some in a row, equal the reference's, on random cases of a regime."""
    positions = position if isinstance(position, slice) else slice(position, position + 1)

    def test(trial: Trial) -> None:
        for request in trial.requests(regime):
            for leaf in trial.leaves(request)[positions]:
                expect_equal(*leaf)

    return Property(f"{symbol} {regime}", points, sentence, test, gate)


def agreement(name: str, regime: str, points: float, sentence: str, calls: int = 1) -> Property:
    """All returned quantities equal the reference's in a regime of their own, such as a batch of one row."""

    def test(trial: Trial) -> None:
        for request in trial.requests(regime, some=True, calls=calls):
            for leaf in trial.leaves(request):
                expect_equal(*leaf)

    return Property(name, points, sentence, test)


def gradients(points: float, sentence: str, names: Sequence[str], regime: str = "ordinary") -> Property:
    """Gradients arrive at every tensor argument (and parameter) as they do through the reference."""

    def test(trial: Trial) -> None:
        for asked in trial.requests(regime, some=True, gradients=True):
            got, wanted = trial.ask(asked), trial.run.cases.reference(asked)
            leaves = zip(names, _gradient_leaves(asked, got), _gradient_leaves(asked, wanted), strict=True)
            for name, one_got, one_wanted in leaves:
                expect_equal_gradient(name, one_got, one_wanted)
            for name, one_wanted in (wanted.parameter_gradients or {}).items():
                expect_equal_gradient(name, (got.parameter_gradients or {}).get(name), one_wanted)

    return Property("gradients", points, sentence, test)


def _gradient_leaves(request: Request, reply: Reply) -> list[Tensor | None]:
    """One entry for each floating tensor among the arguments: its gradient, or None."""

    def pairs(sent: Value, gradient: Value) -> Iterator[Tensor | None]:
        match sent:
            case Tensor() if sent.is_floating_point():
                yield gradient
            case tuple() | list():
                for one_sent, one_gradient in zip(sent, gradient, strict=True):
                    yield from pairs(one_sent, one_gradient)

    return list(pairs(request.arguments, reply.gradients))


def unchanged(points: float, sentence: str, names: Sequence[str], regime: str = "ordinary") -> Property:
    """The call leaves its arguments as they were."""

    def test(trial: Trial) -> None:
        request = trial.run.cases.request(regime, 0)
        reply = trial.ask(request)
        for name, before, after in zip(names, tensors_in(request.arguments), tensors_in(reply.arguments), strict=True):
            if not same(before, after, rtol=0, atol=0):
                raise Failure(
                    _("the call changed its argument {name} in place: work on a new tensor").format(name=name)
                )

    return Property("arguments unchanged", points, sentence, test)


def repeatable(points: float, sentence: str, regime: str = "ordinary") -> Property:
    """Called twice with the same arguments, the same answer: nothing is kept between calls."""

    def test(trial: Trial) -> None:
        request = trial.run.cases.request(regime, 0, calls=2)
        first, second = trial.ask(request).outputs
        if not same(first, second):
            raise Failure(
                _("called twice with the same arguments, the answers differ: something is kept between calls")
            )

    return Property("called twice", points, sentence, test)


def expect_equal(quantity: Quantity, got: Tensor, wanted: Tensor) -> None:
    """Equal within the tolerance; otherwise the sentence says where first and by how much, never the value."""
    if same(got, wanted):
        return
    at, by = _first_difference(got, wanted)
    if quantity.equation:
        sentence = _("{symbol} differs from eq:{equation}, first at index {at}, at most by {by:.3g}")
    else:
        sentence = _("{symbol} differs from what is asked, first at index {at}, at most by {by:.3g}")
    raise Failure(
        sentence.format(symbol=quantity.symbol, equation=quantity.equation, at=at, by=by),
        details=f"got {got.flatten()[:8].tolist()}, wanted {wanted.flatten()[:8].tolist()}",
    )


def expect_equal_gradient(name: str, got: Tensor | None, wanted: Tensor | None) -> None:
    """As expect_equal, for the gradient at an argument."""
    if wanted is None or (got is None and not wanted.any()):
        return
    if got is None:
        raise Failure(
            _("no gradient arrives at {name}: something on the way is detached or computed without torch").format(
                name=name
            )
        )
    if not same(got, wanted):
        at, by = _first_difference(got, wanted)
        raise Failure(
            _(
                "the values are right, but the gradient at {name} differs, first at index {at}, at most by {by:.3g}"
            ).format(name=name, at=at, by=by)
        )


def _first_difference(got: Tensor, wanted: Tensor) -> tuple[tuple[int, ...], float]:
    difference = (got.to(torch.float64) - wanted.to(torch.float64)).abs()
    wrong = ~torch.isclose(got.to(torch.float64), wanted.to(torch.float64), rtol=1e-4, atol=1e-5)
    return tuple(wrong.nonzero()[0].tolist()), float(difference.max())


# --- running --------------------------------------------------------------------------------------


def run_check(check: Check, student: Student, seed: int = 0, cases: int = 2) -> Result:
    """Run all properties of a check; what goes wrong in a student's code becomes a result.

    The seed fixes every random number: the same seed and the same code give the same result.

    Raises:
        StudentError: with the status “machinery”, when it was our side that failed.
    """
    started = time.monotonic()
    try:
        trials = trials_of(check, student, seed, cases)
    except StudentError as error:
        if error.status == "machinery":
            raise
        return Result(
            check.name,
            error.status,
            0.0,
            check.points,
            error.sentence,
            error.details,
            seed,
            student.tier,
            time.monotonic() - started,
        )
    points = sum(trial.points for trial in trials)
    return Result(
        check.name,
        "passed" if points == check.points else _worst_status(trials),
        points,
        check.points,
        message_of(trials, points, check.points),
        "\n".join(trial.details for trial in trials if trial.details),
        seed,
        student.tier,
        time.monotonic() - started,
        tuple(trial.outcome() for trial in trials),
        tuple(dict.fromkeys(trial.cause.name for trial in trials if trial.cause)),
        tuple(dict.fromkeys(trials[0].run.called)) if check.built_ins else (),
    )


def trials_of(check: Check, student: Student, seed: int = 0, cases: int = 2) -> list[Trial]:
    """Put every property of a check on trial, and look for the causes of what failed.

    Raises:
        StudentError: there is nothing to ask, or it was our side that failed.
    """
    expect_callable(check, student)
    run = Run(cases_of(check, seed), student, cases)
    trials: list[Trial] = []
    for held in check.properties:
        trials.append(_try(Trial(run, held), trials))
    _name_causes(trials)
    return trials


def expect_callable(check: Check, student: Student) -> None:
    """The object exists, can be called, and takes the stated arguments.

    Raises:
        StudentError: it is not so.
    """
    found = student.describe(check.name)
    if found.kind == "missing":
        raise StudentError("not run", _("there is no {name}: run the cell that defines it").format(name=check.name))
    if found.kind == "other":
        raise StudentError(
            "failed",
            _("{name} must be a function or a class; it is an object of type {type}").format(
                name=check.name, type=found.type_name
            ),
        )
    takes = [name for name in found.parameters if not name.startswith("*")]
    if len(takes) == len(found.parameters) and len(takes) < len(check.signature):
        raise StudentError(
            "failed",
            _("{name} must take the arguments ({wanted}); yours takes ({got})").format(
                name=check.name, wanted=", ".join(check.signature), got=", ".join(takes)
            ),
        )


def _try(trial: Trial, earlier: Sequence[Trial]) -> Trial:
    """Put one property on trial, unless the gate is shut, or the code has crashed or been too slow already."""
    if any(other.status == "timeout" or (other.held.gate and other.crashed) for other in earlier):
        return trial
    if not trial.held.gate and any(other.held.gate and other.status != "passed" for other in earlier):
        return trial
    try:
        trial.held.test(trial)
        trial.status = "passed"
    except Failure as failure:
        trial.status, trial.sentence, trial.details = "failed", failure.sentence, failure.details
    except StudentError as error:
        if error.status in ("machinery", "not run"):
            raise
        trial.status, trial.sentence, trial.details = error.status, error.sentence, error.details
    return trial


def _worst_status(trials: Sequence[Trial]) -> str:
    """What to call a result that is not full: a crash or a timeout where nothing else was earned, else “failed”."""
    if any(trial.points for trial in trials):
        return "failed"
    return next(trial.status for trial in trials if trial.status != "passed")


def _name_causes(trials: Sequence[Trial]) -> None:
    """Find the one known mistake that would have given the answers of a failed property; if several fit, name none."""
    suspects: list[_Suspect] = []
    rest_asked = False
    for trial in trials:
        if trial.status != "failed":
            continue
        suspects = suspects or [suspect.for_one_run() for suspect in trial.run.cases.suspects]
        candidates = _who_explains(suspects, trials, [trial])
        # a mistake that would have failed where the answer passed is not the one
        passed = [other for other in trials if other is trial or other.status == "passed"]
        candidates = _who_explains(candidates, trials, passed)
        if len({suspect.mistake.name for suspect in candidates}) > 1:
            # they differ in what else was asked, or in what the gate has kept from being asked
            if not rest_asked:
                _ask_the_rest(trials)
                rest_asked = True
            asked = [other for other in trials if other.transcript]
            candidates = _who_explains(candidates, trials, asked)
        if len({suspect.mistake.name for suspect in candidates}) == 1:
            trial.cause = candidates[0].mistake


def _ask_the_rest(trials: Sequence[Trial]) -> None:
    """Ask what the gate has kept back, only to tell mistakes apart: nothing is earned or lost by it."""
    for trial in trials:
        if trial.status == "not tested" and not trial.transcript:
            try:
                trial.held.test(trial)
            except Failure:
                continue
            except StudentError:
                return  # code that crashes or never ends here is not asked again: its time is for the other checks


@dataclass
class _Suspect:
    """One form of a known mistake, and what it answered so far: no request is asked twice."""

    mistake: Mistake
    make: Callable[[], Any]
    check: Check
    _made: Any = None
    _replies: dict[int, tuple[Request, Reply | None]] = field(default_factory=dict)

    def for_one_run(self) -> "_Suspect":
        """Itself, or, if what it answers depends on what it was asked before, one that was asked nothing yet."""
        return _Suspect(self.mistake, self.make, self.check) if self.mistake.remembers else self

    def reply(self, request: Request) -> Reply | None:
        """Its answer; None if it gives none."""
        if id(request) not in self._replies:
            self._made = self._made or self.make()
            try:
                reply = _written(self.check, answer({self.check.name: self._made}, request))
            except StudentError:
                reply = None
            self._replies[id(request)] = request, reply
        return self._replies[id(request)][1]

    def gives(self, request: Request, reply: Reply) -> bool:
        """Whether it gives the same answer."""
        own = self.reply(request)
        return own is not None and _same_reply(self.check, request, own, reply)


def _who_explains(suspects: Sequence[_Suspect], trials: Sequence[Trial], asked: Sequence[Trial]) -> list[_Suspect]:
    """Those that give the same answers in all of these trials."""
    return [suspect for suspect in suspects if _gives_the_same(suspect, trials, asked)]


def _gives_the_same(suspect: _Suspect, trials: Sequence[Trial], asked: Sequence[Trial]) -> bool:
    """Whether a suspect gives the same answers; one that remembers is asked everything from the beginning."""
    for trial in trials:
        if not any(trial is other for other in asked):
            if suspect.mistake.remembers:
                for request, _reply in trial.transcript:
                    suspect.reply(request)
        elif trial.names_cause:
            # random initialisations can't be compared: the mistake fits if it is rejected with the same words
            if _rejected_with(trial, suspect.make()) != trial.sentence:
                return False
        elif not all(suspect.gives(request, reply) for request, reply in trial.transcript):
            return False
    return any(trial.transcript for trial in asked)


def _rejected_with(trial: Trial, implementation: Any) -> str:
    """The sentence with which a property rejects an implementation; empty if it holds."""
    again = Trial(Run(trial.run.cases, InProcess({trial.check.name: implementation}), trial.run.number), trial.held)
    try:
        trial.held.test(again)
    except (Failure, StudentError) as error:
        return error.sentence
    return ""


def _written(check: Check, reply: Reply) -> Reply:
    return dataclasses.replace(reply, outputs=tuple(map(check.written, reply.outputs)))


def _same_reply(check: Check, request: Request, first: Reply, second: Reply) -> bool:
    """Outputs, histories, changed arguments and gradients agree (randomly initialised parameters do not have to)."""
    return (
        all(check.alike(request, one, other) for one, other in zip(first.outputs, second.outputs, strict=True))
        and _histories(first) == _histories(second)
        and same(first.arguments, second.arguments)
        and _same_gradients(first.gradients, second.gradients)
        and _same_gradients(first.parameter_gradients, second.parameter_gradients)
    )


def _histories(reply: Reply) -> list[int]:
    """The places of tensors that have one; a number has none, nor has a tensor without."""
    return [place for place, attached in enumerate(reply.attached) if attached]


def _same_gradients(first: Value, second: Value) -> bool:
    """Agree, where no gradient and a gradient of zeros are the same."""
    match first, second:
        case (None, Tensor() as other) | (Tensor() as other, None):
            return not other.any()
        case tuple(), tuple():
            return all(_same_gradients(a, b) for a, b in zip(first, second, strict=True))
        case dict(), dict():
            return all(_same_gradients(first[key], second[key]) for key in first)
    return same(first, second)


def message_of(trials: Sequence[Trial], points: float, maximum: float) -> str:
    """What the student reads: a line for each property, then the points."""
    lines = []
    for trial in trials:
        held = trial.held
        score = _("{points:g} of {maximum:g}").format(points=trial.points, maximum=held.points)
        match trial.status:
            case "passed":
                line = _("passed      {score:<14}{sentence}")
                lines.append(line.format(score=score, sentence=held.sentence))
            case "not tested":
                line = _("not tested  {score:<14}{sentence}: the values above come first")
                lines.append(line.format(score=score, sentence=held.sentence))
            case _other:
                line = _("failed      {score:<14}{sentence}")
                lines.append(line.format(score=score, sentence=trial.sentence))
                if trial.cause is not None and not trial.names_cause:
                    line = _("            {nothing:<14}likely cause: {sentence}")
                    lines.append(line.format(nothing="", sentence=trial.cause.sentence))
    lines.append(_("{points:g} of {maximum:g} points").format(points=points, maximum=maximum))
    return "\n".join(lines)


# --- in the student's notebook --------------------------------------------------------------------


@dataclass(frozen=True)
class Checker:
    """The function ``check`` of a notebook: prints what holds and what does not, returns the points."""

    checks: dict[str, Check]

    def __call__(self, name: str, answer: object) -> float:
        """Check one answer.

        Raises:
            ValueError: this exercise has no check of that name.
        """
        if name not in self.checks:
            raise ValueError(
                _("there is no check “{name}”; this exercise has {names}").format(
                    name=name, names=", ".join(self.checks)
                )
            )
        result = run_check(self.checks[name], InProcess({name: answer}))
        sys.stdout.write(result.message + "\n")
        return float(result.points)
