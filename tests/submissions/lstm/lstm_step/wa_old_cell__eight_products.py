import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    Ui, Uf, Ug, Uo = U.chunk(4)
    Wi, Wf, Wg, Wo = W.chunk(4)
    bi, bf, bg, bo = b.chunk(4)
    i = torch.sigmoid(x_t @ Ui.T + h @ Wi.T + bi)
    f = torch.sigmoid(x_t @ Uf.T + h @ Wf.T + bf)
    g = torch.tanh(x_t @ Ug.T + h @ Wg.T + bg)
    o = torch.sigmoid(x_t @ Uo.T + h @ Wo.T + bo)
    c_t = i * g + f * c
    h_t = o * torch.tanh(c)
    return h_t, c_t
