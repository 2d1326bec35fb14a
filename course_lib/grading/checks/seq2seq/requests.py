"""What the checks of the exercise `seq2seq` ask: random requests."""

import torch
from torch import Tensor

from course_lib import seq2seq
from course_lib.grading.judging.check import CaseDraw
from course_lib.grading.worker.protocol import Request
from course_lib.grading.worker.stand_ins import StandIn

#
# Regimes: in “ordinary” no row is padded, in “all padded” every row is; in “padded” one row is full, and it is not the
# first one.


def _lengths(draw: CaseDraw, regime: str, batch: int, time: int) -> Tensor:
    """Real tokens of each row, of different numbers where rows are padded."""
    if regime not in ("padded", "all padded"):
        return torch.full((batch,), time)
    lengths = torch.randint(1, time, (batch,), generator=draw.generator)
    lengths[0], lengths[1] = draw.integer(2, time - 2), time - 1
    if regime == "padded":
        lengths[-1] = time
    return lengths


def _sizes(draw: CaseDraw, regime: str, count: int) -> list[int]:
    """The batch, the time, and others; all differ where they can."""
    batch, time, *others = draw.sizes(count, 5, 11)
    return [1 if regime == "one row" else batch, 1 if regime == "one step" else time, *others]


def _numbers(draw: CaseDraw, shape: tuple[int, ...], low: int, high: int) -> Tensor:
    return torch.randint(low, high, shape, generator=draw.generator)


def _padded(real: Tensor, lengths: Tensor, rubbish: Tensor) -> Tensor:
    mask = torch.arange(real.shape[1]) < lengths[:, None]
    return torch.where(mask.view(*mask.shape, *[1] * (real.dim() - 2)), real, rubbish)


def forcing_case(draw: CaseDraw, regime: str) -> Request:
    """The special numbers are any; in the padding stand words, numbers that are special, and negative ones."""
    batch, time = _sizes(draw, regime, 2)
    special = torch.randperm(9, generator=draw.generator)[:3] + 1
    lengths = _lengths(draw, regime, batch, time)
    words = _numbers(draw, (batch, time), 20, 90)
    words[-1, 0] *= regime != "one row"  # 0 is a word as any other
    target = _padded(words, lengths, _numbers(draw, (batch, time), -90, 90))
    return Request("teacher_forcing", (target, lengths, *map(int, special)))


def loss_case(draw: CaseDraw, regime: str) -> Request:
    """Logits of the padding are rubbish, and the labels there are some words.

    In “large” rows are padded too; all logits are too large for exp, and so far apart that a softmax is 0 for most
    words.
    """
    batch, time, vocab_size = _sizes(draw, regime, 3)
    lengths = _lengths(draw, "padded" if regime == "large" else regime, batch, time)
    logits = _padded(
        draw.normal(batch, time, vocab_size, scale=2), lengths, draw.normal(batch, time, vocab_size, scale=9)
    )
    logits = 500 * logits + 1000 if regime == "large" else logits
    labels = _numbers(draw, (batch, time), 0, vocab_size)
    labels[-1, 0] = 0  # a real word as any other
    return Request("masked_cross_entropy", (logits, labels, lengths))


def encode_case(draw: CaseDraw, regime: str) -> Request:
    """In the padding stand numbers of other words; in “no words” numbers that no word has, negative ones too."""
    batch, time, vocab_size, size, hidden = _sizes(draw, regime, 5)
    kind = "padded" if regime == "no words" else regime
    lengths = _lengths(draw, kind, batch, time)
    rubbish = _numbers(draw, (batch, time), 0, vocab_size)
    if regime == "no words":
        negative = _numbers(draw, (batch, time), 0, 2).bool()
        rubbish = torch.where(negative, -1 - 20 * rubbish, vocab_size + 99 * rubbish)
    tokens = _padded(_numbers(draw, (batch, time), 0, vocab_size), lengths, rubbish)
    state = draw.normal(batch, hidden), draw.normal(batch, hidden)
    step, embedding = StandIn("cell", draw.seed(), (size, hidden)), draw.normal(vocab_size, size)
    return Request("encode", (step, embedding, tokens, lengths, state))


def greedy_case(draw: CaseDraw, regime: str) -> Request:
    """Rows that end at different times, the longest before `max_length`.

    In “cut” and “one step” none ends; in “at once” all do. In “one row” the state is a pair.
    """
    while True:
        batch, vocab_size, hidden = draw.sizes(3, 4, 9)
        batch = 1 if regime == "one row" else batch
        # 0 is a word as any other
        sos, eos = (1 + torch.randperm(vocab_size - 1, generator=draw.generator)[:2]).tolist()
        pull = {"cut": -40, "at once": 60, "one step": -40}.get(regime, 0)
        pair = regime == "one row"
        step = StandIn("speaker", draw.seed(), (vocab_size, hidden, eos, pull, int(pair)))
        h, c = draw.normal(batch, hidden), draw.normal(batch, hidden)
        state = (h, c) if pair else h
        max_length = {"cut": draw.integer(3, 5), "one step": 1}.get(regime, draw.integer(10, 12))
        tokens, lengths = seq2seq.greedy_decode(step.build(), state, batch, sos, eos, max_length)
        ends = set(lengths.tolist())
        told = tokens.shape[1] < max_length and min(ends) >= 1 and (batch == 1 or len(ends) > 2) and tokens.shape[1] > 4
        if regime in ("cut", "at once", "one step") or told:
            return Request("greedy_decode", (step, state, batch, sos, eos, max_length))
