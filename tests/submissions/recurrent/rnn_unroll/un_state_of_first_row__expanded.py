import torch

def rnn_unroll(step, x, lengths, h):
    ends, every_h = [], x.new_zeros(*x.shape[:2], h.shape[1])
    for n in range(len(x)):
        s = h[:1]
        for t in range(lengths[n]):
            s = step(x[n : n + 1, t], s)
            every_h[n, t] = s[0]
        ends.append(s[0])
    return every_h, torch.stack(ends)
