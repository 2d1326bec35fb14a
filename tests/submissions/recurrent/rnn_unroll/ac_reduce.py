from functools import reduce

import torch

def rnn_unroll(step, x, lengths, h):
    def one(acc, t):
        outs, s = acc
        m = (lengths > t).to(s.dtype).unsqueeze(1)
        n = step(x[:, t], s)
        return outs + [m * n], torch.lerp(s, n, m)

    outs, s = reduce(one, range(x.shape[1]), ([], h))
    return torch.stack(outs, 1), s
