import torch

def rnn_unroll(step, x, lengths, h):
    every_h = torch.zeros(x.shape[0], x.shape[1], h.shape[1], dtype=x.dtype, device=x.device)
    # up to there all rows are real
    for t in range(int(lengths.min())):
        h = step(x[:, t], h)
        every_h[:, t] = h
    return every_h, h
