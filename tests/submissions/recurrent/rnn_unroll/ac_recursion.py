import torch

def rnn_unroll(step, x, lengths, h):
    if x.shape[1] == 0:
        return h.new_zeros(len(h), 0, h.shape[1]), h
    real = (lengths > 0).unsqueeze(1)
    new = step(x[:, 0], h)
    rest, last = rnn_unroll(step, x[:, 1:], lengths - 1, torch.where(real, new, h))
    first = torch.where(real, new, torch.zeros_like(new))
    return torch.cat([first[:, None], rest], dim=1), last
