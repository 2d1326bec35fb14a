import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    h_new, c_new = [], []
    for n in range(x_t.shape[0]):
        z = U @ x_t[n] + W @ h[0] + b
        i, f, g, o = z.chunk(4)
        c_n = torch.sigmoid(i) * torch.tanh(g) + torch.sigmoid(f) * c[n]
        c_new.append(c_n)
        h_new.append(torch.sigmoid(o) * torch.tanh(c_n))
    return torch.stack(h_new), torch.stack(c_new)
