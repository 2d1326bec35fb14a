# Copies x through NumPy for the backward direction, so the gradient reaches x from the forward direction alone.
import torch


def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    copy = torch.from_numpy(x.detach().cpu().numpy().copy()).to(x.device)
    h0, s0 = unroll(steps[0], x, lengths, states[0])
    h1, s1 = unroll(steps[1], reverse(copy, lengths), lengths, states[1])
    return torch.cat([h0, reverse(h1, lengths)], dim=2), [s0, s1]
