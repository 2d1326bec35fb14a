import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    x_rev = reverse(x.detach().clone(), lengths)
    h_fw, st_fw = unroll(steps[0], x, lengths, states[0])
    h_bw, st_bw = unroll(steps[1], x_rev, lengths, states[1])
    return torch.cat([h_fw, reverse(h_bw, lengths)], dim=-1), [st_fw, st_bw]
