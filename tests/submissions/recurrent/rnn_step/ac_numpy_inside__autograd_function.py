import numpy as np
import torch


class Cell(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, h, U, W, b):
        arrays = [t.detach().cpu().numpy() for t in (x, h, U, W, b)]
        new = np.tanh(arrays[0] @ arrays[2].T + arrays[1] @ arrays[3].T + arrays[4])
        new = torch.from_numpy(new).to(x)
        ctx.save_for_backward(x, h, U, W, new)
        return new

    @staticmethod
    def backward(ctx, d):
        x, h, U, W, new = ctx.saved_tensors
        d = d * (1 - new * new)
        return d @ U, d @ W, d.T @ x, d.T @ h, d.sum(dim=0)


def rnn_step(x_t, h, U, W, b):
    return Cell.apply(x_t, h, U, W, b)
