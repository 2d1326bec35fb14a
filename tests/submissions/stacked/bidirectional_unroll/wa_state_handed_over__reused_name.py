import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    state = states[0]
    h_forward, state = unroll(steps[0], x, lengths, state)
    last = [state]
    h_backward, state = unroll(steps[1], reverse(x, lengths), lengths, state)
    last.append(state)
    return torch.cat((h_forward, reverse(h_backward, lengths)), dim=2), last
