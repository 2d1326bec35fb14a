import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    hs = []
    for t in range(x.shape[1]):
        mask = (t < lengths).to(x.dtype).unsqueeze(1)
        h, c = step(x[:, t], (h, c))
        h = h * mask
        c = c * mask
        hs.append(h)
    return torch.stack(hs, dim=1), (h, c)
