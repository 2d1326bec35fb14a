"""Known wrong answers to `masked_cross_entropy`."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _


def _real(lengths: Tensor, time: int) -> Tensor:
    return torch.arange(time) < lengths[:, None]


def _log_p(logits: Tensor, labels: Tensor) -> Tensor:
    return logits.log_softmax(2).gather(2, labels[:, :, None])[:, :, 0]


def _over_rows(finish: Callable[[Tensor, Tensor], Tensor]) -> Callable[..., Tensor]:
    """From the log-probabilities of the right words, zero in the padding, and the mask."""

    def loss(logits: Tensor, labels: Tensor, lengths: Tensor) -> Tensor:
        real = _real(lengths, labels.shape[1])
        return -finish(torch.where(real, _log_p(logits, labels), 0), real)

    return loss


def _of(say: Callable[[Tensor, Tensor], Tensor]) -> Callable[..., Tensor]:
    """The mean over real tokens of something else than the log-probability."""

    def loss(logits: Tensor, labels: Tensor, lengths: Tensor) -> Tensor:
        return -say(logits, labels)[_real(lengths, labels.shape[1])].mean()

    return loss


def _masked(mask: Callable[[Tensor, Tensor], Tensor]) -> Callable[..., Tensor]:
    """The mean over other tokens: (labels, lengths) -> mask."""

    def loss(logits: Tensor, labels: Tensor, lengths: Tensor) -> Tensor:
        return -_log_p(logits, labels)[mask(labels, lengths)].mean()

    return loss


def mistakes() -> tuple[Mistake, ...]:
    bank = Bank()

    def gathered(what: Tensor, labels: Tensor) -> Tensor:
        return what.gather(2, labels[:, :, None])[:, :, 0]

    def along_time(logits: Tensor, labels: Tensor) -> Tensor:
        return gathered(logits.log_softmax(1), labels)

    def along_batch(logits: Tensor, labels: Tensor) -> Tensor:
        return gathered(logits.log_softmax(0), labels)

    def twice(logits: Tensor, labels: Tensor) -> Tensor:
        return gathered(logits.softmax(2).log_softmax(2), labels)

    def logits_alone(logits: Tensor, labels: Tensor) -> Tensor:
        return gathered(logits, labels)

    def probability(logits: Tensor, labels: Tensor) -> Tensor:
        return gathered(logits.softmax(2), labels)

    def in_bits(logits: Tensor, labels: Tensor) -> Tensor:
        return _log_p(logits, labels) / math.log(2)

    def positive(logits: Tensor, labels: Tensor) -> Tensor:
        return -_log_p(logits, labels)

    def entropy(logits: Tensor, _labels: Tensor) -> Tensor:
        p = logits.softmax(2)
        return (p * logits.log_softmax(2)).sum(2)

    def unstable(logits: Tensor, labels: Tensor) -> Tensor:
        return gathered(logits.exp() / logits.exp().sum(2, keepdim=True), labels).log()

    def unstable_sum(logits: Tensor, labels: Tensor) -> Tensor:
        return gathered(logits, labels) - logits.exp().sum(2).log()

    def all_words(logits: Tensor, _labels: Tensor) -> Tensor:
        return logits.log_softmax(2).mean(2)

    bank.known(
        "padding_counts",
        _masked(lambda labels, _lengths: torch.ones_like(labels, dtype=torch.bool)),
        _("the padding counts as well: mean only over the first lengths[n] tokens of row n"),
    )
    bank.known(
        "divided_by_all",
        _over_rows(lambda log_p, _real: log_p.mean()),
        _("the sum over real tokens is divided by the number of all; divide by that of the real ones"),
    )

    @bank.mistake(
        _("you set the logits of the padding to zero, but equal logits have a loss too: leave padded tokens out")
    )
    def scores_zeroed(logits: Tensor, labels: Tensor, lengths: Tensor) -> Tensor:
        real = _real(lengths, labels.shape[1])
        return -_log_p(torch.where(real[:, :, None], logits, 0), labels).mean()

    bank.known(
        "mean_of_rows",
        _over_rows(lambda log_p, real: (log_p.sum(1) / real.sum(1)).mean()),
        _("each row has the same weight; every real token of the batch should have it"),
    )
    bank.known(
        "sum_over_batch",
        _over_rows(lambda log_p, real: log_p.sum() / len(real)),
        _("the sum is divided by the number of rows; divide it by that of the real tokens"),
    )
    bank.known("summed", _over_rows(lambda log_p, _real: log_p.sum()), _("you return the sum; return the mean"))
    bank.known(
        "loss_of_tokens",
        _over_rows(lambda log_p, _real: log_p),
        _("you return the loss of each token; return their mean, one number"),
    )
    bank.known(
        "one_token_more",
        _masked(lambda labels, lengths: torch.arange(labels.shape[1]) <= lengths[:, None]),
        _("one token of the padding counts in each row: real ones are those at t < lengths[n]"),
    )
    bank.known(
        "one_token_less",
        _masked(lambda labels, lengths: torch.arange(labels.shape[1]) < (lengths[:, None] - 1).clamp(min=1)),
        _("the last real token of each row is left out"),
    )
    bank.known(
        "mask_turned_around",
        _masked(lambda labels, lengths: torch.arange(labels.shape[1]) >= lengths[:, None]),
        _("only the padding counts: the mask is inverted"),
    )
    bank.known(
        "first_length_for_all",
        _masked(lambda labels, lengths: (torch.arange(labels.shape[1]) < lengths[0]).expand(labels.shape)),
        _("all rows use the length of the first row"),
    )
    bank.known(
        "zero_is_padding",
        _masked(lambda labels, _lengths: labels != 0),
        _("tokens with the number 0 are left out; only lengths says which tokens are real"),
    )
    bank.known(
        "softmax_along_time",
        _of(along_time),
        _("the softmax runs along the time axis; it runs over the words, the last axis"),
    )
    bank.known(
        "softmax_along_batch",
        _of(along_batch),
        _("the softmax runs along the batch; it runs over the words, the last axis"),
    )
    bank.known(
        "softmax_twice",
        _of(twice),
        _("the softmax is taken twice: log_softmax and cross_entropy take the logits themselves"),
    )
    bank.known(
        "no_softmax",
        _of(logits_alone),
        _("you use the logits themselves; take their log-softmax first"),
    )
    bank.known("no_logarithm", _of(probability), _("you use probabilities; take their logarithm"))
    bank.known("in_bits", _of(in_bits), _("your loss is in bits; take the natural logarithm, for nats"))
    bank.known("sign", _of(positive), _("the sign is missing: the loss of a word is minus its log-probability"))
    bank.known(
        "entropy",
        _of(entropy),
        _("you return the entropy of the prediction; the loss depends on the right word"),
    )
    bank.known(
        "all_words",
        _of(all_words),
        _("the log-probabilities of all words are averaged; take that of the right word"),
    )
    bank.known(
        "unstable",
        _of(unstable),
        _("exp of large logits is infinite, or a softmax is 0 before its logarithm is taken: use log_softmax"),
        _of(unstable_sum),
        _of(lambda logits, labels: gathered(logits.softmax(2), labels).log()),
        _of(lambda logits, labels: gathered(logits.softmax(2), labels).clamp(min=1e-12).log()),
        _of(lambda logits, labels: (gathered(logits.softmax(2), labels) + 1e-12).log()),
        _of(lambda logits, labels: unstable_sum(logits - logits.max(), labels)),
    )

    @bank.mistake(_("the loss is detached from the logits, by .detach(), .item() or torch.no_grad()"))
    def detached(logits: Tensor, labels: Tensor, lengths: Tensor) -> Tensor:
        return _of(_log_p)(logits.detach(), labels, lengths)

    @bank.form_of(detached)
    def as_a_number(logits: Tensor, labels: Tensor, lengths: Tensor) -> float:
        return detached(logits, labels, lengths).item()

    @bank.mistake(_("the loss has an axis; it is one number, without axes"))
    def one_axis_more(logits: Tensor, labels: Tensor, lengths: Tensor) -> Tensor:
        return _of(_log_p)(logits, labels, lengths)[None]

    return bank.mistakes
