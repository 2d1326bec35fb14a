"""What the checks of the exercise `generative` ask: random requests."""

from dataclasses import replace

import torch
from torch import Tensor

from course_lib import generative
from course_lib.grading.judging.check import CaseDraw
from course_lib.grading.worker.protocol import Call, Request, map_tensors
from course_lib.grading.worker.stand_ins import StandIn

ROWS, MANY = 500, 100
"""Texts that are drawn where shares are judged; and where two wrong answers are compared by their shares.

No more than that: who writes row by row calls the model for each character of each of them.
"""


def batches_case(draw: CaseDraw, regime: str) -> Request:
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


def module_case(draw: CaseDraw, regime: str) -> Request:
    """In “one row” the same module has read several rows before, and now starts without a state."""
    batch, time, vocab_size, input_size, hidden_size = draw.sizes(5, 3, 9)
    time = 1 if regime == "one character" else time
    step = StandIn("cell", draw.seed(), (input_size, hidden_size))
    state = draw.normal(batch, hidden_size), draw.normal(batch, hidden_size)
    text = _text(draw, vocab_size, batch, time)
    text[0, 0] = 0  # a symbol as any other
    return Request(
        "CharLM",
        (text,) if regime == "no state" else (text, state),
        (vocab_size, input_size, hidden_size, step),
        {
            "E": draw.normal(vocab_size, input_size),
            "V": draw.normal(vocab_size, hidden_size),
            "d": draw.normal(vocab_size),
        },
        then=(Call((text[:1],)),) if regime == "one row" else (),
    )


def step_case(draw: CaseDraw, regime: str) -> Request:
    """A norm far above max_norm, and an entry or two above it too; or, “short” and “asking”, one that is not.

    In “asking” what is added to a gradient has to show: if it were clipped, it would have the same length again.

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
    share = draw.uniform(low=1.2, high=1.4) if regime in ("short", "asking") else draw.uniform(low=0.05, high=0.15)
    lr = float(draw.uniform(low=1.5, high=3))
    request = Request("training_step", (loss_of, parameters, texts, state, lr, float(share) * norm))
    return _asking(request) if regime == "asking" else request


def _asking(request: Request) -> Request:
    """The same in float32 and with parameters that ask for gradients, as in training."""
    arguments = map_tensors(lambda t: t.float() if t.is_floating_point() else t, request.arguments)
    return replace(request, arguments=arguments, trainable=(1,))


def _model(draw: CaseDraw, scale: int = 5, limits: tuple[int, ...] = ()) -> tuple[StandIn, int]:
    """A model, and of how many symbols; with limits, it refuses more characters at once."""
    vocab_size, hidden_size = draw.sizes(2, 5, 8)
    return StandIn("char_model", draw.seed(), (vocab_size, hidden_size, scale, *limits)), vocab_size


def bits_case(draw: CaseDraw, regime: str) -> Request:
    """Several pieces, the last one shorter; or as the regime says. In “carried” the model refuses longer pieces."""
    time = draw.integer(4, 6)
    limits = (time, time) if regime == "carried" else ()
    model, vocab_size = _model(draw, 3000 if regime == "sharp" else 5, limits)
    pairs = {
        "whole pieces": time * draw.integer(2, 4),
        "one left": time * draw.integer(2, 4) + 1,
        "one piece": draw.integer(2, time - 1),
        "two characters": 1,
    }.get(regime, time * draw.integer(2, 4) + draw.integer(2, time - 2))
    return Request("bits_per_character", (model, _text(draw, vocab_size, pairs + 1), time))


def sample_case(draw: CaseDraw, regime: str) -> Request:
    """Where shares are judged, every row goes on from the same prompt; in “carried” the model refuses to read again.

    In “likeliest” the second half of the rows repeats the first one: who draws there shows it.
    """
    judged, source = regime.startswith("shares"), StandIn("generator", draw.seed())
    # far from 1, on either side: so that it matters, and its inverse does
    warm = regime.endswith("warm") or (not judged and draw.integer(0, 1))
    temperature = float(draw.uniform(low=1.8, high=2.5) if warm else draw.uniform(low=0.4, high=0.6))
    batch, time, max_new_tokens = draw.sizes(3, 3, 6)
    if judged:
        model, prompt = _telling(draw, time, temperature)
        prompt, max_new_tokens = prompt.expand(ROWS, time).contiguous(), 3
    else:
        batch = {"one row": 1, "likeliest": MANY, "generator": 50}.get(regime, batch)
        time = 1 if regime == "one row" else time
        model, vocab_size = _model(draw, limits=(time, 1) if regime == "carried" else ())
        prompt = _text(draw, vocab_size, batch, time)
        prompt = prompt[: MANY // 2].repeat(2, 1) if regime == "likeliest" else prompt
    temperature = 1e-6 if regime == "cold" else temperature
    top_k = 3 if "top_k" in regime else {"likeliest": 1, "one row": 1, "carried": 1}.get(regime)
    top_k = model.sizes[0] if regime == "generator" else top_k
    return Request("sample", (model, prompt, max_new_tokens, temperature, top_k, source))


def _telling(draw: CaseDraw, time: int, temperature: float) -> tuple[StandIn, Tensor]:
    """A model and a prompt of one row, whose shares show it if all symbols are drawn evenly, or the likeliest alone, or
    if one symbol more or less than three can be drawn: of few rows, the fifth symbol has to come in thirty."""
    while True:
        model, vocab_size = _model(draw, scale=5 if temperature > 1 else 1)
        prompt = _text(draw, vocab_size, 1, time)
        p = generative.probabilities(model.build()(prompt)[0][0, -1], temperature).sort(descending=True).values
        if 0.35 < p[0] < 0.6 and p[4] > 0.06:
            return model, prompt
