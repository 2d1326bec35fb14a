"""Known wrong answers to `attend`."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _


def mistakes() -> tuple[Mistake, ...]:
    bank = Bank()

    def summed(
        change: Callable[[Tensor], Tensor] = lambda weights: weights,
        finish: Callable[[Tensor], Tensor] = lambda context: context,
    ) -> Callable[[Tensor, Tensor], Tensor]:
        return lambda weights, values: finish((change(weights)[:, :, None] * values).sum(1))

    def one_of(place: int) -> Callable[[Tensor, Tensor], Tensor]:
        return lambda _weights, values: values[:, place]

    bank.known(
        "weights_ignored",
        lambda _weights, values: values.mean(1),
        _("the values are averaged: the weights are not used"),
    )
    bank.known("plain_sum", lambda _weights, values: values.sum(1), _("the values are summed without their weights"))

    @bank.mistake(_("the weighted values are averaged; they are summed"))
    def averaged(weights: Tensor, values: Tensor) -> Tensor:
        return (weights[:, :, None] * values).mean(1)

    @bank.mistake(_("your code takes the largest weighted value; sum all weighted values"))
    def largest(weights: Tensor, values: Tensor) -> Tensor:
        return (weights[:, :, None] * values).amax(1)

    @bank.mistake(_("only the value with the largest weight is used, which is hard attention; sum all weighted values"))
    def hard(weights: Tensor, values: Tensor) -> Tensor:
        return values[torch.arange(len(values)), weights.argmax(1)]

    bank.known(
        "not_summed", lambda weights, values: weights[:, :, None] * values, _("the weighted values are not summed")
    )
    bank.known(
        "one_axis_more",
        lambda weights, values: weights[:, None] @ values,
        _("your result has one axis too many; it must be (batch, value)"),
    )
    bank.known(
        "transposed",
        summed(finish=lambda context: context.T),
        _("your result has the shape (value, batch); it must be (batch, value)"),
    )
    bank.known(
        "summed_over_values",
        lambda weights, values: (weights[:, :, None] * values).sum(2),
        _("the sum runs over the last axis; it runs over the source"),
    )
    bank.known(
        "softmax_again",
        summed(change=lambda weights: weights.softmax(1)),
        _("your code takes a softmax of the weights; they are weights already"),
    )
    bank.known("squared", summed(change=torch.square), _("the weights are squared"))
    bank.known(
        "first_weights",
        summed(change=lambda weights: weights[:1].expand_as(weights)),
        _("all rows use the weights of the first row"),
    )

    @bank.mistake(_("all rows use the values of the first row"))
    def first_values(weights: Tensor, values: Tensor) -> Tensor:
        return (weights[:, :, None] * values[:1]).sum(1)

    bank.known(
        "weights_turned_around",
        summed(change=lambda weights: weights.flip(1)),
        _("the weights are in the opposite order"),
    )
    bank.known("last_value", one_of(-1), _("you return only the last value; return the weighted sum of all values"))
    bank.known("first_value", one_of(0), _("you return only the first value; return the weighted sum of all values"))
    bank.known(
        "detached",
        summed(change=lambda weights: weights.detach()),
        _("no gradient arrives at the weights, because your code uses .detach(), .data or torch.no_grad()"),
        lambda weights, values: (weights[:, :, None] * values).sum(1).detach(),
    )

    return bank.mistakes
