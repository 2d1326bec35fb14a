import torch

def lstm_unroll(step, x, lengths, state):
    # longest sentence first: at step t only the first k rows are still running
    order = torch.argsort(lengths, descending=True)
    back = torch.argsort(order)
    x_s, len_s = x[order], lengths[order]
    h, c = state[0][order], state[1][order]
    N, T, _ = x.shape
    hs = []
    for t in range(T):
        k = int((len_s > t).sum())
        if k == 0:
            hs.append(torch.zeros_like(h))
            continue
        h_t, c_t = step(x_s[:k, t], (h[:k], c[:k]))
        h = torch.cat([h_t, h[k:]])
        c = torch.cat([c_t, c[k:]])
        hs.append(torch.cat([h_t, torch.zeros_like(h[k:])]))
    return torch.stack(hs, dim=1)[back], (h[back], c[back])
