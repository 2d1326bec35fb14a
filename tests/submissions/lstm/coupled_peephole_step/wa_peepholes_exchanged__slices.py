import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    etat_h, etat_c = state
    n = etat_h.shape[1]
    somme = torch.matmul(x_t, U.T) + torch.matmul(etat_h, W.T) + b
    oubli = torch.sigmoid(somme[:, 0:n] + p[n:2*n] * etat_c)
    candidat = torch.tanh(somme[:, n:2*n])
    cellule = oubli * etat_c + (1.0 - oubli) * candidat
    sortie = torch.sigmoid(somme[:, 2*n:3*n] + p[0:n] * cellule)
    return sortie * torch.tanh(cellule), cellule
