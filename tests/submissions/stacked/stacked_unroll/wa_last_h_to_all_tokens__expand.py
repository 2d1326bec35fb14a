import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    inputs, finals = x, []
    for step, state in zip(steps, states):
        h, final = unroll(step, inputs, lengths, state)
        finals.append(final)
        inputs = final[0][:, None, :].expand(-1, x.shape[1], -1)
    return h, finals
