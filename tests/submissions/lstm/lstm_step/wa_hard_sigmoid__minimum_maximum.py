import torch

def sigma(v):
    # Keras: recurrent_activation="hard_sigmoid"
    v = v / 5 + 0.5
    return torch.minimum(torch.maximum(v, torch.zeros_like(v)), torch.ones_like(v))

def lstm_step(x_t, state, U, W, b):
    h, c = state
    H = h.shape[1]
    U_i, U_f, U_g, U_o = U.view(4, H, -1)
    W_i, W_f, W_g, W_o = W.view(4, H, H)
    b_i, b_f, b_g, b_o = b.view(4, H)
    i = sigma(x_t @ U_i.T + h @ W_i.T + b_i)
    f = sigma(x_t @ U_f.T + h @ W_f.T + b_f)
    g = torch.tanh(x_t @ U_g.T + h @ W_g.T + b_g)
    o = sigma(x_t @ U_o.T + h @ W_o.T + b_o)
    c = i * g + f * c
    h = o * torch.tanh(c)
    return h, c
