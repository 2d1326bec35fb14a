import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state

    def gate(k, act):
        return act(h @ W.chunk(4)[k].T + b.chunk(4)[k])

    i, f, g, o = gate(0, torch.sigmoid), gate(1, torch.sigmoid), gate(2, torch.tanh), gate(3, torch.sigmoid)
    c = i * g + f * c
    return o * torch.tanh(c), c
