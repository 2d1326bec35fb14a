import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    m = (state[0] + state[1]) / 2
    return m, m
