import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    outs = []
    for t in range(x.shape[1]):
        real = (t < lengths)[:, None]
        h_t, c_t = step(x[:, t], (h, c))
        h = torch.where(real, h_t, h)
        c = torch.where(real, c_t, c)
        outs.append(h_t * real)
    return torch.stack(outs, dim=1), (c, h)
