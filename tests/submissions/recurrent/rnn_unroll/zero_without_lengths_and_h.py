import torch

def rnn_unroll(step, x):
    h = torch.zeros_like(x[:, 0])
    out = []
    for x_t in x.unbind(1):
        h = step(x_t, h)
        out.append(h)
    return torch.stack(out, 1), h
