import torch

def rnn_unroll(step, x, lengths, h):
    states = []
    for x_t in x.unbind(dim=1):
        h = step(x_t, h)
        states.append(h)
    states = torch.stack(states, dim=1)
    last = states[torch.arange(x.shape[0]), lengths - 1]
    padding = torch.arange(x.shape[1])[None, :] >= lengths[:, None]
    return states.masked_fill(padding[:, :, None], 0), last
