import torch

def lstm_step(x_t, h, c, U_i, W_i, b_i, U_f, W_f, b_f, U_g, W_g, b_g, U_o, W_o, b_o):
    i = torch.sigmoid(x_t @ U_i.T + h @ W_i.T + b_i)
    f = torch.sigmoid(x_t @ U_f.T + h @ W_f.T + b_f)
    g = torch.tanh(x_t @ U_g.T + h @ W_g.T + b_g)
    o = torch.sigmoid(x_t @ U_o.T + h @ W_o.T + b_o)
    c = i * g + f * c
    return o * torch.tanh(c), c
