import torch

def rnn_unroll(step, x, lengths, h):
    last = h
    outs = []
    for t, x_t in enumerate(x.transpose(0, 1)):
        h = step(x_t, h)
        # is this the last word of the sentence?
        fini = (lengths == t + 1)[:, None]
        last = torch.where(fini, h, last)
        outs.append(h)
    return torch.stack(outs, 1), last
