# The forget gate multiplies the hidden state h instead of the memory cell c.
import torch


class Memory:
    def __init__(self, h, c):
        self.h, self.c = h, c

    def gate(self, k, x, U, W, b):
        H = self.h.shape[1]
        rows = slice(k * H, (k + 1) * H)
        return x @ U[rows].T + self.h @ W[rows].T + b[rows]

    def after(self, x, *weights):
        i, f, g, o = (self.gate(k, x, *weights) for k in range(4))
        c = i.sigmoid() * g.tanh() + f.sigmoid() * self.h
        return o.sigmoid() * c.tanh(), c


def lstm_step(x_t, state, U, W, b):
    return Memory(*state).after(x_t, U, W, b)
