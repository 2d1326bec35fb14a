"""What the checks of the exercise `generative` demand beyond values and gradients."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations_with_replacement

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib import generative
from course_lib.grading.checks.generative import requests
from course_lib.grading.judging.check import Failure, Property, Quantity
from course_lib.grading.judging.forms import expect_form, leaves_of
from course_lib.grading.judging.properties import expect_equal
from course_lib.grading.judging.statistics import RARE, surprise, surprise_of_two
from course_lib.grading.judging.trial import Trial
from course_lib.grading.worker.protocol import Request, Value, same
from course_lib.language import _

# --- properties of batches ------------------------------------------------------------------------


def _as_pairs(trial: Trial, request: Request) -> Iterator[tuple[int, Value, Value]]:
    """The batches that came and those that were wanted, with their numbers, once there are as many."""
    got, wanted = trial.ask(request).outputs[-1], trial.expected(request)
    if not isinstance(got, tuple):
        expect_form(tuple(map(pair_of, range(len(wanted)))), got, wanted)
    got = tuple(map(_unstacked, got))
    if len(got) != len(wanted) or not all(isinstance(pair, tuple) and len(pair) == 2 for pair in got):
        sentence = _(
            "return a list of {wanted} pairs (x, y) for a text of {length} characters, batch = {batch} and "
            "time = {time}; yours is a sequence of {got}"
        )
        text, batch, time = request.arguments
        raise Failure(
            sentence.format(wanted=len(wanted), length=len(text), batch=batch, time=time, got=_lengths_of(got))
        )
    for number, (pair, other) in enumerate(zip(got, wanted, strict=True)):
        yield number, pair, other


def _unstacked(pair: Value) -> Value:
    """What unpacks as a pair is read as one; the property ``form`` minds that it is a tensor."""
    return tuple(pair) if isinstance(pair, Tensor) and pair.dim() > 1 and len(pair) == 2 else pair


def _lengths_of(got: tuple[Value, ...]) -> str:
    kinds = {len(item) if isinstance(item, tuple) else 0 for item in got}
    return f"{len(got)}" if kinds <= {2} else _("{count}, not all of them pairs").format(count=len(got))


def pair_of(number: int) -> tuple[Quantity, Quantity]:
    return Quantity(f"x of batch {number}", loose=True), Quantity(
        f"y of batch {number}", "generative-target", loose=True
    )


def part(name: str, position: int, *, points: float, sentence: str) -> Property:
    """The inputs, or the targets, of all batches."""

    def test(trial: Trial) -> None:
        for request in trial.requests("ordinary"):
            for number, got, wanted in _as_pairs(trial, request):
                for leaf in leaves_of(pair_of(number), got, wanted, [position]):
                    expect_equal(*leaf)

    return Property(name=name, points=points, sentence=sentence, test=test, gate=True)


def batches(name: str, *regimes: str, points: float, sentence: str) -> Property:
    """All of both, in regimes of their own."""

    def test(trial: Trial) -> None:
        for regime in regimes:
            for request in trial.requests(regime, some=True):
                for number, got, wanted in _as_pairs(trial, request):
                    for leaf in leaves_of(pair_of(number), got, wanted, range(2)):
                        expect_equal(*leaf)

    return Property(name=name, points=points, sentence=sentence, test=test)


# --- what a step of training leaves behind --------------------------------------------------------


def without_history(*, points: float, sentence: str) -> Property:
    """Nothing that is returned has a gradient history, not even one that leads to none of the arguments."""

    def test(trial: Trial) -> None:
        for regime in ("ordinary", "asking"):
            for request in trial.requests(regime, some=True):
                if any(trial.ask(request).attached):
                    sentence = _(
                        "something that you return has a gradient history: .detach() loss, parameters and state"
                    )
                    raise Failure(sentence)

    return Property(name="no history", points=points, sentence=sentence, test=test)


# --- shares of what is drawn ----------------------------------------------------------------------


def chances(request: Request) -> Float[Tensor, "first second"]:
    """How probable each pair of first symbols is behind the one prompt of a request."""
    stand_in, prompt, _max_new_tokens, temperature, top_k, _source = request.arguments
    model = stand_in.build()
    logits, state = model(prompt[:1], None)
    first = generative.probabilities(logits[0, -1], temperature, top_k)
    symbols = torch.arange(len(first))
    state = tuple(part.expand(len(symbols), -1) for part in state)
    second = generative.probabilities(model(symbols[:, None], state)[0][:, -1], temperature, top_k)
    return first[:, None] * second


def shares(name: str, regime: str, *, points: float, sentence: str, gate: bool = False) -> Property:
    """What is drawn comes in the right shares; a failure is drawn again, at a higher temperature, before it counts."""

    def test(trial: Trial) -> None:
        for request in (trial.run.cases.request(one, 0) for one in (regime, f"{regime}, warm")):
            got, wanted = _written_texts(trial, request), requests.ROWS * chances(request).flatten()
            vocab_size = round(len(wanted) ** 0.5)
            counts = torch.bincount(got[:, 0] * vocab_size + got[:, 1], minlength=len(wanted)).double()
            if surprise(counts, wanted) >= RARE:
                return
        sentence = _(
            "of {rows} texts that go on from one prompt, the shares of what was drawn are not those of "
            "eq:generative-temperature: the share of one pair of symbols is off by {by:.2f}"
        )
        raise Failure(sentence.format(rows=requests.ROWS, by=float((counts - wanted).abs().max() / requests.ROWS)))

    return Property(name=name, points=points, sentence=sentence, test=test, gate=gate)


def _written_texts(trial: Trial, request: Request) -> Int[Tensor, "batch output"]:
    """What was written, once it is symbols of the right shape."""
    ((_quantity, got, _wanted),) = trial.leaves(request)
    stand_in = request.arguments[0]
    vocab_size = stand_in.sizes[0]
    if not ((got >= 0) & (got < vocab_size)).all():
        sentence = _("what you write goes from {low} to {high}; symbols are numbers from 0 to {last}")
        raise Failure(sentence.format(low=int(got.min()), high=int(got.max()), last=vocab_size - 1))
    return got.long()


def from_generator(*, points: float, sentence: str) -> Property:
    """The same generator, the same text; and a generator that goes on, another one."""

    def test(trial: Trial) -> None:
        request = trial.run.cases.request("generator", 0)
        again = trial.ask(replace(request))
        if not same(trial.ask(request).outputs, again.outputs):
            raise Failure(
                _("two generators of the same seed gave two different texts: some random numbers come from elsewhere")
            )
        first, second = trial.ask(trial.run.cases.request("generator", 0, calls=2)).outputs
        if same(first, second):
            raise Failure(
                _(
                    "your code wrote the same text in two calls with one generator: its random numbers start again "
                    "each time"
                )
            )

    return Property(name="generator", points=points, sentence=sentence, test=test, match_by_message=True)


def _draws(text: Int[Tensor, "batch output"]) -> bool:
    """Whether the second half of the rows, whose prompts are those of the first one, goes on in another way."""
    half = len(text) // 2
    return not torch.equal(text[:half], text[half : 2 * half])


def equivalent(request: Request, first: Value, second: Value) -> bool:
    """Whether two texts may come from the same code: equal, or with shares that may be those of the same chances."""
    if same(first, second):
        return True
    if not (isinstance(first, Tensor) and isinstance(second, Tensor) and first.shape == second.shape):
        return False
    model, prompt = request.arguments[:2]
    vocab_size = model.sizes[0]
    if first.dim() != 2 or len(first) != len(prompt):
        return False
    if any(text.is_floating_point() or text.min() < 0 or text.max() >= vocab_size for text in (first, second)):
        return False
    if len(prompt) < requests.MANY:
        return True  # of so few nothing can be said
    if not (_draws(first) and _draws(second)):
        return False  # who does not draw would write the same
    tails = []
    for at, behind in combinations_with_replacement(range(first.shape[1]), 2):  # each character, and each pair
        one, other = (
            torch.bincount(text[:, at] * vocab_size + text[:, behind], minlength=vocab_size**2).double()
            for text in (first.long(), second.long())
        )
        tails.append(surprise_of_two(one, other))
    return min(tails) > RARE / 50
