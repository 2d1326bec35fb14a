import torch


def rnn_unroll(step, x, lengths, h):
    rows = torch.arange(x.shape[0], device=x.device)
    times = torch.arange(x.shape[1], device=x.device)
    end = lengths.to(x.device) - 1
    source = torch.minimum(times, end[:, None])
    x = x[rows[:, None], source]
    hs = []
    for t in times.tolist():
        h = step(x[:, t], h)
        hs.append(h)
    hs = torch.stack(hs, dim=1)
    return hs.masked_fill((times > end[:, None])[..., None], 0), hs[rows, end]
