import torch

def lstm_unroll(step, x, lengths, state):
    if x.shape[1] == 0:
        return x.new_zeros(x.shape[0], 0, state[0].shape[1]), state
    real = (lengths > 0)[:, None]
    first = step(x[:, 0], state)
    state = tuple(torch.where(real, new, old) for new, old in zip(first, state))
    h = torch.where(real, first[0], torch.zeros_like(first[0]))
    rest, state = lstm_unroll(step, x[:, 1:], lengths - 1, state)
    return torch.cat([h[:, None], rest], dim=1), state
