"""Stand-ins of the exercise `stacked`."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.worker.stand_ins.general import shapes_of
from course_lib.language import _


def exchange_halves(_seed: int) -> Callable[[Tensor, Tensor], Tensor]:
    """A new order of the real tokens that is not the opposite one, though done twice it changes nothing either.

    The first half and the second one change places; of an odd number, the last token stays, as the padding does.

    >>> exchange_halves(0)(torch.tensor([[1, 2, 3, 4, 5, 6, 7]]), torch.tensor([5]))
    tensor([[3, 4, 1, 2, 5, 6, 7]])
    """

    def reverse(x: Tensor, lengths: Tensor) -> Tensor:
        if x.dim() < 2 or lengths.shape != x.shape[:1]:
            raise ValueError(
                _(
                    "reverse takes x of shape (batch, time, …) and lengths of shape (batch,); "
                    "your code called it with shapes {got}"
                ).format(got=shapes_of((x, lengths)))
            )
        half, times = lengths[:, None] // 2, torch.arange(x.shape[1], device=x.device)
        places = times + half * (times < half) - half * ((times >= half) & (times < 2 * half))
        return x[torch.arange(len(x), device=x.device)[:, None], places]

    return reverse


KINDS: dict[str, Callable[..., Any]] = {made.__name__: made for made in (exchange_halves,)}
