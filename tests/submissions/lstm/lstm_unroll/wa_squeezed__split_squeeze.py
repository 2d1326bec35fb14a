import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    out = []
    for t, x_t in enumerate(torch.split(x, 1, dim=1)):
        m = (t < lengths).to(x.dtype).unsqueeze(1)
        h_t, c_t = step(x_t.squeeze(1), (h, c))
        h = h + m * (h_t - h)
        c = c + m * (c_t - c)
        out.append((m * h_t).unsqueeze(1))
    return torch.cat(out, dim=1).squeeze(), (h, c)
