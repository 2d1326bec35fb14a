import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state[0].clone(), state[1].clone()
    N, T, _ = x.shape
    out = torch.zeros(N, T, h.shape[1], dtype=h.dtype, device=h.device)
    for t in range(T):
        running = torch.nonzero(lengths > t).flatten()
        if len(running) == 0:
            break
        h_t, c_t = step(x[running, t], (h[running], c[running]))
        h = h.index_copy(0, running, h_t)
        c = c.index_copy(0, running, c_t)
        out[running, t] = h_t
    return out, (h, c)
