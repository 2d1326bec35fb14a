import torch

def lstm_unroll(step, x, lengths, state):
    h0, c = state
    outs = []
    h_last = h0
    for t, x_t in enumerate(x.unbind(1)):
        real = (t < lengths)[:, None]
        h_t, c_t = step(x_t, (h0, c))
        c = torch.where(real, c_t, c)
        h_last = torch.where(real, h_t, h_last)
        outs.append(h_t.masked_fill(~real, 0))
    return torch.stack(outs, dim=1), (h_last, c)
