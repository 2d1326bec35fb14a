import torch
from torch import nn


def training_step(loss_of, parameters, batch, state, lr, max_norm):
    theta = nn.ParameterList([nn.Parameter(p.detach().clone()) for p in parameters])
    optimizer = torch.optim.SGD(theta, lr=lr)

    def clip(optimizer, args, kwargs):
        nn.utils.clip_grad_norm_(theta, max_norm)

    optimizer.register_step_pre_hook(clip)
    loss, (h, c) = loss_of(list(theta), batch, (state[0].detach(), state[1].detach()))
    loss.backward(inputs=list(theta))
    optimizer.step()
    return loss.detach(), tuple(p.data for p in theta), (h.detach(), c.detach())
