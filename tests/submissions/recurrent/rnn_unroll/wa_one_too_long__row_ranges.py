import torch

def rnn_unroll(step, x, lengths, h):
    N, T, _ = x.shape
    every_h = torch.zeros(N, T, h.shape[1], dtype=h.dtype, device=h.device)
    finals = []
    for n, L in enumerate(lengths.tolist()):
        s = h[n:n + 1]
        t = 0
        while t <= L and t < T:
            s = step(x[n:n + 1, t], s)
            every_h[n, t] = s.squeeze(0)
            t += 1
        finals.append(s)
    return every_h, torch.cat(finals, 0)
