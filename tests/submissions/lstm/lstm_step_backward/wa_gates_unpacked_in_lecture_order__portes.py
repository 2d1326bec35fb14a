import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    entree, oubli, sortie, candidat = gates
    h, c = state
    H = h.shape[1]
    cellule = oubli * c + entree * candidat
    delta = d_state[1] + d_state[0] * sortie * (1 - torch.tanh(cellule) ** 2)
    d = torch.cat(
        (
            delta * candidat * entree * (1 - entree),
            delta * c * oubli * (1 - oubli),
            delta * entree * (1 - candidat ** 2),
            d_state[0] * torch.tanh(cellule) * sortie * (1 - sortie),
        ),
        dim=1,
    )
    d_x = torch.einsum("nk,kd->nd", d, U)
    d_h = torch.einsum("nk,kj->nj", d, W)
    d_U = torch.einsum("nk,nd->kd", d, x_t)
    d_W = torch.einsum("nk,nj->kj", d, h)
    return d_x, (d_h, delta * oubli), d_U, d_W, torch.einsum("nk->k", d)
