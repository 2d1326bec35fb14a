import torch

def lstm_unroll(step, x, lengths, state):
    outputs = x.new_zeros(x.shape[0], x.shape[1], state[0].shape[1])
    for t in range(x.shape[1]):
        state = step(x[:, t, :], state)
        outputs[:, t, :] = state[0]
    for n, length in enumerate(lengths):
        outputs[n, length:] = 0
    return outputs, state
