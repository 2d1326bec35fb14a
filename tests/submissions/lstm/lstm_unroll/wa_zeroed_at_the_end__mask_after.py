import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    hs = []
    for t in range(x.shape[1]):
        h, c = step(x[:, t], (h, c))
        hs.append(h)
    hs = torch.stack(hs, dim=1)
    mask = torch.arange(x.shape[1], device=x.device)[None, :] < lengths[:, None]
    hs = torch.where(mask[:, :, None], hs, torch.zeros_like(hs))
    return hs, (h, c)
