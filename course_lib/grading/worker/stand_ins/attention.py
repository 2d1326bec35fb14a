"""Stand-ins of the exercise `attention`."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.worker.stand_ins.general import shapes_of, weights_of
from course_lib.language import _


def compare(seed: int, query_size: int, key_size: int) -> Callable[[Tensor, Tensor], Tensor]:
    """A score of every key that is neither a dot product nor a network: (query, keys) -> (batch, source)."""
    A, B = weights_of(seed, (query_size + key_size, query_size), (query_size + key_size, key_size))

    def score(query: Tensor, keys: Tensor) -> Tensor:
        wanted = (len(query), query_size), (len(query), keys.shape[1] if keys.dim() == 3 else -1, key_size)
        if (tuple(query.shape), tuple(keys.shape)) != wanted:
            raise ValueError(
                _(
                    "score takes a query of shape (batch, {query}) and keys of shape (batch, source, {key}); "
                    "your code called it with shapes {got}"
                ).format(query=query_size, key=key_size, got=shapes_of((query, keys)))
            )
        return 2 * (torch.sin(query @ A.to(query).T)[:, None] * torch.cos(keys @ B.to(query).T)).sum(2)

    return score


def weigh(seed: int, true_is_real: int) -> Callable[[Tensor, Tensor], Tensor]:
    """What stands in the place of a softmax: smooth, of each score alone, zero in the padding; the sum is no 1."""
    (phase,) = weights_of(seed, (1,))

    def softmax(scores: Tensor, mask: Tensor) -> Tensor:
        if scores.dim() != 2 or mask.shape != scores.shape or mask.dtype != torch.bool:
            raise ValueError(
                _(
                    "softmax takes scores of shape (batch, source) and a boolean mask of the same shape; your code "
                    "called it with shapes {got}"
                ).format(got=shapes_of((scores, mask)))
            )
        return torch.sin(scores + phase.to(scores)) * (mask if true_is_real else ~mask).to(scores)

    return softmax


def gather(seed: int) -> Callable[[Tensor, Tensor], Tensor]:
    """What stands in the place of a weighted sum: (weights, values) -> (batch, value), linear in neither."""
    (phase,) = weights_of(seed, (1,))

    def attend(weights: Tensor, values: Tensor) -> Tensor:
        if values.dim() != 3 or weights.shape != values.shape[:2]:
            raise ValueError(
                _(
                    "attend takes weights of shape (batch, source) and values of shape (batch, source, value); "
                    "your code called it with shapes {got}"
                ).format(got=shapes_of((weights, values)))
            )
        return (torch.sin(weights + phase.to(weights))[:, :, None] * torch.cos(values)).sum(1)

    return attend


KINDS: dict[str, Callable[..., Any]] = {made.__name__: made for made in (compare, weigh, gather)}
