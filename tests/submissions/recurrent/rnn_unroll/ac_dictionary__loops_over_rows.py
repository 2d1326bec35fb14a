import torch


def rnn_unroll(step, x, lengths, h):
    N, T = x.shape[:2]
    nothing = torch.zeros_like(h[0])
    state = {}
    for n in range(N):
        now = h[n : n + 1]
        for t in range(int(lengths[n])):
            now = step(x[n : n + 1, t], now)
            state[n, t] = now[0]
    every_h = torch.stack([torch.stack([state.get((n, t), nothing) for t in range(T)]) for n in range(N)])
    last_h = torch.stack([state[n, int(lengths[n]) - 1] for n in range(N)])
    return every_h, last_h
