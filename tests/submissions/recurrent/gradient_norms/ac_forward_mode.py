import torch

def gradient_norms(step, x, h, d_h):
    # dh_last/dh_t from forward differentiation along every axis of the hidden space
    T, H = x.shape[1], h.shape[1]
    states = []
    for t in range(T):
        h = step(x[:, t], h)
        states.append(h)
    eye = torch.eye(H, dtype=h.dtype, device=h.device)
    out = []
    for t in range(T):
        def rest(s):
            for u in range(t + 1, T):
                s = step(x[:, u], s)
            return s
        cols = [torch.func.jvp(rest, (states[t],), (e.expand_as(h).contiguous(),))[1] for e in eye]
        g = torch.stack([(c * d_h).sum(1) for c in cols], dim=1)
        out.append(torch.linalg.vector_norm(g, dim=1))
    return torch.stack(out, dim=1)
