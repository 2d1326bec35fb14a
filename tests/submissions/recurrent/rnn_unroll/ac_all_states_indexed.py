import torch
from torch import Tensor

def rnn_unroll(step, x: Tensor, lengths: Tensor, h: Tensor) -> tuple[Tensor, Tensor]:
    # run over everything, then pick: states[k] is the state after k tokens
    states = [h]
    for x_t in x.unbind(1):
        states.append(step(x_t, states[-1]))
    states = torch.stack(states)
    last_h = states[lengths, torch.arange(len(lengths), device=lengths.device)]
    t = torch.arange(x.shape[1], device=x.device)
    every_h = states[1:].transpose(0, 1).masked_fill((t >= lengths[:, None]).unsqueeze(-1), 0.0)
    return every_h, last_h
