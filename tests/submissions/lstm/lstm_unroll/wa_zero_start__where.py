import torch

def lstm_unroll(step, x, lengths, state):
    N, T, _ = x.shape
    h = torch.zeros_like(state[0])
    c = torch.zeros_like(state[1])
    out = []
    for t in range(T):
        real = (t < lengths).unsqueeze(1)
        h_t, c_t = step(x[:, t], (h, c))
        h = torch.where(real, h_t, h)
        c = torch.where(real, c_t, c)
        out.append(torch.where(real, h_t, torch.zeros_like(h_t)))
    return torch.stack(out, 1), (h, c)
