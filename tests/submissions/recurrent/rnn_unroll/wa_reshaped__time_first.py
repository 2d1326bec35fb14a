import torch

def rnn_unroll(step, x, lengths, h):
    batch, time, dim = x.shape
    # time first, so that I can loop over it
    x = x.reshape(time, batch, dim)
    every_h = []
    for t, x_t in enumerate(x):
        m = (lengths > t).to(h.dtype).view(-1, 1)
        h_new = step(x_t, h)
        every_h.append(m * h_new)
        h = m * h_new + (1 - m) * h
    return torch.stack(every_h, dim=1), h
