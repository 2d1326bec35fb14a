import torch

def lstm_unroll(step, x, lengths, state):
    for n in range(len(lengths)):
        x.data[n, lengths[n]:] = 0.0
    states_h, states_c = [state[0]], [state[1]]
    for t in range(x.shape[1]):
        h, c = step(x[:, t], (states_h[-1], states_c[-1]))
        states_h.append(h)
        states_c.append(c)
    hs = torch.stack(states_h, dim=1)
    cs = torch.stack(states_c, dim=1)
    n = torch.arange(len(lengths))
    mask = torch.arange(x.shape[1]) < lengths[:, None]
    return hs[:, 1:] * mask[:, :, None], (hs[n, lengths], cs[n, lengths])
