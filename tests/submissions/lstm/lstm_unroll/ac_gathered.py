import torch

def lstm_unroll(step, x, lengths, state):
    hs, cs = [], []
    for x_t in x.unbind(1):
        state = step(x_t, state)
        hs.append(state[0])
        cs.append(state[1])
    hs, cs = torch.stack(hs, 1), torch.stack(cs, 1)
    n = torch.arange(len(x), device=x.device)
    last = (hs[n, lengths - 1], cs[n, lengths - 1])
    mask = torch.arange(x.shape[1], device=x.device)[None] < lengths[:, None]
    return hs.masked_fill(~mask[:, :, None], 0.0), last
