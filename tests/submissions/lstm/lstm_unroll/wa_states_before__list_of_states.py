import torch

def lstm_unroll(step, x, lengths, state):
    states = [tuple(state)]
    for t in range(x.shape[1]):
        states.append(step(x[:, t], states[-1]))
    T = x.shape[1]
    h = torch.stack([s[0] for s in states[:T]], dim=1)
    mask = torch.arange(T, device=x.device)[None] < lengths[:, None]
    h = h * mask[..., None].to(h.dtype)
    rows = torch.arange(x.shape[0])
    h_all = torch.stack([s[0] for s in states])
    c_all = torch.stack([s[1] for s in states])
    return h, (h_all[lengths, rows], c_all[lengths, rows])
