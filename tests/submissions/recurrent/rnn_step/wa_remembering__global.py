import torch

memory = None

def rnn_step(x_t, h, U, W, b):
    global memory
    if memory is None or memory.shape != h.shape:
        memory = h  # first step of a sequence
    new = torch.tanh(x_t @ U.T + memory.to(h.dtype) @ W.T + b)
    memory = new.detach()
    return new
