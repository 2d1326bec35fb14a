# In the own backward pass the factor 1 - tanh^2 is missing, so all gradients are wrong and all values right.
import torch


class Step(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x_t, h, U, W, b):
        ctx.save_for_backward(x_t, h, U, W)
        return torch.tanh(x_t @ U.T + h @ W.T + b)

    @staticmethod
    def backward(ctx, d):
        x_t, h, U, W = ctx.saved_tensors
        return d @ U, d @ W, d.T @ x_t, d.T @ h, d.sum(0)


def rnn_step(x_t, h, U, W, b):
    return Step.apply(x_t, h, U, W, b)
