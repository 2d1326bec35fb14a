import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    h_f, (_, c_f) = unroll(steps[0], x, lengths, states[0])
    h_b, (_, c_b) = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    h_b = reverse(h_b, lengths)
    n = torch.arange(len(x), device=x.device)
    end = lengths - 1
    return torch.cat((h_f, h_b), dim=2), [(h_f[n, end], c_f), (h_b[n, end], c_b)]
