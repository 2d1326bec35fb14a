import torch

class Cell:
    def __init__(self, U, W, b):
        self.gates = list(zip(U.chunk(4), W.chunk(4), b.chunk(4)))

    def one_row(self, x, h, c):
        i, f, g, o = [u @ x + w @ h + bias for u, w, bias in self.gates]
        c = torch.sigmoid(i) * torch.tanh(g) + torch.sigmoid(f) * c
        return torch.sigmoid(o) * torch.tanh(c), c

def lstm_step(x_t, state, U, W, b):
    cell = Cell(U, W, b)
    rows = [cell.one_row(x, h, c) for x, h, c in zip(x_t, *state)]
    return torch.stack([h for h, _ in rows]), torch.stack([c for _, c in rows])
