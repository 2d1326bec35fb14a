import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    U_i, U_f, U_g, U_o = U.chunk(4)
    W_i, W_f, W_g, W_o = W.chunk(4)
    b_i, b_f, b_g, b_o = b.chunk(4)
    i = torch.sigmoid(x_t @ U_i.T + h @ W_i.T + b_i)
    f = torch.sigmoid(x_t @ U_f.T + h @ W_i.T + b_f)
    g = torch.tanh(x_t @ U_g.T + h @ W_g.T + b_g)
    o = torch.sigmoid(x_t @ U_o.T + h @ W_o.T + b_o)
    c = i * g + f * c
    h = o * torch.tanh(c)
    return h, c
