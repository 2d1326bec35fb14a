import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    mask = (torch.arange(x.size(1), device=x.device)[None, :] < lengths[:, None]).to(x.dtype)
    hs = []
    for t in range(x.size(1)):
        m = mask[:, t, None]
        h_new, c_new = step(x[:, t], (h, c))
        h = m * h_new + (1 - m) * h
        c = m * c_new + (1 - m) * c
        hs.append(m * h)
    return torch.stack(hs, dim=1), (h, c)
