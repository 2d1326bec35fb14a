import torch

def rnn_unroll(step, x, lengths, h):
    every_h = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
        every_h.append(h)
    every_h = torch.stack(every_h, dim=1)
    # the padding has no state
    for n, length in enumerate(lengths.tolist()):
        every_h[n, length:] = 0
    return every_h, h
