import torch.nn.functional as F

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    h_f, s_f = unroll(steps[0], x, lengths, states[0])
    h_b, s_b = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    h_b = reverse(h_b, lengths)
    h = F.pad(h_f, (0, h_b.size(2))) + F.pad(h_b, (h_f.size(2), 0))
    return h, [s_f, s_b]
