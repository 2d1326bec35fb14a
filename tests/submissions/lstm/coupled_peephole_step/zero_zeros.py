import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    return torch.zeros_like(state[0]), torch.zeros_like(state[1])
