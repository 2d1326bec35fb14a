from collections import namedtuple

import torch

Etat = namedtuple("Etat", "h c")

def lstm_step(x_t, state, U, W, b):
    etat = Etat(*state)
    pre = torch.addmm(torch.addmm(b, x_t, U.t()), etat.h, W.t())
    entree, oubli, candidat, sortie = pre.tensor_split(4, dim=1)
    c = torch.addcmul(oubli.sigmoid() * etat.c, entree.sigmoid(), candidat.tanh())
    return Etat(h=sortie.sigmoid() * c.tanh(), c=c)
