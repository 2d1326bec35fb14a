import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    h_f, (hn_f, cn_f) = unroll(steps[0], x, lengths, states[0])
    h_b, (hn_b, cn_b) = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    h = torch.cat([h_f, reverse(h_b, lengths)], dim=2)
    hn = torch.cat([hn_f, hn_b], dim=1)
    cn = torch.cat([cn_f, cn_b], dim=1)
    return h, (hn, cn)
