"""What is checked of the exercise `seq2seq`."""

import torch
from torch import Tensor

from course_lib import seq2seq
from course_lib.grading.checks.seq2seq import mistakes as mistakes
from course_lib.grading.judging.check import CaseDraw, Check, Quantity
from course_lib.grading.judging.exercise import Exercise, OneVersion
from course_lib.grading.judging.properties import agreement, gradients, repeatable, unchanged, values
from course_lib.grading.worker.protocol import Request
from course_lib.grading.worker.stand_ins import StandIn
from course_lib.language import _

# --- random requests ------------------------------------------------------------------------------
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


def _forcing_case(draw: CaseDraw, regime: str) -> Request:
    """The special numbers are any; in the padding stand words, and numbers that are special."""
    batch, time = _sizes(draw, regime, 2)
    special = torch.randperm(9, generator=draw.generator)[:3] + 1
    lengths = _lengths(draw, regime, batch, time)
    target = _padded(_numbers(draw, (batch, time), 20, 90), lengths, _numbers(draw, (batch, time), 0, 90))
    return Request("teacher_forcing", (target, lengths, *map(int, special)))


def _loss_case(draw: CaseDraw, regime: str) -> Request:
    """Logits of the padding are rubbish, and the labels there are some words; in “large” all are too large for exp."""
    batch, time, vocab_size = _sizes(draw, regime, 3)
    lengths = _lengths(draw, regime, batch, time)
    logits = _padded(
        draw.normal(batch, time, vocab_size, scale=2), lengths, draw.normal(batch, time, vocab_size, scale=9)
    )
    logits = logits + 1000 if regime == "large" else logits
    labels = _numbers(draw, (batch, time), 0, vocab_size)
    labels[-1, 0] = 0  # a real word as any other
    return Request("masked_cross_entropy", (logits, labels, lengths))


def _encode_case(draw: CaseDraw, regime: str) -> Request:
    """In the padding stand numbers of other words; in “no words” numbers that no word has."""
    batch, time, vocab_size, size, hidden = _sizes(draw, regime, 5)
    kind = "padded" if regime == "no words" else regime
    lengths = _lengths(draw, kind, batch, time)
    rubbish = _numbers(draw, (batch, time), *((vocab_size, 999) if regime == "no words" else (0, vocab_size)))
    tokens = _padded(_numbers(draw, (batch, time), 0, vocab_size), lengths, rubbish)
    state = draw.normal(batch, hidden), draw.normal(batch, hidden)
    step, embedding = StandIn("cell", draw.seed(), (size, hidden)), draw.normal(vocab_size, size)
    return Request("encode", (step, embedding, tokens, lengths, state))


def _greedy_case(draw: CaseDraw, regime: str) -> Request:
    """Rows that end at different times, the longest before `max_length`; in “cut” none ends; in “at once” all do."""
    while True:
        batch, vocab_size, hidden = draw.sizes(3, 4, 9)
        batch = 1 if regime == "one row" else batch
        # 0 is a word as any other
        sos, eos = (1 + torch.randperm(vocab_size - 1, generator=draw.generator)[:2]).tolist()
        pull = {"cut": -40, "at once": 60}.get(regime, 0)
        step = StandIn("speaker", draw.seed(), (vocab_size, hidden, eos, pull))
        state, max_length = draw.normal(batch, hidden), draw.integer(10, 12)
        max_length = draw.integer(3, 5) if regime == "cut" else max_length
        tokens, lengths = seq2seq.greedy_decode(step.build(), state, batch, sos, eos, max_length)
        ends = set(lengths.tolist())
        told = tokens.shape[1] < max_length and min(ends) >= 1 and (batch == 1 or len(ends) > 2) and tokens.shape[1] > 4
        if regime in ("cut", "at once") or told:
            return Request("greedy_decode", (step, state, batch, sos, eos, max_length))


# --- the checks -----------------------------------------------------------------------------------


def checks(variant: OneVersion) -> list[Check]:
    """The checks of this exercise, in the order of its parts."""
    known = mistakes.mistakes(variant)
    return [
        Check(
            name="teacher_forcing",
            signature=("target", "lengths", "sos", "eos", "pad"),
            returns=(Quantity("decoder_input", "seq2seq-forcing"), Quantity("labels", "seq2seq-forcing")),
            case=_forcing_case,
            reference=seq2seq.teacher_forcing,
            properties=(
                values(
                    "decoder_input",
                    0,
                    points=0.5,
                    sentence=_("the decoder's input begins with sos, and goes on with the target"),
                ),
                values("labels", 1, points=0.5, sentence=_("the labels are the target, and eos behind it")),
                values(
                    "decoder_input",
                    0,
                    points=0.5,
                    sentence=_("the decoder's input is right for padded rows"),
                    regime="padded",
                    gate=False,
                ),
                values(
                    "labels",
                    1,
                    points=0.75,
                    sentence=_("the labels are right for padded rows"),
                    regime="padded",
                    gate=False,
                ),
                agreement(
                    "all padded",
                    "all padded",
                    points=0.5,
                    sentence=_("a batch works in which every row is shorter than time"),
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                agreement("one step", "one step", points=0.25, sentence=_("targets of one word work")),
                unchanged(
                    points=0.5,
                    sentence=_("the arguments stay as they were"),
                    names=("target", "lengths"),
                    regime="padded",
                ),
                repeatable(points=0.25, sentence=_("called twice, it answers the same"), regime="padded"),
            ),
            mistakes=known["teacher_forcing"],
        ),
        Check(
            name="masked_cross_entropy",
            signature=("logits", "labels", "lengths"),
            returns=Quantity("loss", "seq2seq-loss"),
            case=_loss_case,
            reference=seq2seq.masked_cross_entropy,
            properties=(
                values("loss", 0, points=0.75, sentence=_("the loss is right without padding")),
                values(
                    "loss", 0, points=1.5, sentence=_("the loss is right for padded rows"), regime="padded", gate=False
                ),
                agreement(
                    "all padded",
                    "all padded",
                    points=0.25,
                    sentence=_("a batch works in which every row is shorter than time"),
                ),
                agreement("large", "large", points=0.25, sentence=_("large logits do no harm")),
                gradients(
                    points=0.5,
                    sentence=_("gradients arrive at the logits, and none in the padding"),
                    names=("logits",),
                    regime="padded",
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                unchanged(
                    points=0.25,
                    sentence=_("the arguments stay as they were"),
                    names=("logits", "labels", "lengths"),
                    regime="padded",
                ),
                repeatable(points=0.25, sentence=_("called twice, it answers the same"), regime="padded"),
            ),
            mistakes=known["masked_cross_entropy"],
        ),
        Check(
            name="encode",
            signature=("step", "embedding", "tokens", "lengths", "state"),
            returns=(
                Quantity("h", "seq2seq-encode"),
                (Quantity("state[0]", "seq2seq-encode"), Quantity("state[1]", "seq2seq-encode")),
            ),
            case=_encode_case,
            reference=seq2seq.encode,
            properties=(
                values("h", 0, points=0.75, sentence=_("every h is right without padding")),
                values("state", slice(1, 3), points=0.5, sentence=_("the last state is right without padding")),
                values(
                    "h",
                    0,
                    points=0.5,
                    sentence=_("h is right for padded rows, and zero in the padding"),
                    regime="padded",
                    gate=False,
                ),
                values(
                    "state",
                    slice(1, 3),
                    points=1,
                    sentence=_("the last state is right for padded rows"),
                    regime="padded",
                    gate=False,
                ),
                agreement(
                    "all padded",
                    "all padded",
                    points=0.25,
                    sentence=_("a batch works in which every row is shorter than time"),
                ),
                agreement(
                    "no words", "no words", points=0.5, sentence=_("numbers that no word has may stand in the padding")
                ),
                gradients(
                    points=0.5,
                    sentence=_("gradients arrive at the embedding and at the first state"),
                    names=("embedding", "state[0]", "state[1]"),
                    regime="padded",
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                agreement("one step", "one step", points=0.25, sentence=_("sentences of one word work")),
                unchanged(
                    points=0.25,
                    sentence=_("the arguments stay as they were"),
                    names=("embedding", "tokens", "lengths", "state[0]", "state[1]"),
                    regime="padded",
                ),
                repeatable(points=0.25, sentence=_("called twice, it answers the same"), regime="padded"),
            ),
            mistakes=known["encode"],
        ),
        Check(
            name="greedy_decode",
            signature=("step", "state", "batch", "sos", "eos", "max_length"),
            returns=(Quantity("tokens", "seq2seq-greedy"), Quantity("lengths", "seq2seq-greedy")),
            case=_greedy_case,
            reference=seq2seq.greedy_decode,
            properties=(
                values(
                    "tokens",
                    0,
                    points=1,
                    sentence=_("rows that do not end are cut after max_length words"),
                    regime="cut",
                ),
                values(
                    "tokens",
                    0,
                    points=2.75,
                    sentence=_("each word is the likeliest one and is fed back, and rows end at eos"),
                ),
                values(
                    "lengths",
                    1,
                    points=1,
                    sentence=_("a row's length is the number of its words before eos"),
                    gate=False,
                ),
                agreement(
                    "lengths when cut", "cut", points=0.5, sentence=_("rows that are cut have the length max_length")
                ),
                agreement("one row", "one row", points=0.5, sentence=_("a batch of one row works")),
                agreement("at once", "at once", points=0.5, sentence=_("rows that have nothing to say work")),
                unchanged(points=0.5, sentence=_("the state stays as it was"), names=("state",)),
                repeatable(points=0.25, sentence=_("called twice, it answers the same")),
            ),
            mistakes=known["greedy_decode"],
        ),
    ]


EXERCISE = Exercise(slug="seq2seq", checks=checks, variant=OneVersion)
