import torch

def lstm_step(x_t, state, U, W, b):
    # one unit after the other, as in the drawing
    h, c = state
    hidden = h.shape[1]
    new_h, new_c = [], []
    for j in range(hidden):
        row = lambda k: x_t.mv(U[k * hidden + j]) + h.mv(W[k * hidden + j]) + b[k * hidden + j]
        i, f, g, o = row(0).sigmoid(), row(1).sigmoid(), row(2).tanh(), row(3).sigmoid()
        cell = i * g + f * c[:, j]
        new_c.append(cell)
        new_h.append(o * cell.tanh())
    return torch.stack(new_h, dim=1), torch.stack(new_c, dim=1)
