import torch

def rnn_unroll(step, x, lengths, h):
    hs = []
    for t in range(x.shape[1]):
        ok = (t < lengths)[:, None]
        new = step(x[:, t], h)
        hs.append(torch.where(ok, new, torch.zeros_like(new)))
        h = torch.where(ok, new, h)
    return h, torch.stack(hs, dim=1)
