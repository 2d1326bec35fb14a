"""Whether random numbers can be what they should be: a right answer is hardly ever rejected, at a known rate."""

import torch
from jaxtyping import Float
from torch import Tensor

RARE = 5e-4
"""A right answer surprises more than this once in 2000 draws; it is drawn again before it counts: 2.5e-7."""
FEW = 10
"""Cells with fewer draws than this are judged together: for them the chi-square distribution is not exact."""


def surprise(counts: Float[Tensor, " cells"], expected: Float[Tensor, " cells"]) -> float:
    """The probability of counts at least as far from what is expected (Pearson, 1900); 0 if they are impossible."""
    if counts[expected == 0].any():
        return 0.0
    few = expected < FEW
    counts, expected = _pooled(counts, few), _pooled(expected, few)
    counts, expected = counts[expected > 0], expected[expected > 0]
    return upper_tail(((counts - expected).square() / expected).sum(), len(counts) - 1)


def surprise_of_two(one: Float[Tensor, " cells"], other: Float[Tensor, " cells"]) -> float:
    """The probability of counts at least as far apart, when both are as many draws with the same chances."""
    few = one + other < 2 * FEW
    one, other = _pooled(one, few), _pooled(other, few)
    both = one + other
    statistic = ((one - other).square() / both)[both > 0].sum()
    return upper_tail(statistic, int((both > 0).sum()) - 1)


def _pooled(counts: Float[Tensor, " cells"], few: Tensor) -> Float[Tensor, " pooled"]:
    """The cells that have few draws as one cell, behind the others."""
    return torch.cat([counts[~few], counts[few].sum()[None]])


def upper_tail(statistic: Tensor, freedom: int) -> float:
    """The probability that a chi-square variable is at least this large."""
    if freedom < 1:
        return 1.0
    half = torch.tensor(freedom / 2, dtype=torch.float64)
    return float(torch.special.gammaincc(half, statistic.double() / 2))


def is_uniform(entries: Tensor, bound: float) -> bool:
    """Whether a sample can be uniform on [-bound, bound]: inside, and spread within six standard errors."""
    spread = bound / 3**0.5
    slack = 6 * spread * (0.2 / entries.numel()) ** 0.5
    return float(entries.abs().max()) <= bound + 1e-6 and abs(float(entries.double().std()) - spread) <= slack
