import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    """The whole Jacobian of (h_t, c_t) by the packed pre-activations and c_{t-1}, row by row of the batch."""
    N, H = state[0].shape
    d_a, d_c_prev = [], []
    for n in range(N):
        c = state[1][n]
        i, f, g, o = [gate[n] for gate in gates]
        t = torch.tanh(i * g + f * c)
        # c_t by a_i, a_f, a_g, a_o
        J_c = torch.cat([torch.diag(v) for v in (g * i * (1 - i), c * f * (1 - f), i * (1 - g**2), torch.zeros_like(c))], 1)
        J_hc = torch.diag(o * (1 - t**2))
        J_ho = torch.cat([torch.zeros(H, 3 * H, dtype=c.dtype, device=c.device), torch.diag(t * o * (1 - o))], 1)
        J_h = J_hc @ J_c + J_ho
        d_a.append(d_state[0][n] @ J_h + d_state[1][n] @ J_c)
        d_c_prev.append((d_state[0][n] @ J_hc + d_state[1][n]) @ torch.diag(f))
    d_a = torch.stack(d_a)
    return d_a @ U, (d_a @ W, torch.stack(d_c_prev)), d_a.T @ x_t, d_a.T @ state[0], d_a.sum(0)
