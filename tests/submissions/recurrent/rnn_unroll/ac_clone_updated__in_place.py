import torch


def rnn_unroll(step, x, lengths, h):
    state = h.clone()
    every_h = h.new_zeros(x.shape[0], x.shape[1], h.shape[1])
    for t in range(int(lengths.max())):
        active = lengths > t
        new = step(x[active, t], state[active])
        state[active] = new
        every_h[active, t] = new
    return every_h, state
