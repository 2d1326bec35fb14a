from itertools import accumulate

import torch

def rnn_unroll(step, x, lengths, h):
    _, *states = accumulate(x.unbind(1), lambda s, x_t: step(x_t, s), initial=h)
    return torch.stack(states, dim=1), states[-1]
