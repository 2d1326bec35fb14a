import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    dh, dc = (d.T for d in d_state)
    h, c = (s.T for s in state)
    i, f, g, o = (gate.T for gate in gates)
    t = (i * g + f * c).tanh()
    dc = dc + dh * o - dh * o * t * t
    a = torch.vstack([dc * g * (i - i * i), dc * c * (f - f * f), dc * (i - i * g * g), dh * t * (o - o * o)])
    return (U.T @ a).T, ((W.T @ a).T, (f * dc).T), a @ x_t, a @ h.T, a.sum(1)
