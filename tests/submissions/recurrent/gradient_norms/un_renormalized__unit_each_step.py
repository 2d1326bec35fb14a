import torch

def gradient_norms(step, x, h, d_h):
    hs = [h]
    for x_t in x.unbind(1):
        hs.append(step(x_t, hs[-1]))
    d, res = d_h, [d_h.norm(dim=1)]
    for t in range(x.shape[1] - 1, 0, -1):
        d = d / d.norm(dim=1, keepdim=True)        # only the direction goes on
        _, f = torch.func.vjp(lambda s: step(x[:, t], s), hs[t])
        d = f(d)[0]
        res.append(d.norm(dim=1))
    return torch.stack(res[::-1], dim=1)
