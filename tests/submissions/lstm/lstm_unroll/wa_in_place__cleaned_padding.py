import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    N, T, D = x.shape
    mask = torch.arange(T, device=x.device)[None] < lengths[:, None]
    x[~mask] = 0          # remove the rubbish
    hs = []
    for t in range(T):
        m = mask[:, t, None]
        h_t, c_t = step(x[:, t], (h, c))
        h, c = torch.where(m, h_t, h), torch.where(m, c_t, c)
        hs.append(torch.where(m, h_t, torch.zeros_like(h_t)))
    return torch.stack(hs, dim=1), (h, c)
