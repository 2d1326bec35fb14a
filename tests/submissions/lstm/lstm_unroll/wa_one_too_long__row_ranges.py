import torch

def lstm_unroll(step, x, lengths, state):
    N, T, D = x.shape
    out = x.new_zeros(N, T, state[0].shape[1])
    h_end, c_end = [], []
    for n in range(N):
        h, c = state[0][[n]], state[1][[n]]
        for t in range(T):
            if t > lengths[n]:
                break
            h, c = step(x[[n], t], (h, c))
            out[n, t] = h[0]
        h_end.append(h[0])
        c_end.append(c[0])
    return out, (torch.stack(h_end), torch.stack(c_end))
