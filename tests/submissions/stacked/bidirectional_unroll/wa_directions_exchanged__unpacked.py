import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    step_backward, step_forward = steps
    start_forward, start_backward = states
    hf, ef = unroll(step_forward, x, lengths, start_forward)
    hb, eb = unroll(step_backward, reverse(x, lengths), lengths, start_backward)
    return torch.cat([hf, reverse(hb, lengths)], 2), [ef, eb]
