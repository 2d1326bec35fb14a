import torch

def rnn_unroll(step, x, lengths, h):
    state = torch.zeros_like(h)
    outs = []
    for t in range(x.shape[1]):
        new = step(x[:, t], state)
        m = (t < lengths).unsqueeze(1).to(x.dtype)
        outs.append(m * new)
        state = m * new + (1 - m) * state
    return torch.stack(outs, 1), state
