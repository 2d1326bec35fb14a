import torch

def rnn_unroll(step, x, lengths, h):
    N, T, _ = x.shape
    H = h.size(1)
    mask = (torch.arange(T, device=x.device) < lengths.view(N, 1)).unsqueeze(2)
    every_h = torch.zeros((N, T, H), dtype=h.dtype, device=h.device)
    for t in range(T):
        every_h[:, t] = h * mask[:, t]
        h = torch.where(mask[:, t], step(x[:, t], h), h)
    return every_h, h
