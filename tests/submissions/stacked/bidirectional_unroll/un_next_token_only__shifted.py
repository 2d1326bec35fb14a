import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    h_f, s_f = unroll(steps[0], x, lengths, states[0])
    h_b, s_b = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    h_b = reverse(h_b, lengths)
    # x_t is in h_f already: the right context of t starts at t + 1
    nothing = torch.zeros_like(h_b[:, :1])
    h_b = torch.cat((h_b[:, 1:], nothing), dim=1)
    return torch.cat((h_f, h_b), dim=2), [s_f, s_b]
