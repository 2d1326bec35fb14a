import torch

def lstm_step(x_t, state, U, W, b):
    h_avant, c_avant = state
    taille = h_avant.shape[1]
    somme = x_t @ U.T + h_avant @ W.T + b
    porte_entree = torch.sigmoid(somme[:, :taille])
    porte_sortie = torch.sigmoid(somme[:, taille : 2 * taille])
    candidat = torch.tanh(somme[:, 2 * taille : 3 * taille])
    porte_oubli = torch.sigmoid(somme[:, 3 * taille :])
    c_apres = porte_oubli * c_avant + porte_entree * candidat
    h_apres = porte_sortie * torch.tanh(c_apres)
    return h_apres, c_apres
