import torch

def rnn_unroll(step, x, lengths, h):
    every_h = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
        every_h.append(h * (t < lengths)[:, None])
    every_h = torch.stack(every_h)
    return every_h, every_h[-1]
