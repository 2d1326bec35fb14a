"""The adding problem: two numbers of a long sequence are marked, and only their sum is asked for, at the end."""

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from course_lib.language import _

__all__ = ["BASELINE", "draw"]

BASELINE = 1 / 6
"""The mean squared error of always saying 1: the variance of the sum of two uniform numbers."""


def draw(
    batch: int, time: int, generator: Generator
) -> tuple[Float[Tensor, "batch time input"], Float[Tensor, " batch"]]:
    """Sequences and their answers. At each step the input is a number between 0 and 1, and a mark that is 0 or 1.

    One number of the first half is marked and one of the second half; the answer is their sum (Hochreiter and
    Schmidhuber, 1997, in the form of Le et al., 2015).

    >>> x, y = draw(2, 10, torch.Generator().manual_seed(0))
    >>> x.shape, y.shape
    (torch.Size([2, 10, 2]), torch.Size([2]))
    >>> bool(((x[:, :, 0] * x[:, :, 1]).sum(1) == y).all())
    True

    Raises:
        ValueError: time is smaller than 2.
    """
    if time < 2:
        raise ValueError(_("time is {got}; wanted at least 2 steps, one for each number.").format(got=time))
    numbers = torch.rand(batch, time, generator=generator)
    half = time // 2
    first = torch.randint(half, (batch,), generator=generator)
    second = torch.randint(half, time, (batch,), generator=generator)
    marks = torch.zeros(batch, time)
    rows = torch.arange(batch)
    marks[rows, first] = marks[rows, second] = 1
    return torch.stack((numbers, marks), dim=2), numbers[rows, first] + numbers[rows, second]
