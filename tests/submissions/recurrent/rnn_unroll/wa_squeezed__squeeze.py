import torch

def rnn_unroll(step, x, lengths, h):
    outs = []
    for t in range(x.shape[1]):
        real = (t < lengths)[:, None]
        new = step(x[:, t], h)
        outs.append(new * real)
        h = torch.where(real, new, h)
    return torch.stack(outs, 1).squeeze(), h.squeeze()
