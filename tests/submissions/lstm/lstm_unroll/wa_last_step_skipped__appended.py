import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    all_h = []
    t = 0
    while t < x.shape[1] - 1:
        real = (lengths > t)[:, None]
        h_t, c_t = step(x[:, t], (h, c))
        h = torch.where(real, h_t, h)
        c = torch.where(real, c_t, c)
        all_h.append(torch.where(real, h_t, torch.zeros_like(h_t)))
        t += 1
    if not all_h:
        return x.new_zeros(x.shape[0], 0, h.shape[1]), (h, c)
    return torch.stack(all_h, dim=1), (h, c)
