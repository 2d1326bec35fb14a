import torch
import torch.nn.functional as F

def rnn_unroll(step, x, lengths, h):
    T = x.shape[1]
    states = []
    for t in range(T):
        h = step(x[:, t], h)
        states.append(h)
    S = torch.stack(states, dim=2)                       # (batch, hidden, time)
    choix = F.one_hot(lengths - 1, T).to(S)              # 1 at the last real token
    reel = choix.flip(1).cumsum(1).flip(1)               # 1 up to it
    return torch.einsum("nht,nt->nth", S, reel), torch.einsum("nht,nt->nh", S, choix)
