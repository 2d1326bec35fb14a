import torch
from torch import Tensor

def masque(longueurs: Tensor, temps: int) -> Tensor:
    return torch.arange(temps, device=longueurs.device).unsqueeze(0) < longueurs.unsqueeze(1)

def lstm_unroll(step, x: Tensor, lengths: Tensor, state):
    vrai = masque(lengths, x.shape[1])
    propre = x.clone()
    propre[~vrai] = 0
    etats = [state]
    for t in range(x.shape[1]):
        etats.append(step(propre[:, t], etats[-1]))
    h = torch.stack([e[0] for e in etats])       # (T + 1, N, H)
    c = torch.stack([e[1] for e in etats])
    index = lengths.view(1, -1, 1).expand(1, -1, h.shape[2])
    sorties = h[1:] * vrai.T.unsqueeze(2).to(h.dtype)
    return sorties.permute(1, 0, 2), (h.gather(0, index)[0], c.gather(0, index)[0])
