"""Known wrong answers to `bits_per_character`."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _

Model = Callable[..., tuple[Tensor, Any]]


def _log_p(logits: Tensor) -> Tensor:
    return torch.log_softmax(logits, dim=-1)


def _starts(length: int, time: int) -> range:
    return range(0, length - 1, time)


def _log_probabilities(
    model: Model,
    text: Tensor,
    time: int,
    *,
    begin: Callable[[int, int], range] = _starts,
    carry: bool = True,
    log_p: Callable[[Tensor], Tensor] = _log_p,
    shift: int = 1,
) -> list[Tensor]:
    """The natural logarithms of what is foretold, piece by piece, with places at which it can go wrong."""
    pieces, state = [], None
    for start in begin(len(text), time):
        piece = text[start : start + time + 1]
        logits, after = model(piece[None, :-1], state)
        state = after if carry else None
        targets = piece[1:] if shift else piece[:-1]
        pieces.append(log_p(logits[0]).gather(1, targets[:, None])[:, 0])
    return pieces


def _mean(pieces: Sequence[Tensor], text: Tensor) -> Tensor:
    return -torch.cat(list(pieces)).sum() / math.log(2) / (len(text) - 1)


def _with(**changed: Any) -> Callable[..., Tensor]:
    return lambda model, text, time: _mean(_log_probabilities(model, text, time, **changed), text)


def _of_pieces(change: Callable[[list[Tensor], int], Any]) -> Callable[..., Any]:
    """The right logarithms, and then something else than their mean: `change(pieces, length of the text)`."""
    return lambda model, text, time: change(_log_probabilities(model, text, time), len(text))


def _of_bits(change: Callable[[Tensor, int], Any]) -> Callable[..., Any]:
    """The right result, and then something is done to it: `change(bits, length of the text)`."""
    return lambda *arguments: change(_with()(*arguments), len(arguments[1]))


def _boundary_lost(divide_by_counted: bool) -> Callable[..., Tensor]:
    """Pieces of `time` characters are read whole, and foretell all of themselves but the first."""

    def bits(model: Model, text: Tensor, time: int) -> Tensor:
        total, count, state = torch.zeros((), dtype=torch.float64), 0, None
        for piece in text.split(time):
            logits, state = model(piece[None], state)
            total = total - _log_p(logits[0, :-1]).gather(1, piece[1:, None]).sum()
            count += len(piece) - 1
        return total / math.log(2) / (max(count, 1) if divide_by_counted else len(text) - 1)

    return bits


def _boundary_not_read(divide_by_counted: bool) -> Callable[..., Tensor]:
    """The last character of each piece is a target alone, and never an input."""

    def bits(model: Model, text: Tensor, time: int) -> Tensor:
        total, count, state = torch.zeros((), dtype=torch.float64), 0, None
        for piece in text.split(time):
            if len(piece) > 1:
                logits, state = model(piece[None, :-1], state)
                total = total - _log_p(logits[0]).gather(1, piece[1:, None]).sum()
                count += len(piece) - 1
        return total / math.log(2) / (max(count, 1) if divide_by_counted else len(text) - 1)

    return bits


def _boundary_read_twice(model: Model, text: Tensor, time: int) -> Tensor:
    """The model is given the last target of a piece as well."""
    pieces, state = [], None
    for start in _starts(len(text), time):
        piece = text[start : start + time + 1]
        logits, state = model(piece[None], state)
        pieces.append(_log_p(logits[0, :-1]).gather(1, piece[1:, None])[:, 0])
    return _mean(pieces, text)


def _without_the_short_one(divide_by_counted: bool) -> Callable[..., Tensor]:
    def bits(model: Model, text: Tensor, time: int) -> Tensor:
        pieces = _log_probabilities(model, text, time)
        full = [piece for piece in pieces if len(piece) == time]
        total = -torch.cat([*full, pieces[0][:0]]).sum() / math.log(2)
        return total / (max(1, sum(map(len, full))) if divide_by_counted else len(text) - 1)

    return bits


def mistakes() -> tuple[Mistake, ...]:
    bank = Bank()

    bank.known(
        "nats",
        _of_bits(lambda bits, _length: bits * math.log(2)),
        _("your logarithm is the natural one: these are nats; divide by ln 2 for bits"),
    )
    bank.known(
        "base_ten",
        _of_bits(lambda bits, _length: bits * math.log10(2)),
        _("your logarithm has the base 10; bits are logarithms to the base 2"),
    )
    bank.known(
        "multiplied_by_ln2",
        _of_bits(lambda bits, _length: bits * math.log(2) ** 2),
        _("you multiply the nats by ln 2; divide by it to get bits"),
    )
    bank.known(
        "perplexity",
        _of_bits(lambda bits, _length: 2**bits),
        _("you return the perplexity, 2 to the power of the bits; return the bits"),
        _of_bits(lambda bits, _length: torch.exp(bits)),
    )
    bank.known(
        "summed",
        _of_bits(lambda bits, length: bits * (length - 1)),
        _("you return the sum over all characters; return their mean"),
    )
    bank.known(
        "divided_by_all",
        _of_bits(lambda bits, length: bits * (length - 1) / length),
        _("you divide by the number of all characters; the first one is not predicted, so divide by one less"),
    )
    bank.known(
        "mean_of_pieces",
        _of_pieces(lambda pieces, _n: -torch.stack([piece.mean() for piece in pieces]).mean() / math.log(2)),
        _("you take the mean of the pieces' means, but the last piece is shorter: sum over all, then divide once"),
    )
    bank.known(
        "state_not_carried",
        _with(carry=False),
        _("every piece starts from zeros; carry the state from piece to piece"),
    )
    bank.known(
        "boundary_lost",
        _boundary_lost(True),
        _("the first character of each later piece is not predicted: the last input of a piece has a target too"),
        _boundary_lost(False),
        _boundary_not_read(True),
        _boundary_not_read(False),
    )
    bank.known(
        "boundary_read_twice",
        _boundary_read_twice,
        _("the last target of a piece is read as an input too, and again in the next piece; read each character once"),
    )
    bank.known(
        "last_piece_lost",
        _without_the_short_one(True),
        _("the last piece is left out where it is shorter than the others"),
        _without_the_short_one(False),
    )
    bank.known(
        "not_shifted",
        _with(shift=0),
        _("you look up each character in the logits after it was read; look up the next one, which is the target"),
    )
    bank.known(
        "negative",
        _of_bits(lambda bits, _length: -bits),
        _("your result is negative: the logarithm of a probability is at most 0, so change its sign"),
    )
    bank.known(
        "mean_of_probabilities",
        _of_pieces(lambda pieces, _length: -torch.cat(pieces).exp().mean().log2()),
        _("you take the logarithm of a mean probability; take the mean of the logarithms"),
    )
    bank.known(
        "softmax_twice",
        _with(log_p=lambda logits: _log_p(torch.softmax(logits, dim=-1))),
        _("softmax is applied twice: cross_entropy and log_softmax take the logits as they are"),
    )
    bank.known(
        "softmax_over_time",
        _with(log_p=lambda logits: torch.log_softmax(logits, dim=0)),
        _("your softmax runs over the time axis; it runs over the symbols, the last axis"),
    )
    bank.known(
        "softmax_underflows",
        _with(log_p=lambda logits: torch.softmax(logits, dim=-1).log()),
        _("the logarithm of a softmax is infinite where a probability underflows to 0: use log_softmax"),
    )

    return bank.mistakes
