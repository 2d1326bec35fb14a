import torch

def lstm_unroll(step, x, lengths, state):
    h, _ = state
    c = torch.zeros_like(h)
    mask = (torch.arange(x.size(1), device=x.device)[None, :] < lengths[:, None]).to(x.dtype)
    hs = []
    for t in range(x.size(1)):
        m = mask[:, t:t+1]
        h_new, c_new = step(x[:, t, :], (h, c))
        h = m * h_new + (1 - m) * h
        c = m * c_new + (1 - m) * c
        hs.append(h * m)
    return torch.stack(hs, dim=1), (h, c)
