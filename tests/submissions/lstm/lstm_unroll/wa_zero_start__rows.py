import torch

def lstm_unroll(step, x, lengths, state):
    H = state[0].shape[1]
    all_h, last_h, last_c = [], [], []
    for n, length in enumerate(lengths.tolist()):
        h, c = x.new_zeros(1, H), x.new_zeros(1, H)
        hs = x.new_zeros(x.shape[1], H)
        for t in range(length):
            h, c = step(x[n:n+1, t], (h, c))
            hs[t] = h[0]
        all_h.append(hs)
        last_h.append(h)
        last_c.append(c)
    return torch.stack(all_h), (torch.cat(last_h), torch.cat(last_c))
