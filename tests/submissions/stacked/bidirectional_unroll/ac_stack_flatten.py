import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    f, f_end = unroll(steps[0], x, lengths, states[0])
    b, b_end = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    # (N, T, 2, H) -> (N, T, 2H)
    return torch.stack((f, reverse(b, lengths)), dim=2).flatten(start_dim=2), [f_end, b_end]
