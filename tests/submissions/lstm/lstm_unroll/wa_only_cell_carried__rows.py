import torch

def lstm_unroll(step, x, lengths, state):
    h_init, c_init = state
    hs, hT, cT = [], [], []
    for n in range(len(x)):
        c = c_init[n:n+1]
        seq = []
        for t in range(int(lengths[n])):
            h, c = step(x[n:n+1, t], (h_init[n:n+1], c))
            seq.append(h)
        hT.append(h)
        cT.append(c)
        seq += [torch.zeros_like(h)] * (x.shape[1] - len(seq))
        hs.append(torch.cat(seq))
    return torch.stack(hs), (torch.cat(hT), torch.cat(cT))
