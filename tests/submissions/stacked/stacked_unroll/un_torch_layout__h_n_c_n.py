import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    hn, cn = [], []
    for step, state in zip(steps, states):
        x, (h, c) = unroll(step, x, lengths, state)
        hn.append(h)
        cn.append(c)
    # like nn.LSTM
    return x, (torch.stack(hn), torch.stack(cn))
