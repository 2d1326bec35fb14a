import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    fwd, bwd = steps
    h_f, s_f = unroll(fwd, x, lengths, states[0])
    h_b, s_b = unroll(bwd, x, lengths, states[1])
    h_b = reverse(h_b, lengths)
    return torch.cat([h_f, h_b], dim=-1), [s_f, s_b]
