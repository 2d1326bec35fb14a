import torch
from torch import nn


def training_step(loss_of, parameters, batch, state, rate, clip):
    copies = nn.ParameterList([nn.Parameter(p.detach().clone()) for p in parameters])
    optimizer = torch.optim.SGD(copies.parameters(), lr=rate)
    loss, new_state = loss_of(list(copies), batch, state)
    optimizer.zero_grad()
    loss.backward(inputs=list(copies))
    # not the gradients but the rate is made smaller: the same step
    norm = sum(float(p.grad.square().sum()) for p in copies) ** 0.5
    for group in optimizer.param_groups:
        group["lr"] = rate if norm <= clip else rate * clip / norm
    optimizer.step()
    h, c = new_state
    return loss.detach(), tuple(p.detach() for p in copies), (h.detach(), c.detach())
