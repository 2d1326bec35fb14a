import torch

def rnn_unroll(step, x, lengths, h):
    pas = []
    for t in range(x.size(1)):
        vrai = (t < lengths).unsqueeze(-1)
        suivant = step(x[:, t, :], h)
        h = torch.where(vrai, suivant, h)
        pas.append((suivant * vrai).unsqueeze(0))
    return torch.cat(pas), h
