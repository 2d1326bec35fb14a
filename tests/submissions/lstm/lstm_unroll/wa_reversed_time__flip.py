import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    time = x.size(1)
    mask = torch.arange(time, device=x.device).expand(len(lengths), time) < lengths[:, None]
    hs = []
    for x_t, m in zip(x.flip(1).unbind(1), mask.flip(1).unbind(1)):
        m = m[:, None]
        h_t, c_t = step(x_t, (h, c))
        h, c = torch.where(m, h_t, h), torch.where(m, c_t, c)
        hs.append(h_t.masked_fill(~m, 0.0))
    return torch.stack(hs, dim=1).flip(1), (h, c)
