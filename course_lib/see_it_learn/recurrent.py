"""The adding problem at a length that a plain network can still learn, with and without clipping."""

import math
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.data import adding
from course_lib.language import _
from course_lib.recurrent import uniform_parameters
from course_lib.see_it_learn.playing import Curves, learned, playable
from course_lib.training import Settings, generator_for


class Adder(nn.Module):
    """The sum of the two marked numbers, from the last state of a network that a student runs."""

    def __init__(self, rnn_step: Callable[..., Any], rnn_unroll: Callable[..., Any], hidden_size: int) -> None:
        super().__init__()
        self.step, self.unroll = rnn_step, rnn_unroll
        self.U, self.W, self.b = uniform_parameters(2, hidden_size, gates=1)
        nn.init.orthogonal_(self.W)
        self.readout = nn.Linear(hidden_size, 1)

    def loss(self, batch: tuple[Tensor, Tensor]) -> Tensor:
        x, y = batch

        def step(x_t: Tensor, h: Tensor) -> Any:
            return self.step(x_t, h, self.U, self.W, self.b)

        lengths = torch.full((len(x),), x.shape[1])
        _every_h, last = self.unroll(step, x, lengths, x.new_zeros(len(x), len(self.W)))
        return nn.functional.mse_loss(self.readout(last)[:, 0], y)


class ClippedAdam(torch.optim.Adam):
    """Adam behind a student's clipping of some gradients."""

    def __init__(
        self, parameters: Iterable[Tensor], lr: float, clip: Callable[..., Any], clipped: Sequence[Tensor]
    ) -> None:
        super().__init__(parameters, lr)
        self.clip, self.clipped = clip, clipped

    def step(self, closure: None = None) -> None:  # type: ignore[override]
        gradients, _norm = self.clip([weights.grad for weights in self.clipped], 1.0)
        for weights, gradient in zip(self.clipped, gradients, strict=True):
            weights.grad = gradient
        super().step(closure)


@playable
def see_it_learn(
    rnn_step: Callable[..., Any],
    rnn_unroll: Callable[..., Any],
    clip_gradients: Callable[..., Any],
    *,
    time: int = 20,
    steps: int = 1500,
    hidden_size: int = 32,
    seed: int = 0,
) -> Curves:
    """A student's network, trained twice from the same weights: without clipping, and with the student's."""
    clip_gradients([torch.zeros(1)] * 3, 1.0)  # missed now, if it is missing, and not after the first network
    networks = {}
    for name in (_("without clipping"), _("with your clipping")):
        torch.manual_seed(seed)
        networks[name] = Adder(rnn_step, rnn_unroll, hidden_size)
    clipped = [networks[name].U, networks[name].W, networks[name].b]
    return learned(
        networks,
        lambda step: adding.draw(32, time, generator_for(seed, step)),
        adding.draw(500, time, generator_for(seed, steps)),
        Settings(steps, lr=3e-3, max_norm=math.inf, seed=seed, evaluate_every=max(1, steps // 25)),
        optimizers={name: partial(ClippedAdam, clip=clip_gradients, clipped=clipped)},
        baseline=(_("always answering 1"), adding.BASELINE),
        loss_name=_("mean squared error"),
    )
