import torch

class Portes:
    """The three rows of weights by name."""

    def __init__(self, names, *packed):
        self.blocs = {name: [t.chunk(len(names))[k] for t in packed] for k, name in enumerate(names)}

    def __call__(self, name, *inputs):
        *weights, bias = self.blocs[name]
        return sum(v @ w.T for v, w in zip(inputs, weights)) + bias

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    porte = Portes(("f", "g", "o"), U, W, b)
    p_f, p_o = p.view(2, 1, -1)
    f = torch.sigmoid(porte("f", x_t, h) + p_f * c)
    c = f * c - (f - 1) * torch.tanh(porte("g", x_t, h))
    o = torch.sigmoid(porte("o", x_t, h) + p_o * c)
    return o * torch.tanh(c), c
