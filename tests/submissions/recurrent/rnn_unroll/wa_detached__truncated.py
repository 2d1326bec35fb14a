import torch

def rnn_unroll(step, x, lengths, h):
    mask = torch.arange(x.shape[1], device=x.device) < lengths[:, None]
    every_h = []
    for x_t, real in zip(x.unbind(1), mask.unsqueeze(-1).unbind(1)):
        # otherwise the graph becomes very long
        before = h.detach()
        after = step(x_t, before)
        h = torch.where(real, after, before)
        every_h.append(torch.where(real, after, 0.0))
    return torch.stack(every_h, dim=1), h
