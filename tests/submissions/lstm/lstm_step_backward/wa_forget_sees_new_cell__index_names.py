import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    (gi, gf, gg, go) = gates
    ct = gi * gg + gf * state[1]
    tct = torch.tanh(ct)
    dct = d_state[1] + d_state[0] * go * (1 - tct.square())
    blocks = {
        0: dct * gg * gi * (1 - gi),
        1: dct * ct * gf * (1 - gf),
        2: dct * gi * (1 - gg.square()),
        3: d_state[0] * tct * go * (1 - go),
    }
    H = ct.shape[1]
    dx = 0
    dh = 0
    dU, dW, db = torch.zeros_like(U), torch.zeros_like(W), U.new_zeros(4 * H)
    for k, d in blocks.items():
        s = slice(k * H, (k + 1) * H)
        dx = dx + d @ U[s]
        dh = dh + d @ W[s]
        dU[s] = d.T @ x_t
        dW[s] = d.T @ state[0]
        db[s] = d.sum(0)
    return dx, (dh, dct * gf), dU, dW, db
