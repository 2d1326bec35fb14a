import torch

def lstm_unroll(step, x, lengths, state):
    N, T, _ = x.shape
    h, c = state[0], state[1]
    H = h.shape[1]
    hs, hl, cl = [], [], []
    for n in range(N):
        hn, cn = h[n].view(1, H), c[n].view(1, H)
        seq = []
        for t in range(lengths[n] - 1):
            hn, cn = step(x[n, t].view(1, -1), (hn, cn))
            seq.append(hn)
        pad = x.new_zeros(T - len(seq), H)
        hs.append(torch.cat(seq + [pad]))
        hl.append(hn)
        cl.append(cn)
    return torch.stack(hs), (torch.cat(hl), torch.cat(cl))
