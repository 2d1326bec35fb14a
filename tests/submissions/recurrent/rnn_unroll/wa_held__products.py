import torch

def rnn_unroll(step, x, lengths, h):
    T = x.shape[1]
    mask = (torch.arange(T, device=lengths.device).view(1, T, 1) < lengths.view(-1, 1, 1)).to(x.dtype)
    every_h = torch.empty(len(x), T, h.shape[-1], dtype=h.dtype, device=h.device)
    for t in range(T):
        m = mask[:, t]
        h = h + m * (step(x[:, t], h) - h)
        every_h[:, t] = h
    return every_h, h
