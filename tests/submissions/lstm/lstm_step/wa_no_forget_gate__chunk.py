import torch

def lstm_step(x_t, state, U, W, b):
    """LSTM step (Hochreiter & Schmidhuber)."""
    h, c = state
    i, f, g, o = torch.chunk(torch.addmm(torch.addmm(b, x_t, U.T), h, W.T), 4, dim=1)
    c_t = c + torch.sigmoid(i) * torch.tanh(g)
    h_t = torch.sigmoid(o) * torch.tanh(c_t)
    return h_t, c_t
