import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    step = steps[0]

    def run(inputs, state):
        return unroll(step, inputs, lengths, state)

    h_f, s_f = run(x, states[0])
    h_b, s_b = run(reverse(x, lengths), states[1])
    return torch.cat((h_f, reverse(h_b, lengths)), dim=2), [s_f, s_b]
