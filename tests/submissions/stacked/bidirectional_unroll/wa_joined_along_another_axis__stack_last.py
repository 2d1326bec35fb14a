import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    h_f, s_f = unroll(steps[0], x, lengths, states[0])
    h_b, s_b = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    h = torch.stack([h_f, reverse(h_b, lengths)], dim=-1)
    N, T = x.shape[:2]
    return h.reshape(N, T, -1), [s_f, s_b]
