import torch

def teacher_forcing(target, lengths, sos, eos, pad):
    N, T = target.shape
    fed = torch.full((N, T + 1), eos, dtype=target.dtype)
    wanted = torch.full((N, T + 1), eos, dtype=target.dtype)
    fed[:, 0] = sos
    for n in range(N):
        L = int(lengths[n])
        fed[n, 1:L + 1] = target[n, :L]
        wanted[n, :L] = target[n, :L]
        wanted[n, L] = eos
    return fed, wanted
