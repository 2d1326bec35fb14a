import torch

def rnn_unroll(step, x, lengths, h):
    mask = (torch.arange(x.shape[1], device=x.device) < lengths[:, None]).to(x.dtype)
    outs = []
    for t in range(x.shape[1]):
        m = mask[:, t : t + 1]
        new = step(x[:, t], h)
        h = m * new + (1 - m) * h
        outs.append(m * h)
    return torch.stack(outs, dim=1), h
