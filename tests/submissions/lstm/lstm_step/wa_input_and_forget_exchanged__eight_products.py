import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    H = h.shape[1]
    # forget
    Uf, Wf, bf = U[0:H], W[0:H], b[0:H]
    # input
    Ui, Wi, bi = U[H:2*H], W[H:2*H], b[H:2*H]
    # candidate
    Ug, Wg, bg = U[2*H:3*H], W[2*H:3*H], b[2*H:3*H]
    # output
    Uo, Wo, bo = U[3*H:4*H], W[3*H:4*H], b[3*H:4*H]
    f = torch.sigmoid(x_t @ Uf.T + h @ Wf.T + bf)
    i = torch.sigmoid(x_t @ Ui.T + h @ Wi.T + bi)
    g = torch.tanh(x_t @ Ug.T + h @ Wg.T + bg)
    o = torch.sigmoid(x_t @ Uo.T + h @ Wo.T + bo)
    new_c = f * c + i * g
    return o * torch.tanh(new_c), new_c
