import torch

def training_step(loss_of, parameters, batch, state, rate, clip):
    return torch.tensor(float('nan')), tuple(p * float('nan') for p in parameters), state
