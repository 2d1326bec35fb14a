import torch

def rnn_unroll(step, x, lengths, h):
    mask = torch.arange(x.shape[1], device=x.device)[None] < lengths[:, None]
    with torch.no_grad():
        x[~mask] = 0  # away with the rubbish
    out = []
    for t in range(x.shape[1]):
        m = mask[:, t].unsqueeze(1)
        new = step(x[:, t], h)
        h = torch.where(m, new, h)
        out.append(new * m)
    return torch.stack(out, 1), h
