import torch

def lstm_unroll(step, x, lengths, state):
    length = int(lengths[0])
    hs = torch.zeros(x.shape[0], x.shape[1], state[0].shape[1], dtype=x.dtype, device=x.device)
    for t in range(length):
        state = step(x[:, t], state)
        hs[:, t] = state[0]
    return hs, (state[0], state[1])
