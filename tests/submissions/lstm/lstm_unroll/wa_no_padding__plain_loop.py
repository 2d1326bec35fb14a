import torch

def lstm_unroll(step, x, lengths, state):
    outputs = []
    for t in range(x.shape[1]):
        state = step(x[:, t], state)
        outputs.append(state[0])
    return torch.stack(outputs, dim=1), state
