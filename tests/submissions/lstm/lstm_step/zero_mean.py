import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    return h.mean(0, keepdim=True).expand_as(h), c.mean(0, keepdim=True).expand_as(c)
