import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    h, s_f = unroll(steps[0], x, lengths, states[0])
    _, s_b = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    # what the backward network knows after its whole reading, at each token
    summary = s_b[0][:, None].expand(-1, x.shape[1], -1)
    return torch.cat((h, summary), dim=2), [s_f, s_b]
