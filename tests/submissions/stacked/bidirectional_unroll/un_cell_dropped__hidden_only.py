import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    hf, (last_hf, _) = unroll(steps[0], x, lengths, states[0])
    hb, (last_hb, _) = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    return torch.cat([hf, reverse(hb, lengths)], dim=2), [last_hf, last_hb]
