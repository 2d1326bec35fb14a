import torch

def lstm_step(x_t, state, U, W, b):
    h = state[0]
    c = state[1]
    n = h.shape[1]
    z = torch.matmul(x_t, U.T) + torch.matmul(h, W.T) + b
    i = torch.tanh(z[:, 0*n:1*n])
    f = torch.tanh(z[:, 1*n:2*n])
    g = torch.tanh(z[:, 2*n:3*n])
    o = torch.tanh(z[:, 3*n:4*n])
    new_c = i*g + f*c
    new_h = o*torch.tanh(new_c)
    return new_h, new_c
