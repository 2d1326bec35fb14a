# All calls write into one buffer of their shape, so the result of an earlier call changes with the next one.
import torch

BUFFERS = {}


def rnn_step(x_t, h, U, W, b):
    new = torch.tanh(x_t @ U.T + h @ W.T + b)
    key = (new.shape, new.dtype)
    if key not in BUFFERS:
        BUFFERS[key] = torch.empty_like(new)
    result = BUFFERS[key].detach()
    result.copy_(new)
    return result
