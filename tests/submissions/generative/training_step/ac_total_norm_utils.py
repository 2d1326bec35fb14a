import torch
from torch.nn.utils import clip_grads_with_norm_, get_total_norm


def training_step(loss_of, parameters, batch, state, rate, clip):
    own = [torch.nn.Parameter(p.detach().clone()) for p in parameters]
    loss, states = loss_of(own, batch, state)
    for p, g in zip(own, torch.autograd.grad(loss, own)):
        p.grad = g
    clip_grads_with_norm_(own, clip, get_total_norm([p.grad for p in own]))
    return (
        loss.detach().clone(),
        tuple(p.data - rate * p.grad for p in own),
        tuple(s.detach().clone() for s in states),
    )
