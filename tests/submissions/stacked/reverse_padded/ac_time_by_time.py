import torch

def reverse_padded(x, lengths):
    lignes = torch.arange(x.shape[0], device=x.device)
    colonnes = []
    for t in range(x.shape[1]):
        d_ou = torch.where(lengths > t, lengths - 1 - t, torch.full_like(lengths, t))
        colonnes.append(x[lignes, d_ou])
    return torch.stack(colonnes, dim=1)
