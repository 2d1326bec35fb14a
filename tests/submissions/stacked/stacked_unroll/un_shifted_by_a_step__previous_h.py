import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    h, out = x, []
    for k, (step, state) in enumerate(zip(steps, states)):
        if k > 0:
            h = torch.cat([torch.zeros_like(h[:, :1]), h[:, :-1]], dim=1)
        h, s = unroll(step, h, lengths, state)
        out.append(s)
    return h, out
