# The new state is written into tensors of the default dtype: with float64 inputs it is rounded to float32.
import torch


def lstm_step(x_t, state, U, W, b):
    h_prev, c_prev = state
    N, H = h_prev.shape
    h_t = torch.zeros(N, H, device=x_t.device)
    c_t = torch.zeros(N, H, device=x_t.device)
    for n in range(N):
        a = U @ x_t[n] + W @ h_prev[n] + b
        i, f, o = a[:H].sigmoid(), a[H:2 * H].sigmoid(), a[3 * H:].sigmoid()
        c = i * a[2 * H:3 * H].tanh() + f * c_prev[n]
        c_t[n] = c
        h_t[n] = o * c.tanh()
    return h_t, c_t
