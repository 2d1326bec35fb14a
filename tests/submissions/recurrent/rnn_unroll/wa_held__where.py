import torch

def rnn_unroll(step, x, lengths, h):
    outs = []
    for t in range(x.shape[1]):
        h = torch.where((lengths > t)[:, None], step(x[:, t], h), h)
        outs.append(h)
    return torch.stack(outs, 1), h
