import torch

class Sigmoid:
    @staticmethod
    def backward(gate):
        return torch.sigmoid(gate) * torch.sigmoid(-gate)

class Tanh:
    @staticmethod
    def backward(gate):
        return 1 - gate * gate

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    (dh, dc), (h, c), (i, f, g, o) = d_state, state, gates
    cell = i * g + f * c
    total = dc + dh * o * Tanh.backward(torch.tanh(cell))
    grads = [
        total * g * Sigmoid.backward(i),
        total * c * Sigmoid.backward(f),
        total * i * Tanh.backward(g),
        dh * torch.tanh(cell) * Sigmoid.backward(o),
    ]
    d_x = torch.zeros_like(x_t)
    d_h = torch.zeros_like(h)
    for grad, u, w in zip(grads, U.chunk(4), W.chunk(4)):
        d_x = d_x + grad @ u
        d_h = d_h + grad @ w
    grads = torch.cat(grads, dim=1)
    return d_x, (d_h, total * f), grads.T @ x_t, grads.T @ h, grads.sum(0)
