import torch

def lstm_step(x_t, state, U, W, b):
    hs, cs = [], []
    H = state[0].shape[1]
    for x, h, c in zip(x_t, state[0], state[1]):
        a = U @ x + W @ h + b
        i, f, o = a[:H].sigmoid(), a[H:2*H].sigmoid(), a[3*H:].sigmoid()
        g = a[2*H:3*H].tanh()
        c = i * g + f * c
        cs.append(c)
        hs.append((o * c).tanh())
    return torch.stack(hs), torch.stack(cs)
