"""Stand-ins of the exercise `stacked`."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.worker.stand_ins.general import State, shapes_of, weights_of
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


def bent_unroll(seed: int) -> Callable[..., tuple[Tensor, State]]:
    """An unroll that bends each state on its way to the next token, and each h once more before it is returned.

    So a loop over the step gives other numbers, and so does an h where a state is asked for. It is an unroll all the
    same: a sequence may be given to it in pieces, and padding does not matter.

    >>> from course_lib.grading.worker.stand_ins.general import cell
    >>> unroll, step, state = bent_unroll(1), cell(2, 2, 4), (torch.randn(1, 4), torch.randn(1, 4))
    >>> x = torch.randn(1, 5, 2)
    >>> h, last = unroll(step, x, torch.tensor([3]), state)
    >>> first, between = unroll(step, x[:, :2], torch.tensor([2]), state)
    >>> second, end = unroll(step, x[:, 2:], torch.tensor([1]), between)
    >>> torch.allclose(h, torch.cat([first, second], 1)), torch.allclose(last[1], end[1]), h[:, 3:].any().item()
    (True, True, False)
    """
    (phases,) = weights_of(seed, (3,))

    def unroll(
        step: Callable[[Tensor, State], State], x: Tensor, lengths: Tensor, state: State
    ) -> tuple[Tensor, State]:
        if x.dim() != 3 or lengths.shape != x.shape[:1]:
            raise ValueError(
                _(
                    "unroll takes x of shape (batch, time, input) and lengths of shape (batch,); "
                    "your code called it with shapes {got}"
                ).format(got=shapes_of((x, lengths)))
            )
        a, b, c = phases.to(x)
        outputs = []
        for t, x_t in enumerate(x.unbind(1)):
            real = (t < lengths)[:, None]
            after = step(x_t, state)
            bent = torch.sin(after[0] + 0.3 * after[1] + a), torch.cos(after[1] - 0.3 * after[0] + b)
            state = torch.where(real, bent[0], state[0]), torch.where(real, bent[1], state[1])
            outputs.append(torch.where(real, torch.sin(2 * bent[0] + c), 0))
        return torch.stack(outputs, 1), state

    return unroll


KINDS: dict[str, Callable[..., Any]] = {made.__name__: made for made in (exchange_halves, bent_unroll)}
