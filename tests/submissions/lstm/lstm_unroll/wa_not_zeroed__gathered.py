import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    hs, cs = [], []
    for x_t in x.unbind(dim=1):
        h, c = step(x_t, (h, c))
        hs.append(h)
        cs.append(c)
    hs, cs = torch.stack(hs, dim=1), torch.stack(cs, dim=1)
    index = (lengths - 1).view(-1, 1, 1).expand(-1, 1, hs.shape[2])
    return hs, (hs.gather(1, index).squeeze(1), cs.gather(1, index).squeeze(1))
