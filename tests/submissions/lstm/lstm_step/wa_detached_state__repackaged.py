import torch

def repackage_hidden(state):
    """Wraps hidden states in new Tensors, to detach them from their history."""
    return tuple(v.clone().detach() for v in state)

def lstm_step(x_t, state, U, W, b):
    h, c = repackage_hidden(state)
    H = h.shape[1]
    inp = torch.cat([x_t, h], dim=1)
    weight = torch.cat([U, W], dim=1)
    z = inp @ weight.T + b
    i = torch.sigmoid(z[:, :H])
    f = torch.sigmoid(z[:, H:2*H])
    g = torch.tanh(z[:, 2*H:3*H])
    o = torch.sigmoid(z[:, 3*H:])
    c = f * c + i * g
    h = o * torch.tanh(c)
    return h, c
