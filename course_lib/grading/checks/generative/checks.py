"""What is checked of the exercise `generative`."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations_with_replacement
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib import generative
from course_lib.grading.checks.generative import mistakes as mistakes
from course_lib.grading.judging.check import CaseDraw, Check, Failure, Property, Quantity, Repeated
from course_lib.grading.judging.exercise import Exercise, OneVersion
from course_lib.grading.judging.forms import expect_form
from course_lib.grading.judging.properties import agreement, expect_equal, gradients, repeatable, unchanged, values
from course_lib.grading.judging.statistics import RARE, surprise, surprise_of_two
from course_lib.grading.judging.trial import Trial
from course_lib.grading.worker.protocol import Request, Value, map_tensors, same
from course_lib.grading.worker.stand_ins import StandIn
from course_lib.language import _
from course_lib.lstm import State

ROWS, MANY = 1000, 200
"""Texts that are drawn where shares are judged; and where two wrong answers are compared by their shares."""


# --- random requests ------------------------------------------------------------------------------


def _batches_case(draw: CaseDraw, regime: str) -> Request:
    """A text whose rows and batches do not come out even; “full” and “exact” are the two cases in which they do."""
    batch, time = draw.sizes(2, 3, 6)
    batch = 1 if regime == "one row" else batch
    time = 1 if regime == "one character" else time
    over = {"exact": 1, "full": 0, "one character": 0}.get(regime, draw.integer(2, max(2, time - 1)))
    row = time * draw.integer(3, 5) + over
    left = 0 if regime == "exact" or batch == 1 else draw.integer(1, batch - 1)
    text = torch.randint(50, (batch * row + left,), generator=draw.generator)
    return Request("next_character_batches", (text, batch, time))


def _text(draw: CaseDraw, vocab_size: int, *shape: int) -> Tensor:
    return torch.randint(vocab_size, shape, generator=draw.generator)


def _module_case(draw: CaseDraw, regime: str) -> Request:
    batch, time, vocab_size, input_size, hidden_size = draw.sizes(5, 3, 9)
    batch = 1 if regime == "one row" else batch
    time = 1 if regime == "one character" else time
    step = StandIn("cell", draw.seed(), (input_size, hidden_size))
    state = draw.normal(batch, hidden_size), draw.normal(batch, hidden_size)
    text = _text(draw, vocab_size, batch, time)
    return Request(
        "CharLM",
        (text,) if regime == "no state" else (text, state),
        (vocab_size, input_size, hidden_size, step),
        {
            "E": draw.normal(vocab_size, input_size),
            "V": draw.normal(vocab_size, hidden_size),
            "d": draw.normal(vocab_size),
        },
    )


def _step_case(draw: CaseDraw, regime: str) -> Request:
    """A norm far above max_norm, and an entry or two above it too; or, “short”, one below it.

    The learning rate is greater than 1: a step that is clipped after it was multiplied is another one.
    """
    batch, hidden_size, *sizes = draw.sizes(8, 2, 9)
    loss_of = StandIn("batch_loss", draw.seed(), (hidden_size, *sizes))
    a, b, c, d, e, f = sizes
    parameters = [draw.normal(*shape) for shape in ((a,), (b, c), (d, e, f))]
    texts = _text(draw, 5, batch, 4), _text(draw, 5, batch, 4)
    state = draw.normal(batch, hidden_size), draw.normal(batch, hidden_size)
    theta = [parameter.clone().requires_grad_() for parameter in parameters]
    loss, _state = loss_of.build()(theta, texts, state)
    norm = float(torch.cat([part.flatten() for part in torch.autograd.grad(loss, theta)]).norm())
    share = draw.uniform(low=1.2, high=1.4) if regime == "short" else draw.uniform(low=0.05, high=0.15)
    lr = float(draw.uniform(low=1.5, high=3))
    request = Request("training_step", (loss_of, parameters, texts, state, lr, float(share) * norm))
    return _single(request) if regime == "single" else request


def _single(request: Request) -> Request:
    """The same in float32, as in training."""
    return replace(
        request, arguments=map_tensors(lambda t: t.float() if t.is_floating_point() else t, request.arguments)
    )


def _model(draw: CaseDraw, scale: int = 5) -> tuple[StandIn, int]:
    vocab_size, hidden_size = draw.sizes(2, 5, 8)
    return StandIn("char_model", draw.seed(), (vocab_size, hidden_size, scale)), vocab_size


def _bits_case(draw: CaseDraw, regime: str) -> Request:
    """Several pieces, the last one shorter; or as the regime says."""
    model, vocab_size = _model(draw, scale=3000 if regime == "sharp" else 5)
    time = draw.integer(4, 6)
    pairs = {
        "whole pieces": time * draw.integer(2, 4),
        "one piece": draw.integer(2, time - 1),
        "two characters": 1,
    }.get(regime, time * draw.integer(2, 4) + draw.integer(2, time - 2))
    return Request("bits_per_character", (model, _text(draw, vocab_size, pairs + 1), time))


def _sample_case(draw: CaseDraw, regime: str) -> Request:
    """Where shares are judged, every row goes on from the same prompt."""
    judged, source = regime.startswith("shares"), StandIn("generator", draw.seed())
    # far from 1, on either side: so that it matters, and its inverse does
    warm = regime.endswith("warm") or (not judged and draw.integer(0, 1))
    temperature = float(draw.uniform(low=1.8, high=2.5) if warm else draw.uniform(low=0.4, high=0.6))
    batch, time, max_new_tokens = draw.sizes(3, 3, 6)
    if judged:
        model, prompt = _telling(draw, time, temperature)
        prompt, max_new_tokens = prompt.expand(ROWS, time).contiguous(), 6
    else:
        batch = {"one row": 1, "likeliest": MANY, "generator": 50}.get(regime, batch)
        model, vocab_size = _model(draw)
        prompt = _text(draw, vocab_size, batch, time)
    temperature = 1e-6 if regime == "cold" else temperature
    top_k = 3 if "top_k" in regime else {"likeliest": 1, "one row": 1}.get(regime)
    return Request("sample", (model, prompt, max_new_tokens, temperature, top_k, source))


def _telling(draw: CaseDraw, time: int, temperature: float) -> tuple[StandIn, Tensor]:
    """A model and a prompt of one row, whose shares show it if all symbols are drawn evenly, or the likeliest alone, or
    if one symbol more or less than three can be drawn."""
    while True:
        model, vocab_size = _model(draw, scale=5 if temperature > 1 else 1)
        prompt = _text(draw, vocab_size, 1, time)
        p = generative.probabilities(model.build()(prompt)[0][0, -1], temperature).sort(descending=True).values
        if 0.35 < p[0] < 0.6 and p[4] > 0.03:
            return model, prompt


# --- the model, with its cell as an argument ------------------------------------------------------


class _Module(nn.Module):
    """The model of the exercise: that of the chapter, for any cell and with a vector for each symbol."""

    def __init__(self, vocab_size: int, input_size: int, hidden_size: int, step: Any) -> None:
        super().__init__()
        self.step = step
        self.E = nn.Parameter(torch.zeros(vocab_size, input_size))
        self.V = nn.Parameter(torch.zeros(vocab_size, hidden_size))
        self.d = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, text: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        zeros = self.V.new_zeros(len(text), self.V.shape[1])
        state = state or (zeros, zeros)
        logits = []
        for x_t in self.E[text].unbind(1):
            state = self.step(x_t, state)
            logits.append(state[0] @ self.V.T + self.d)
        return torch.stack(logits, dim=1), state


# --- properties of batches ------------------------------------------------------------------------


def _as_pairs(trial: Trial, request: Request) -> Iterator[tuple[int, Value, Value]]:
    """The batches that came and those that were wanted, with their numbers, once there are as many."""
    got, wanted = trial.ask(request).outputs[-1], trial.expected(request)
    if not isinstance(got, tuple):
        expect_form(tuple(map(_pair, range(len(wanted)))), got, wanted)
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


def _lengths_of(got: tuple[Value, ...]) -> str:
    kinds = {len(item) if isinstance(item, tuple) else 0 for item in got}
    return f"{len(got)}" if kinds <= {2} else _("{count}, not all of them pairs").format(count=len(got))


def _pair(number: int) -> tuple[Quantity, Quantity]:
    return Quantity(f"x of batch {number}"), Quantity(f"y of batch {number}", "generative-target")


def _part(name: str, position: int, *, points: float, sentence: str) -> Property:
    """The inputs, or the targets, of all batches."""

    def test(trial: Trial) -> None:
        for request in trial.requests("ordinary"):
            for number, got, wanted in _as_pairs(trial, request):
                expect_form(_pair(number)[position], got[position], wanted[position])
                expect_equal(_pair(number)[position], got[position], wanted[position])

    return Property(name=name, points=points, sentence=sentence, test=test, gate=True)


def _batches(name: str, regime: str, *, points: float, sentence: str) -> Property:
    """All of both, in a regime of its own."""

    def test(trial: Trial) -> None:
        for request in trial.requests(regime, some=True):
            for number, got, wanted in _as_pairs(trial, request):
                expect_form(_pair(number), got, wanted)
                for quantity, one_got, one_wanted in zip(_pair(number), got, wanted, strict=True):
                    expect_equal(quantity, one_got, one_wanted)

    return Property(name=name, points=points, sentence=sentence, test=test)


# --- what a step of training leaves behind --------------------------------------------------------


def _without_history(*, points: float, sentence: str) -> Property:
    """Nothing that is returned has a gradient history, not even one that leads to none of the arguments."""

    def test(trial: Trial) -> None:
        for request in trial.requests("ordinary", some=True):
            if any(trial.ask(request).attached):
                raise Failure(
                    _("something that you return has a gradient history: .detach() the loss, the parameters, the state")
                )

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


def _shares(name: str, regime: str, *, points: float, sentence: str, gate: bool = False) -> Property:
    """What is drawn comes in the right shares; a failure is drawn again, at a higher temperature, before it counts."""

    def test(trial: Trial) -> None:
        for request in (trial.run.cases.request(one, 0) for one in (regime, f"{regime}, warm")):
            got, wanted = _written_texts(trial, request), ROWS * chances(request).flatten()
            vocab_size = round(len(wanted) ** 0.5)
            counts = torch.bincount(got[:, 0] * vocab_size + got[:, 1], minlength=len(wanted)).double()
            if surprise(counts, wanted) >= RARE:
                return
        sentence = _(
            "of {rows} texts that go on from one prompt, the shares of what was drawn are not those of "
            "eq:generative-temperature: the share of one pair of symbols is off by {by:.2f}"
        )
        raise Failure(sentence.format(rows=ROWS, by=float((counts - wanted).abs().max() / ROWS)))

    return Property(name=name, points=points, sentence=sentence, test=test, gate=gate)


def _written_texts(trial: Trial, request: Request) -> Int[Tensor, "batch output"]:
    """What was written, once it is symbols of the right shape."""
    got: Tensor = trial.output(request)
    stand_in = request.arguments[0]
    vocab_size = stand_in.sizes[0]
    if not ((got >= 0) & (got < vocab_size)).all():
        sentence = _("what you write goes from {low} to {high}; symbols are numbers from 0 to {last}")
        raise Failure(sentence.format(low=int(got.min()), high=int(got.max()), last=vocab_size - 1))
    return got.long()


def _from_generator(*, points: float, sentence: str) -> Property:
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
                _("called twice with one generator, it wrote the same text twice: random numbers start anew each time")
            )

    return Property(name="generator", points=points, sentence=sentence, test=test, match_by_message=True)


def _equivalent(request: Request, first: Value, second: Value) -> bool:
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
    if len(prompt) < MANY:
        return True  # of so few nothing can be said
    tails = []
    for at, behind in combinations_with_replacement(range(first.shape[1]), 2):  # each character, and each pair
        one, other = (
            torch.bincount(text[:, at] * vocab_size + text[:, behind], minlength=vocab_size**2).double()
            for text in (first.long(), second.long())
        )
        tails.append(surprise_of_two(one, other))
    return min(tails) > RARE / 50


# --- the checks -----------------------------------------------------------------------------------


def _number(value: Value) -> Value:
    """A number as a tensor without axes: either may be returned."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return torch.tensor(float(value), dtype=torch.float64)
    return value


def checks(variant: OneVersion) -> list[Check]:
    """The checks of this exercise, in the order of its parts."""
    known = mistakes.mistakes(variant)
    state = Quantity("h"), Quantity("c")
    new_parameters = tuple(Quantity(f"parameters[{position}]", "generative-step") for position in range(3))
    given = tuple(f"parameters[{position}]" for position in range(3))
    return [
        Check(
            name="next_character_batches",
            signature=("text", "batch", "time"),
            returns=Repeated(_pair),
            case=_batches_case,
            reference=generative.next_character_batches,
            properties=(
                _part("x", 0, points=1.0, sentence=_("x follows the rows of the text, from batch to batch")),
                _part("y", 1, points=1.5, sentence=_("y is the next character of the row, as in eq:generative-target")),
                _batches(
                    "exact",
                    "exact",
                    points=0.25,
                    sentence=_("a text that fills its rows and batches to the last target works"),
                ),
                _batches(
                    "full", "full", points=0.25, sentence=_("rows that lack only the last target have one batch less")
                ),
                _batches("one row", "one row", points=0.25, sentence=_("a single row works")),
                _batches("one character", "one character", points=0.25, sentence=_("batches of one character work")),
                unchanged(points=0.25, sentence=_("the text stays as it was"), names=("text",)),
                repeatable(points=0.25, sentence=_("called twice, it answers the same")),
            ),
            mistakes=known["next_character_batches"],
        ),
        Check(
            name="CharLM",
            signature=("vocab_size", "input_size", "hidden_size", "step"),
            returns=(Quantity("logits", "generative-logits"), state),
            case=_module_case,
            reference=_Module,
            properties=(
                values("logits", 0, points=1.5, sentence=_("the logits follow eq:generative-logits")),
                values("h", 1, points=0.5, sentence=_("the last h is returned")),
                values("c", 2, points=0.5, sentence=_("the last c is returned")),
                agreement(
                    "no state",
                    "no state",
                    points=0.5,
                    sentence=_("without a state it starts from zeros, each time"),
                    calls=2,
                ),
                gradients(
                    points=0.5, sentence=_("gradients arrive at the parameters and at the state"), names=("h", "c")
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                agreement("one character", "one character", points=0.25, sentence=_("a text of one character works")),
            ),
            mistakes=known["CharLM"],
        ),
        Check(
            name="training_step",
            signature=("loss_of", "parameters", "batch", "state", "lr", "max_norm"),
            returns=(Quantity("loss"), new_parameters, state),
            case=_step_case,
            reference=generative.training_step,
            properties=(
                values("loss", 0, points=0.5, sentence=_("the loss before the step is returned")),
                values(
                    "parameters",
                    slice(1, 4),
                    points=1.5,
                    sentence=_("the parameters after the step follow eq:generative-step"),
                ),
                values("state", slice(4, 6), points=0.5, sentence=_("the state after the batch is returned")),
                agreement(
                    "short",
                    "short",
                    points=0.25,
                    sentence=_("gradients whose norm is below max_norm are used as they are"),
                ),
                _without_history(points=0.5, sentence=_("what is returned has no gradient history")),
                agreement("single", "single", points=0.25, sentence=_("float32 works")),
                unchanged(
                    points=0.25,
                    sentence=_("the arguments stay as they were"),
                    names=(*given, "batch[0]", "batch[1]", "h", "c"),
                ),
                repeatable(points=0.25, sentence=_("called twice, it answers the same")),
            ),
            mistakes=known["training_step"],
        ),
        Check(
            name="bits_per_character",
            signature=("model", "text", "time"),
            returns=Quantity("bits", "generative-bits"),
            case=_bits_case,
            reference=generative.bits_per_character,
            properties=(
                values(
                    "bits",
                    0,
                    points=1.75,
                    sentence=_("the bits follow eq:generative-bits, over pieces of which the last is short"),
                ),
                agreement(
                    "whole pieces", "whole pieces", points=0.25, sentence=_("a text that fills its pieces works")
                ),
                agreement(
                    "one piece", "one piece", points=0.25, sentence=_("a text that is shorter than one piece works")
                ),
                agreement(
                    "two characters", "two characters", points=0.25, sentence=_("a text of two characters works")
                ),
                agreement(
                    "sharp",
                    "sharp",
                    points=0.25,
                    sentence=_("characters that the model holds for nearly impossible work"),
                ),
                repeatable(points=0.25, sentence=_("called twice, it answers the same")),
            ),
            mistakes=known["bits_per_character"],
            normalise=_number,
        ),
        Check(
            name="sample",
            signature=("model", "prompt", "max_new_tokens", "temperature", "top_k", "generator"),
            returns=Quantity("text"),
            case=_sample_case,
            reference=generative.sample,
            properties=(
                values(
                    "likeliest",
                    0,
                    points=1.5,
                    sentence=_("with top_k = 1, the likeliest symbol follows, step by step"),
                    regime="likeliest",
                ),
                _shares(
                    "shares",
                    "shares",
                    points=1.5,
                    sentence=_("the shares of what is drawn follow eq:generative-temperature"),
                    gate=True,
                ),
                _shares(
                    "shares of top_k",
                    "shares of top_k",
                    points=0.75,
                    sentence=_("with top_k = 3, three symbols are left"),
                ),
                agreement("cold", "cold", points=0.25, sentence=_("a temperature near 0 takes the likeliest symbol")),
                _from_generator(points=0.5, sentence=_("all random numbers come from the generator")),
                agreement("one row", "one row", points=0.25, sentence=_("a prompt of one row works")),
                unchanged(points=0.25, sentence=_("the prompt stays as it was"), names=("prompt",), regime="likeliest"),
            ),
            mistakes=known["sample"],
            equivalent=_equivalent,
        ),
    ]


EXERCISE = Exercise(slug="generative", checks=checks, variant=OneVersion)
