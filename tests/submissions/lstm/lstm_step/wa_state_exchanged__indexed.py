import torch
import torch.nn.functional as F

def lstm_step(x_t, state, U, W, b):
    c_prev = state[0]
    h_prev = state[1]
    H = U.shape[0] // 4
    def lin(k):
        s = slice(k * H, k * H + H)
        return F.linear(x_t, U[s], b[s]) + F.linear(h_prev, W[s])
    i, f, o = torch.sigmoid(lin(0)), torch.sigmoid(lin(1)), torch.sigmoid(lin(3))
    c_t = i * torch.tanh(lin(2)) + f * c_prev
    return o * torch.tanh(c_t), c_t
