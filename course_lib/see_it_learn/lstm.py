"""The adding problem at a length where gates begin to matter: a student's LSTM beside a plain network."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.data import adding
from course_lib.language import _
from course_lib.recurrent import RNN
from course_lib.see_it_learn.playing import Curves, learned, playable
from course_lib.training import Settings, generator_for


class Adder(nn.Module):
    """The sum of the two marked numbers, from the last h of a network."""

    def __init__(self, network: nn.Module, last_h: Callable[[Any], Tensor], hidden_size: int, time_first: bool) -> None:
        super().__init__()
        self.network, self.last_h, self.time_first = network, last_h, time_first
        self.readout = nn.Linear(hidden_size, 1)

    def loss(self, batch: tuple[Tensor, Tensor]) -> Tensor:
        x, y = batch
        lengths = torch.full((len(x),), x.shape[1])
        _every_h, state = self.network(x.transpose(0, 1) if self.time_first else x, lengths)
        return nn.functional.mse_loss(self.readout(self.last_h(state))[:, 0], y)


@playable
def see_it_learn(
    lstm_step: Callable[..., Any],
    lstm_unroll: Callable[..., Any],
    LSTM: Callable[..., nn.Module],
    *,
    time: int = 30,
    steps: int = 1000,
    hidden_size: int = 32,
    seed: int = 0,
    time_first: bool = False,
) -> Curves:
    """A plain network of the course and a student's LSTM on the same sequences; `time_first` is a class version's."""
    torch.manual_seed(seed)
    gated = LSTM(2, hidden_size, lstm_step, lstm_unroll)
    networks = {
        _("plain network"): Adder(RNN(2, hidden_size, init="orthogonal"), lambda h: h, hidden_size, False),
        _("your LSTM"): Adder(gated, lambda state: state[0], hidden_size, time_first),
    }
    return learned(
        networks,
        lambda step: adding.draw(32, time, generator_for(seed, step)),
        adding.draw(500, time, generator_for(seed, steps)),
        Settings(steps, lr=1e-2, seed=seed, evaluate_every=max(1, steps // 25)),
        baseline=(_("always answering 1"), adding.BASELINE),
        loss_name=_("mean squared error"),
    )
