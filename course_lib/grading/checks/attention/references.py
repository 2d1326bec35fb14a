"""The answers of the exercise `attention`, in the conventions of a class version."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_lib import attention
from course_lib.grading.checks.attention.variant import Variant
from course_lib.lstm import State


def mlp(variant: Variant, query: Tensor, keys: Tensor, layers: list[tuple[Tensor, Tensor]]) -> Tensor:
    (W, b), *others = layers
    if variant.key_first:  # the course's function reads the query first
        W = torch.cat((W[:, keys.shape[2] :], W[:, : keys.shape[2]]), dim=1)
    return attention.mlp_scores(query, keys, [(W, b), *others])


def softmax(variant: Variant, scores: Tensor, mask: Tensor) -> Tensor:
    return attention.masked_softmax(scores, variant.real(mask))


def step(
    variant: Variant,
    cell: Callable[[Tensor, State], State],
    score: Callable[[Tensor, Tensor], Tensor],
    softmax: Callable[[Tensor, Tensor], Tensor],
    attend: Callable[[Tensor, Tensor], Tensor],
    x_t: Tensor,
    state: State,
    encoder_states: Tensor,
    mask: Tensor,
) -> tuple[State, Tensor, Tensor]:
    def in_order(side_by_side: Tensor, state: State) -> State:
        word, context = side_by_side.split([x_t.shape[1], side_by_side.shape[1] - x_t.shape[1]], dim=1)
        return cell(variant.read(word, context), state)

    made = attention.attentive_step(in_order, score, softmax, attend, x_t, state, encoder_states, mask)
    return made.state, made.context, made.weights


def mended(
    variant: Variant, x_t: Tensor, s: Tensor, h: Tensor, mask: Tensor, W: Tensor, U: Tensor, v: Tensor
) -> tuple[Tensor, Tensor]:
    layers = [(torch.cat((W, U), dim=1), W.new_zeros(len(W))), (v[None], v.new_zeros(1))]
    scores = attention.mlp_scores(torch.cat((x_t, s), dim=1), h, layers)
    weights = softmax(variant, scores, mask)
    return attention.attend(weights, h), weights
