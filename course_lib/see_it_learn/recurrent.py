"""The adding problem at a length that a plain network can still learn, with and without clipping."""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.data import adding
from course_lib.language import _
from course_lib.recurrent import uniform_parameters
from course_lib.see_it_learn.playing import Curves, learned, playable
from course_lib.training import Settings, generator_for

Clip = Callable[[list[Tensor], float], tuple[Iterable[Tensor], Tensor]]


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
