import torch

def training_step(loss_of, parameters, batch, state, rate, clip):
    return torch.tensor(0.0), tuple(parameters), state
