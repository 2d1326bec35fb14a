import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    N, T = x.shape[:2]
    H = h.shape[1]
    outputs = torch.zeros(N, T, H, dtype=x.dtype, device=x.device)
    last_c = c
    for t in range(T):
        real = (t < lengths)[:, None]
        h_t, c_t = step(x[:, t], (h, c))
        h = torch.where(real, h_t, h)
        last_c = torch.where(real, c_t, last_c)
        outputs[:, t] = h * real
    return outputs, (h, last_c)
