import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    entree = x[:, 0]
    sorties = []
    for t in range(x.shape[1]):
        vrai = (t < lengths)[:, None]
        h_suivant, c_suivant = step(entree, (h, c))
        h = torch.where(vrai, h_suivant, h)
        c = torch.where(vrai, c_suivant, c)
        sorties.append(torch.where(vrai, h_suivant, torch.zeros_like(h_suivant)))
    return torch.stack(sorties, dim=1), (h, c)
