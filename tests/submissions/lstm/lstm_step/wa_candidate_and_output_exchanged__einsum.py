import torch

def lstm_step(x_t, state, U, W, b):
    (h, c) = state
    H = h.size(-1)
    U4 = U.reshape(4, H, -1)
    W4 = W.reshape(4, H, H)
    a = torch.einsum("khd,nd->knh", U4, x_t) + torch.einsum("khj,nj->knh", W4, h) + b.reshape(4, 1, H)
    i, f, o = torch.sigmoid(a[:3])
    g = torch.tanh(a[3])
    c1 = torch.addcmul(f * c, i, g)
    return (o * torch.tanh(c1), c1)
