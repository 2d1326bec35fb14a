import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    dh, dc = d_state
    h, c = state
    i, f, g, o = gates
    tc = torch.tanh(i * g + f * c)
    dc = dc + dh * o * (1 - tc ** 2)
    d = {
        "i": dc * g * i * (1 - i),
        "f": dc * c * f * (1 - f),
        "g": dc * i * (1 - g ** 2),
        "o": dh * tc * o * (1 - o),
    }
    Us, Ws = dict(zip("ifgo", U.chunk(4))), dict(zip("ifgo", W.chunk(4)))
    dx = sum(d[k] @ Us[k] for k in d)
    dh_prev = sum(d[k] @ Ws[k] for k in d)
    dU = torch.cat([d[k].T @ x_t for k in "figo"])
    dW = torch.cat([d[k].T @ h for k in "figo"])
    db = torch.cat([d[k].sum(0) for k in "figo"])
    return dx, (dh_prev, dc * f), dU, dW, db
